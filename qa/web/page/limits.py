"""What a person set beside a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from index.search.filters import Filters
from qa.web.html.rendering import day_in_words


@dataclass(frozen=True, slots=True)
class Limits:
    """What the person set beside the question: outlets and days, as they were typed."""

    outlets: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    today: str = ""

    def filters(self) -> Filters:
        """Return them as a desk takes them; a day that is none raises."""
        return Filters(self.outlets, self.first_day or None, self.last_day or None)

    def told(self) -> str:
        """Return them in words, "" for none."""
        parts = [f"only {', '.join(self.outlets)}"] if self.outlets else []
        days = (("from", self.first_day), ("until", self.last_day), ("asked on", self.today))
        parts += [f"{name} {_in_words(day)}" for name, day in days if day]
        return f"Limits: {', '.join(parts)}" if parts else ""


def _in_words(day: str) -> str:
    """A day as the page writes days; what is none stays as it was typed."""
    try:
        return day_in_words(datetime.fromisoformat(day).replace(tzinfo=UTC))
    except ValueError:
        return day
