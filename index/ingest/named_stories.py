"""Finding the story that a notice under an id of its own takes back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from corpus.article import Article, NamedStory, Withdrawal, headline_key
from corpus.identity import canonical_url
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import IS_ACTIVE, present_in
from index.catalogue.databases.upserts import write_new
from index.catalogue.engine import batches
from index.catalogue.records import from_ms, to_ms

# A headline that so many articles have is no story's own.
_MOST_CHUNKS = 2_000


def file_of(origin: str) -> str:
    """Return the file or address of a place ``path:line``, without the line."""
    return re.sub(r":[0-9]{1,12}\Z", "", origin)


def with_named(archive: Archive, withdrawals: Sequence[Withdrawal]) -> list[Withdrawal]:
    """Return withdrawals with the ids of the stories that they name, where their own id is no story's."""
    with archive.catalogue.reading() as connection:
        return [
            replace(withdrawal, article_ids=tuple(dict.fromkeys((*withdrawal.article_ids, *others))))
            if (others := tuple(_others(archive, connection, withdrawal)))
            else withdrawal
            for withdrawal in withdrawals
        ]


def is_of_story(named: NamedStory, article: Article) -> bool:
    """Whether an article that was just read is the story of a notice."""
    at = article.updated_at or article.published_at
    return named.is_named(article.title, article.url, article.source, at)


def has_own_story(connection: Connection, withdrawal: Withdrawal) -> bool:
    """Whether the archive has, or had, an article under one of a notice's own ids: then that is meant."""
    return bool(present_in(connection, t.version.c.article_id, withdrawal.article_ids))


def _others(archive: Archive, connection: Connection, withdrawal: Withdrawal) -> Iterator[str]:
    named = withdrawal.named
    if named is None or has_own_story(connection, withdrawal):
        return
    candidates = {*named.addresses, *_having(archive, connection, named.headlines)}
    candidates |= set(_at_addresses(connection, named.addresses))
    columns = (t.version.c.article_id, t.version.c.title, t.version.c.url, t.version.c.source)
    for some in batches(sorted(candidates)):
        query = select(*columns, t.version.c.published_ms, t.version.c.updated_ms).join(t.article, IS_ACTIVE)
        for row in connection.execute(query.where(t.version.c.article_id.in_(some))).all():
            at = from_ms(row.published_ms if row.updated_ms is None else row.updated_ms)
            if named.is_named(row.title, row.url or row.article_id, row.source, at):
                yield row.article_id


def _having(archive: Archive, connection: Connection, headlines: Sequence[str]) -> Iterator[str]:
    """The articles that have the words of a headline somewhere."""
    for headline in headlines:
        chunks = [chunk_id for chunk_id, _ in archive.derived.words.having(headline)][:_MOST_CHUNKS]
        for some in batches(chunks):
            those = (t.chunk.c.build == archive.build, t.chunk.c.chunk_id.in_(some))
            yield from connection.scalars(select(t.chunk.c.article_id).where(*those).distinct())


def _at_addresses(connection: Connection, addresses: Sequence[str]) -> Iterator[str]:
    """The articles that were published at an address, written without and with its last slash."""
    if not addresses:
        return
    written = [form for address in addresses for form in (address, f"{address}/")]
    yield from connection.scalars(select(t.version.c.article_id).where(t.version.c.url.in_(written)))


def remember_named(archive: Archive, withdrawals: Sequence[Withdrawal]) -> None:
    """Keep what notices name, for stories that a later sync reads; a notice without a day is of today."""
    naming = [(one, one.named) for one in withdrawals if one.named is not None]
    with archive.catalogue.reading() as connection:
        rows = [
            {
                "key": key,
                "place": withdrawal.origin,
                "source": named.source,
                "sent_ms": to_ms(named.sent_at) or archive.catalogue.now_ms(),
                "changed_ms": to_ms(withdrawal.changed_at),
                "kind": withdrawal.kind,
                "reason": withdrawal.reason,
                "final": int(withdrawal.final),
            }
            for withdrawal, named in naming
            if not has_own_story(connection, withdrawal)
            for key in _keys(named.headlines, named.addresses)
        ]
        known = present_in(connection, t.notice.c.key, {row["key"] for row in rows})
    if any(row["key"] not in known for row in rows):
        with archive.catalogue.writing() as connection:
            write_new(connection, t.notice, rows)


def notices_before(connection: Connection) -> dict[str, list[Withdrawal]]:
    """Return the notices of earlier syncs, by the hashes of what they name."""
    notices: dict[str, list[Withdrawal]] = {}
    for row in connection.execute(select(t.notice)):
        named = NamedStory((), (), row.source, from_ms(row.sent_ms))
        final, changed_at = bool(row.final), from_ms(row.changed_ms)
        withdrawal = Withdrawal((), row.kind, row.reason, row.place, final, True, changed_at, named)
        notices.setdefault(row.key, []).append(withdrawal)
    return notices


def notice_about(notices: dict[str, list[Withdrawal]], article: Article) -> Withdrawal | None:
    """Return the notice of another file that names an article which was just read, None for none.

    Its own file has the notice still, or publishes the article again.
    """
    address = canonical_url(article.url) if article.url else None
    headline = headline_key(article.title)
    for key in _keys((headline,), (address,) if address else ()):
        for notice in notices.get(key, ()):
            if file_of(notice.origin) == file_of(article.origin) or notice.named is None:
                continue
            if is_of_story(replace(notice.named, headlines=(headline,)), article):
                return replace(notice, article_ids=(article.article_id,), named=None)
    return None


def _keys(headlines: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    """Hashes: the headline of a story that was killed is nobody's to read."""
    for kind, values in (("headline", headlines), ("address", addresses)):
        for value in values:
            yield hashlib.sha256(f"{kind} {value}".encode("utf-8", "replace")).hexdigest()
