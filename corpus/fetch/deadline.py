"""One deadline for a whole request.

The time-outs of an HTTP client each hold for one read. A server that sends a byte now and then, headers
without end or comments between the lines of a stream, keeps a client waiting for as long as it likes.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

DEADLINE = "x-citedesk-deadline"
"""A header that a caller gives with a request and that is not sent: when it must be over, in seconds of
`time.monotonic`."""


class _Clock(threading.local):
    """The deadline of whatever this thread waits for."""

    at = math.inf


_CLOCK = _Clock()


@contextmanager
def until(at: float) -> Iterator[None]:
    """Set a deadline in `time.monotonic` for all that this thread reads through a `DeadlineTransport`.

    An earlier one stays in force.
    """
    before = _CLOCK.at
    _CLOCK.at = min(at, before)
    try:
        yield
    finally:
        _CLOCK.at = before


@lru_cache(maxsize=1)
def _certificates() -> SSLContext:
    """The trusted certificates, read once because it takes tens of milliseconds."""
    return httpx.create_ssl_context()


def _left(timeout: float | None) -> float | None:
    left = _CLOCK.at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it takes too long")
    return timeout if math.isinf(left) else min(left, math.inf if timeout is None else timeout)


class DeadlineTransport(httpx.BaseTransport):
    """Sends requests within the deadlines of `until` and of the header `DEADLINE`.

    Args:
        most_bytes: The longest body; a longer one fails.
        proxy: The address of an HTTP proxy, with name and password if it needs them.
    """

    def __init__(self, most_bytes: int, proxy: str | None = None) -> None:
        self._most_bytes = most_bytes
        options: dict[str, Any] = {"ssl_context": _certificates(), "network_backend": _Backend()}
        self._pool = _through(httpx.Proxy(proxy), options) if proxy else httpcore.ConnectionPool(**options)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response, whose body is read under the same deadline."""
        at = float(request.headers.pop(DEADLINE, math.inf))
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _errors(request), until(at):
            reply = self._pool.handle_request(sent)
        body = _Body(reply, request, at, self._most_bytes)
        return httpx.Response(reply.status, headers=reply.headers, stream=body, extensions=reply.extensions)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _through(proxy: httpx.Proxy, options: dict[str, Any]) -> httpcore.HTTPProxy:
    url = proxy.url
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    # The certificate of a proxy reached over TLS is checked like any other.
    certificates = _certificates() if url.scheme == "https" else None
    return httpcore.HTTPProxy(address, proxy.raw_auth, proxy_ssl_context=certificates, **options)


class _Body(httpx.SyncByteStream):
    """The body of a reply; whichever thread reads it, the deadline is the request's."""

    def __init__(self, reply: httpcore.Response, request: httpx.Request, at: float, most_bytes: int) -> None:
        self._reply, self._request, self._at, self._most_bytes = reply, request, at, most_bytes

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        assert isinstance(self._reply.stream, Iterable)
        pieces = iter(self._reply.stream)
        while True:
            with _errors(self._request), until(self._at):
                _left(None)
                piece = next(pieces, None)
            if piece is None:
                return
            size += len(piece)
            if size > self._most_bytes:
                raise httpx.ReadError(f"it sends more than {self._most_bytes:,} bytes", request=self._request)
            yield piece

    def close(self) -> None:
        self._reply.close()


@contextmanager
def _errors(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error) or "it takes too long", request=request) from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise httpx.NetworkError(str(error) or type(error).__name__, request=request) from error


class _Stream(httpcore.NetworkStream):
    """A connection that waits no longer than until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Makes connections that keep deadlines."""

    def __init__(self) -> None:
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        stream = self._system.connect_tcp(host, port, _left(timeout), local_address, socket_options)
        return _Stream(stream)


def wait_of(response: httpx.Response) -> float:
    """How many seconds a server asks to wait before it is asked again; a day and hour is too long."""
    wait = response.headers.get("retry-after", "0")
    try:
        return float(response.headers.get("retry-after-ms", "0")) / 1000 or float(wait)
    except ValueError:
        return math.inf
