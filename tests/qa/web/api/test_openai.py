"""Clients of OpenAI's interface get the answers of ours."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from tests.qa.web.api.treaty import QUESTION


def test_openai_clients_get_the_same_answer(client: TestClient) -> None:
    models = client.get("/v1/models").json()["data"]
    asked = {
        "model": models[0]["id"],
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
    }
    whole = client.post("/v1/chat/completions", json=asked).json()
    said = whole["choices"][0]["message"]["content"]
    text = whole["citedesk"]["text"]
    assert text == client.post("/api/ask", json={"question": QUESTION}).json()["text"]
    # As it stands, but that an article's "<signed>" is none of the client's markup.
    shown = said.replace("\\", "")
    assert shown.startswith(text)
    for cited in whole["citedesk"]["citations"]:
        assert f"[{cited['marker']}] {cited['title']} ({cited['source']}" in shown.removeprefix(text)
    assert whole["usage"]["total_tokens"] == len(QUESTION.split()) + len(said.split())
    streamed = client.post("/v1/chat/completions", json=asked | {"stream": True}).text
    lines = [line.removeprefix("data: ") for line in streamed.splitlines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == said
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["citedesk"]["citations"] == whole["citedesk"]["citations"]


def test_openai_clients_may_ask_for_one_model_and_for_what_a_stream_took(client: TestClient) -> None:
    assert client.get("/v1/models/citedesk").json()["id"] == "citedesk"
    assert client.get("/v1/models/other").status_code == 404
    asked = {"messages": [{"role": "user", "content": QUESTION}]}
    assert client.post("/v1/chat/completions", json=asked | {"stream": None}).json()["usage"]
    options = {"stream": True, "stream_options": {"include_usage": True}}
    streamed = client.post("/v1/chat/completions", json=asked | options).text
    *_, last, done = [line.removeprefix("data: ") for line in streamed.splitlines() if line]
    assert done == "[DONE]"
    assert json.loads(last)["choices"] == []
    assert json.loads(last)["usage"]["prompt_tokens"] == len(QUESTION.split())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"n": 2}, "n: Input should be 1"),
        ({"response_format": {"type": "json_object"}}, "response_format.type: Input should be 'text'"),
    ],
)
def test_what_no_answer_can_be_is_refused_by_its_name(
    client_once: TestClient, more: dict[str, object], told: str
) -> None:
    asked = {"messages": [{"role": "user", "content": QUESTION}]}
    refused = client_once.post("/v1/chat/completions", json=asked | more)
    assert refused.status_code == 422
    assert told in refused.json()["error"]


def test_null_is_as_good_as_nothing_and_what_has_no_use_here_is_ignored(client_once: TestClient) -> None:
    asked = {"messages": [{"role": "user", "content": [{"type": "text", "text": QUESTION}, {"text": None}]}]}
    nulls = dict.fromkeys(("model", "stream", "stream_options", "n", "response_format", "filters", "stop"))
    more = {"n": 1, "response_format": {"type": "text"}, "temperature": 0, "tools": [], "seed": 1}
    told = [
        client_once.post("/v1/chat/completions", json=asked | extra).json()["citedesk"]["text"]
        for extra in ({}, nulls, more, {"filters": dict.fromkeys(("sources", "authors", "published_to"))})
    ]
    assert told == [told[0]] * 4
    options = {"stream": True, "stream_options": {"include_usage": None}}
    assert "usage" not in client_once.post("/v1/chat/completions", json=asked | options).text
    ask = {"question": QUESTION, "history": None, "filters": None, "today": None, "stream": None}
    assert client_once.post("/api/ask", json=ask).json()["text"] == told[0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/v1/models/", "/v1/models/citedesk/", "/healthz/", "/api/search/?q=x")),
        ("POST", "/v1/chat/completions/"),
        ("POST", "/api/ask/"),
    ],
)
def test_an_address_may_end_in_a_slash(client_once: TestClient, method: str, path: str) -> None:
    asked = (
        {"messages": [{"role": "user", "content": QUESTION}]} if "chat" in path else {"question": QUESTION}
    )
    body = {"json": asked} if method == "POST" else {}
    assert client_once.request(method, path, follow_redirects=False, **body).status_code == 200
    assert client_once.get("/v1/").status_code == 404
    assert client_once.get("/api/articles/a/").status_code == 404
