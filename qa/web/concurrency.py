"""Answers beside everything else: so many at once, so many waiting, and a clear word to who comes after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from corpus.errors import CitedeskError

AT_ONCE = 20
WAITING = 100

Made = TypeVar("Made")
_END = object()


class Busy(CitedeskError):
    """More questions are being answered, and waiting, than the server takes."""


class Asking:
    """Has answers made in threads of their own: those of the page, of HTTP and of MCP count together.

    A language model may take a minute over a sentence. In the threads that everything else is served from,
    a few slow answers would keep others from searching.

    Args:
        at_once: How many threads.
        waiting: How many questions may wait for one.

    Attributes:
        turned_away: How many questions found too many waiting.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._threads = CapacityLimiter(at_once)
        self._at_once = at_once
        self._most = at_once + waiting
        self._taken = 0
        self.turned_away = 0

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return max(0, self._taken - self._at_once)

    async def one(self, work: Callable[[], Made]) -> Made:
        """Return what `work` returns.

        Raises:
            Busy: Too many wait already.
        """
        with self._place():
            return await to_thread.run_sync(work, limiter=self._threads)

    async def each(self, events: Iterator[Made]) -> AsyncIterator[Made]:
        """Yield what `events` yields, which is closed at the end whatever ends it.

        While one event is on its way to whoever asked, the next one is in the making.

        Raises:
            Busy: Too many wait already.
        """
        ahead: asyncio.Future[Made] | None = None
        try:
            with self._place():
                while True:
                    ahead = ahead or self._next(events)
                    await asyncio.wait({ahead})  # Who goes away does not cancel it: it has a thread.
                    event = ahead.result()
                    if event is _END:
                        return
                    ahead = self._next(events)
                    yield event
        finally:
            if ahead is None or ahead.done():
                _close(events)
            else:
                ahead.add_done_callback(lambda done: _close(events, done))

    def _next(self, events: Iterator[Made]) -> asyncio.Future[Made]:
        made: asyncio.Future[Made] = asyncio.ensure_future(
            to_thread.run_sync(next, events, _END, limiter=self._threads)  # type: ignore[arg-type]
        )
        return made

    # Only ever on the event loop, so that nothing comes between the question and the count.
    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._taken >= self._most:
            self.turned_away += 1
            raise Busy("Too many questions are waiting for an answer", "Ask again in a minute.")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


def _close(events: Iterator[object], last: asyncio.Future[Made] | None = None) -> None:
    """Close what is no longer made; an error in the last step, which nobody waits for, is nobody's."""
    if last is not None and not last.cancelled():
        last.exception()
    # A server that ends cancels the wait and not the step, which then goes with its thread.
    with suppress(ValueError):
        events.close()  # type: ignore[attr-defined]


async def started(events: AsyncIterator[Made]) -> AsyncIterator[Made]:
    """Return `events` with the first one already made, so that a question's own error has its status."""
    first = await anext(events)

    async def all_of_them() -> AsyncIterator[Made]:
        yield first
        async for event in events:
            yield event

    return all_of_them()
