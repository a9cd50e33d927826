"""The catalogue's records: plain, frozen, with aware times."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from corpus.article import Article
from corpus.text.dates import Precision
from index.contract import Count, Document, Number, Seconds, Time, Words


@dataclass(frozen=True, slots=True)
class ArticleRecord(Document):
    """One version of an article as it is kept.

    Attributes:
        article_id: Its id.
        version: This version's number, from 1.
        versions: All versions' numbers, in order.
        active: Whether answers use this version.
        title: The headline.
        summary: The standfirst, or "".
        body: Paragraphs separated by a blank line.
        source: The outlet, or None.
        published_at: Aware UTC, or None.
        published_precision: "day" or "instant"; None when the date is unknown.
        updated_at: When the publisher last changed it, aware UTC, or None.
        author: Whose byline it carries, or None.
        credit: Its credit line, or None.
        url: Where it was published, or None.
        language: ISO 639-1 code of its language, or None.
        embargoed_until: It may not be found before this instant, aware UTC, or None.
        expires_at: It may not be found from this instant on, aware UTC, or None.
        corrected_at: When its publisher last corrected the article, by the publisher's clock where that is
            known, else by ours, aware UTC; None when it never was. A text that is only cleaned otherwise than
            before is no correction.
        corrects: The number of the version that this correction took the place of, or None.
        cleaner: The rules by which the text was read and cleaned, or None.
        copies: Ids of the other active articles that tell this story in the same words.
        section: The section of the outlet that it stood in, or None.
    """

    article_id: Words
    version: Number
    versions: tuple[Number, ...]
    active: bool
    title: Words
    summary: str
    body: str
    source: str | None
    published_at: Time | None
    published_precision: Precision | None
    updated_at: Time | None
    author: str | None
    credit: str | None
    url: str | None
    language: str | None = None
    embargoed_until: Time | None = None
    expires_at: Time | None = None
    corrected_at: Time | None = None
    corrects: Number | None = None
    cleaner: str | None = None
    copies: tuple[str, ...] = ()
    section: str | None = None

    def article(self) -> Article:
        """Return the article as it was read, so that it can be written again."""
        return Article(
            article_id=self.article_id,
            title=self.title,
            body=self.body,
            summary=self.summary,
            source=self.source,
            published_at=self.published_at,
            published_precision=self.published_precision,
            updated_at=self.updated_at,
            author=self.author,
            section=self.section,
            credit=self.credit,
            url=self.url,
            language=self.language,
            embargoed_until=self.embargoed_until,
            expires_at=self.expires_at,
            cleaner=self.cleaner,
        )


@dataclass(frozen=True, slots=True)
class WorkReport(Document):
    """What an operator's command did: articles and chunks it dealt with, and how long it took in seconds."""

    articles: Count
    chunks: Count
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """An active chunk with what a search needs to know of its article; no text."""

    chunk_id: str
    article_id: str
    version: int
    start: int
    end: int
    story: str
    title: str
    source: str | None
    published_ms: int | None
    updated_ms: int | None
    url: str | None
    corrected_ms: int | None = None
    language: str | None = None
    author: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What `status` shows of the catalogue; articles and chunks are the active ones."""

    articles: int
    versions: int
    stories: int
    chunks: int
    undated: int
    sources: Mapping[str, int]
    first_published: datetime | None
    last_published: datetime | None
    languages: Mapping[str, int]
    expired: int
    last_expired: datetime | None


def are_withdrawn(articles: int, expired: int, versions: int) -> bool:
    """Return whether all articles that an archive had were withdrawn or removed, and none just expired."""
    return not articles and not expired and bool(versions)


def from_ms(value: int | None) -> datetime | None:
    """Return UTC milliseconds since 1970 as an aware time."""
    return datetime.fromtimestamp(value / 1000, UTC) if value is not None else None


def now_ms() -> int:
    """Return the current time as UTC milliseconds since 1970."""
    return int(time.time() * 1000)


def to_ms(moment: datetime | None) -> int | None:
    """Return an aware time as UTC milliseconds since 1970."""
    return round(moment.timestamp() * 1000) if moment else None


def record_of(
    row: Row[Any], versions: tuple[int, ...], active: bool, copies: tuple[str, ...]
) -> ArticleRecord:
    """Return a row of the version table as a record."""
    return ArticleRecord(
        article_id=row.article_id,
        version=row.version,
        versions=versions,
        active=active,
        title=row.title,
        summary=row.summary,
        body=row.body,
        source=row.source,
        published_at=from_ms(row.published_ms),
        published_precision=row.published_precision,
        updated_at=from_ms(row.updated_ms),
        author=row.author,
        credit=row.credit,
        url=row.url,
        language=row.language,
        embargoed_until=from_ms(row.embargo_ms),
        expires_at=from_ms(row.expires_ms),
        corrected_at=from_ms(row.corrected_ms),
        corrects=row.corrects,
        cleaner=row.cleaner,
        copies=copies,
        section=row.section,
    )
