"""Adding one batch of articles to the archive so that a crash at any point leaves it whole.

The order: (1) the new versions and their chunks are written, marked pending; (2) their vectors and words are
written; (3) one transaction makes them active and marks the old chunks as garbage; (4) the garbage is
deleted. Whatever a crash leaves pending is undone, and whatever is garbage deleted, by `recovery.recover`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, tuple_, update

from corpus.article import Article
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_new
from index.catalogue.engine import batches
from index.catalogue.journal import note
from index.catalogue.records import now_ms, to_ms
from index.ingest.chunks import ChunkToWrite, chunks_of, cut, write_chunks, write_derived
from index.ingest.identity import namesakes
from index.ingest.near_duplicates import join_story
from index.ingest.plan import Decision, VersionText, decide, histories_of
from index.ingest.recovery import bump_generation, collect_garbage, discard_chunks
from index.registers.statements import completed, statements


def apply_batch(archive: Archive, articles: Sequence[Article]) -> tuple[list[Decision], int]:
    """Add `articles` (each id once) to the archive; the caller holds the writer's lock.

    Returns:
        A decision for each article, in order, and how many texts went through the encoder.
    """
    with archive.catalogue.reading() as connection:
        ids = [article.article_id for article in articles]
        articles = completed(articles, statements(connection, ids))
        histories = histories_of(connection, ids)
        changed = [
            a for a in articles if (texts := histories[a.article_id].texts) and not _has_text(texts, a)
        ]
        others = namesakes(connection, changed)
    moment = now_ms()
    decisions = [
        decide(article, histories[article.article_id], moment, is_other=article.article_id in others)
        for article in articles
    ]
    written = [d for d in decisions if d.kind in ("added", "updated")]
    chunks = [chunk for d in written for chunk in cut(archive, d.article, d.version)]
    embedded = 0
    if written:
        _write_pending(archive, written, chunks)
        embedded = write_derived(archive, chunks, archive.derived)
    renamed = [d for d in decisions if d.kind == "metadata"]
    on_server = archive.place.chroma is not None
    relabelled = [d for d in renamed if d.relabelled or (d.refiled and on_server)]
    chunks += _rewrite_metadata(archive, relabelled)
    _note_cleaner(archive, [d for d in decisions if d.kind == "unchanged" and d.recleaned])
    if written or renamed:
        generation = _activate(archive, written, renamed, [chunk.chunk_id for chunk in chunks])
        collect_garbage(archive)
        archive.mark_seen(generation)
    return decisions, embedded


def _has_text(texts: Mapping[int, VersionText], article: Article) -> bool:
    return any(text.text_hash == article.text_hash for text in texts.values())


# -- writing -----------------------------------------------------------------------------------------------


def _write_pending(archive: Archive, decisions: Sequence[Decision], chunks: Sequence[ChunkToWrite]) -> None:
    keys = [
        {"article_id": d.article.article_id, "version": d.version, "fresh": int(d.fresh)} for d in decisions
    ]
    articles = [
        {"article_id": d.article.article_id, "version": None, "story": d.article.article_id}
        for d in decisions
        if d.replaces is None
    ]
    with archive.catalogue.writing() as connection:
        write_new(connection, t.article, articles)
        write_new(connection, t.pending, keys)
        write_new(connection, t.version, [_version_row(d) for d in decisions])
        write_chunks(connection, chunks, archive.build)


def _version_row(decision: Decision) -> dict[str, object]:
    article, correction = decision.article, decision.correction
    return {
        "article_id": article.article_id,
        "version": decision.version,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "text_hash": article.text_hash,
        "corrected_ms": correction.at_ms if correction else None,
        "corrects": correction.corrects if correction else None,
        **_metadata_row(article),
    }


def _metadata_row(article: Article) -> dict[str, object]:
    return {
        "source": article.source,
        "author": article.author,
        "section": article.section,
        "credit": article.credit,
        "url": article.url,
        "published_ms": to_ms(article.published_at),
        "published_precision": article.published_precision,
        "updated_ms": to_ms(article.updated_at),
        "language": article.language,
        "embargo_ms": to_ms(article.embargoed_until),
        "expires_ms": to_ms(article.expires_at),
        "metadata_hash": article.metadata_hash,
        "cleaner": article.cleaner,
        "synced_ms": now_ms(),
    }


def _rewrite_metadata(archive: Archive, decisions: Sequence[Decision]) -> list[ChunkToWrite]:
    """Write new outlets and dates to vectors and words, before the catalogue, so that a crash repeats it."""
    chunks = [chunk for d in decisions for chunk in chunks_of(archive, d.article, d.version)]
    write_derived(archive, chunks, archive.derived)
    return chunks


def _note_cleaner(archive: Archive, decisions: Sequence[Decision]) -> None:
    """Record that the current rules lead to the same texts: later changes are corrections."""
    if decisions:
        with archive.catalogue.writing() as connection:
            for decision in decisions:
                same = t.version.c.article_id == decision.article.article_id
                version = update(t.version).where(same, t.version.c.version == decision.version)
                connection.execute(version.values(cleaner=decision.article.cleaner))


def _activate(
    archive: Archive, written: Sequence[Decision], renamed: Sequence[Decision], chunk_ids: Sequence[str]
) -> int:
    """Make the batch active in one transaction; return the new generation."""
    with archive.catalogue.writing() as connection:
        note(connection, chunk_ids)
        for decision in written:
            article_id = decision.article.article_id
            story = join_story(connection, article_id, decision.version, decision.article.body)
            connection.execute(
                update(t.article)
                .where(t.article.c.article_id == article_id)
                .values(version=decision.version, story=story)
            )
            # A version that becomes active again gets the metadata of this batch.
            _update_metadata(connection, decision)
            if decision.replaces is not None:
                discard_chunks(connection, article_id, decision.replaces)
        for decision in renamed:
            _update_metadata(connection, decision)
        for some in batches([(d.article.article_id, d.version) for d in written]):
            connection.execute(
                delete(t.pending).where(tuple_(t.pending.c.article_id, t.pending.c.version).in_(some))
            )
        return bump_generation(connection)


def _update_metadata(connection: Connection, decision: Decision) -> None:
    # The time of the version is not that of its metadata.
    values = {name: value for name, value in _metadata_row(decision.article).items() if name != "synced_ms"}
    connection.execute(
        update(t.version)
        .where(t.version.c.article_id == decision.article.article_id, t.version.c.version == decision.version)
        .values(**values)
    )
