"""The facets of the archive's articles: outlet, author, section, month and language.

The columns that say so are copied into memory, because to read them takes a tenth of a second for 10,000
articles, where counting in memory takes a millisecond. The copy is made when it is first asked for, and
again after a change.
"""

from __future__ import annotations

import threading
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, func, select

from index.browse.listing import Order
from index.catalogue import schema as t
from index.catalogue.clauses import next_change, visible_facts
from index.catalogue.reads import Catalogue

Facet = Literal["sources", "authors", "sections", "months", "languages"]
FACETS: tuple[Facet, ...] = ("sources", "authors", "sections", "months", "languages")
EPOCH = date(1970, 1, 1)
_DAY_MS = 86_400_000
UNKNOWN = np.iinfo(np.int64).min
"""The day of an article without one."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of articles: each field narrows it, and the values within a field are alternatives.

    In every facet "" means unknown.

    Attributes:
        sources: Outlets.
        authors: Bylines, as stored.
        months: Months of publication, ``YYYY-MM``, UTC.
        languages: ISO 639-1 codes.
        first: The first day of publication, UTC.
        last: The last one, inclusive. With either day, articles without a date are left out.
        sections: Of the outlets.
    """

    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    sections: tuple[str, ...] = ()

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return the chosen values of a facet."""
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    def at_any_time(self) -> Selection:
        """Return the selection without days and months."""
        return replace(self, months=(), first=None, last=None)

    def without(self, facet: Facet) -> Selection:
        """Return the selection without values of a facet."""
        cleared: Any = {facet: ()}
        return replace(self, **cleared)


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many articles each value has, within the selection of all other facets.

    Attributes:
        total: All selected articles.
        values: Articles by value, most first; months newest first, with unknown last.
        days: Articles by day of publication, whatever days and months are chosen.
    """

    total: int
    values: Mapping[Facet, Mapping[str, int]]
    days: Mapping[date, int]

    def between(self, first: date, last: date) -> int:
        """Return how many were published from one day to another, inclusive."""
        return sum(count for day, count in self.days.items() if first <= day <= last)


@dataclass(frozen=True, slots=True)
class Column:
    """A facet of all articles.

    Attributes:
        names: Its values.
        codes: ``(n,)``, for each article the index of its value in `names`.
    """

    names: tuple[str, ...]
    codes: NDArray[np.int64]

    def count(self, mask: Mask) -> dict[str, int]:
        """Return the number of articles of each value that has any, in the order of `names`."""
        counts = np.bincount(self.codes[mask], minlength=len(self.names)).tolist()
        return {name: count for name, count in zip(self.names, counts, strict=True) if count}


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """The articles that may be shown in one state of the archive, in the order of their ids.

    Attributes:
        article_ids: Their ids.
        versions: The number of the version of each that is shown.
        columns: Their facets.
        days: ``(n,)``, the day of publication in days since 1970, the least int64 if unknown.
        ranks: ``(n,)`` each, an article's rank in each order, the least int64 without one.
        names: Headline, outlet, author and id of each, normalised for finding words.
    """

    article_ids: tuple[str, ...]
    versions: tuple[int, ...]
    columns: Mapping[Facet, Column]
    days: NDArray[np.int64]
    ranks: Mapping[Order, NDArray[np.int64]]
    names: tuple[str, ...]

    def mask(self, selection: Selection) -> Mask:
        """Return, ``(n,)``, which articles lie within a selection."""
        inside = np.ones(len(self.article_ids), dtype=bool)
        for facet, column in self.columns.items():
            if values := set(selection.values(facet)):
                chosen = [place for place, name in enumerate(column.names) if name in values]
                inside &= np.isin(column.codes, chosen)
        if selection.first is not None or selection.last is not None:
            inside &= self.days != UNKNOWN
        if selection.first is not None:
            inside &= self.days >= (selection.first - EPOCH).days
        if selection.last is not None:
            inside &= self.days <= (selection.last - EPOCH).days
        return inside

    def with_name(self, word: str) -> Mask:
        """Return, ``(n,)``, which articles have a word, or a part of one, outside their text."""
        part = word.casefold()
        return np.fromiter((part in name for name in self.names), bool, len(self.names))

    def ordered(self, mask: Mask, ranks: NDArray[np.generic], descending: bool) -> NDArray[np.intp]:
        """Return the places of some articles in an order, those without a rank last, equal ones by id."""
        places = np.flatnonzero(mask)
        keys = ranks[places]
        dated = places[keys != UNKNOWN]
        order = np.argsort(-ranks[dated] if descending else ranks[dated], kind="stable")
        return np.concatenate([dated[order], places[keys == UNKNOWN]])

    def count(self, selection: Selection = EVERYTHING, among: Mask | None = None) -> FacetCounts:
        """Return how many articles each value has.

        Args:
            selection: The chosen values.
            among: ``(n,)``, the articles to count; None for all.
        """

        def mask(chosen: Selection) -> Mask:
            return self.mask(chosen) if among is None else self.mask(chosen) & among

        whole = mask(selection)
        values: dict[Facet, Mapping[str, int]] = {}
        for facet, column in self.columns.items():
            chosen = selection.values(facet)
            counted = column.count(mask(selection.without(facet)) if chosen else whole)
            if facet != "months":
                counted = dict(sorted(counted.items(), key=lambda item: -item[1]))
            values[facet] = counted
        dated = mask(selection.at_any_time()) & (self.days != UNKNOWN)
        days, counts = np.unique(self.days[dated], return_counts=True)
        by_day = {
            EPOCH + timedelta(days=day): n for day, n in zip(days.tolist(), counts.tolist(), strict=True)
        }
        return FacetCounts(int(whole.sum()), values, by_day)


class FacetCopy:
    """Keeps the facet index of one archive; may be used from many threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._state = (0, -1)
        self._until_ms: int | None = None
        self._cached: FacetIndex | None = None

    def current(self) -> FacetIndex:
        """Return the index of the catalogue's current state.

        Raises:
            ArchiveError: The archive is broken.
        """
        state = self._catalogue.state()
        with self._lock:
            ended = self._until_ms is not None and self._catalogue.now_ms() >= self._until_ms
            if self._cached is None or state != self._state or ended:
                self._cached, self._until_ms = _read(self._catalogue)
                self._state = state
            return self._cached


def _read(catalogue: Catalogue) -> tuple[FacetIndex, int | None]:
    at = catalogue.moment()
    version = t.version.c
    of_version = (version.title, version.source, version.author, version.section, version.language)
    query = visible_facts(
        at, select(t.article.c.article_id, t.article.c.version, *of_version, version.published_ms)
    )
    # Most articles have one version, which need not be counted.
    numbered = select(t.version.c.article_id, func.count()).group_by(t.version.c.article_id)
    numbered = numbered.having(func.count() > 1)
    with catalogue.reading() as connection:
        rows = connection.execute(query.order_by(t.article.c.article_id)).all()
        counts = {row[0]: row[1] for row in connection.execute(numbered)}
        return _index(rows, counts), next_change(connection, at.now_ms)


def _index(rows: Sequence[Row[Any]], counts: Mapping[str, int]) -> FacetIndex:
    # Column by column: row by row it takes twice as long.
    fields = zip(*rows, strict=True) if rows else ((),) * 8
    ids, versions, titles, sources, authors, sections, languages, moments = map(tuple, fields)
    days = [UNKNOWN if moment is None else moment // _DAY_MS for moment in moments]
    months = {day: _month(day) for day in set(days)}
    columns: dict[Facet, Column] = {
        "sources": _column(sources),
        "authors": _column(authors),
        "sections": _column(sections),
        "months": _column([months[day] for day in days], newest_first=True),
        "languages": _column(languages),
    }
    published = [UNKNOWN if moment is None else moment for moment in moments]
    ranks: dict[Order, NDArray[np.int64]] = {
        "published": np.array(published, np.int64),
        "title": _ranks([title.casefold() for title in titles]),
        "source": _ranks([(source or "").casefold() for source in sources]),
        "versions": np.array([counts.get(name, 1) for name in ids], np.int64),
    }
    names = tuple(
        f"{title}\n{source or ''}\n{author or ''}\n{name}".casefold()
        for title, source, author, name in zip(titles, sources, authors, ids, strict=True)
    )
    return FacetIndex(ids, versions, columns, np.array(days, np.int64), ranks, names)


def _ranks(values: Sequence[str]) -> NDArray[np.int64]:
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return np.array([places[value] if value else UNKNOWN for value in values], np.int64)


def _month(day: int) -> str:
    return "" if day == UNKNOWN else (EPOCH + timedelta(days=day)).isoformat()[:7]


def _column(values: Sequence[str | None], newest_first: bool = False) -> Column:
    names = tuple(sorted({value or "" for value in set(values)}, reverse=newest_first))
    places: dict[str | None, int] = {name: place for place, name in enumerate(names)}
    return Column(names, np.array([places[value or ""] for value in values], np.int64))


def month_span(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month given as ``YYYY-MM``.

    Raises:
        ValueError: There is no such month.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
