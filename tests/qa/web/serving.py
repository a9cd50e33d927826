"""The page served by this process, for tests that look at it in a browser or call its events."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from corpus.errors import CitedeskError
from qa import Desk
from qa.web.server import listen, make_server

_WAIT_S = 120
_LAST_PORT = [0]
Made = TypeVar("Made")


def made_in_a_loop(make: Callable[[], Made]) -> Made:
    """What `make` returns, made while an event loop runs: without one, Gradio leaves some open."""

    async def making() -> Made:
        return make()

    return asyncio.run(making())


def listening_again() -> socket.socket:
    """Listen where the last server did, if that is free: what a browser fetched and compiled stays of use."""
    try:
        return listen("127.0.0.1", _LAST_PORT[0])
    except CitedeskError:
        return listen("127.0.0.1", 0)


@contextmanager
def running(desk: Desk, examples: Sequence[str] = ()) -> Iterator[str]:
    """Serve a desk of this process, whatever its encoder and its model, and give the address."""
    ready = threading.Event()
    with listening_again() as listening:
        _LAST_PORT[0] = listening.getsockname()[1]
        server = made_in_a_loop(
            lambda: make_server(desk, listening, "127.0.0.1", examples, on_ready=lambda _: ready.set())
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert ready.wait(_WAIT_S)
            yield f"http://127.0.0.1:{_LAST_PORT[0]}"
        finally:
            server.should_exit = True
            thread.join(_WAIT_S)


@contextmanager
def served(desk: Desk, driver: Any, examples: Sequence[str] = ()) -> Iterator[str]:
    """The same, and the browser knows nothing of it yet and has left it at the end."""
    with running(desk, examples) as address:
        forget(driver, address)
        try:
            yield address
        finally:
            driver.get("about:blank")  # An open page would hold the server up.


def forget(driver: Any, address: str) -> None:
    """Have the browser forget what it stored for an address."""
    driver.get(f"{address}/healthz")  # Has the same origin, and no script that would store it again.
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")
