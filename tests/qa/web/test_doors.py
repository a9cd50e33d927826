"""What Gradio brings along is either closed or asks for the rights that changing the archive takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import cycle
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from index.browse.listing import list_articles
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from qa.web.api.native import create_api
from qa.web.auth.sessions import COOKIE
from qa.web.middleware import Receive, Scope, Send, refuse
from qa.web.page.blocks import mount_page
from qa.web.page.guard import Allowed, PageGuard
from tests.index.makers import article, new_archive, put
from tests.qa.web.browsing import made_in_a_loop
from tests.qa.web.conftest import PASSWORD

pytestmark = pytest.mark.filterwarnings("ignore")  # Gradio warns of what pandas is to drop.

HERE = "http://127.0.0.1:7860"
FOREIGN = {"origin": "https://evil.example"}
OTHER_PROGRAM = {"origin": "http://localhost:3000"}
PATHS = (
    "/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static/../../../../../../etc/passwd",
    "/svelte/..%2f..%2f..%2fetc%2fpasswd",
    "/file=/etc/passwd",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/upload/../file=/etc/passwd",
    "/gradio_api/theme.css/../file=/etc/passwd",
    "/gradio_api/stream/x/0/1/playlist.m3u8",
    "/gradio_api/proxy=http://127.0.0.1:1/x",
    "/gradio_api/call/x",
    "/monitoring",
    "/monitoring/summary",
)
CHANGING = ("api/uploads", "gradio_api/queue/join", "gradio_api/run/predict", "api/ask", "mcp")
EVENTS = ("run/predict", "queue/join")
# Other ways to an event that Gradio has, and odd spellings of those that the page uses.
WAYS = (
    "api/predict",
    "api/predict/",
    "run/predict/",
    "run/_taken",
    "run/%2e%2e/run/predict",
    "run//predict",
    "run/%70redict%2f",
    "run/predict%00",
    "RUN/predict",
    "queue/join/",
    "Queue/Join",
    "call/predict",
    "call/v2/predict",
    "component_server",
    "process_recording",
    "upload",
    "upload/",
    "upload?upload_id=x",
    "stream/x",
    "run-history/connect",
    "vibe-edit",
)
PLACES = ("/dev/zero", "/etc/passwd", "http://127.0.0.1:1/x", "uploads", "//host/share", "data:,x")
FILE = {"meta": {"_type": "gradio.FileData"}, "orig_name": "a.json"}


def served(archive: Archive, accounts: Accounts | None = None) -> TestClient:
    put(archive, article("a", "The ferry sank off Hask on Sunday."))
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))
    app = made_in_a_loop(lambda: mount_page(create_api(desk, accounts=accounts), desk))
    return TestClient(app, HERE, follow_redirects=False)


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with served(archive) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client for all tests that change nothing: a page takes most of a second to make."""
    with closing(new_archive(tmp_path_factory.mktemp("asked"))) as archive, served(archive) as opened:
        yield opened


@pytest.fixture
def guarded(archive: Archive, accounts: Accounts) -> Iterator[TestClient]:
    with served(archive, accounts) as opened:
        yield opened


def logged_in(client: TestClient, name: str) -> dict[str, str]:
    """The cookie of somebody's browser."""
    response = client.post("/login", data={"name": name, "password": PASSWORD}, headers={"origin": HERE})
    assert response.status_code == 303
    token = response.cookies[COOKIE]
    client.cookies.clear()
    return {"cookie": f"{COOKIE}={token}"}


def events_of(client: TestClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    config = client.get("/config", headers={**headers, "origin": HERE}).json()
    return list(config["dependencies"])


def every_event(
    client: TestClient,
    headers: dict[str, str],
    data: list[Any] | None = None,
    event_data: Any = None,
    ways: Sequence[str] = EVENTS,
    **more: Any,
) -> list[httpx.Response]:
    """Call each event of the page by its number, as whoever has read its configuration may."""
    said = event_data or {"do": "remove", "id": "a", "to": "operate"}
    answers = []
    for event in events_of(client, headers):
        given = data if data is not None else [None] * len(event["inputs"])
        body = {"fn_index": event["id"], "data": given, "event_data": said, "session_hash": "x", **more}
        answers += [client.post(f"/gradio_api/{way}", json=body, headers=headers) for way in ways]
    return answers


def refused(answers: Sequence[httpx.Response], *statuses: int) -> bool:
    """Whether every one of some answers is an error in our own form."""
    return bool(answers) and all(
        answer.status_code in statuses and set(answer.json()) == {"error", "try"} for answer in answers
    )


def still_answers(client: TestClient, headers: dict[str, str]) -> bool:
    return client.get("/api/search?q=ferry", headers=headers).status_code == 200


def test_no_path_leads_to_the_servers_own_files(asked_only: TestClient) -> None:
    for path in PATHS:
        response = asked_only.get(path)
        assert response.status_code in {400, 403, 404, 405}, path
        assert "root:" not in response.text


def test_another_programs_page_calls_no_event_that_changes(client: TestClient, archive: Archive) -> None:
    assert 403 in {answer.status_code for answer in every_event(client, OTHER_PROGRAM)}
    assert list_articles(archive.catalogue, removed=True).total == 0
    assert client.get("/gradio_api/info", headers=FOREIGN).status_code == 403


def test_a_reader_calls_no_event_that_changes_and_an_operator_does(
    guarded: TestClient, archive: Archive
) -> None:
    answers = every_event(guarded, logged_in(guarded, "rita"))
    refusals = [answer.json() for answer in answers if answer.status_code == 403]
    # Taking files in, keeping a feed, and what the buttons of the table and of the feeds change.
    assert len(refusals) == 4 * len(EVENTS)
    assert all(told["error"] == "Only an operator may change the archive" for told in refusals)
    assert list_articles(archive.catalogue, removed=True).total == 0
    every_event(guarded, logged_in(guarded, "otto"))
    assert list_articles(archive.catalogue, removed=True).total == 1


def test_every_event_that_changes_is_for_operators(guarded: TestClient) -> None:
    """The table comes from the page: what nobody marked as reading is not for readers."""
    headers = logged_in(guarded, "rita")
    events = events_of(guarded, headers)
    components = guarded.get("/config", headers={**headers, "origin": HERE}).json()["components"]
    parts = {part["id"]: part["props"].get("elem_id") for part in components}
    page = next(
        route.app for route in guarded.app.routes if isinstance(getattr(route, "app", None), PageGuard)
    )  # type: ignore[attr-defined]
    roles = {number: allowed.role for number, allowed in page._events.items()}
    changing = {
        event["id"]
        for event in events
        if any(
            name in {"operate", "feeds"} or parts.get(part) in {"cd-take", "cd-feed"}
            for part, name in event["targets"]
        )
    }
    assert {number for number, role in roles.items() if role == "operator"} == changing
    assert len(changing) == 4
    assert set(roles) == {event["id"] for event in events if event["backend_fn"]}


@pytest.mark.parametrize("who", ["rita", "otto", ""])
def test_no_event_takes_a_file_or_an_address(
    guarded: TestClient, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("Gradio was asked to handle a file")

    for name in ("async_move_files_to_cache", "check_all_files_in_cache", "ssrf_protected_download"):
        monkeypatch.setattr(f"gradio.processing_utils.{name}", never)
    headers = logged_in(guarded, who) if who else {}
    reading = headers or logged_in(guarded, "rita")
    numbers = [event["id"] for event in events_of(guarded, reading)]
    attacks = [holding for place in PLACES for holding in holders(place)]
    for holding, number, way in zip(attacks, cycle(numbers), cycle(EVENTS), strict=False):
        body = {"fn_index": number, "session_hash": "x", "data": [], **holding}
        answer = guarded.post(f"/gradio_api/{way}", json=body, headers=headers)
        assert refused([answer], *((400,) if who else (401,)))
    assert still_answers(guarded, reading)


def holders(place: str) -> list[dict[str, Any]]:
    """Bodies that name a file or an address in each place where Gradio looks for one."""
    file = {"path": place, **FILE}
    return [
        {"data": [file]},
        {"data": [[file], ""]},
        {"data": ["", [[file]]]},
        {"data": [{"value": file}]},
        {"data": [{"path": place}]},
        {"data": [{"url": place, "path": "x", **FILE}]},
        {"event_data": file},
        {"event_data": {"path": place}},
        {"event_data": {"turns": [file]}},
        {"event_data": [{"path": place}]},
    ]


@pytest.mark.parametrize("who", ["rita", "otto"])
def test_no_other_way_leads_to_an_event(guarded: TestClient, who: str) -> None:
    headers = logged_in(guarded, who)
    body = {"fn_index": 0, "data": [], "session_hash": "x"}
    for way in WAYS:
        for prefix in ("/gradio_api/", "//gradio_api/", "/Gradio_API/"):
            answer = guarded.post(f"{prefix}{way}", json=body, headers=headers)
            assert answer.status_code in {404, 405}, f"{prefix}{way}"
    for way in EVENTS:
        for method in ("GET", "PUT", "PATCH", "OPTIONS", "DELETE"):
            answer = guarded.request(method, f"/gradio_api/{way}", headers=headers)
            assert refused([answer], 405)
    assert still_answers(guarded, headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"fn_index": "6", "data": [], "session_hash": "x"}',
        b'{"fn_index": true, "data": [], "session_hash": "x"}',
        b'{"fn_index": 6.0, "data": [], "session_hash": "x"}',
        b'{"fn_index": null, "data": [], "session_hash": "x"}',
        b'{"data": [], "session_hash": "x"}',
        b'{"fn_index": 6, "data": {}, "session_hash": "x"}',
        b'{"fn_index": 6, "data": [], "session_hash": "../x"}',
        b'{"fn_index": 6, "data": [], "session_hash": "x", "trigger_id": "7"}',
        b'{"fn_index": 6, "data": ["\\ud800"], "session_hash": "x"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused_before_gradio_reads_it(asked_only: TestClient, body: bytes) -> None:
    for way in EVENTS:
        assert refused([asked_only.post(f"/gradio_api/{way}", content=body)], 400)
    unknown = {"fn_index": 10**6, "data": [], "session_hash": "x"}
    assert refused([asked_only.post("/gradio_api/run/predict", json=unknown)], 404)


def test_the_last_of_two_numbers_counts_for_the_role_too(guarded: TestClient) -> None:
    headers = logged_in(guarded, "rita")
    events = {name: event["id"] for event in events_of(guarded, headers) for _, name in event["targets"]}
    twice = f'{{"fn_index": {events["archive"]}, "fn_index": {events["operate"]}, "data": [null],'
    body = f'{twice} "event_data": {{"do": "remove", "id": "a"}}, "session_hash": "x"}}'
    assert refused([guarded.post("/gradio_api/run/predict", content=body, headers=headers)], 403)


def test_batches_other_sessions_runs_and_the_simple_form_do_not_reach_gradio() -> None:
    """What is passed on is written anew: none of Gradio's other switches is in it."""
    seen: dict[str, Any] = {}

    async def gradio(scope: Scope, receive: Receive, send: Send) -> None:
        seen["body"] = json.loads((await receive())["body"])
        seen["scope"] = scope
        await refuse(send, 200, "", "")

    said = {"batched": True, "simple_format": True, "event_id": "e", "oauth_token": "t", "request": {}}
    body = {"fn_index": 1, "data": ["a", ["b"], None, 2], "session_hash": "x", **said}
    headers = {"origin": HERE, "content-type": "text/plain"}
    client = TestClient(PageGuard(gradio, {1: Allowed("reader", 4)}), HERE)
    answer = client.post("/gradio_api/run/predict?deep_link=x", json=body, headers=headers)
    assert answer.status_code == 200
    plain = {"fn_index": 1, "data": ["a", ["b"], None, 2], "session_hash": "x"}
    assert seen["body"] == {**plain, "trigger_id": None, "event_data": None}
    assert seen["scope"]["query_string"] == b""
    passed = dict(seen["scope"]["headers"])
    assert b"origin" not in passed
    assert passed[b"content-type"] == b"application/json"


@pytest.mark.parametrize("data", [[], [None] * 40])
def test_an_event_takes_as_many_inputs_as_it_has(client: TestClient, data: list[Any]) -> None:
    answers = every_event(client, {"origin": HERE}, data, ways=["run/predict"])
    for event, answer in zip(events_of(client, {}), answers, strict=True):
        # What only the browser does is no event of the server.
        right = 200 if len(event["inputs"]) == len(data) else 400
        assert answer.status_code == (right if event["backend_fn"] else 404), event["targets"]


@pytest.mark.parametrize("number", ["²", "٣", "x", "9" * 5_000, "-1", None, 10**12])
def test_a_number_that_is_none_is_no_error_of_the_page(asked_only: TestClient, number: Any) -> None:
    for do in ("page", "retry", "edit"):
        said = {"do": do, "page": number, "turn": number, "to": "archive"}
        answers = every_event(asked_only, {"origin": HERE}, event_data=said, ways=["run/predict"])
        for event, answer in zip(events_of(asked_only, {}), answers, strict=True):
            assert answer.status_code == (200 if event["backend_fn"] else 404), event["targets"]


def test_gradio_lets_no_other_programs_page_read(asked_only: TestClient) -> None:
    for origin in ("http://localhost:3000", "http://127.0.0.1:9"):
        answer = asked_only.get("/config", headers={"origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        asked = {"origin": origin, "access-control-request-method": "POST"}
        assert asked_only.options("/gradio_api/run/predict", headers=asked).status_code == 405


def test_readers_are_not_shown_what_was_removed(guarded: TestClient, archive: Archive) -> None:
    every_event(guarded, logged_in(guarded, "otto"))
    assert list_articles(archive.catalogue, removed=True).total == 1
    said = {"do": "removed", "to": "archive"}
    answers = every_event(guarded, logged_in(guarded, "rita"), event_data=said)
    assert not any("The ferry sank" in answer.text or "Restore" in answer.text for answer in answers)


def test_a_cookie_counts_for_nothing_on_another_sites_page(guarded: TestClient) -> None:
    cookie = logged_in(guarded, "otto")
    for path in CHANGING:
        for headers in (FOREIGN, OTHER_PROGRAM, {"sec-fetch-site": "cross-site"}):
            assert refused([guarded.post(f"/{path}", json={}, headers=cookie | headers)], 401, 403)


def test_another_sites_page_logs_nobody_out_or_in(guarded: TestClient) -> None:
    cookie = logged_in(guarded, "otto")
    other = {"sec-fetch-site": "cross-site"}
    assert "set-cookie" not in guarded.post("/logout", headers=cookie | other).headers
    assert guarded.get("/healthz", headers=cookie).status_code == 200
    assert guarded.get("/api/articles/a", headers=cookie).status_code == 200
    asked = {"name": "otto", "password": PASSWORD}
    assert "set-cookie" not in guarded.post("/login", data=asked, headers=other).headers
