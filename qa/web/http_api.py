"""The HTTP interface: questions, searches and articles as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import InputError
from index.hit import Filters
from index.listing import listed
from qa.accounts import Accounts
from qa.answer import Answer, Notice, Sentence, citation_dict
from qa.answering import Event
from qa.desk import Desk
from qa.reports import search_dict
from qa.web.access import Access, Sessions, add_login
from qa.web.guards import BodyLimit, LoopbackOnly, SafeHeaders
from qa.web.http_errors import NotFound, add_error_handlers, error_dict
from qa.web.mcp_api import add_mcp
from qa.web.openai_api import add_openai_routes

_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Turn(BaseModel):
    """One turn of the conversation before the question."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class FilterBody(BaseModel):
    """Hard limits on what may be found."""

    model_config = ConfigDict(extra="forbid")

    sources: list[str] = Field(default_factory=list, max_length=1000)
    published_from: str | None = None
    published_to: str | None = None

    def filters(self) -> Filters:
        """Return them as the desk takes them."""
        return Filters(self.sources, self.published_from, self.published_to)


class AskBody(BaseModel):
    """A question with all that goes with it."""

    model_config = ConfigDict(extra="forbid")

    question: str
    history: list[Turn] = Field(default_factory=list, max_length=1000)
    filters: FilterBody = Field(default_factory=FilterBody)
    today: str | None = None
    stream: bool = False

    def options(self) -> dict[str, Any]:
        """Return what `Desk.ask` and `Desk.stream` take beside the question."""
        history = [turn.model_dump() for turn in self.history]
        return {"history": history, "today": self.today, "filters": self.filters.filters()}


def create_api(desk: Desk, *, loopback_only: bool = True, accounts: Accounts | None = None) -> FastAPI:
    """Return the HTTP interface to a desk.

    Args:
        desk: What answers; used from many threads.
        loopback_only: Refuse requests whose Host is no loopback name; right when bound to such an address.
        accounts: Who may read and who may operate; without them everybody reads.
    """
    api = FastAPI(title="Citedesk", docs_url=None, redoc_url=None)
    add_error_handlers(api)
    _add_asking(api, desk)
    _add_reading(api, desk)
    add_openai_routes(api, desk)
    sessions = Sessions()
    add_login(api, accounts, sessions)
    api.router.lifespan_context = add_mcp(api, desk)
    _add_unknown(api)
    api.add_middleware(BodyLimit)
    api.add_middleware(Access, accounts=accounts, sessions=sessions, loopback=loopback_only)
    if loopback_only:
        api.add_middleware(LoopbackOnly)
    api.add_middleware(SafeHeaders)
    return api


def _add_asking(api: FastAPI, desk: Desk) -> None:
    @api.post("/api/ask", response_model=None)
    def ask(body: AskBody) -> JSONResponse | StreamingResponse:
        if not body.stream:
            return JSONResponse(desk.ask(body.question, **body.options()).to_dict())
        events = started(desk.stream(body.question, **body.options()))
        sent = _server_sent(events)
        return StreamingResponse(sent, media_type="text/event-stream", headers=_STREAM_HEADERS)


def started(events: Iterator[Event]) -> Iterator[Event]:
    """Return `events` with the first one already made, so that a question's own error has its status."""
    first = next(events)
    return chain([first], events)


def _server_sent(events: Iterator[Event]) -> Iterator[str]:
    try:
        for event in events:
            yield _event_text(*_event(event))
    except Exception as error:  # The status is long sent: whatever it is must go out as an event.
        yield _event_text("error", error_dict(error))


def _event(event: Event) -> tuple[str, Mapping[str, Any]]:
    if isinstance(event, Sentence):
        return "sentence", {
            "text": event.text,
            "mode": event.mode,
            "markers": list(event.markers),
            "support": event.support,
            "citations": [citation_dict(citation) for citation in event.citations],
        }
    if isinstance(event, Notice):
        return "notice", {"text": event.text}
    assert isinstance(event, Answer)
    return "answer", event.to_dict()


def _event_text(name: str, data: Mapping[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _add_reading(api: FastAPI, desk: Desk) -> None:
    @api.get("/api/search")
    def search(
        q: str,
        top_k: int = 10,
        source: Annotated[list[str] | None, Query()] = None,
        published_from: Annotated[str | None, Query(alias="from")] = None,
        published_to: Annotated[str | None, Query(alias="to")] = None,
        today: str | None = None,
    ) -> JSONResponse:
        filters = Filters(source or (), published_from, published_to)
        return JSONResponse(search_dict(desk.find(q, top_k, filters, today)))

    @api.get("/api/articles/{article_id:path}")
    def article(article_id: str, version: Annotated[int | None, Query(ge=1)] = None) -> JSONResponse:
        try:
            record = desk.article(article_id, version)
        except InputError as error:
            raise NotFound(error.message, error.hint) from error
        also = listed(desk.archive.catalogue, record.copies)
        return JSONResponse({**record.to_dict(), "also_in": [also[copy].to_dict() for copy in also]})

    @api.get("/healthz")
    def healthz() -> JSONResponse:
        counts = desk.status().counts
        return JSONResponse({"ok": True, "articles": counts.articles, "chunks": counts.chunks})


def _add_unknown(api: FastAPI) -> None:
    """Answer unknown addresses as JSON: the chat page beside would answer them with its own page."""

    @api.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @api.api_route("/v1/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def unknown(rest: str) -> JSONResponse:
        raise NotFound(f"There is nothing to {rest!r} here", "Use /api/ask, /api/search or /api/articles/ID.")
