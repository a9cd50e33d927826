"""Guesses at passwords are counted by all servers of an archive together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema as t
from index.registers.login_tries import count_try, forget_try
from qa import Desk
from qa.auth.accounts import Accounts
from qa.web.api.native import create_api
from qa.web.auth import attempts
from qa.web.auth.attempts import BY_NAME, WINDOW_S
from tests.qa.web.conftest import PASSWORD

HERE = "http://127.0.0.1:7860"
RIGHT = {"name": "otto", "password": PASSWORD}
WRONG = {"name": "otto", "password": "no"}
LIMITS = {"otto here": 3, "here": 5}

both_databases = pytest.mark.both_databases


@pytest.fixture
def servers(desk: Desk, accounts: Accounts) -> Iterator[list[TestClient]]:
    """Two servers of one archive, each with counts of its own."""
    apis = [create_api(desk, accounts=accounts) for _ in range(2)]
    one, other = (TestClient(api, HERE, follow_redirects=False) for api in apis)
    with one, other:
        yield [one, other]


def tries(archive: Archive) -> int:
    with archive.catalogue.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(t.login_try)).scalar_one())


@both_databases
def test_a_second_server_gives_no_further_guesses(servers: list[TestClient]) -> None:
    codes = [servers[n % 2].post("/login", data=WRONG).status_code for n in range(BY_NAME + 3)]
    assert codes == [401] * BY_NAME + [429] * 3
    assert [server.post("/login", data=RIGHT).status_code for server in servers] == [429, 429]


@both_databases
def test_guesses_side_by_side_at_all_servers_are_no_more(servers: list[TestClient]) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda n: servers[n % 2].post("/login", data=WRONG).status_code, range(16)))
    assert (codes.count(401), codes.count(429)) == (BY_NAME, 16 - BY_NAME)


def test_right_passwords_are_not_counted_anywhere(servers: list[TestClient], archive: Archive) -> None:
    codes = {servers[n % 2].post("/login", data=RIGHT).status_code for n in range(BY_NAME + 2)}
    assert (codes, tries(archive)) == ({303}, 0)


@both_databases
def test_tries_are_counted_by_each_key_and_forgotten_in_time(archive: Archive) -> None:
    catalogue, now = archive.catalogue, datetime(2024, 5, 12, tzinfo=UTC)
    catalogue.clock = lambda: now
    assert [count_try(catalogue, LIMITS, 60_000) for _ in range(5)] == [True] * 3 + [False] * 2
    others = [count_try(catalogue, {"rita here": 3, "here": 5}, 60_000) for _ in range(3)]
    assert others == [True, True, False]
    forget_try(catalogue, LIMITS)
    assert [count_try(catalogue, LIMITS, 60_000) for _ in range(2)] == [True, False]
    now += timedelta(seconds=60)
    assert count_try(catalogue, LIMITS, 60_000)
    assert tries(archive) == len(LIMITS)


def test_neither_name_nor_address_is_kept(archive: Archive) -> None:
    count_try(archive.catalogue, LIMITS, 60_000)
    with archive.catalogue.reading() as connection:
        rows = connection.execute(select(t.login_try.c.key)).scalars().all()
    assert all(len(key) == 64 and "here" not in key for key in rows)


def test_a_catalogue_that_does_not_answer_leaves_each_server_its_own_count(
    servers: list[TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bool:
        raise ArchiveError("It is away", "Wait.")

    ends = threading.Event()
    for silent in (away, lambda *_: ends.wait(WINDOW_S)):
        monkeypatch.setattr(attempts, "count_try", silent)
        monkeypatch.setattr(attempts, "_PATIENCE_S", 0.01)
        server = servers.pop()
        codes = [server.post("/login", data=WRONG).status_code for _ in range(BY_NAME + 1)]
        assert codes == [401] * BY_NAME + [429]
    ends.set()
