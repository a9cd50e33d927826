"""Logging in: what guessing comes to, whom a request is counted for, and when a session ends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from markupsafe import escape
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from corpus.errors import ArchiveError
from index.archive import Archive
from qa import Desk
from qa.auth.accounts import Accounts
from qa.settings import Settings, load_settings
from qa.web.api.native import create_api
from qa.web.auth import attempts, sessions
from qa.web.auth.attempts import BY_ADDRESS, BY_NAME, Attempts
from qa.web.auth.sessions import COOKIE, SESSION_S
from qa.web.server import listen, make_server
from tests.index.makers import article, put
from tests.qa.web.conftest import PASSWORD

HERE = "http://127.0.0.1:7860"
RIGHT = {"name": "otto", "password": PASSWORD}
WRONG = {"name": "otto", "password": "no"}


@pytest.fixture
def client(archive: Archive, desk: Desk, accounts: Accounts) -> Iterator[TestClient]:
    put(archive, article("a", "The ferry sank off Hask on Sunday."))
    with TestClient(create_api(desk, accounts=accounts), HERE, follow_redirects=False) as opened:
        yield opened


def reads(client: TestClient) -> bool:
    return client.get("/api/articles/a").status_code == 200


def test_guessing_is_slowed_down(client: TestClient) -> None:
    codes = [client.post("/login", data=WRONG).status_code for _ in range(BY_NAME + 1)]
    assert codes == [401] * BY_NAME + [429]
    assert client.post("/login", data=RIGHT).status_code == 429


def test_after_a_wrong_password_only_that_is_typed_again_and_a_name_is_text(client: TestClient) -> None:
    name = """<b>"rita's"</b>"""
    page = client.post("/login?to=docs", data={"name": name, "password": "no"}).text
    assert 'action="login?to=docs"' in page
    assert f'value="{escape(name)}"' in page
    assert re.search(r'<input name="password"[^>]* autofocus>', page)
    assert not re.search(r'<input name="name"[^>]* autofocus>', page)
    assert name not in page
    assert re.search(r'<input name="name"[^>]* autofocus>', client.get("/login").text)


def test_guesses_side_by_side_are_no_more_than_one_after_another(client: TestClient) -> None:
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda _: client.post("/login", data=WRONG).status_code, range(40)))
    assert (codes.count(401), codes.count(429)) == (BY_NAME, 40 - BY_NAME)


def test_right_passwords_are_not_counted(client: TestClient) -> None:
    codes = {client.post("/login", data=RIGHT).status_code for _ in range(BY_NAME + 3)}
    assert codes == {303}


def test_no_header_makes_another_client_of_one(client: TestClient) -> None:
    codes = [
        client.post("/login", data=WRONG, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(BY_NAME + 1)
    ]
    assert codes[-1] == 429


def test_a_hash_that_no_memory_holds_is_told_to_whoever_runs_it_only(
    client: TestClient, accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    whole = accounts.path.read_text()
    accounts.path.write_text(re.sub(r"ln=\d+,r=\d+", "ln=30,r=8", whole))
    answer = client.post("/login", data=RIGHT)
    assert answer.status_code == 503
    assert set(answer.json()) == {"error", "try"}
    assert not any(word in answer.text for word in ("otto", "users", str(accounts.path.parent)))
    assert str(accounts.path) in caplog.text


@pytest.mark.parametrize(("proxy", "believed"), [(None, False), ("127.0.0.1", True)])
def test_a_proxy_is_believed_only_when_a_setting_names_it(
    archive: Archive, proxy: str | None, believed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.web.page.blocks.mount_page", lambda api, *_: api)
    settings = Settings(data_dir=archive.place.folder, writing="quotes", trusted_proxy=proxy)
    with listen("127.0.0.1", 0) as listening:
        config = make_server(Desk(archive, settings), listening, "127.0.0.1").config
        config.load()
        assert isinstance(config.loaded_app, ProxyHeadersMiddleware) is believed


def test_what_is_no_proxys_address_is_refused() -> None:
    with pytest.raises(Exception, match="TRUSTED_PROXY"):
        load_settings(trusted_proxy="proxy.example")


def test_an_overlong_name_is_refused_and_not_kept(client: TestClient) -> None:
    assert client.post("/login", data={"name": "x" * 900_000, "password": "no"}).status_code == 413


def test_names_that_no_account_has_are_one_name() -> None:
    counted = Attempts()
    allowed = [counted.reserve("192.0.2.1", f"{n} \u202e" * 100) for n in range(20)]
    assert (sum(allowed), len(counted)) == (BY_NAME, 2)


def test_tries_that_may_not_be_made_leave_nothing_behind() -> None:
    counted = Attempts()
    assert all(counted.reserve("192.0.2.1", "ada") for _ in range(BY_NAME))
    for number in range(20_000):
        counted.reserve("192.0.2.2", f"name{number}")
    assert len(counted) == BY_ADDRESS + 1 + 2
    counted.reserve("192.0.2.3", "bo")
    assert not counted.reserve("192.0.2.1", "ada")


def test_an_address_has_so_many_tries_for_all_names() -> None:
    counted = Attempts()
    assert sum(counted.reserve("192.0.2.1", f"name{n}") for n in range(2 * BY_ADDRESS)) == BY_ADDRESS
    assert counted.reserve("192.0.2.2", "name1")


def test_a_network_of_ipv6_is_one_address() -> None:
    counted = Attempts()
    assert sum(counted.reserve(f"2001:db8::{n}", "otto") for n in range(20)) == BY_NAME
    assert counted.reserve("2001:db8:0:1::1", "otto")


def test_what_is_kept_of_tries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_MOST_KEYS", 10)
    counted = Attempts()
    for n in range(100):
        counted.reserve(f"192.0.2.{n}", "otto")
    assert len(counted) == 10


def test_a_try_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(attempts.time, "monotonic", lambda: now)
    counted = Attempts()
    assert sum(counted.reserve("192.0.2.1", "otto") for _ in range(20)) == BY_NAME
    now += attempts.WINDOW_S
    assert counted.reserve("192.0.2.1", "otto")


@pytest.mark.parametrize("change", ["password", "made anew", "removed"])
def test_a_session_ends_with_the_password_or_the_account(
    client: TestClient, accounts: Accounts, change: str
) -> None:
    assert client.post("/login", data=RIGHT).status_code == 303
    assert reads(client)
    accounts.add_token("otto")
    assert reads(client)
    if change != "password":
        accounts.remove("otto")
    if change != "removed":
        accounts.add("otto", "operator", PASSWORD)
    assert not reads(client)


@pytest.fixture
def another(desk: Desk, accounts: Accounts) -> Iterator[TestClient]:
    """Another server of the same archive."""
    with TestClient(create_api(desk, accounts=accounts), HERE, follow_redirects=False) as opened:
        yield opened


@pytest.mark.both_databases
def test_who_logs_in_at_one_server_is_known_at_every_other_until_they_log_out(
    client: TestClient, another: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_LOOK_S", 0.0)
    assert not reads(another)
    assert client.post("/login", data=RIGHT).status_code == 303
    token = client.cookies[COOKIE]
    another.cookies.set(COOKIE, token)
    assert reads(another)
    assert client.post("/logout").status_code == 303
    # Also for who kept what the browser sent.
    for server in (client, another):
        server.cookies.clear()
        server.cookies.set(COOKIE, token)
        assert not reads(server)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace("otto:", "rita:", 1),
        lambda token: token.replace(":1", ":2", 1),
        lambda token: "",
        lambda token: "otto:99999999999:x:é",
        lambda token: "::::",
    ],
)
def test_what_this_archive_did_not_sign_lets_nobody_in(
    client: TestClient, accounts: Accounts, change: Callable[[str], str]
) -> None:
    accounts.add("rita", "operator", PASSWORD)
    client.post("/login", data=RIGHT)
    token = client.cookies[COOKIE]
    assert reads(client)
    changed = change(token)
    assert changed != token
    client.cookies.clear()
    assert (
        client.get("/api/articles/a", headers={"cookie": f"{COOKIE}={changed}".encode()}).status_code == 401
    )


def test_a_session_ends_after_a_week(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/login", data=RIGHT)
    assert reads(client)
    later = time.time() + SESSION_S + 1
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert not reads(client)


def test_a_name_with_signs_of_its_own_logs_in_too(client: TestClient, accounts: Accounts) -> None:
    accounts.add("anna@desk.example", "reader", PASSWORD)
    assert client.post("/login", data={"name": "anna@desk.example", "password": PASSWORD}).status_code == 303
    assert reads(client)


def test_who_is_logged_in_stays_so_while_the_catalogue_cannot_be_read(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/login", data=RIGHT)

    def away(*_: object) -> frozenset[str]:
        raise ArchiveError("The database is away", "Start it.")

    monkeypatch.setattr(sessions, "_LOOK_S", 0.0)
    monkeypatch.setattr(sessions, "ended_sessions", away)
    assert reads(client)
