"""The page that was wanted before the log-in is shown after it, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from urllib.parse import quote, urlencode, urljoin

import pytest
from fastapi.testclient import TestClient

from qa import Desk, Settings
from qa.auth.accounts import Accounts
from qa.web.api.native import create_api
from tests.conftest import LITTLE_WORK
from tests.index.makers import new_archive
from tests.qa.web.conftest import PASSWORD

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One for all tests: none of them changes anything."""
    folder = tmp_path_factory.mktemp("way-back")
    accounts = Accounts(folder / "users.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.auth.passwords._LOG_N", LITTLE_WORK)
        accounts.add("rita", "reader", PASSWORD)
    with closing(new_archive(folder / "archive")) as archive:
        api = create_api(Desk(archive, Settings(data_dir=archive.place.folder)), accounts=accounts)
        with TestClient(api, HERE, follow_redirects=False) as opened:
            yield opened


@pytest.fixture
def client(server: TestClient) -> TestClient:
    server.cookies.clear()
    return server


@pytest.mark.parametrize(
    ("asked", "login"),
    [
        (
            "/check?c=1.body.0.9.0123456789.a%2Fb%26c&first=2",
            "login?to=check?c=1.body.0.9.0123456789.a%252Fb%2526c%26first=2",
        ),
        ("/?conversation=c0ffee", "login?to=?conversation=c0ffee"),
        ("/api/articles/a%20b", "../../login?to=api/articles/a%2520b"),
    ],
)
def test_after_the_login_comes_the_page_that_was_wanted(client: TestClient, asked: str, login: str) -> None:
    page = {"accept": "text/html"}
    to = client.get(asked, headers=page).headers["location"]
    assert to == login
    address = urljoin(urljoin(HERE, asked), to)
    [form] = re.findall('action="([^"]*)"', client.get(address).text)
    for password, status in (("no", 401), (PASSWORD, 303)):
        answer = client.post(urljoin(address, unescape(form)), data={"name": "rita", "password": password})
        assert answer.status_code == status
    assert urljoin(address, answer.headers["location"]) == HERE + asked


@pytest.mark.parametrize(
    "to",
    [
        *(
            "//evil.example",
            "///evil.example",
            "/evil",
            "\\\\evil.example",
            "/\\evil.example",
            "\\/evil.example",
        ),
        *("%2F%2Fevil.example", "%5C%5Cevil.example", "%2f%5cevil.example", "%252F%252Fevil.example"),
        *("https://evil.example", "https:evil.example", "javascript:alert(1)", "JaVaScRiPt%3Aalert(1)"),
        *("http%3A%2F%2Fevil.example", "evil.example", "@evil.example", ".evil.example", ":@evil.example"),
        *("../evil", "a/../../evil", "%2e%2e/evil", "a/%2E%2e%2f%2e./evil", ".", "..", "login", "login?to=x"),
        *("\t//evil.example", "//evil.example\r\nset-cookie: a=b", "\r\nlocation: //evil.example", " //evil"),
        *(
            '"><script>alert(1)</script>',
            "\u2215\u2215evil.example",
            "\uff0f\uff0fevil",
            "x" * 20_000,
            "?" * 20_000,
        ),
    ],
)
def test_the_login_leads_to_no_other_server(client: TestClient, to: str) -> None:
    sent = client.get("/login", params={"to": to}).text
    assert "<script>" not in sent
    [form] = re.findall('action="([^"]*)"', sent)
    right = {"name": "rita", "password": PASSWORD}
    for address in (
        f"/login?{urlencode({'to': to})}",
        f"/login?to={quote(to, safe='/%')}",
        f"/{unescape(form)}",
    ):
        answer = client.post(address, data=right)
        assert answer.status_code == 303
        assert set(answer.headers) == set(client.post("/login", data=right).headers)
        location = answer.headers["location"]
        assert location.startswith("./")
        assert not set(location) & set("\\ \t\r\n")
        assert urljoin(f"{HERE}/prefix/login", location).startswith(f"{HERE}/prefix/")


def test_a_request_under_any_path_is_led_to_this_servers_login(client: TestClient) -> None:
    for path in ("//evil.example", "//evil.example/a", "/%5Cevil.example", "/a/%2e%2e/b", "/;//evil"):
        answer = client.get(f"{HERE}{path}", headers={"accept": "text/html"})
        assert answer.status_code == 303
        landed = urljoin(f"{HERE}{path}", answer.headers["location"])
        assert landed.partition("?")[0] in {f"{HERE}/login", f"{HERE}//login"}
