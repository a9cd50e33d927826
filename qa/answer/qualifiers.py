"""What qualifies an answer: that reports disagree, that cited words were corrected, as of which day it holds.

Each is also given in words, as a notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field as Limits

from index.contract import Document, Number, Words

Day = Annotated[str, Limits(pattern=r"^\d{4}-\d{2}-\d{2}$")]


@dataclass(frozen=True, slots=True)
class Report(Document):
    """What one of several outlets that disagree reports.

    Attributes:
        marker: The number of the citation that says so.
        values: What differs, as the quote has it: "more than 6,500 people".
    """

    marker: Number
    values: Annotated[tuple[Words, ...], Limits(min_length=1)]


@dataclass(frozen=True, slots=True)
class Disagreement(Document):
    """Reports of one thing that give different numbers or days.

    Attributes:
        text: The notice that says so.
        reports: One an outlet, in the order of their markers.
    """

    text: Words
    reports: Annotated[tuple[Report, ...], Limits(min_length=2)]


@dataclass(frozen=True, slots=True)
class Correction(Document):
    """Cited words that were not in the article before it was corrected.

    Attributes:
        text: The notice that says so.
        marker: The number of their citation.
        before: The words that stood in their place, "" where there were none.
    """

    text: Words
    marker: Number
    before: str


@dataclass(frozen=True, slots=True)
class AsOf(Document):
    """The day of which an answer to how things stand now is.

    Attributes:
        text: The notice that says so.
        day: Of the newest report that answers, ``YYYY-MM-DD``, UTC.
        marker: The number of its citation.
    """

    text: Words
    day: Day
    marker: Number
