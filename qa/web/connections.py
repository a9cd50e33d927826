"""Connections to the web server: how many there may be, and how long one may keep it waiting."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

REQUEST_S = 15.0
"""How long a connection may take until the head of a request is there, in seconds."""
READ_S = 60.0
"""How long one may take nothing of what it was sent, in seconds."""
MOST_HEAD = 64 * 1024
"""How long the head of a request may be, in bytes; so much may a body have beside its content, too."""
# A body in chunks of a byte has six bytes of framing for each.
_FRAMING = 8
_TOO_LONG = ("The head of the request is too long", f"Send at most {MOST_HEAD:,} bytes.")
# Of the files that a process may have open; the archive needs some of them.
_SHARE, _LEAST, _MOST = 0.6, 32, 2_000
_BY_ADDRESS = 0.5
# The other web server that may be there, h11, has limits of its own.
_COUNTS = hasattr(AutoHTTPProtocol, "on_body")


def most_connections() -> int:
    """Return how many connections there may be: a share of the files that this process may open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit on sockets.
        return _MOST
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _MOST if files == resource.RLIM_INFINITY else max(_LEAST, min(_MOST, int(files * _SHARE)))


class Connections:
    """Those that are open. When there are too many, the one that has been idle for longest makes way.

    So whoever opens connections and asks nothing keeps nobody out, whatever address they come from.

    Args:
        most: How many there may be.
        proxy: An address that many people share, which has no limit of its own.
    """

    def __init__(self, most: int, proxy: str | None = None) -> None:
        self._most, self._proxy = most, proxy
        self._by_address: Counter[str] = Counter()
        self._idle: dict[Connection, None] = {}  # The longest idle first.
        self._open: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, connection: Connection) -> bool:
        """Count a new connection, and return whether there is room for it."""
        if len(self._open) >= self._most and not self._drop(None):
            return False
        many = self._by_address[connection.address] >= max(1, int(self._most * _BY_ADDRESS))
        if many and connection.address != self._proxy and not self._drop(connection.address):
            return False
        self._open.add(connection)
        self._by_address[connection.address] += 1
        self.rest(connection)
        return True

    def rest(self, connection: Connection) -> None:
        """Take note that a connection has no request under way."""
        if connection in self._open:
            self._idle.setdefault(connection)

    def work(self, connection: Connection) -> None:
        """Take note that a connection has a request under way."""
        self._idle.pop(connection, None)

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        self._idle.pop(connection, None)
        if connection in self._open:
            self._open.discard(connection)
            self._by_address[connection.address] -= 1
            if self._by_address[connection.address] <= 0:
                del self._by_address[connection.address]

    def _drop(self, address: str | None) -> bool:
        """Close the connection that has been idle for longest, of one address or of all."""
        oldest = next((other for other in self._idle if address in (None, other.address)), None)
        if oldest is None:
            return False
        self.leave(oldest)
        oldest.transport.abort()
        return True


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection that is counted, and closed when nothing comes of it."""

    def __init__(self, *arguments: Any, connections: Connections, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._connections = connections
        self._asking: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._received = self._content = 0
        self.address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Count it, and wait for a request."""
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        super().connection_made(transport)
        if self._connections.enter(self):
            self._await_request()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on; once the head of a request is there, its answer may take its time."""
        before = self.cycle
        self._received += len(data)
        super().data_received(data)
        if self.cycle is not before:
            self._received = self._content = 0
        elif self._is_too_long():
            self._refuse_head()
            return
        if self.cycle is None or self.cycle.response_complete:
            self._await_request()
        else:
            self._connections.work(self)
            _cancel(self._asking)
            self._asking = None

    def on_body(self, body: bytes) -> None:
        """Count what is content, and not the words around it."""
        self._content += len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Be idle again; how long it may be that is the web server's own business."""
        super().on_response_complete()
        if self.cycle is None or self.cycle.response_complete:
            self._connections.rest(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of everything."""
        self._connections.leave(self)
        _cancel(self._asking)
        _cancel(self._reading)
        self._asking = self._reading = None
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for whoever asked to take what they were sent, and not for ever."""
        super().pause_writing()
        _cancel(self._reading)
        self._reading = self.loop.call_later(READ_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        _cancel(self._reading)
        self._reading = None

    def _is_too_long(self) -> bool:
        """Whether a head, or what follows a body, goes on and on: the web server itself has no limit."""
        around = self._received - self._content
        return _COUNTS and around > MOST_HEAD + _FRAMING * self._content

    def _refuse_head(self) -> None:
        if not self.transport.is_closing():
            body = json.dumps(dict(zip(("error", "try"), _TOO_LONG, strict=True))).encode()
            head = "HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\n"
            lengths = f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            self.transport.write(f"{head}{lengths}".encode() + body)
            self.transport.close()

    def _await_request(self) -> None:
        if self._asking is None and not self.transport.is_closing():
            self._asking = self.loop.call_later(REQUEST_S, self.transport.abort)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
