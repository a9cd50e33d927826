"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hit:
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
        updated_at: When its publisher last changed it, aware UTC, or None.
        corrected_at: When this version took the place of an earlier one, aware UTC; None for the first.
        copies: Ids of other articles that tell the same story in the same words, folded into this hit.
        language: ISO 639-1 code of the article's language, or None when it is not known.
    """

    rank: int
    score: float
    article_id: str
    version: int
    chunk_id: str
    start: int
    end: int
    text: str
    title: str
    source: str | None = None
    published_at: datetime | None = None
    url: str | None = None
    updated_at: datetime | None = None
    corrected_at: datetime | None = None
    copies: tuple[str, ...] = ()
    language: str | None = None
