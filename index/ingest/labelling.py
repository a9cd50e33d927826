"""Storing the outlet and day that an operator states for articles without them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import InputError
from index.archive import Archive
from index.catalogue.engine import batches
from index.ingest.commit import apply_batch
from index.ingest.recovery import recover
from index.registers.audit_log import log_action
from index.registers.statements import Statement, keep_statement, statements, without_statement

_BATCH_ARTICLES = 64


def label(archive: Archive, article_ids: Sequence[str], statement: Statement, by: str | None = None) -> int:
    """Store an operator's statement on active articles, and return how many there are.

    It applies where an article says nothing itself, now and after every sync. Parts that it leaves out stay
    as stated before.

    Args:
        archive: The archive.
        article_ids: The articles.
        statement: Their outlet, their day, or both.
        by: The account that stated it, for the log; None for the system's user.

    Raises:
        InputError: The statement is empty, or there is no such article.
    """
    if statement == Statement():
        raise InputError("Neither an outlet nor a day is given", "Type one of them.")
    count = 0
    for some in batches(dict.fromkeys(article_ids), _BATCH_ARTICLES):
        with archive.writer("label"):
            recover(archive)
            count += _label(archive, some, statement, by)
    if not count:
        raise InputError("No article is chosen", "Tick those that it applies to.")
    return count


def _label(archive: Archive, article_ids: Sequence[str], statement: Statement, by: str | None) -> int:
    records = archive.catalogue.records(article_ids)
    ids = [record.article_id for record in records]
    if not ids:
        return 0
    day = statement.published_at.date().isoformat() if statement.published_at else ""
    fields = {"source": statement.source or "", "day": day}
    with archive.catalogue.writing() as connection:
        before = statements(connection, ids)
        for article_id in ids:
            keep_statement(connection, article_id, statement.over(before.get(article_id)))
        stated = {name: value for name, value in fields.items() if value}
        log_action(connection, "label", {"article_ids": ids, **stated}, by)
    apply_batch(
        archive, [without_statement(record.article(), before.get(record.article_id)) for record in records]
    )
    return len(ids)
