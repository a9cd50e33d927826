"""The HTTP interface: questions, searches and articles as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import InputError
from index.browse.listing import listed
from index.search.filters import Filters
from qa.answer.model import EvidenceFound, Notice, Sentence, Writing
from qa.answer.pipeline import Event
from qa.auth.accounts import Accounts
from qa.desk import Desk
from qa.intake.feed_rounds import FeedRounds
from qa.intake.following import Following
from qa.stages import listening
from qa.web.api.changes import add_changes
from qa.web.api.docs_page import add_api_page
from qa.web.api.export import add_export
from qa.web.api.filters import FilterBody, query_filters
from qa.web.api.mcp import add_mcp
from qa.web.api.openai import add_openai_routes
from qa.web.api.openapi import answers, describe
from qa.web.api.operating import add_operating
from qa.web.api.uploads import add_uploads
from qa.web.api.words import Words
from qa.web.auth.access import Access
from qa.web.auth.login import add_login
from qa.web.auth.sessions import Sessions
from qa.web.concurrency import Asking, started
from qa.web.errors import NotFound, add_error_handlers, error_dict, shown, shown_answer
from qa.web.metrics import Metrics, Responses
from qa.web.middleware import BodyLimit, LoopbackOnly, OneAddress, SafeHeaders
from qa.web.state.uploads import Uploads

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_EVENTS = ("evidence", "writing", "sentence", "notice", "answer", "error")
_NAMES = {EvidenceFound: "evidence", Writing: "writing", Notice: "notice"}
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class PastMessage(BaseModel):
    """A message of the conversation before the question."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: Words


class AskBody(BaseModel):
    """A question with all that goes with it."""

    model_config = ConfigDict(extra="forbid")

    question: Words = Field(
        description="In natural language, up to 2,000 characters.",
        examples=["How much is an adult single on the Hask ferry now?"],
    )
    history: list[PastMessage] | None = Field(
        default=None, max_length=1000, description="The conversation before it, oldest first."
    )
    filters: FilterBody | None = None
    today: Words | None = Field(
        default=None, description="The day on which it is asked, YYYY-MM-DD; without one all days are equal."
    )
    stream: bool | None = Field(
        default=False,
        description=f"Answer with server-sent events: {', '.join(_EVENTS)}.",
    )

    def options(self) -> dict[str, Any]:
        """Return what `Desk.ask` and `Desk.stream` take beside the question."""
        history = [turn.model_dump() for turn in self.history or ()]
        filters = self.filters.filters() if self.filters else None
        return {"history": history, "today": self.today, "filters": filters}


def create_api(desk: Desk, *, loopback_only: bool = True, accounts: Accounts | None = None) -> FastAPI:
    """Return the HTTP interface to a desk.

    Bound to a loopback address, it refuses requests whose Host is no loopback name. Without accounts
    everybody reads.
    """
    api = FastAPI(title="Citedesk", version="1", docs_url=None, redoc_url=None)
    api.state.asking = asking = Asking()
    metrics = Metrics()
    add_error_handlers(api)
    _add_asking(api, desk, asking)
    _add_reading(api, desk)
    add_openai_routes(api, desk, asking)
    api.state.uploads = uploads = Uploads(desk.archive.place.folder)
    api.state.feeds = FeedRounds(desk)
    api.state.following = following = Following(desk.archive) if desk.archive.place.is_shared else None
    add_uploads(api, uploads)
    add_changes(api, desk)
    add_export(api, desk)
    metrics.watch(desk, asking, uploads, following)
    add_operating(api, desk, metrics, accounts)
    sessions = Sessions(desk.archive.catalogue)
    add_login(api, accounts, sessions, desk.archive.catalogue)
    api.router.lifespan_context = _while_serving(metrics, add_mcp(api, desk, asking))
    describe(api)
    add_api_page(api)
    _add_unknown(api)
    api.add_middleware(BodyLimit)
    api.add_middleware(Access, accounts=accounts, sessions=sessions, loopback=loopback_only)
    if loopback_only:
        api.add_middleware(LoopbackOnly)
    api.add_middleware(SafeHeaders)
    api.add_middleware(Responses, metrics=metrics)
    fixed = {route.path for route in api.routes if isinstance(route, APIRoute) and "{" not in route.path}
    api.add_middleware(OneAddress, paths=frozenset(fixed))  # Outermost: all others see that address.
    return api


def _while_serving(metrics: Metrics, tools: Lifespan) -> Lifespan:
    @asynccontextmanager
    async def running(api: FastAPI) -> AsyncIterator[None]:
        with listening(metrics):
            async with tools(api):
                yield

    return running


def _add_asking(api: FastAPI, desk: Desk, asking: Asking) -> None:
    responses = answers("Answer", "The answer, or that there is none.", 400, 408, 413, 422, events=_EVENTS)

    @api.post("/api/ask", response_model=None, summary="Ask a question", responses=responses)
    async def ask(body: AskBody) -> JSONResponse | StreamingResponse:
        """Every sentence carries markers, and every marker is an exact quote of an article."""
        if not body.stream:
            answer = await asking.one(lambda: desk.ask(body.question, **body.options()))
            return JSONResponse(shown_answer(answer).to_dict())
        events = await started(asking.each(desk.stream(body.question, **body.options())))
        sent = _server_sent(events)
        return StreamingResponse(sent, media_type="text/event-stream", headers=_STREAM_HEADERS)


async def _server_sent(events: AsyncIterator[Event]) -> AsyncIterator[str]:
    try:
        async for event in events:
            yield _event_text(*_event(shown(event)))
    except Exception as error:  # The status is long sent: whatever it is must go out as an event.
        yield _event_text("error", error_dict(error))


def _event(event: Event) -> tuple[str, Mapping[str, Any]]:
    if isinstance(event, Sentence):
        citations = [citation.to_dict() for citation in event.citations]
        return "sentence", event.to_dict() | {"citations": citations}
    return _NAMES.get(type(event), "answer"), event.to_dict()


def _event_text(name: str, data: Mapping[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _add_reading(api: FastAPI, desk: Desk) -> None:
    responses = answers("Search", "The passages, best first.", 400, 422)

    @api.get("/api/search", summary="Find passages", responses=responses)
    def search(
        q: Annotated[str, Query(description="What to look for.", examples=["herring quota"])],
        filters: Annotated[Filters, Depends(query_filters)],
        top_k: Annotated[int, Query(description="How many passages at most.")] = 10,
        today: Annotated[str | None, Query(description="The day on which it is asked.")] = None,
    ) -> JSONResponse:
        """The passages of articles that are nearest to a query, with their places in the articles."""
        return JSONResponse(desk.find(q, top_k, filters, today).to_dict())

    whole = answers("Article", "The article.", 404, 422)

    @api.get("/api/articles/{article_id:path}", summary="Read an article", responses=whole)
    def article(
        article_id: Annotated[str, PathParameter(description="As an answer or a search names it.")],
        version: Annotated[
            int | None, Query(ge=1, le=2**31, description="Which one; by default the one that answers use.")
        ] = None,
    ) -> JSONResponse:
        """One version of an article in full: the offsets of quotes count its characters."""
        try:
            record = desk.article(article_id, version)
        except InputError as error:
            raise NotFound(error.message, error.hint) from error
        also = listed(desk.archive.catalogue, record.copies)
        return JSONResponse({**record.to_dict(), "also_in": [also[copy].to_dict() for copy in also]})


def _add_unknown(api: FastAPI) -> None:
    """Answer what is not there as JSON: the chat page beside would answer it with its own page."""
    for route in [route for route in api.routes if isinstance(route, APIRoute)]:
        if "GET" in (route.methods or ()):  # Monitors and programs look so whether there is something.
            api.add_api_route(route.path, route.endpoint, methods=["HEAD"], include_in_schema=False)
        if not route.include_in_schema:
            continue
        allowed = _with_head(set(route.methods or ()))
        others = [method for method in _METHODS if method not in allowed]
        api.add_api_route(route.path, _other_method(allowed), methods=others, include_in_schema=False)

    @api.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
    @api.api_route("/v1/{rest:path}", methods=_METHODS, include_in_schema=False)
    def unknown(rest: str) -> JSONResponse:
        hint = "Use /api/ask, /api/search or /api/articles/ID; or /v1/models and /v1/chat/completions."
        raise NotFound(f"There is nothing to {rest!r} here", hint)


def _with_head(methods: set[str]) -> set[str]:
    return methods | {"HEAD"} if "GET" in methods else methods


def _other_method(allowed: set[str]) -> Callable[[], None]:
    def refuse() -> None:
        named = ", ".join(sorted(allowed))
        raise HTTPException(405, f"This takes {named} only", {"Allow": named})

    return refuse
