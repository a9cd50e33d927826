"""Connections of which nothing comes keep nobody out, and are closed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import httpx
import pytest
import uvicorn

from qa.web import connections
from qa.web.connections import Connection, Connections, most_connections
from qa.web.middleware import Receive, Scope, Send

BODY = b"x" * 20_000_000


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    body = BODY if scope["path"] == "/large" else b"here"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@contextmanager
def serving(counted: Connections) -> Iterator[int]:
    http = partial(Connection, connections=counted)
    config = uvicorn.Config(app, port=0, http=http, ws="none", lifespan="off", log_level="critical")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def eventually(is_so: object) -> bool:
    """Whether something comes true before long; a busy machine takes its time."""
    assert callable(is_so)
    for _ in range(5000):
        if is_so():
            return True
        time.sleep(0.02)
    return False


def closed(connection: socket.socket) -> bool:
    connection.settimeout(120)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        pass
    return True


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nhost: x\r\n"], ids=["nothing", "half a head"])
def test_idle_connections_make_way(sent: bytes) -> None:
    counted = Connections(8)
    with serving(counted) as port, ExitStack() as stack:
        for _ in range(40):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            idle.sendall(sent)
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=120).text == "here"
        assert len(counted) <= 8


def test_one_address_may_not_have_all_of_them() -> None:
    counted = Connections(8)
    with serving(counted) as port, ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=120).text == "here"
        assert len(counted) <= 4


def test_a_proxy_may_have_all_of_them() -> None:
    counted = Connections(8, proxy="127.0.0.1")
    with serving(counted) as port, ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert eventually(lambda: len(counted) == 8)


def test_who_asks_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_S", 0.2)
    with serving(counted := Connections(8)) as port, socket.create_connection(("127.0.0.1", port)) as idle:
        assert closed(idle)
        assert eventually(lambda: len(counted) == 0)


def test_half_a_second_request_is_hung_up_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_S", 0.2)
    with serving(Connections(8)) as port, socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert idle.recv(1000)
        idle.sendall(b"GET / HTTP/1.1\r\n")
        assert closed(idle)


def test_who_does_not_read_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_S", 0.2)
    with serving(counted := Connections(8)) as port, socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        assert eventually(lambda: len(counted) == 0)


def sent_whole(port: int, begins: bytes, again: bytes) -> tuple[bytes, int]:
    """Send something again and again, ten megabytes of it, and return the answer and how much was taken."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        taken = 0
        try:
            connection.sendall(begins)
            while taken < 10_000_000:
                connection.sendall(again)
                taken += len(again)
                time.sleep(0.001)
        except OSError:
            pass
        try:
            return connection.recv(65_536), taken
        except OSError:  # What was not read when it was closed makes the system forget the answer.
            return b"", taken


@pytest.mark.parametrize(
    ("begins", "again"),
    [
        (b"GET / HTTP/1.1\r\nhost: x\r\nx: ", b"a" * 10_000),
        (b"GET / HTTP/1.1\r\nhost: x\r\n", b"x: a\r\n" * 2_000),
        (b"GET /", b"a" * 10_000),
        (b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ", b"a" * 10_000),
        (b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1;", b"a" * 10_000),
    ],
    ids=["a header", "headers", "a path", "a trailer", "an extension"],
)
def test_what_goes_on_and_on_around_a_body_is_cut_off(begins: bytes, again: bytes) -> None:
    with serving(counted := Connections(8)) as port:
        answer, taken = sent_whole(port, begins, again)
        assert taken < 10_000_000
        assert answer == b"" or answer.startswith((b"HTTP/1.1 431", b"HTTP/1.1 200", b"HTTP/1.1 400"))
        assert eventually(lambda: len(counted) == 0)


def test_a_long_head_and_a_body_in_small_chunks_are_served() -> None:
    chunks = (b"x" for _ in range(20_000))
    with serving(Connections(2)) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/", headers={"x": "a" * 30_000}).text == "here"
        assert client.post("/", content=chunks).text == "here"
        assert client.post("/", content=b"x" * 5_000_000).text == "here"


def test_who_asks_again_and_again_is_served() -> None:
    with serving(Connections(2)) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert [client.get("/").text for _ in range(20)] == ["here"] * 20


def test_the_limit_is_a_share_of_the_files_that_may_be_open() -> None:
    assert 32 <= most_connections() <= 2_000
