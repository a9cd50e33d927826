"""The same answers as tools of the Model Context Protocol, at /mcp. Nothing here writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import CitedeskError
from index.search.filters import Filters
from qa.desk import Desk
from qa.error_messages import without_paths
from qa.web.concurrency import Asking
from qa.web.errors import shown_answer

if TYPE_CHECKING:
    from mcp.server import MCPServer

PATH = "/mcp"
Json = dict[str, Any]
Names = list[str] | str | None
_INSTRUCTIONS = (
    "Answers questions about a news archive. Every sentence of an answer carries markers, and every marker "
    "is an exact quote of an article; status no_evidence means that the archive does not answer, "
    "and status unsure that its sentences come near and answer nothing."
)


def add_mcp(
    api: FastAPI, desk: Desk, asking: Asking
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Add the tools ``ask``, ``search`` and ``read_article`` to `api`, and return what must run meanwhile."""
    tools = _Tools(lambda: _server(desk, asking))
    # Many clients are configured with a slash at the end.
    api.router.routes.extend(Route(path, endpoint=tools) for path in (PATH, f"{PATH}/"))
    return tools.running


class _Tools:
    """The tools as an application that is made when a client first asks: most archives have none.

    What it imports would be a quarter of a start's work.
    """

    def __init__(self, make: Callable[[], MCPServer]) -> None:
        self._make = make
        self._making = anyio.Lock()
        self._tasks: TaskGroup | None = None
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self, _: FastAPI) -> AsyncIterator[None]:
        """Hold what serves clients once there are any, for as long as the server runs."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()
        self._tasks = self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._making:
            if self._app is None:
                assert self._tasks is not None, "the server has not started"
                self._app = await self._tasks.start(self._serve, await to_thread.run_sync(self._make))
        await self._app(scope, receive, send)

    async def _serve(self, server: MCPServer, *, task_status: TaskStatus[ASGIApp]) -> None:
        from mcp.server.transport_security import TransportSecuritySettings

        # Host and Origin are checked before, for everything that is served here.
        open_door = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        server.streamable_http_app(stateless_http=True, json_response=True, transport_security=open_door)
        async with server.session_manager.run():
            task_status.started(server.session_manager.handle_request)
            await anyio.sleep_forever()


def _server(desk: Desk, asking: Asking) -> MCPServer:
    from mcp.server import MCPServer

    server = MCPServer("citedesk", instructions=_INSTRUCTIONS, log_level="WARNING")
    _add_tools(server, desk, asking)
    return server


def _add_tools(server: MCPServer, desk: Desk, asking: Asking) -> None:
    @server.tool()
    async def ask(
        question: str,
        sources: Names = None,
        published_from: str | None = None,
        published_to: str | None = None,
        today: str | None = None,
        authors: Names = None,
        sections: Names = None,
    ) -> Json:
        """Answer a question from the archive with exact quotes. Days are YYYY-MM-DD."""
        filters = _filters(sources, published_from, published_to, authors, sections)

        def answer() -> Json:
            return shown_answer(desk.ask(question, today=today, filters=filters())).to_dict()

        return await _answered(asking.one, answer)

    @server.tool()
    async def search(
        query: str,
        top_k: int = 10,
        sources: Names = None,
        published_from: str | None = None,
        published_to: str | None = None,
        today: str | None = None,
        authors: Names = None,
        sections: Names = None,
    ) -> Json:
        """Find the passages of articles nearest to a query. Days are YYYY-MM-DD."""
        filters = _filters(sources, published_from, published_to, authors, sections)
        return await _answered(
            to_thread.run_sync, lambda: desk.find(query, top_k, filters(), today).to_dict()
        )

    @server.tool()
    async def read_article(article_id: str, version: int | None = None) -> Json:
        """Return the full text of an article that an answer or a search named."""
        return await _answered(to_thread.run_sync, lambda: desk.article(article_id, version).to_dict())


def _filters(
    sources: Names, first: str | None, last: str | None, authors: Names, sections: Names
) -> Callable[[], Filters]:
    """What makes the filters, so that an invalid day is reported like any other error."""
    named = {"authors": _names(authors), "sections": _names(sections)}
    return lambda: Filters(_names(sources), first, last, **named)


def _names(given: Names) -> Sequence[str]:
    """Models write one name as a text as often as a list of one."""
    return [given] if isinstance(given, str) and given else given or ()


async def _answered(run: Callable[[Callable[[], Json]], Awaitable[Json]], work: Callable[[], Json]) -> Json:
    """Do it beside the event loop; what a person can do something about is told as such."""
    try:
        return await run(work)
    except CitedeskError as error:
        from mcp.server.mcpserver.exceptions import ToolError

        raise ToolError(without_paths(f"{error.message}. {error.hint}")) from error
