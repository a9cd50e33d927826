"""Finding the story that a notice under an id of its own takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from corpus.article import Article, NamedStory, Withdrawal
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import present_in
from index.catalogue.engine import batches
from index.catalogue.records import from_ms

# A headline that so many articles have is no story's own.
_MOST_CHUNKS = 2_000


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
    same = (t.version.c.article_id == t.article.c.article_id) & (t.version.c.version == t.article.c.version)
    for some in batches(sorted(candidates)):
        query = select(*columns, t.version.c.published_ms, t.version.c.updated_ms).join(t.article, same)
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
