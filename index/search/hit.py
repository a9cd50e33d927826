"""What a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from index.contract import Count, Document, Hidden, Number, Time, Words, rounded


@dataclass(frozen=True, slots=True)
class Hit(Document):
    """One chunk that a search found.

    Attributes:
        rank: 1 for the best.
        score: Higher is better; comparable within one search only.
        article_id: Its article.
        version: The article's version that it was cut from, from 1.
        chunk_id: Deterministic, the same after every rebuild with the same settings.
        start: Offset of its first code point in that version's body.
        end: Offset after its last one.
        text: ``body[start:end]``.
        title: The article's headline.
        source: The outlet, or None.
        published_at: Aware UTC, or None.
        url: Where the article was published, or None.
        copies: Ids of other articles that tell the same story in the same words, folded into this hit.
        corrected_at: When this version took the place of an earlier one, aware UTC; None for the first.
        updated_at: When its publisher last changed it, aware UTC, or None.
        language: ISO 639-1 code of the article's language, or None when it is not known.
    """

    rank: Number
    score: Annotated[float, rounded(6)]
    article_id: Words
    version: Number
    chunk_id: Words
    start: Count
    end: Number
    text: Words
    title: Words
    source: str | None = None
    published_at: Time | None = None
    url: str | None = None
    copies: tuple[str, ...] = ()
    corrected_at: Time | None = None
    updated_at: Annotated[Time | None, Hidden] = None
    language: Annotated[str | None, Hidden] = None

    @property
    def day(self) -> date | None:
        """The day of publication, UTC, or None."""
        return self.published_at.date() if self.published_at else None


def ranked(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return hits, best first, with their ranks from 1."""
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
