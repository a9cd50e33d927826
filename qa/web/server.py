"""Serving: the port, the web server, and word when it accepts."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial

import uvicorn
from fastapi import FastAPI

from corpus.errors import CitedeskError, SettingsError
from qa.auth.accounts import Accounts
from qa.desk import Desk
from qa.intake.periodic import Repeated
from qa.web.api.native import create_api
from qa.web.connections import Connection, Connections, most_connections
from qa.web.middleware import is_loopback

_BACKLOG = 128
# An open page keeps a connection open, so every stop waits this long.
_GRACE_S = 2

# Strangers could fill a disk with the latter ones.
_NO_NEWS = ("Cancel", "Invalid HTTP request", "Unsupported upgrade", "No supported WebSocket")

OnReady = Callable[[str], None]


class Server(uvicorn.Server):
    """A web server that says when it accepts requests, and has work done beside it as long as it does."""

    def __init__(
        self, config: uvicorn.Config, beside: Sequence[Repeated], on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._beside = beside
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then say so."""
        await super().startup(sockets)
        if self.started:
            for work in self._beside:
                work.start()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as uvicorn does, and what is done beside it."""
        await super().shutdown(sockets)
        for work in self._beside:
            work.stop()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to `host` and `port` (0: any free one).

    Raises:
        CitedeskError: The port is taken or not allowed.
        SettingsError: There is no such host here.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise SettingsError(
            f"There is no address {host!r} to serve at: {error}", "Try --host 127.0.0.1."
        ) from error
    listening = socket.socket(family, kind, protocol)
    try:
        # A port that was just let go of may be taken again; one that is being served at may not.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        hint = (
            f"Stop what is serving there, or name another one with --port, such as --port {_another(port)}."
        )
        raise CitedeskError(f"Port {port} of {host} cannot be used: {error.strerror}", hint) from error
    return listening


def _another(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 7861


def serve(
    desk: Desk,
    host: str,
    port: int,
    examples: Sequence[str] = (),
    on_ready: OnReady | None = None,
) -> None:
    """Serve the chat page and the HTTP interface until the process is told to stop, then return.

    Call it in the main thread: it takes SIGINT and SIGTERM.

    Args:
        desk: What answers; stays open.
        host: The address to serve at.
        port: The port; 0 takes a free one.
        examples: Questions that the page offers.
        on_ready: Called with the address once requests are accepted.

    Raises:
        CitedeskError: The port cannot be used.
        SettingsError: TRACES_URL is set, and what it needs is not installed.
    """
    # uvicorn stops in order at either signal, and then raises it again.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    with tracing_to(desk.settings.traces_url), listen(host, port) as listening, suppress(KeyboardInterrupt):
        make_server(desk, listening, host, examples, on_ready).run(sockets=[listening])


def tracing_to(url: str | None) -> AbstractContextManager[None]:
    """Return what sends traces to a collector until it is left; nothing is sent without a `url`.

    Raises:
        SettingsError: What that needs is not installed.
    """
    if url is None:
        return nullcontext()
    try:
        from qa.web.traces import tracing
    except ImportError as error:
        raise SettingsError(
            f"TRACES_URL is set, but {error.name} is not installed",
            "Run: pip install opentelemetry-exporter-otlp-proto-http, or unset TRACES_URL.",
        ) from error
    return tracing(url)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a log record tells of more than a page that was open at the end, or of what a stranger sent."""
    cut_off = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cut_off and not record.getMessage().startswith(_NO_NEWS)


def make_server(
    desk: Desk,
    listening: socket.socket,
    host: str,
    examples: Sequence[str] = (),
    on_ready: OnReady | None = None,
) -> Server:
    """Return the server for a socket that already listens; see `serve`."""
    from qa.web.page.blocks import mount_page  # Takes seconds to import; a taken port is told before.

    url = address_of(host, listening.getsockname()[1])
    users_file = desk.settings.users_file
    accounts = Accounts(users_file) if users_file else None
    api = create_api(desk, loopback_only=is_loopback(host), accounts=accounts)
    app = mount_page(api, desk, examples)
    connections = Connections(most_connections(), desk.settings.trusted_proxy)
    config = uvicorn.Config(
        app,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        http=partial(Connection, connections=connections),  # type: ignore[arg-type]
        ws="none",
        # By itself the web server would believe any program of this machine whom it speaks for.
        proxy_headers=desk.settings.trusted_proxy is not None,
        forwarded_allow_ips=desk.settings.trusted_proxy,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return Server(config, _beside(api, desk), lambda: on_ready(url) if on_ready else None)


def _beside(api: FastAPI, desk: Desk) -> list[Repeated]:
    """What is done beside the server: feeds, and following what others write where words are its own."""
    beside: list[Repeated] = [api.state.feeds] if desk.settings.ingest == "serve" else []
    return [*beside, api.state.following] if api.state.following else beside


def address_of(host: str, port: int) -> str:
    """Return the address to open: of all of a machine's own, the one that always leads to it."""
    named = "127.0.0.1" if host in {"", "0.0.0.0"} else "::1" if host == "::" else host
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
