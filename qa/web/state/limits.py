"""What a person set beside a question, or beside words to find: outlets, authors, days and the like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from corpus.text.dates import day_in_words, parse_published
from corpus.text.lexicon import LANGUAGE_NAMES
from index.browse.facets import FACETS, Facet, Selection, month_span
from index.search.filters import Filters
from index.search.hints import Days
from qa.question.assumptions import in_words

_MOST_VALUES = 100
_MOST_CHARACTERS = 5_000
MOST_OUTLETS = 1_000
"""The most that can be chosen together."""
_MOST_OF_A_DAY = 40
_DAYS = ("first_day", "last_day", "today")
NAMES: Mapping[Facet, str] = {
    "sources": "Outlet",
    "authors": "Author",
    "sections": "Section",
    "months": "Month",
    "languages": "Language",
}
PUBLISHED, ASKED_ON = "Published", "Asked on"
_UNKNOWN: Mapping[Facet, str] = {
    "sources": "No outlet",
    "authors": "No author",
    "sections": "No section",
    "months": "Undated",
    "languages": "Unknown language",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is set.

    Attributes:
        sources: Outlets; as in every facet, "" stands for what is not known of an article.
        first_day: The first day of publication, as it was typed.
        last_day: The last one.
        today: The day that "today" means in a question.
        authors: Bylines.
        months: Months of publication, ``YYYY-MM``.
        languages: ISO 639-1 codes.
        sections: Of the outlets.
    """

    sources: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    today: str = ""
    authors: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def any_set(self) -> bool:
        """Whether anything is set."""
        return self != Limits()

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return what is set of a facet."""
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    def filters(self) -> Filters:
        """Return them as a desk takes them; an invalid day raises."""
        days = self.first_day or None, self.last_day or None
        return Filters(self.sources, *days, authors=self.authors, sections=self.sections)

    def selection(self) -> Selection:
        """Return them as the catalogue takes them; what is no day or month sets nothing."""
        months = tuple(month for month in self.months if not month or _is_month(month))
        first, last = _day(self.first_day), _day(self.last_day)
        return Selection(self.sources, self.authors, months, self.languages, first, last, self.sections)

    def changed(self, command: Mapping[str, Any]) -> Limits:
        """Return them after somebody pressed something; the words are a browser's, and may be anything.

        Args:
            command: With "do": "toggle" a "value" of a "facet", or the "outlets" of a list in JSON; set the
                "days" that are named; set a "span" of days and perhaps its "source" or "outlets", or take
                both off where they are set; go on "without" one by its name and text, or with "none" of a
                "facet"; or "clear" all.
        """
        do, facet, value = command.get("do"), command.get("facet"), command.get("value")
        if do == "clear":
            return Limits()
        if do == "without":
            return self.without(str(command.get("filter", "")), str(command.get("text", "")))
        if do == "span":
            return self._at_span(command)
        if do == "outlets":
            return self._toggled(_outlets(command) or ())
        if do == "none" and facet in FACETS:
            none: Any = {facet: ()}
            return replace(self, **none)
        if do == "days":
            days: Any = {name: typed_day(str(command[name])) for name in _DAYS if name in command}
            return replace(self, **days)
        if do == "toggle" and facet in FACETS and isinstance(value, str) and len(value) <= _MOST_CHARACTERS:
            chosen = self.values(facet)
            without = tuple(other for other in chosen if other != value)
            toggled: Any = {facet: without if value in chosen else (*chosen, value)[-_MOST_VALUES:]}
            return replace(self, **toggled)
        return self

    def without(self, name: str, text: str) -> Limits:
        """Return them without the one that `named` calls so; without all of them where `name` is ""."""
        if not name:
            return Limits()
        if name == PUBLISHED:
            return replace(self, first_day="", last_day="")
        if name == ASKED_ON:
            return replace(self, today="")
        rest: Any = {
            facet: tuple(value for value in self.values(facet) if name_of_value(facet, value) != text)
            for facet in FACETS
            if NAMES[facet] == name
        }
        return replace(self, **rest)

    def _toggled(self, outlets: tuple[str, ...]) -> Limits:
        """Without these where all of them are set, else with them."""
        missing = tuple(outlet for outlet in outlets if outlet not in self.sources)
        without = tuple(outlet for outlet in self.sources if outlet not in outlets)
        return replace(self, sources=(*self.sources, *missing)[-MOST_OUTLETS:] if missing else without)

    def _at_span(self, command: Mapping[str, Any]) -> Limits:
        named = _outlets(command)
        sources = self.sources if named is None else named
        first, last = str(command.get("first_day", "")), str(command.get("last_day", ""))
        if not (_day(first) and _day(last)):
            return self
        if (self.first_day, self.last_day, self.sources) == (first, last, sources):
            return replace(self, first_day="", last_day="", sources=sources if named is None else ())
        return replace(self, first_day=first, last_day=last, sources=sources, months=())

    def day_shown(self, name: str) -> str:
        """Return what stands in the line for a day: 12 December 2024, or what was typed and is no day."""
        text: str = getattr(self, name)
        day = _day(text)
        return day_in_words(day) if day else text

    def day_fault(self, name: str) -> str:
        """Return why what was typed is not a day, "" for a day and for nothing."""
        text: str = getattr(self, name)
        return _read(text)[1]

    def told(self) -> str:
        """Return them in words, "" for none."""
        parts = [f"only {', '.join(self.sources)}"] if self.sources else []
        parts += [f"by {', '.join(self.authors)}"] if self.authors else []
        parts += [f"in {', '.join(self.sections)}"] if self.sections else []
        days = (("from", self.first_day), ("until", self.last_day), ("asked on", self.today))
        parts += [f"{name} {_in_words(day)}" for name, day in days if day]
        return f"Filters: {', '.join(parts)}" if parts else ""

    def named(self) -> tuple[tuple[str, str], ...]:
        """Return each of them with what it is called: ("Outlet", "The Courier")."""
        values = [
            (NAMES[facet], name_of_value(facet, value)) for facet in FACETS for value in self.values(facet)
        ]
        days = [(PUBLISHED, self.span_in_words())] if self.first_day or self.last_day else []
        return (*values, *days, *([(ASKED_ON, self.today_in_words())] if self.today else []))

    def span_in_words(self) -> str:
        """Return the days of publication that are set, "" for none: "March 2024"."""
        if self.first_day == self.last_day:
            return _in_words(self.first_day)
        if self.first_day and self.last_day:
            first, last = _day(self.first_day), _day(self.last_day)
            if first and last and first < last:
                return in_words(Days(first, last))
            return f"{_in_words(self.first_day)} to {_in_words(self.last_day)}"
        return f"From {_in_words(self.first_day)}" if self.first_day else f"Until {_in_words(self.last_day)}"

    def today_in_words(self) -> str:
        """Return the day that "today" means, "" for none."""
        return _in_words(self.today)


def _outlets(command: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The "source" or the "outlets" of a command, None where it names none that can be set."""
    if isinstance(source := command.get("source"), str):
        outlets: Any = [source]
    else:
        try:
            outlets = json.loads(str(command.get("outlets")))
        except ValueError:
            return None
    if not isinstance(outlets, list) or not 0 < len(outlets) <= MOST_OUTLETS:
        return None
    known = all(isinstance(outlet, str) and len(outlet) <= _MOST_CHARACTERS for outlet in outlets)
    return tuple(outlets) if known else None


def typed_day(text: str) -> str:
    """Return a day as somebody typed it as ``YYYY-MM-DD``; anything else stays, shortened, to be shown."""
    day, fault = _read(text)
    return text.strip()[:_MOST_OF_A_DAY] if fault else day


@lru_cache(maxsize=100)
def _read(text: str) -> tuple[str, str]:
    """A typed day as ``YYYY-MM-DD``, "" for nothing; and why it is not a day, "" where it is one."""
    try:
        moment, _ = parse_published(text)
    except ValueError as error:
        return "", f"{error}. Write it as 12 December 2024."
    return moment.date().isoformat() if moment else "", ""


def name_of_value(facet: Facet, value: str) -> str:
    """Return what people call a value of a facet: "December 2024", "English", "Undated"."""
    if not value:
        return _UNKNOWN[facet]
    if facet == "months" and _is_month(value):
        return f"{month_span(value)[0]:%B %Y}"
    return LANGUAGE_NAMES.get(value, value) if facet == "languages" else value


def _is_month(text: str) -> bool:
    try:
        month_span(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_words(text: str) -> str:
    """A day as the page writes days; else what was typed, and that it is not a day."""
    day = _day(text)
    if day:
        return day_in_words(day)
    return f"“{text}” (no date)" if text else ""
