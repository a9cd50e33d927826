"""How soon what is taken out of a cluster's archive is gone from the answers of every asker."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import httpx
from sqlalchemy import create_engine, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from index.catalogue import schema as t
from tests.cluster import Asker

_PATIENCE_S = 30.0


def hits_of(asker: Asker, word: str) -> list[str]:
    """The articles whose passages have a word."""
    response = httpx.get(f"{asker.url}/api/search", params={"q": word, "top_k": 50}, timeout=120)
    assert response.status_code == 200, response.text
    return sorted({hit["article_id"] for hit in response.json()["hits"] if word in hit["text"]})


class Removals:
    """Watches articles being taken out, and asks every asker for them at once.

    Attributes:
        seconds: How long after each was out, both askers that lived had answered without it.
        shown: How many answers that were begun after it was out still had it, and how many of those were
            begun a second later or more.
    """

    def __init__(self, database: URL, askers: Callable[[], Sequence[Asker]], gone: Mapping[str, str]) -> None:
        self._database, self._askers, self._gone = database, askers, gone
        self.seconds: list[float] = []
        self.shown = [0, 0]

    def watch(self, over: threading.Event) -> None:
        """Look until it is over."""
        engine = create_engine(self._database, pool_pre_ping=True)
        there = select(t.article.c.article_id).where(t.article.c.version.is_not(None))
        known: set[str] = set()
        while not over.wait(0.05):
            with suppress(SQLAlchemyError):  # It is away.
                with engine.connect() as connection:
                    now = set(connection.execute(there).scalars())
                out, known = known - now, now
                began = time.monotonic()
                for name in out:
                    if name in self._gone:
                        self._ask(self._gone[name], began)
        engine.dispose()

    def _ask(self, word: str, began: float) -> None:
        for asker in self._askers():
            while time.monotonic() - began < _PATIENCE_S:
                asked = time.monotonic() - began
                try:
                    if not hits_of(asker, word):
                        break
                except (AssertionError, httpx.HTTPError):
                    return  # It has been killed, or cannot answer now.
                self.shown[0] += 1
                self.shown[1] += asked > 1.0
        self.seconds.append(time.monotonic() - began)

    def told(self) -> str:
        """Return what was seen, in words."""
        late = f"{self.shown[0]} answers begun after one had it, {self.shown[1]} a second later or more"
        if not self.seconds:
            return f"no removals; {late}"
        spread = f"{statistics.median(self.seconds):.2f} s (median), {max(self.seconds):.2f} s (worst)"
        return f"{len(self.seconds)} removals, gone from both askers' answers after {spread}; {late}"
