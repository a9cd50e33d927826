"""Counts of many articles are not made anew at every change, and never twice at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.catalogue import cached_counts
from index.catalogue.cached_counts import CountCache
from index.catalogue.records import Counts


def counts(articles: int) -> Counts:
    return Counts(articles, articles, articles, 0, 0, {}, None, None, {}, 0, None)


class Clock:
    """A clock that each counting moves by as many seconds as it takes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, takes_s: float) -> None:
        self.now, self.made, self._takes_s = 1000.0, 0, takes_s
        monkeypatch.setattr(cached_counts.time, "monotonic", lambda: self.now)

    def count(self, articles: int) -> tuple[Counts, int | None]:
        self.made += 1
        self.now += self._takes_s
        return counts(articles), None


def test_counts_of_few_articles_are_those_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, cache = Clock(monkeypatch, 5.0), CountCache()
    for change in range(3):
        assert cache.current((1, str(change)), 0, lambda n=change: clock.count(n)).articles == change
    assert cache.current((1, "2"), 0, lambda: clock.count(9)).articles == 2
    assert clock.made == 3


@pytest.mark.parametrize(("takes_s", "rest_s"), [(0.5, 10.0), (2.0, 40.0), (30.0, 60.0)])
def test_counts_of_many_articles_serve_as_long_as_counting_would_take_too_much(
    monkeypatch: pytest.MonkeyPatch, takes_s: float, rest_s: float
) -> None:
    clock, cache, many = Clock(monkeypatch, takes_s), CountCache(), cached_counts._MANY
    begun = clock.now
    assert cache.current((1, "a"), 0, lambda: clock.count(many)).articles == many
    clock.now = begun + rest_s - 0.01
    assert cache.current((1, "b"), 0, lambda: clock.count(many + 1)).articles == many
    clock.now = begun + rest_s
    assert cache.current((1, "b"), 0, lambda: clock.count(many + 1)).articles == many + 1
    # Another file has other articles, at once.
    assert cache.current((2, "b"), 0, lambda: clock.count(many + 2)).articles == many + 2


def test_while_one_counts_others_go_on_with_the_counts_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, cache, many = Clock(monkeypatch, 1.0), CountCache(), cached_counts._MANY
    cache.current((1, "a"), 0, lambda: clock.count(many))
    clock.now += cached_counts._OLDEST_S
    begun, ends = threading.Event(), threading.Event()

    def slow() -> tuple[Counts, int | None]:
        begun.set()
        assert ends.wait(60)
        return clock.count(many + 1)

    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(cache.current, (1, "b"), 0, slow)
        assert begun.wait(60)
        assert cache.current((1, "b"), 0, lambda: clock.count(0)).articles == many
        ends.set()
        assert counting.result().articles == many + 1


def test_many_who_ask_at_once_have_few_articles_counted_once() -> None:
    cache, made, together = CountCache(), [], threading.Barrier(8)

    def count() -> tuple[Counts, int | None]:
        made.append(1)
        return counts(1), None

    def ask(_: int) -> int:
        together.wait(60)
        return cache.current((1, "a"), 0, count).articles

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [1] * 8
    assert len(made) == 1
