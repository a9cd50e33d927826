"""What Gradio brings along is either closed or asks for the rights that changing the archive takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from index.listing import list_articles
from qa import Desk, Settings
from qa.accounts import Accounts
from qa.web.access import COOKIE
from qa.web.http_api import create_api
from qa.web.page import mount_page
from tests.index.makers import article, put
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
CHANGING = ("gradio_api/upload", "gradio_api/queue/join", "gradio_api/run/predict", "api/ask", "mcp")
NAMES = ("../../../out.json", "/tmp/out.json", "..\\out.json", ".json", "a/b.json")


def served(archive: Archive, accounts: Accounts | None) -> TestClient:
    put(archive, article("a", "The ferry sank off Hask on Sunday."))
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))
    app = made_in_a_loop(lambda: mount_page(create_api(desk, accounts=accounts), desk))
    return TestClient(app, HERE, follow_redirects=False)


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with served(archive, None) as opened:
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


def every_event(
    client: TestClient, headers: dict[str, str], feed: str = "https://courier.example/feed"
) -> str:
    """Call each event of the page by its number, as whoever has read its configuration may."""
    said = {"do": "remove", "id": "a", "to": "archive"}
    answers = ""
    config = client.get("/config", headers={**headers, "origin": HERE}).json()
    for event in config["dependencies"]:
        data: list[Any] = [None] * len(event["inputs"])
        if len(data) == 2:
            data = [None, feed]
        body = {"fn_index": event["id"], "data": data, "event_data": said, "session_hash": "x"}
        for path in ("run/predict", "api/predict"):
            answers += client.post(f"/gradio_api/{path}", json=body, headers=headers).text
    return answers


def test_no_path_leads_to_the_servers_own_files(client: TestClient) -> None:
    for path in PATHS:
        response = client.get(path)
        assert response.status_code in {400, 403, 404, 405}, path
        assert "root:" not in response.text


def test_another_programs_page_calls_no_event_that_changes(client: TestClient, archive: Archive) -> None:
    assert "Only an operator may change the archive" in every_event(client, OTHER_PROGRAM)
    assert list_articles(archive.catalogue, removed=True).total == 0
    assert client.get("/gradio_api/info", headers=FOREIGN).status_code == 403


def test_a_reader_calls_no_event_that_changes_and_an_operator_does(
    guarded: TestClient, archive: Archive
) -> None:
    assert "Only an operator may change the archive" in every_event(guarded, logged_in(guarded, "rita"))
    assert list_articles(archive.catalogue, removed=True).total == 0
    every_event(guarded, logged_in(guarded, "otto"), feed="/etc/passwd")
    assert list_articles(archive.catalogue, removed=True).total == 1


def test_a_cookie_counts_for_nothing_on_another_sites_page(guarded: TestClient) -> None:
    cookie = logged_in(guarded, "otto")
    for path in CHANGING:
        for headers in (FOREIGN, OTHER_PROGRAM, {"sec-fetch-site": "cross-site"}):
            refused = guarded.post(f"/{path}", json={}, headers=cookie | headers)
            assert refused.status_code in {401, 403}
            assert set(refused.json()) == {"error", "try"}


def test_another_sites_page_logs_nobody_out_or_in(guarded: TestClient) -> None:
    cookie = logged_in(guarded, "otto")
    other = {"sec-fetch-site": "cross-site"}
    assert "set-cookie" not in guarded.post("/logout", headers=cookie | other).headers
    assert guarded.get("/healthz", headers=cookie).status_code == 200
    assert guarded.get("/api/articles/a", headers=cookie).status_code == 200
    asked = {"name": "otto", "password": PASSWORD}
    assert "set-cookie" not in guarded.post("/login", data=asked, headers=other).headers


def test_a_file_name_leads_nowhere_else(client: TestClient, archive: Archive) -> None:
    content = json.dumps({"id": "up", "title": "Whale seen", "body": "A whale was seen off Quennish."})
    for name in NAMES:
        upload = client.post("/gradio_api/upload", files={"files": (name, content.encode())})
        assert upload.status_code == 200
        [path] = upload.json()
        assert ".." not in Path(path).parts
        assert Path(path).name in {"out.json", "b.json", ".json"} or "\\" not in Path(path).name
    assert not (archive.place.folder.parent / "out.json").exists()


def test_a_file_of_the_server_is_not_taken_in_as_an_upload(client: TestClient, archive: Archive) -> None:
    secret = archive.place.folder.parent / "secret.json"
    secret.write_text(json.dumps({"id": "s", "title": "Secret", "body": "The secret plan is here."}))
    config = client.get("/config").json()
    takes = [event["id"] for event in config["dependencies"] if len(event["inputs"]) == 2]
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}, "orig_name": "secret.json"}
    for fn_index in takes:
        body = {"fn_index": fn_index, "data": [[file], ""], "session_hash": "x"}
        client.post("/gradio_api/run/predict", json=body)
    assert secret.exists()
    assert list_articles(archive.catalogue).total == 1
