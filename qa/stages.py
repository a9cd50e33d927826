"""The stages of a question, reported to listeners while it is answered: numbers and names, never its words.

A question is searched for, the passages are read, and a model may wait for its turn, write and be checked.
Each is a `Stage` inside that of its question, also where one thread goes on with what another began.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from corpus.errors import InputError

Event = TypeVar("Event")


@dataclass(slots=True, eq=False)
class Stage:
    """A part of the work on a question.

    Attributes:
        name: What is done.
        parent: The stage that it is a part of, or None.
        outcome: How it ended: "done" where nothing else is said of it.
        seconds: How long it took, without the time in which whoever consumes it did other things.
        counts: What was counted in it, by name.
        error: The name of the error that ended it, "" for none.
    """

    name: str
    parent: Stage | None = None
    outcome: str = ""
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    error: str = ""


class Listener(Protocol):
    """Called with each stage, from the thread that it runs in; it must not raise."""

    def began(self, stage: Stage) -> None:
        """A stage begins."""

    def ended(self, stage: Stage) -> None:
        """It is over, and complete."""


_listeners: tuple[Listener, ...] = ()
_current: ContextVar[Stage | None] = ContextVar("stage", default=None)
_watched: ContextVar[bool] = ContextVar("watched", default=True)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell a listener of all stages of this process, until it is left."""
    global _listeners
    _listeners = (*_listeners, listener)
    try:
        yield
    finally:
        _listeners = tuple(other for other in _listeners if other is not listener)


@contextmanager
def unwatched() -> Iterator[None]:
    """Tell nobody of what this thread does: questions that no person asked."""
    token = _watched.set(False)
    try:
        yield
    finally:
        _watched.reset(token)


def current() -> Stage | None:
    """Return the stage that this thread is in."""
    return _current.get()


def note(outcome: str = "", counts: Mapping[str, int] | None = None) -> None:
    """Record how the stage that this thread is in ends, or what was counted in it."""
    if (stage := _current.get()) is not None:
        stage.outcome = outcome or stage.outcome
        stage.counts.update(counts or {})


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    """Be in a stage until it is left."""
    with _announced(name) as one, _inside(one):
        yield one


def through(name: str, events: Iterator[Event]) -> Iterator[Event]:
    """Yield what `events` yields, each made inside one stage, whatever thread asks for it."""
    with _announced(name) as one:
        try:
            while True:
                with _inside(one):
                    event = next(events, _END)
                if event is _END:
                    return
                yield event  # type: ignore[misc]
        finally:
            if close := getattr(events, "close", None):
                with _inside(one):
                    close()


_END = object()


@contextmanager
def _announced(name: str) -> Iterator[Stage]:
    listeners = _listeners if _watched.get() else ()
    one = Stage(name, _current.get())
    for listener in listeners:
        listener.began(one)
    try:
        yield one
    except BaseException as error:
        one.error = type(error).__name__ if isinstance(error, Exception) else ""
        one.outcome = one.outcome or _outcome_of(error)
        raise
    finally:
        one.outcome = one.outcome or "done"
        for listener in listeners:
            listener.ended(one)


@contextmanager
def _inside(one: Stage) -> Iterator[None]:
    token, started = _current.set(one), time.perf_counter()
    try:
        yield
    finally:
        one.seconds += time.perf_counter() - started
        _current.reset(token)


def _outcome_of(error: BaseException) -> str:
    """What an error means for who asked: "refused" what cannot be asked so, "stopped" by them, "failed"."""
    if isinstance(error, InputError):
        return "refused"
    return "failed" if isinstance(error, Exception) else "stopped"
