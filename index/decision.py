"""What a sync does with each article, told from what the catalogue holds of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, select

from corpus.article import Article
from index import tables as t
from index.record import to_ms

Kind = Literal["added", "updated", "unchanged", "metadata", "removed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a batch does with one article.

    Attributes:
        article: The article as it was read.
        kind: What changes; "metadata" leaves the version's text and number as they are, "removed" everything:
            an operator took the article out.
        version: The number of the version that holds it.
        replaces: The version that was active before and is not any more, or None.
        fresh: Whether the version is new to the catalogue.
        relabelled: Whether its outlet or its date changed, which vectors and words carry too.
    """

    article: Article
    kind: Kind
    version: int
    replaces: int | None = None
    fresh: bool = True
    relabelled: bool = False


@dataclass(slots=True)
class Held:
    """What the catalogue holds of one article.

    Attributes:
        active: The version that answers use, or None.
        metadata_hash: Of that version.
        label: Its outlet and its date, as vectors and words carry them.
        updated_ms: When its publisher last changed that version, or None.
        text_hashes: Of every version, by its number.
        removed: Whether an operator removed the article.
    """

    active: int | None = None
    metadata_hash: str = ""
    label: tuple[str | None, int | None] = (None, None)
    updated_ms: int | None = None
    text_hashes: dict[int, str] = field(default_factory=dict)
    removed: bool = False

    @property
    def last(self) -> int:
        """The number of the newest version, 0 when there is none."""
        return max(self.text_hashes, default=0)


def held_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, Held]:
    """Return what the catalogue holds of each of these articles, by id."""
    found = {article_id: Held() for article_id in article_ids}
    active = select(t.article.c.article_id, t.article.c.version).where(
        t.article.c.article_id.in_(article_ids)
    )
    for article_id, number in connection.execute(active):
        found[article_id].active = number
    versions = select(
        t.version.c.article_id,
        t.version.c.version,
        t.version.c.text_hash,
        t.version.c.metadata_hash,
        t.version.c.updated_ms,
        t.version.c.source,
        t.version.c.published_ms,
    ).where(t.version.c.article_id.in_(article_ids))
    for row in connection.execute(versions):
        held = found[row.article_id]
        held.text_hashes[row.version] = row.text_hash
        if row.version == held.active:
            held.metadata_hash, held.updated_ms = row.metadata_hash, row.updated_ms
            held.label = (row.source, row.published_ms)
    removed = select(t.removal.c.article_id).where(t.removal.c.article_id.in_(article_ids))
    for article_id in connection.execute(removed).scalars():
        found[article_id].removed = True
    return found


def decide(article: Article, held: Held) -> Decision:
    """Return what to do with an article."""
    number = max(held.last + 1, article.exported_version or 0)
    if held.removed:
        return Decision(article, "removed", held.last)
    if _is_older_export(article, held):
        return Decision(article, "unchanged", held.active or held.last)
    if held.active is None:
        # One that comes back as it went keeps its number.
        back = held.text_hashes.get(held.last) == article.text_hash
        return Decision(article, "added", held.last if back else number, fresh=not back)
    if held.text_hashes[held.active] == article.text_hash:
        same = held.metadata_hash == article.metadata_hash
        relabelled = held.label != (article.source, to_ms(article.published_at))
        return Decision(article, "unchanged" if same else "metadata", held.active, relabelled=relabelled)
    if _is_older_by_its_publisher(article, held):
        return Decision(article, "unchanged", held.active)
    return Decision(article, "updated", number, held.active)


def _is_older_export(article: Article, held: Held) -> bool:
    """Whether this is a version of our own export that we hold, and not the one in use."""
    exported = article.exported_version
    if exported is None or held.text_hashes.get(exported) != article.text_hash:
        return False
    return exported < held.last if held.active is None else exported != held.active


def _is_older_by_its_publisher(article: Article, held: Held) -> bool:
    updated = to_ms(article.updated_at)
    known = held.updated_ms is not None and updated is not None and article.exported_version is None
    return known and (updated or 0) < (held.updated_ms or 0)
