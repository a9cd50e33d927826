"""The HTTP interface over a real archive: answers, streams, articles, and refusals with a next step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.errors import ArchiveError, ModelError
from index.archive import Archive
from qa import Desk, Sentence
from qa.web.middleware import MAX_BODY
from tests.index.makers import put
from tests.qa.schemas.validators import validator
from tests.qa.web.api.treaty import BODY, ODD_ID, QUESTION, told, treaty


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    return [
        (lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in blocks
    ]


def test_an_answer_is_the_json_of_the_contract(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": QUESTION})
    answer = response.json()
    validator("answer").validate(answer)
    assert answer["status"] == "answered"
    [first, *_] = answer["citations"]
    article = client.get("/api/articles/" + ODD_ID.replace("?", "%3F").replace("#", "%23")).json()
    assert article["article_id"] == ODD_ID
    assert article["body"][first["start"] : first["end"]] == first["quote"]
    assert first["url"] is None


def test_a_stream_gives_sentences_with_their_citations_then_the_answer(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    got = events(response.text)
    names = [name for name, _ in got]
    assert names[:2] == ["evidence", "sentence"]
    assert names[-1] == "answer"
    evidence = got[0][1]
    assert evidence["status"] == "answered"
    assert evidence["sentences"] == got[-1][1]["sentences"]
    assert evidence["citations"] == got[-1][1]["citations"]
    validator("answer").validate(got[-1][1])
    streamed = [shown["citations"] for name, shown in got if name == "sentence"]
    assert [item for some in streamed for item in some] == got[-1][1]["citations"]


def test_an_outage_in_the_middle_of_a_stream_is_an_error_event(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(event for event in desk.stream(QUESTION) if isinstance(event, Sentence))

    def breaks(*_: object, **__: object) -> Iterator[object]:
        yield first
        raise ArchiveError("The archive is broken", "Run: citedesk rebuild")

    monkeypatch.setattr(desk, "stream", breaks)
    got = events(client.post("/api/ask", json={"question": QUESTION, "stream": True}).text)
    assert [name for name, _ in got] == ["sentence", "error"]
    assert got[-1][1] == {"error": "The archive is broken", "try": "Run: citedesk rebuild"}


def test_search_takes_filters_and_says_what_they_left_out(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "fishing agreement", "top_k": 5}).json()
    validator("search").validate(found)
    assert found["hits"][0]["article_id"] == ODD_ID
    dated = client.get("/api/search", params={"q": "whale", "from": "2025-01-01", "to": "2025-12-31"}).json()
    assert {hit["article_id"] for hit in dated["hits"]} <= {ODD_ID}
    assert dated["notices"]
    only = client.get("/api/search", params={"q": "whale", "source": "The Courier"}).json()
    assert {hit["source"] for hit in only["hits"]} <= {"The Courier"}
    assert "Courier" in told(client.get("/api/search", params={"q": "whale", "source": "Corier"}), 400)["try"]


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", "/api/ask", {"json": {"question": " "}}, 400),
        ("POST", "/api/ask", {"json": {"question": "x" * 20_000}}, 400),
        ("POST", "/api/ask", {"json": {"question": QUESTION, "stream": True, "today": "soon"}}, 400),
        ("POST", "/api/ask", {"json": {"question": QUESTION, "more": 1}}, 422),
        ("POST", "/api/ask", {"content": b"{", "headers": {"content-type": "application/json"}}, 422),
        ("POST", "/api/ask", {"content": b'{"question": "' + b"x" * MAX_BODY + b'"}'}, 413),
        ("GET", "/api/search", {}, 422),
        ("GET", "/api/search", {"params": {"q": "whale", "top_k": 0}}, 400),
        ("GET", "/api/search", {"params": {"q": "whale", "from": "2025-02-30"}}, 400),
        ("POST", "/api/ask", {"content": b'{"question": "who \\ud800"}'}, 422),
        ("GET", "/api/search", {"params": {"q": "whale", "source": "\ufffe"}}, 400),
        ("GET", "/api/articles/nope", {}, 404),
        ("GET", "/api/articles/other", {"params": {"version": 9}}, 404),
        ("GET", "/api/nothing", {}, 404),
        ("GET", "/v1/nothing", {}, 404),
        ("POST", "/v1/chat/completions", {"json": {"messages": []}}, 422),
        ("POST", "/v1/chat/completions", {"json": {"messages": [{"role": "system", "content": "x"}]}}, 400),
    ],
)
def test_what_cannot_be_done_is_told_with_a_next_step(
    client_once: TestClient, method: str, path: str, options: dict, status: int
) -> None:
    told(client_once.request(method, path, **options), status)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_last_and_the_first_of_all_days_are_days(client_once: TestClient, day: str) -> None:
    for name in ("from", "to"):
        assert client_once.get("/api/search", params={"q": "whale yesterday", name: day}).status_code == 200
    asked = client_once.post("/api/ask", json={"question": "Who met the whale last week?", "today": day})
    assert asked.status_code == 200


HALF = "\\ud800"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", f'{{"question": "{HALF}"}}'),
        ("/api/ask", f'{{"question": "Which whale {HALF} was seen?"}}'),
        ("/api/ask", f'{{"question": "whale", "today": "{HALF}"}}'),
        ("/api/ask", f'{{"question": "whale", "filters": {{"sources": ["{HALF}"]}}}}'),
        ("/api/ask", f'{{"question": "whale", "filters": {{"published_to": "{HALF}"}}}}'),
        ("/api/ask", f'{{"question": "whale", "history": [{{"role": "user", "content": "a {HALF}"}}]}}'),
        ("/api/ask", f'{{"question": "whale", "history": [{{"role": "{HALF}", "content": "a"}}]}}'),
        ("/api/ask", f'{{"question": "whale", "{HALF}": 1}}'),
        ("/v1/chat/completions", f'{{"messages": [{{"role": "user", "content": "whale {HALF}"}}]}}'),
        (
            "/v1/chat/completions",
            f'{{"messages": [{{"role": "user", "content": [{{"text": "whale {HALF}"}}]}}]}}',
        ),
    ],
)
def test_half_a_character_is_no_text(client_once: TestClient, path: str, body: str) -> None:
    told(client_once.post(path, content=body, headers={"content-type": "application/json"}), 422)


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
@pytest.mark.parametrize("sources", ["The Courier", ["The Courier"], '["The Courier"]'])
def test_a_tool_takes_one_outlet_as_a_text_too_and_a_slash_at_the_end(
    client_once: TestClient, path: str, sources: object
) -> None:
    call = {"name": "search", "arguments": {"query": "ferry", "sources": sources}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    answer = client_once.post(path, json=rpc, headers={"accept": "application/json, text/event-stream"})
    assert answer.status_code == 200
    result = answer.json()["result"]
    assert not result.get("isError"), result
    assert "The Courier" in str(result["content"])


def test_half_a_character_is_no_argument_of_a_tool(client_once: TestClient) -> None:
    call = {"name": "search", "arguments": {"query": "HALF", "sources": ["HALF"]}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    accept = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    answer = client_once.post("/mcp", content=json.dumps(rpc).replace("HALF", HALF), headers=accept)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == -32700


def test_no_notice_tells_where_things_lie_on_the_server(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ModelError("The language model /srv/news/secret/m.gguf cannot be read", "Correct LLM_FILE.")

    monkeypatch.setattr(desk, "_language_model", broken)
    assert any("/srv/news" in notice for notice in desk.ask(QUESTION).notices)  # For whoever runs it.
    plain, streamed = ({"question": QUESTION, "stream": stream} for stream in (False, True))
    chat = {"messages": [{"role": "user", "content": QUESTION}]}
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    accept = {"accept": "application/json, text/event-stream"}
    for path, body in (
        ("/api/ask", plain),
        ("/api/ask", streamed),
        ("/v1/chat/completions", chat),
        ("/v1/chat/completions", chat | {"stream": True}),
        ("/mcp", rpc),
    ):
        answer = client.post(path, json=body, headers=accept)
        assert "m.gguf cannot be read" in answer.text, path
        assert "/srv/news" not in answer.text, path


def test_what_nobody_foresaw_is_an_error_without_a_traceback(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def boom(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(desk, "ask", boom)
    error = told(client.post("/api/ask", json={"question": QUESTION}), 500)
    assert "secret" not in str(error)


def test_a_page_of_another_site_is_refused(client: TestClient) -> None:
    told(client.get("/healthz", headers={"host": "evil.example"}), 403)
    told(client.get("/healthz", headers={"origin": "https://evil.example"}), 403)
    assert client.get("/healthz", headers={"origin": "http://localhost:7860"}).json()["ok"] is True


def test_health_and_headers(client: TestClient, archive: Archive, unhurried: None) -> None:
    response = client.get("/healthz")
    counts = archive.catalogue.counts()
    assert response.json() == {"ok": True, "articles": 2, "chunks": counts.chunks}
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in response.headers["content-security-policy"]


def test_an_older_version_stays_readable(client: TestClient, archive: Archive) -> None:
    put(archive, treaty(BODY.replace("12 May", "19 May")))
    path = "/api/articles/" + ODD_ID.replace("?", "%3F").replace("#", "%23")
    assert "19 May" in client.get(path).json()["body"]
    first = client.get(path, params={"version": 1}).json()
    assert "12 May" in first["body"]
    assert first["active"] is False


def test_a_folder_that_vanished_is_never_no_evidence(client: TestClient, archive: Archive) -> None:
    shutil.rmtree(archive.place.folder)
    response = client.post("/api/ask", json={"question": "Which whale was seen off Quennish?"})
    assert response.json().get("status", "error") != "no_evidence"
