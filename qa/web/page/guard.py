"""What the page may ask of Gradio, and of whom: everything else is answered before Gradio sees it.

Gradio reads files and fetches addresses that a request names before a page's own function is called, and
has many routes that this page does not use. So each event is looked up by its number, held to the role it
needs, and written anew from the few parts that are allowed: plain values, and no objects among its inputs.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse

from qa.auth.accounts import Role
from qa.web.auth.access import NOT_ALLOWED, account_of
from qa.web.middleware import App, Message, Receive, Scope, Send, read_body, refuse, replaying

_OPENED = {
    "/",
    "/config",
    "/favicon.ico",
    "/manifest.json",
    "/robots.txt",
    "/theme.css",
    "/gradio_api/app_id",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/theme.css",
}
_OWN_FILES = re.compile(r"/(assets|static|svelte)(/[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*)+")
_UPDATES = "/gradio_api/queue/data"
_ALIVE = re.compile(r"/gradio_api/heartbeat/[A-Za-z0-9_-]{1,64}")
_EVENTS = {"/gradio_api/run/predict", "/gradio_api/queue/join"}
_CANCEL = "/gradio_api/cancel"
# Asked right after a cancel, which has done by then what this would do.
_RESET = "/gradio_api/reset"
# By these Gradio tells a file from other objects; see is_file_obj and FileData in its sources.
_OF_FILES = {"_type", "is_file", "is_stream", "meta", "orig_name", "path", "url"}
_OF_BODY = {b"content-length", b"content-type", b"transfer-encoding"}
_LOG = logging.getLogger(__name__)
_BEGUN_S = 0.2
_DONE = JSONResponse({"success": True})
_GONE = ("This is not part of the interface", "See /openapi.json for what can be asked.")

Plain = str | int | float | bool | None
Value = Plain | list[Plain]


def _no_file(details: dict[str, Value]) -> dict[str, Value]:
    if _OF_FILES & details.keys():
        raise ValueError("an event carries no files")
    return details


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class PageEvent(_Strict):
    """An event of the page as Gradio gets it; whatever else a request says is left out.

    Attributes:
        fn_index: The event's number in the page's configuration.
        session_hash: The browser tab.
        trigger_id: The part of the page that set it off.
        data: The inputs' values.
        event_data: What the event tells beside them.
    """

    fn_index: int
    session_hash: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    trigger_id: int | None = None
    data: list[Value]
    event_data: Annotated[dict[str, Value], AfterValidator(_no_file)] | Value = None


class Cancelling(_Strict):
    """A word that an event's outcome is no longer waited for."""

    session_hash: str
    fn_index: int
    event_id: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may cause an event of the page, and how many inputs it has."""

    role: Role
    inputs: int


class PageGuard:
    """Stands before Gradio's application, at the root of the server; lets in only the events it is given."""

    def __init__(self, app: App, events: Mapping[int, Allowed]) -> None:
        self._app = app
        self._events = events
        self._cancelling: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the page needs, or answer 400, 403, 404 or 405."""
        path = str(scope["path"])
        posted = path in _EVENTS or path in {_CANCEL, _RESET}
        if not (posted or path in _OPENED or path == _UPDATES or _is_named(path)):
            await refuse(send, 404, *_GONE)
        elif scope["method"] not in ({"POST"} if posted else {"GET", "HEAD"}):
            hint = "Use POST." if posted else "Use GET."
            await refuse(send, 405, f"This does not take {scope['method']}", hint)
        elif path == _RESET:
            await _DONE(scope, receive, send)
        elif posted:
            await self._pass_event(path, scope, receive, send)
        else:
            # A query can name a file to show the page from.
            query = scope["query_string"] if path == _UPDATES else b""
            await self._app({**_own(scope), "query_string": query}, receive, send)

    async def _pass_event(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive)
        try:
            event = (PageEvent if path in _EVENTS else Cancelling).model_validate_json(body)
        except ValidationError:
            hint = "Load the page again; files go to /api/uploads."
            await refuse(send, 400, "This is not an event of the page: those have plain values only", hint)
            return
        allowed = self._events.get(event.fn_index)
        if allowed is None:
            await refuse(send, 404, "The page has no such event", "Load the page again.")
        elif allowed.role == "operator" and account_of(scope).role != "operator":
            await refuse(send, 403, *NOT_ALLOWED)
        elif isinstance(event, PageEvent) and len(event.data) != allowed.inputs:
            error = f"This event of the page has {allowed.inputs} inputs, not {len(event.data)}"
            await refuse(send, 400, error, "Load the page again.")
        else:
            checked = event.model_dump_json().encode()
            message: Message = {"type": "http.request", "body": checked, "more_body": False}
            scope = {**_own(scope, len(checked)), "query_string": b""}
            pass_on = self._app if path in _EVENTS else self._cancel
            await pass_on(scope, replaying([message], receive), send)

    async def _cancel(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a cancel on without waiting for its end.

        Gradio answers once the step that an answer is at has ended, however long that takes, and until then
        the browser asks nothing more. It fails where the answer ends meanwhile: nothing is left to do then.
        """
        cancelling = asyncio.ensure_future(self._app(scope, receive, _nowhere))
        self._cancelling.add(cancelling)
        cancelling.add_done_callback(self._cancelled)
        # So long, so that it has begun before whatever is asked next.
        await asyncio.wait({cancelling}, timeout=_BEGUN_S)
        await _DONE(scope, receive, send)

    def _cancelled(self, cancelling: asyncio.Future[None]) -> None:
        self._cancelling.discard(cancelling)
        error = None if cancelling.cancelled() else cancelling.exception()
        if error is not None and not isinstance(error, KeyError):
            _LOG.error("an answer could not be cancelled", exc_info=error)


async def _nowhere(_: Message) -> None:
    """Send nothing."""


def _is_named(path: str) -> bool:
    return bool(_OWN_FILES.fullmatch(path) or _ALIVE.fullmatch(path))


def _own(scope: Scope, size: int | None = None) -> Scope:
    """A request without its origin, by which Gradio lets other sites in; and with a body of `size` bytes."""
    gone = {b"origin"} if size is None else {b"origin", *_OF_BODY}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in gone]
    if size is not None:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
    return {**scope, "headers": headers}
