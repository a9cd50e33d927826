"""Hard limits on a search: outlets, days and articles, as the user sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from corpus.errors import QuestionError
from corpus.text.dates import day_in_words

_DAY_MS = 24 * 3600 * 1000


def parse_day(value: str | date | None, name: str) -> date | None:
    """Return a day given as ``YYYY-MM-DD`` or as a date; None and "" stay None.

    Raises:
        QuestionError: `value` is not a day; `name` is the option it came from.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise QuestionError(f"{name} is {value!r}, which is not a date", "Write it as YYYY-MM-DD.") from None


@dataclass(frozen=True, slots=True)
class Filters:
    """Hard limits that the user sets on what may be found.

    Attributes:
        sources: Outlets to search, by the names that `status` shows; empty means all.
        published_from: First day, inclusive, UTC (a date, or ``YYYY-MM-DD``).
        published_to: Last day, inclusive, UTC. With either day set, articles without a date are left out.
        exclude_articles: Article ids never to be found.
        authors: Bylines to search, as stored; empty means all.
        sections: Sections to search, as stored; empty means all.
    """

    sources: Sequence[str] = ()
    published_from: date | str | None = None
    published_to: date | str | None = None
    exclude_articles: Sequence[str] = ()
    authors: Sequence[str] = ()
    sections: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Accept days as text too, and refuse a span that ends before it begins."""
        first, last = self.days
        if first and last and last < first:
            raise QuestionError(
                f"The filter ends on {day_in_words(last)}, before it begins on {day_in_words(first)}",
                "Swap the two days.",
            )
        object.__setattr__(self, "published_from", first)
        object.__setattr__(self, "published_to", last)
        object.__setattr__(self, "sources", tuple(self.sources))
        object.__setattr__(self, "exclude_articles", tuple(self.exclude_articles))
        object.__setattr__(self, "authors", tuple(self.authors))
        object.__setattr__(self, "sections", tuple(self.sections))

    @property
    def dated(self) -> bool:
        """Whether a day is set, so that articles without a date are left out."""
        return self.published_from is not None or self.published_to is not None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; None for an open end."""
        return parse_day(self.published_from, "published_from"), parse_day(self.published_to, "published_to")

    def within(self, first: date | None, last: date | None) -> Filters | None:
        """Return these limits narrowed to a span of days; None where nothing would be left."""
        own_first, own_last = self.days
        first = max(filter(None, (own_first, first)), default=None)
        last = min(filter(None, (own_last, last)), default=None)
        is_empty = first is not None and last is not None and last < first
        return None if is_empty else replace(self, published_from=first, published_to=last)

    def span_ms(self) -> tuple[int | None, int | None]:
        """Return the span as UTC milliseconds since 1970, half open; None for an open end."""
        first, last = self.days
        return _midnight_ms(first), _end_ms(last)


def _end_ms(day: date | None) -> int | None:
    # Computed in milliseconds: the last possible date has no next day.
    midnight = _midnight_ms(day)
    return None if midnight is None else midnight + _DAY_MS


def _midnight_ms(day: date | None) -> int | None:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000) if day else None
