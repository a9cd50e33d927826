"""Who may do what: accounts, the loopback rule, and the doors of the page that is served beside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from index.archive import Archive
from qa import Desk
from qa.auth.accounts import Accounts
from qa.web.api.native import create_api
from qa.web.auth.access import Access, account_of
from qa.web.auth.sessions import COOKIE, Sessions
from qa.web.middleware import MAX_UPLOAD
from tests.index.makers import article, put
from tests.qa.web.conftest import PASSWORD

HERE = "http://127.0.0.1:7860"
UPLOAD = b"Headline\n\nText of it."


def client_of(desk: Desk, accounts: Accounts | None, loopback: bool = True) -> TestClient:
    api = create_api(desk, loopback_only=loopback, accounts=accounts)
    return TestClient(api, HERE, follow_redirects=False)


@pytest.fixture
def filled(archive: Archive, desk: Desk) -> Desk:
    put(archive, article("a", "The ferry sank off Hask on Sunday."))
    return desk


@pytest.fixture
def guarded(filled: Desk, accounts: Accounts) -> Iterator[TestClient]:
    with client_of(filled, accounts) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/search?q=ferry"),
        ("GET", "/api/articles/a"),
        ("GET", "/api/changes?article=a&before=1&after=1"),
        ("GET", "/api/generation"),
        ("GET", "/check?c=1.body.0.1.0123456789.a"),
        ("POST", "/api/export"),
        ("POST", "/api/ask"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/mcp"),
        ("GET", "/"),
        ("GET", "/config"),
        ("GET", "/openapi.json"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/api/uploads?name=a.txt"),
        ("DELETE", "/api/uploads/x"),
    ],
)
def test_with_accounts_nobody_gets_in_without_one(guarded: TestClient, method: str, path: str) -> None:
    for headers in ({}, bearer("x"), {"cookie": f"{COOKIE}=x"}):
        response = guarded.request(method, path, headers=headers)
        assert response.status_code == 401
        assert set(response.json()) == {"error", "try"}


def test_a_browser_is_led_to_the_login_and_back(guarded: TestClient) -> None:
    asked = guarded.get("/", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "login")
    assert "password" in guarded.get("/login").text
    wrong = guarded.post("/login", data={"name": "rita", "password": "no"})
    assert wrong.status_code == 401
    right = guarded.post("/login", data={"name": "rita", "password": PASSWORD})
    assert right.status_code == 303
    assert {"httponly", "samesite=lax"} <= {p.strip().lower() for p in right.headers["set-cookie"].split(";")}
    assert guarded.get("/api/search?q=ferry").json()["hits"]
    guarded.post("/logout")
    assert guarded.get("/api/search?q=ferry").status_code == 401


def test_a_link_that_is_followed_from_elsewhere_keeps_its_session_and_nothing_else_does(
    guarded: TestClient,
) -> None:
    guarded.post("/login", data={"name": "otto", "password": PASSWORD})
    elsewhere = {"sec-fetch-site": "cross-site", "accept": "text/html"}
    followed = elsewhere | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert guarded.get("/docs", headers=followed).status_code == 200
    for headers in (
        elsewhere,
        followed | {"sec-fetch-dest": "iframe"},
        elsewhere | {"sec-fetch-mode": "cors"},
    ):
        assert guarded.get("/docs", headers=headers).status_code == 303
    assert guarded.post("/api/ask", json={"question": "Who?"}, headers=followed).status_code == 401
    assert guarded.delete("/api/uploads/x", headers=followed).status_code == 401


def test_only_operators_upload(guarded: TestClient, accounts: Accounts) -> None:
    reader, operator = accounts.add_token("rita"), accounts.add_token("otto")
    refused = guarded.post("/api/uploads?name=a.txt", content=UPLOAD, headers=bearer(reader))
    assert refused.status_code == 403
    assert set(refused.json()) == {"error", "try"}
    assert guarded.delete("/api/uploads/x", headers=bearer(reader)).status_code == 403
    kept = guarded.post("/api/uploads?name=a.txt", content=UPLOAD, headers=bearer(operator))
    assert kept.status_code == 201
    accounts.revoke_tokens("otto")
    again = guarded.post("/api/uploads?name=a.txt", content=UPLOAD, headers=bearer(operator))
    assert again.status_code == 401


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(filled: Desk) -> None:
    with client_of(filled, None) as client:
        said = {"content-length": str(MAX_UPLOAD + 1)}
        assert client.post("/api/uploads?name=a.txt", content=b"x", headers=said).status_code == 413
        chunked = client.post("/api/uploads?name=a.txt", content=iter([b"x"]))
        assert chunked.status_code == 411


def test_nothing_is_spoken_over_a_websocket(guarded: TestClient) -> None:
    for path in ("/gradio_api/queue/join", "/queue/join", "/api/ask", "/"):
        with pytest.raises(WebSocketDisconnect), guarded.websocket_connect(f"ws://127.0.0.1:7860{path}"):
            pass


@pytest.mark.parametrize(
    ("headers", "role"),
    [
        ({}, "operator"),
        ({"origin": HERE}, "operator"),
        ({"origin": "http://localhost:3000"}, "reader"),  # Another program's page on this machine.
        ({"origin": "null"}, "reader"),
        ({"sec-fetch-site": "cross-site"}, "reader"),
        ({"x-forwarded-for": "10.0.0.9"}, "reader"),
    ],
)
@pytest.mark.parametrize("loopback", [True, False])
def test_without_accounts_this_machine_operates_and_everybody_else_reads(
    headers: dict[str, str], role: str, loopback: bool, archive: Archive
) -> None:
    api = FastAPI()

    @api.get("/")
    def role_of(request: Request) -> str:
        return account_of(request.scope).role

    api.add_middleware(Access, accounts=None, sessions=Sessions(archive.catalogue), loopback=loopback)
    with TestClient(api, HERE) as client:
        told = client.get("/", headers=headers).json()
    assert told == (role if loopback else "reader")


def test_what_gradio_offers_beyond_the_page_is_not_there(filled: Desk) -> None:
    with client_of(filled, None) as client:
        for path in (
            "deep_link",
            "proxy=http://x",
            "file=/etc/passwd",
            "component_server",
            "call/x",
            "openapi.json",
        ):
            assert client.get(f"/gradio_api/{path}").status_code == 404


def test_a_broken_accounts_file_lets_nobody_in(filled: Desk, accounts: Accounts) -> None:
    token = accounts.add_token("otto")
    accounts.path.write_text("{")
    with client_of(filled, accounts) as client:
        answers = [
            client.get("/api/articles/a", headers=bearer(token)),
            client.get("/"),
            client.post("/login", data={"name": "otto", "password": PASSWORD}),
        ]
        assert {answer.status_code for answer in answers} == {503}
        assert not any(
            "users" in answer.text or str(accounts.path.parent) in answer.text for answer in answers
        )
        assert client.get("/healthz").status_code == 200
