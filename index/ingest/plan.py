"""Deciding what a sync does with each article, from what the catalogue has of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import Connection, select

from corpus.article import Article
from corpus.text.cleaning import is_extracted
from corpus.text.dates import Precision
from index.catalogue import schema as t
from index.catalogue.records import from_ms, to_ms
from index.ingest.publishers_words import Word, words_about

Kind = Literal["added", "updated", "unchanged", "metadata", "removed"]


@dataclass(frozen=True, slots=True)
class Correction:
    """When a publisher corrected an article.

    Attributes:
        at_ms: UTC milliseconds since 1970, by the publisher's clock if known, else by ours; None if unknown.
        corrects: The number of the version that it replaced.
    """

    at_ms: int | None
    corrects: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What a batch does with one article.

    Attributes:
        article: The article as it was read.
        kind: What changes. "metadata" keeps the version's text and number; "removed" changes nothing, because
            an operator or the publisher took the article out.
        version: The number of the article's version.
        replaces: The version that is no longer active, or None.
        fresh: Whether the version is new to the catalogue.
        relabelled: Whether its outlet or its date changed, which vectors and words carry too.
        refiled: Whether its author or section changed, which vectors on a server carry too.
        recleaned: Whether other rules than before led to the same text.
        correction: The last correction of a fresh version's text, or None when there was none.
        withdrawn: Whether the publisher took it out, and not an operator.
    """

    article: Article
    kind: Kind
    version: int
    replaces: int | None = None
    fresh: bool = True
    relabelled: bool = False
    refiled: bool = False
    recleaned: bool = False
    correction: Correction | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class VersionText:
    """One stored version, as far as a decision needs it.

    Attributes:
        text_hash: Of its title, summary and body.
        cleaner: The rules by which it was read and cleaned, or None.
        updated_ms: When its publisher last changed it, or None.
        correction: The last correction of the article by then, or None.
    """

    text_hash: str
    cleaner: str | None
    updated_ms: int | None
    correction: Correction | None


@dataclass(slots=True)
class History:
    """What the catalogue has of one article.

    Attributes:
        active: The version that answers use, or None.
        metadata_hash: Of that version.
        label: Its outlet and its date (UTC milliseconds since 1970), as vectors and words carry them.
        filed: Its author and section, as vectors on a server carry them.
        precision: Whether that date names a day or an instant; None when it is unknown.
        texts: Every version, by its number.
        removed: Whether an operator removed the article.
        words: Its publisher's withdrawals.
    """

    active: int | None = None
    metadata_hash: str = ""
    label: tuple[str | None, int | None] = (None, None)
    filed: tuple[str | None, str | None] = (None, None)
    precision: Precision | None = None
    texts: dict[int, VersionText] = field(default_factory=dict)
    removed: bool = False
    words: list[Word] = field(default_factory=list)

    def is_withdrawn_for(self, article: Article) -> bool:
        """Whether its publisher withdrew the article at this state, by its own clock."""
        return any(word.holds(article) for word in self.words)

    @property
    def last(self) -> int:
        """The number of the newest version, 0 if there is none."""
        return max(self.texts, default=0)

    def is_text_of(self, number: int | None, article: Article) -> bool:
        """Whether a version has the text of an article."""
        text = self.texts.get(number or 0)
        return text is not None and text.text_hash == article.text_hash


def histories_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, History]:
    """Return what the catalogue has of each of these articles, by id."""
    histories = {article_id: History() for article_id in article_ids}
    active = select(t.article.c.article_id, t.article.c.version).where(
        t.article.c.article_id.in_(article_ids)
    )
    for article_id, number in connection.execute(active):
        histories[article_id].active = number
    versions = select(
        t.version.c.article_id,
        t.version.c.version,
        t.version.c.text_hash,
        t.version.c.cleaner,
        t.version.c.updated_ms,
        t.version.c.corrected_ms,
        t.version.c.corrects,
        t.version.c.metadata_hash,
        t.version.c.source,
        t.version.c.published_ms,
        t.version.c.published_precision,
        t.version.c.author,
        t.version.c.section,
    ).where(t.version.c.article_id.in_(article_ids))
    for row in connection.execute(versions):
        history = histories[row.article_id]
        correction = Correction(row.corrected_ms, row.corrects) if row.corrects is not None else None
        history.texts[row.version] = VersionText(row.text_hash, row.cleaner, row.updated_ms, correction)
        if row.version == history.active:
            history.metadata_hash = row.metadata_hash
            history.label, history.filed = (row.source, row.published_ms), (row.author, row.section)
            history.precision = row.published_precision
    removed = select(t.removal.c.article_id).where(t.removal.c.article_id.in_(article_ids))
    for article_id in connection.execute(removed).scalars():
        histories[article_id].removed = True
    for article_id, words in words_about(connection, article_ids).items():
        histories[article_id].words = words
    return histories


def decide(article: Article, history: History, now_ms: int, *, is_other: bool = False) -> Decision:
    """Return what to do with an article at an instant, by what the catalogue has under its id.

    With `is_other`, the catalogue's is a different article, which this one replaces without correcting it.
    """
    if history.removed:
        return Decision(article, "removed", history.last)
    if history.is_withdrawn_for(article):
        return Decision(article, "removed", history.last, withdrawn=True)
    article = _with_first_day(article, history)
    if _is_older_export(article, history):
        return Decision(article, "unchanged", history.active or history.last)
    if history.active is None:
        # An article that comes back unchanged keeps its number.
        if history.is_text_of(history.last, article):
            return Decision(article, "added", history.last, fresh=False)
        return _fresh(article, "added", history, now_ms, is_other)
    if history.is_text_of(history.active, article):
        same = history.metadata_hash == article.metadata_hash
        relabelled = history.label != (article.source, to_ms(article.published_at))
        refiled = history.filed != (article.author, article.section)
        recleaned = history.texts[history.active].cleaner != article.cleaner
        kind: Kind = "unchanged" if same else "metadata"
        return Decision(
            article, kind, history.active, relabelled=relabelled, refiled=refiled, recleaned=recleaned
        )
    if article.stands_in and is_extracted(history.texts[history.active].cleaner):
        return Decision(article, "unchanged", history.active)
    if not is_other and _is_older_by_its_publisher(article, history):
        return Decision(article, "unchanged", history.active)
    return _fresh(article, "updated", history, now_ms, is_other)


def _with_first_day(article: Article, history: History) -> Article:
    """An article that states only its last change, with the day on which it was first seen."""
    first = from_ms(history.label[1])
    if not article.published_is_update or first is None:
        return article
    if article.published_at is not None and article.published_at <= first:
        return article
    return replace(
        article, published_at=first, published_precision=history.precision, published_is_update=False
    )


def _fresh(article: Article, kind: Kind, history: History, now_ms: int, is_other: bool) -> Decision:
    number = max(history.last + 1, article.exported.version if article.exported else 0)
    correction = None if is_other else _correction(article, history, now_ms)
    return Decision(article, kind, number, history.active, correction=correction)


def _correction(article: Article, history: History, now_ms: int) -> Correction | None:
    """The last correction of an article with this text.

    A different text is a correction if the same rules read both, or if the publisher's clock says so.
    Otherwise only our rules may have changed, and the last correction stays.
    """
    if article.exported is not None:
        corrects = article.exported.corrects
        return None if corrects is None else Correction(to_ms(article.exported.corrected_at), corrects)
    number = history.active or history.last
    before = history.texts.get(number)
    if before is None:
        return None
    updated = to_ms(article.updated_at)
    is_later = before.updated_ms is not None and updated is not None and updated > before.updated_ms
    if is_later or (before.cleaner is not None and before.cleaner == article.cleaner):
        return Correction(updated or now_ms, number)
    return before.correction


def _is_older_export(article: Article, history: History) -> bool:
    """Whether this is an inactive version from our own export that we already have."""
    if article.exported is None or not history.is_text_of(article.exported.version, article):
        return False
    number = article.exported.version
    return number < history.last if history.active is None else number != history.active


def _is_older_by_its_publisher(article: Article, history: History) -> bool:
    before, updated = history.texts[history.active or 0].updated_ms, to_ms(article.updated_at)
    comparable = before is not None and updated is not None and article.exported is None
    return comparable and (updated or 0) < (before or 0)
