"""What Gradio brings along is either closed or asks for the rights that changing the archive takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from index.browse.listing import list_removed
from qa.web.page.guard import PageGuard
from tests.qa.web.conftest import PASSWORD
from tests.qa.web.entries import (
    EVENTS,
    HERE,
    events_of,
    every_event,
    logged_in,
    refused,
    served,
    still_answers,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # Gradio warns of what pandas is to drop.

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


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with served(archive) as opened:
        yield opened


def test_no_path_leads_to_the_servers_own_files(open_once: TestClient) -> None:
    for path in PATHS:
        response = open_once.get(path)
        assert response.status_code in {400, 403, 404, 405}, path
        assert "root:" not in response.text


def test_another_programs_page_calls_no_event_that_changes(client: TestClient, archive: Archive) -> None:
    assert 403 in {answer.status_code for answer in every_event(client, OTHER_PROGRAM)}
    assert list_removed(archive.catalogue).total == 0
    assert client.get("/gradio_api/info", headers=FOREIGN).status_code == 403


def test_a_reader_calls_no_event_that_changes_and_an_operator_does(
    guarded: TestClient, archive: Archive
) -> None:
    answers = every_event(guarded, logged_in(guarded, "rita"))
    refusals = [answer.json() for answer in answers if answer.status_code == 403]
    # Taking files in, keeping a feed, and what the buttons of the table and of the feeds change.
    assert len(refusals) == 4 * len(EVENTS)
    assert all(told["error"] == "Only an operator may change the archive" for told in refusals)
    assert list_removed(archive.catalogue).total == 0
    every_event(guarded, logged_in(guarded, "otto"))
    assert list_removed(archive.catalogue).total == 1


def test_every_event_that_changes_is_for_operators(guarded_once: TestClient) -> None:
    """The table comes from the page: what nobody marked as reading is not for readers."""
    headers = logged_in(guarded_once, "rita")
    events = events_of(guarded_once, headers)
    components = guarded_once.get("/config", headers={**headers, "origin": HERE}).json()["components"]
    parts = {part["id"]: part["props"].get("elem_id") for part in components}
    page = next(
        route.app for route in guarded_once.app.routes if isinstance(getattr(route, "app", None), PageGuard)
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


@pytest.mark.parametrize("who", ["rita", "otto"])
def test_no_other_way_leads_to_an_event(guarded_once: TestClient, who: str) -> None:
    headers = logged_in(guarded_once, who)
    body = {"fn_index": 0, "data": [], "session_hash": "x"}
    for way in WAYS:
        for prefix in ("/gradio_api/", "//gradio_api/", "/Gradio_API/"):
            answer = guarded_once.post(f"{prefix}{way}", json=body, headers=headers)
            assert answer.status_code in {404, 405}, f"{prefix}{way}"
    for way in EVENTS:
        for method in ("GET", "PUT", "PATCH", "OPTIONS", "DELETE"):
            answer = guarded_once.request(method, f"/gradio_api/{way}", headers=headers)
            assert refused([answer], 405)
    assert still_answers(guarded_once, headers)


def test_gradio_lets_no_other_programs_page_read(open_once: TestClient) -> None:
    for origin in ("http://localhost:3000", "http://127.0.0.1:9"):
        answer = open_once.get("/config", headers={"origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        asked = {"origin": origin, "access-control-request-method": "POST"}
        assert open_once.options("/gradio_api/run/predict", headers=asked).status_code == 405


def test_readers_are_not_shown_what_was_removed(guarded: TestClient, archive: Archive) -> None:
    every_event(guarded, logged_in(guarded, "otto"))
    assert list_removed(archive.catalogue).total == 1
    said = {"do": "removed", "to": "archive"}
    answers = every_event(guarded, logged_in(guarded, "rita"), event_data=said)
    assert not any("The ferry sank" in answer.text or "Restore" in answer.text for answer in answers)


def test_a_cookie_counts_for_nothing_on_another_sites_page(guarded_once: TestClient) -> None:
    cookie = logged_in(guarded_once, "otto")
    for path in CHANGING:
        for headers in (FOREIGN, OTHER_PROGRAM, {"sec-fetch-site": "cross-site"}):
            assert refused([guarded_once.post(f"/{path}", json={}, headers=cookie | headers)], 401, 403)


def test_another_sites_page_logs_nobody_out_or_in(guarded_once: TestClient) -> None:
    cookie = logged_in(guarded_once, "otto")
    other = {"sec-fetch-site": "cross-site"}
    assert "set-cookie" not in guarded_once.post("/logout", headers=cookie | other).headers
    assert guarded_once.get("/healthz", headers=cookie).status_code == 200
    assert guarded_once.get("/api/articles/a", headers=cookie).status_code == 200
    asked = {"name": "otto", "password": PASSWORD}
    assert "set-cookie" not in guarded_once.post("/login", data=asked, headers=other).headers
