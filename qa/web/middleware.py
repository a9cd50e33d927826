"""What is refused before any endpoint sees it: foreign host names and bodies that are too large."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import AsyncExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

from qa.web.errors import TooSlow

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 1_000_000
MAX_CONVERSATION = 10_000_000
"""How large a body may be that brings a whole conversation, to be exported or opened again."""
MAX_UPLOAD = 500_000_000
BODY_S = 60.0
"""How long a body may take to come, in seconds; an upload has longer, by its size."""
SLOWEST_UPLOAD = 150_000
"""How fast an upload must come, in bytes a second: the largest is there within the hour."""
UPLOADS = "/api/uploads"
_CONVERSATIONS = frozenset({"/api/export", "/gradio_api/queue/join", "/gradio_api/run/predict"})
_LARGE_AT_ONCE = 8
_MODELS = "/v1/models/"


def is_loopback(name: str) -> bool:
    """Return whether a host name or address, without its port, means this machine."""
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class OneAddress:
    """Lets an address of the interface end in a slash, as some programs write it.

    The `paths` are addresses without a name in them, such as an article's id, which may itself end so.
    """

    def __init__(self, app: App, paths: frozenset[str]) -> None:
        self._app = app
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, by its address without the slash."""
        path = str(scope.get("path", ""))
        plain = path.removesuffix("/")
        if scope["type"] == "http" and plain != path and (plain in self._paths or path.startswith(_MODELS)):
            raw = bytes(scope.get("raw_path") or b"").removesuffix(b"/")
            scope = {**scope, "path": plain, "raw_path": raw}
        await self._app(scope, receive, send)


class LoopbackOnly:
    """Refuses requests that reached a loopback address under another name, or from another site's page.

    A page on the web may point its own host name at 127.0.0.1 and so read what only this machine may
    see; the ``Host`` that its requests carry gives it away. ``Origin`` tells on a page that asks directly.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and not _from_here(scope):
            hint = "Open it as http://127.0.0.1, or serve with --host to let other machines in."
            await refuse(send, 403, "This server answers requests from this machine only", hint)
            return
        await self._app(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    headers = {bytes(name).lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is not None and not is_loopback(_host_of(origin)):
        return False
    return is_loopback(_host_of(f"//{headers.get(b'host', '')}"))


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _Refused(Exception):
    """A body is not taken."""

    def __init__(self, status: int, error: str, hint: str) -> None:
        super().__init__(error)
        self.status, self.error, self.hint = status, error, hint


class BodyLimit:
    """Refuses a body of more than `limit` bytes, whatever its headers claim, or one that comes too slowly.

    What brings a conversation may be larger, a few at a time: bodies are in memory.

    Args:
        app: What is guarded.
        limit: How large a body may be, in bytes; a conversation has `MAX_CONVERSATION`,
            an upload `MAX_UPLOAD`.
        within_s: How long all of it may take to come, in seconds, however it trickles in.
    """

    def __init__(self, app: App, limit: int = MAX_BODY, within_s: float = BODY_S) -> None:
        self._app = app
        self._limit = limit
        self._within_s = within_s
        self._large = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then pass the request on, or answer 408, 411, 413 or 503."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        if str(scope["path"]) == UPLOADS:
            await self._pass_upload(scope, receive, send)
            return
        most = MAX_CONVERSATION if str(scope["path"]) in _CONVERSATIONS else self._limit
        try:
            async with AsyncExitStack() as large:
                messages = await self._read(in_time(receive, self._within_s), most, large)
                await self._app(scope, replaying(messages, receive), send)
        except _Refused as refused:
            await refuse(send, refused.status, refused.error, refused.hint)

    async def _read(self, receive: Receive, most: int, large: AsyncExitStack) -> list[Message]:
        """The messages of a body; one that is large keeps its place until `large` is left."""
        messages: list[Message] = []
        size = 0
        while True:
            try:
                message = await receive()
            except TooSlow as error:
                raise _Refused(408, error.message, error.hint) from error
            messages.append(message)
            before, size = size, size + len(message.get("body", b""))
            if size > most:
                raise _Refused(413, "The request is too large", f"Send at most {most:,} bytes.")
            if before <= self._limit < size:
                large.enter_context(self._place())
            if not message.get("more_body", False):
                return messages

    # Only ever on the event loop, so that nothing comes between the question and the count.
    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._large >= _LARGE_AT_ONCE:
            raise _Refused(503, "Too many long conversations are on their way", "Try again in a minute.")
        self._large += 1
        try:
            yield
        finally:
            self._large -= 1

    async def _pass_upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Files are large and go to the disk as they come: a request is held to what it announces."""
        announced = dict(scope["headers"]).get(b"content-length", b"").decode("latin-1")
        if not announced.isdecimal():
            await refuse(send, 411, "An upload must say how long it is", "Send a Content-Length.")
        elif int(announced) > MAX_UPLOAD:
            hint = (
                f"Split it into files of at most {MAX_UPLOAD // 1_000_000} MB, or give it to whoever runs "
                "this server: from there it can be added whole."
            )
            await refuse(send, 413, "The upload is too large", hint)
        else:
            within_s = self._within_s + int(announced) / SLOWEST_UPLOAD
            await self._app(scope, in_time(receive, within_s), send)


def in_time(receive: Receive, seconds: float) -> Receive:
    """Return a `receive` that raises `TooSlow` unless the whole body is there within so many seconds."""
    ends = asyncio.get_running_loop().time() + seconds
    whole = False

    async def timed() -> Message:
        nonlocal whole
        if whole:  # What follows is only word that whoever asked has gone.
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                message = await receive()
        except TimeoutError:
            hint = f"Send all of it within {seconds:,.0f} s."
            raise TooSlow("The request takes too long to arrive", hint) from None
        whole = not message.get("more_body", False)
        return message

    return timed


def replaying(messages: list[Message], receive: Receive) -> Receive:
    """Return a `receive` that gives messages again that were read before, then those that follow."""
    waiting = iter(messages)

    async def replay() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return replay


async def read_body(receive: Receive) -> bytes:
    """Return the body of a request whose size is bounded by now, as far as it came."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def refuse(send: Send, status: int, error: str, hint: str) -> None:
    """Answer with an error as JSON."""
    body = json.dumps({"error": error, "try": hint}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class SafeHeaders:
    """Adds headers that keep a browser from loading anything from elsewhere or showing this in a frame.

    What cannot be had now says when to ask again.
    """

    _HEADERS = (
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        # Not no-referrer: a browser would then hide from this very server where its log-in form comes from.
        (b"referrer-policy", b"same-origin"),
        (
            b"content-security-policy",
            # Gradio's page needs inline and evaluated script; nothing needs another host.
            b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
            b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            b"connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
            b"base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
        ),
    )

    _LATER = (b"retry-after", b"60")

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                is_later = message["status"] == 503 and all(name.lower() != b"retry-after" for name, _ in own)
                message["headers"] = [*own, *self._HEADERS, *([self._LATER] if is_later else [])]
            await send(message)

        await self._app(scope, receive, send_with_headers)
