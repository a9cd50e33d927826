"""Saving what is readable of a damaged catalogue, and of its backup, into a new one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, create_engine, delete, event, func, insert, select, text, update

from corpus.article import Article
from corpus.errors import ArchiveError
from index.backup.copy import TABLES, read_backup
from index.builds import new_build
from index.catalogue import schema as t
from index.catalogue.databases.lock import FolderLock
from index.catalogue.databases.sqlite import BACKUP, DAMAGED, FILE
from index.catalogue.databases.sqlite_space import prepare_file
from index.catalogue.engine import batches
from index.catalogue.migrations.corrections import CORRECTIONS
from index.catalogue.migrations.logins import hide_logins
from index.contract import iso_utc
from index.place import SAVED, Place, fingerprint_of, has_remains

_MOST_ROWS = 1 << 31
_MOST_FAILURES = 50_000
_NORM_OFF = 1e-3


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved.

    Attributes:
        articles: How many articles were saved, in one version at least.
        lost: Ids of articles that are known to have existed and of which no version was saved.
        places: The PATHs that those came from, as far as known; with a backup, all PATHs.
        backup: When the backup was made that replaced unreadable parts, or None.
    """

    articles: int
    lost: tuple[str, ...]
    places: tuple[str, ...]
    backup: datetime | None = None

    def summary(self) -> str:
        """Return a report for people, with what to do next."""
        message = f"saved {self.articles:,} articles; what is left of the old catalogue is kept as {DAMAGED}"
        if self.backup is not None:
            message += (
                f"; what could not be read comes from the backup of {iso_utc(self.backup)}: "
                "what was synced, removed, shared or judged since may be missing"
            )
        if self.lost:
            message += f"; {len(self.lost):,} articles could not be read"
        if not self.lost and self.backup is None:
            return message
        places = ", ".join(self.places) or "what they came from"
        return f"{message}; sync again: {places}"


def mend_catalogue(place: Place) -> tuple[str, ...]:
    """Save what is readable if the catalogue is damaged or gone, and return what was done; see `salvage`.

    Call it before the archive is opened, and rebuild if anything was done. What PostgreSQL keeps is restored
    from its own dumps.
    """
    if place.database is not None:
        return ()
    return (salvage(place).summary(),) if is_damaged(place.folder) else ()


def is_damaged(folder: Path) -> bool:
    """Whether the catalogue of `folder` is damaged, or missing beside other files of an archive."""
    path = folder / FILE
    if not path.is_file():
        return has_remains(folder)
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return True
            return not _has_begun(connection) and has_remains(folder)
    except sqlite3.OperationalError as error:
        raise ArchiveError(
            f"The catalogue {path} cannot be used: {error}", "Check the folder's permissions, and the disk."
        ) from error
    except sqlite3.DatabaseError:
        return True


def _has_begun(connection: sqlite3.Connection) -> bool:
    """Whether the file is an archive's: one that was only opened is empty."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return False
    return bool(connection.execute("SELECT 1 FROM meta WHERE key = 'build'").fetchone())


def salvage(place: Place) -> Salvage:
    """Replace a damaged catalogue by a new one with everything readable in it or its backup.

    The new one must be rebuilt; until then it cannot be asked. Every version that is kept has the text that
    it was written with. An article whose own row is lost takes its newest version that is left.

    Raises:
        ArchiveError: Not one article can be read; then nothing is changed.
    """
    path = place.folder / FILE
    fresh = path.with_name(f"{FILE}.part")
    with FolderLock(place.folder, "rebuild").held("repair"), FolderLock(place.folder).held("repair"):
        fresh.unlink(missing_ok=True)
        saved = _saved_in(fresh, place)
        if not saved.articles:
            fresh.unlink()
            raise ArchiveError(
                f"Not one article can be read from the damaged catalogue {path}",
                "Move the data folder away, and sync your last export, or the articles, into a new one.",
            )
        if path.is_file():
            shutil.copyfile(path, path.with_name(DAMAGED))
        # The old file's log must not be applied to the new one.
        for rest in (f"{FILE}-wal", f"{FILE}-shm"):
            path.with_name(rest).unlink(missing_ok=True)
        os.replace(fresh, path)
    return saved


def _saved_in(fresh: Path, place: Place) -> Salvage:
    """Write what is readable of the catalogue and its backup into a new file."""
    backup = read_backup(place.folder)
    engine = create_engine(f"sqlite:///{fresh}")
    event.listen(engine, "connect", lambda connection, _: prepare_file(connection))
    t.metadata.create_all(engine)
    with engine.begin() as new:
        _copy_tables(place.folder / FILE, new)
        own = _rows(new)
        if backup is not None:
            _copy_tables(place.folder / BACKUP, new)
        hide_logins(new)
        saved = _put_in_order(new)
        if backup is not None and _rows(new) > own:
            places = new.execute(select(t.origin.c.root).distinct().order_by(t.origin.c.root)).scalars()
            saved = replace(saved, backup=backup.made_at, places=tuple(places))
        _begin(new, place)
    engine.dispose()
    return saved


def _copy_tables(path: Path, new: Connection) -> None:
    """Copy everything readable of a catalogue or a backup, without rows that exist already."""
    if not path.is_file():
        return
    with closing(_damaged(path)) as old:
        names = _names(old)
        # A backup has no vectors: recreating them takes only minutes.
        for table in (*TABLES, t.embedding):
            if table.name in names:
                _copy(old, new, table)
        if "corrects" not in _columns(old, t.version):
            new.execute(text(CORRECTIONS))


def _rows(new: Connection) -> int:
    """The number of rows of articles and of versions."""
    return sum(
        new.execute(select(func.count()).select_from(table)).scalar_one() for table in (t.article, t.version)
    )


def _columns(old: sqlite3.Connection, table: Table) -> set[str]:
    try:
        return {row[1] for row in old.execute(f'PRAGMA table_info("{table.name}")')}
    except sqlite3.DatabaseError:
        return set()


def _damaged(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    # Without it SQLite refuses a file that is shorter than its header says.
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def _names(old: sqlite3.Connection) -> set[str]:
    """The tables of the file; none if not even these can be read."""
    try:
        return {row[0] for row in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError:
        return set()


def _copy(old: sqlite3.Connection, new: Connection, table: Table) -> None:
    for rows in batches(_readable(old, table)):
        if table in _IS_WHOLE:
            rows = [row for row in rows if _IS_WHOLE[table](row)]
        if rows:
            new.execute(insert(table).prefix_with("OR IGNORE"), rows)


def _readable(old: sqlite3.Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the readable rows of a table: of an unreadable range, both halves are tried."""
    stretches = [(0, _MOST_ROWS)]
    failures = 0
    while stretches and failures < _MOST_FAILURES:
        low, high = stretches.pop()
        try:
            query = (
                f'SELECT rowid AS "_row", * FROM "{table.name}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
            )
            cursor = old.execute(query, (low, high))
            names = [column[0] for column in cursor.description]
            for values in cursor:
                low = values[0] + 1
                row = dict(zip(names, values, strict=True))
                yield {name: value for name, value in row.items() if name in table.c}
        except sqlite3.DatabaseError:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                stretches += [(middle + 1, high), (low, middle)]


def _is_as_written(row: Mapping[str, Any]) -> bool:
    """Whether a version's text is as it was written: a long text is spread over several pages."""
    try:
        text = Article(row["article_id"], row["title"], row["body"], summary=row["summary"])
        return bool(text.text_hash == row["text_hash"])
    except (TypeError, ValueError, AttributeError):
        return False


def _is_unit_vector(row: Mapping[str, Any]) -> bool:
    """Whether the bytes are a vector as it was written, of unit norm."""
    try:
        vector = np.frombuffer(row["vector"], np.float32)
    except (TypeError, ValueError):
        return False
    return bool(abs(float(vector @ vector) - 1.0) < _NORM_OFF)


_IS_WHOLE: Mapping[Table, Callable[[Mapping[str, Any]], bool]] = {
    t.version: _is_as_written,
    t.embedding: _is_unit_vector,
}


def _put_in_order(new: Connection) -> Salvage:
    """Give every article an existing version, delete articles without one, and return which."""
    newest = (
        select(t.version.c.article_id, func.max(t.version.c.version).label("version"))
        .group_by(t.version.c.article_id)
        .subquery()
    )
    removed = set(new.execute(select(t.removal.c.article_id)).scalars())
    versions = {row[0]: row[1] for row in new.execute(select(newest.c.article_id, newest.c.version))}
    numbers = {row[0]: row[1] for row in new.execute(select(t.article.c.article_id, t.article.c.version))}
    there = {tuple(row) for row in new.execute(select(t.version.c.article_id, t.version.c.version))}
    for article_id, number in versions.items():
        active = None if article_id in removed else number
        if article_id not in numbers:
            row = {"article_id": article_id, "version": active, "story": f"{article_id}#{number}"}
            new.execute(insert(t.article), row)
        elif numbers[article_id] is not None and (
            active is None or (article_id, numbers[article_id]) not in there
        ):
            new.execute(update(t.article).where(t.article.c.article_id == article_id).values(version=active))
    article_ids = {name for name, number in numbers.items() if number is not None}
    article_ids |= set(new.execute(select(t.origin.c.article_id)).scalars())
    lost = sorted(article_ids - set(versions) - removed)
    places: set[str] = set()
    for some in batches(lost):
        query = select(t.origin.c.root).where(t.origin.c.article_id.in_(some)).distinct()
        places.update(new.execute(query).scalars())
        new.execute(delete(t.article).where(t.article.c.article_id.in_(some)))
    return Salvage(len(versions), tuple(lost), tuple(sorted(places)))


def _begin(new: Connection, place: Place) -> None:
    """Mark the catalogue as one without indexes."""
    fingerprint = fingerprint_of(place.model) | {"chunker": SAVED}
    meta = {
        "build": new_build(),
        "fingerprint": json.dumps(fingerprint),
        "model": place.model,
        "generation": "0",
    }
    new.execute(insert(t.meta), [{"key": key, "value": value} for key, value in meta.items()])
