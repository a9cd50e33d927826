"""Writing every article with its versions to a file that `sync` reads back."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from corpus.errors import InputError
from corpus.formats.jsonl import EXPORTED_ACTION
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.reads import Catalogue
from index.catalogue.records import ArticleRecord, WorkReport, record_of
from index.registers.audit_log import each_action

# Only `sync` needs these fields; other readers ignore them.
_ROW_FIELDS = (
    "title",
    "summary",
    "body",
    "source",
    "published_at",
    "updated_at",
    "author",
    "section",
    "credit",
    "url",
    "language",
    "embargoed_until",
    "expires_at",
)


def export(archive: Archive, path: str | Path) -> WorkReport:
    """Write all active articles, oldest version first, as JSON lines; gzipped when `path` ends in ``.gz``.

    After them come the operators' actions, with time and account; `sync` ignores those.

    The file is written completely or not at all: an interrupted export leaves an earlier file as it was.

    Raises:
        InputError: The file cannot be written.
    """
    started = time.monotonic()
    target = Path(path).expanduser()
    part = target.with_name(f".{target.name}.part")
    articles: set[str] = set()
    try:
        with _opened(part) as file:
            for record in each_version(archive.catalogue):
                articles.add(record.article_id)
                file.write(json.dumps(_row(record), ensure_ascii=False) + "\n")
            for action in each_action(archive.catalogue):
                file.write(json.dumps({EXPORTED_ACTION: action}, ensure_ascii=False) + "\n")
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            f"{target} cannot be written: {error.strerror}", "Name a file in a folder that can be written."
        ) from error
    counts = archive.catalogue.counts()
    return WorkReport(len(articles), counts.chunks, time.monotonic() - started)


def each_version(catalogue: Catalogue) -> Iterator[ArticleRecord]:
    """Yield every version of every active article, by id and number."""
    query = (
        select(t.version, t.article.c.version.label("active"))
        .join(t.article, t.article.c.article_id == t.version.c.article_id)
        .where(t.article.c.version.is_not(None), t.version.c.version <= t.article.c.version)
        .order_by(t.version.c.article_id, t.version.c.version)
    )
    with catalogue.reading() as connection:
        for row in connection.execution_options(yield_per=200).execute(query):
            yield record_of(row, (row.version,), row.version == row.active, ())


def _opened(path: Path) -> TextIO:
    if path.name.endswith(".gz.part"):
        return gzip.open(path, "wt", encoding="utf-8", errors="surrogatepass")
    return path.open("w", encoding="utf-8", errors="surrogatepass")


def _row(record: ArticleRecord) -> dict[str, Any]:
    whole = record.to_dict()
    fields = {name: whole[name] for name in _ROW_FIELDS if whole[name]}
    if record.published_at and record.published_precision == "day":
        fields["published_at"] = record.published_at.strftime("%Y-%m-%d")
    ours = {
        "citedesk_version": record.version,
        "citedesk_cleaner": record.cleaner,
        "citedesk_corrected_at": whole["corrected_at"],
        "citedesk_corrects": record.corrects,
    }
    return {"id": record.article_id, **{name: value for name, value in ours.items() if value}, **fields}
