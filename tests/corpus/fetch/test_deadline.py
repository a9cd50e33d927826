"""A server that sends a little at a time, for ever, is given up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from corpus.errors import InputError
from corpus.fetch import http
from corpus.fetch.http import Fetcher


@contextmanager
def dripping(head: bytes, drop: Callable[[int], bytes]) -> Iterator[str]:
    """A server that sends `head`, and then a drop at a time for as long as anybody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(120)
        done = threading.Event()

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.sendall(head)
                    for number in range(10_000):
                        if done.wait(0.02):
                            return
                        connection.sendall(drop(number))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        pytest.param(b"", lambda n: b"HTTP/1.1 200 OK\r\n"[n : n + 1], id="status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", lambda n: b"x-%d: 1\r\n" % n, id="headers"),
        pytest.param(b"", lambda n: b"HTTP/1.1 103 Early Hints\r\nx: 1\r\n\r\n", id="1xx"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", lambda n: b"x", id="body"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 9999\r\n\r\n"
            b"\x1f\x8b\x08\x08\0\0\0\0\0\xff",
            lambda n: b"n",
            id="name in gzip",
        ),
    ],
)
def test_the_deadline_is_that_of_the_whole(
    head: bytes, drop: Callable[[int], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_MOST_SECONDS", 0.5)
    started = time.monotonic()
    with dripping(head, drop) as url, pytest.raises(InputError, match="takes longer"):
        Fetcher(allow_local=True).fetch(url)
    assert time.monotonic() - started < 100  # It would be 200 s.
