"""Which chunks every change touched, for word indexes that follow a catalogue in a database.

Only PostgreSQL's catalogues have a journal: beside a file, its writer writes the words too.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, literal, select

from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_new, write_new_of
from index.catalogue.engine import batches, get_meta, set_meta

KEPT = 5_000
"""How many changes can be replayed; who is further behind reads everything anew."""
_KEY = "journal"


@dataclass(frozen=True, slots=True)
class Position:
    """How far an index has followed a catalogue, or how far there is to follow.

    Attributes:
        journal: The name of the journal; after a repair it is another one.
        fingerprint: What chunks and words are made by.
        build: The build whose chunks they are.
        generation: The last change.
    """

    journal: str
    fingerprint: str
    build: str
    generation: int


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as it is now.

    Attributes:
        now: Its end.
        begins: The change after which it has all others.
    """

    now: Position
    begins: int

    def reaches(self, position: Position | None) -> bool:
        """Whether an index at a position comes to the end by what stands here."""
        return (
            position is not None
            and (position.journal, position.fingerprint) == (self.now.journal, self.now.fingerprint)
            and max(self.begins, self.now.generation - KEPT) <= position.generation <= self.now.generation
        )


def journal_of(connection: Connection) -> Journal | None:
    """Return the journal, None where none was begun."""
    wanted = (_KEY, "fingerprint", "build", "generation")
    rows = connection.execute(select(t.meta.c.key, t.meta.c.value).where(t.meta.c.key.in_(wanted)))
    stored = {row.key: row.value for row in rows}
    if _KEY not in stored:
        return None
    begun = json.loads(stored[_KEY])
    fingerprint, build = stored.get("fingerprint", ""), stored.get("build", "")
    now = Position(str(begun["name"]), fingerprint, build, int(stored.get("generation", 0)))
    return Journal(now, int(begun["begins"]))


def begin_journal(connection: Connection) -> None:
    """Begin another journal, in a transaction: every index that followed the former is made anew."""
    begun = {"name": uuid.uuid4().hex, "begins": _generation(connection)}
    set_meta(connection, _KEY, json.dumps(begun))
    connection.execute(delete(t.changed_chunk))


def note(connection: Connection, chunk_ids: Iterable[str]) -> None:
    """Note chunks that the change of this transaction touches; it must count as a generation."""
    if _has_journal(connection):
        number = _generation(connection) + 1
        for some in batches(dict.fromkeys(chunk_ids)):
            rows = [{"generation": number, "chunk_id": chunk_id} for chunk_id in some]
            write_new(connection, t.changed_chunk, rows)


def note_of(connection: Connection, query: Select[*tuple[Any, ...]]) -> None:
    """Note the chunks that a query with a condition finds by the column `chunk_id`; see `note`."""
    if _has_journal(connection):
        number = literal(_generation(connection) + 1).label("generation")
        write_new_of(connection, t.changed_chunk, query.add_columns(number))


def shorten(connection: Connection) -> None:
    """Forget the changes that are too old to be replayed."""
    if _has_journal(connection):
        oldest = _generation(connection) - KEPT
        connection.execute(delete(t.changed_chunk).where(t.changed_chunk.c.generation <= oldest))


def changed_since(connection: Connection, generation: int) -> list[str]:
    """Return the chunks that changes after a generation touched."""
    query = select(t.changed_chunk.c.chunk_id).where(t.changed_chunk.c.generation > generation)
    return list(connection.execute(query.distinct()).scalars())


def _generation(connection: Connection) -> int:
    return int(get_meta(connection, "generation") or 0)


def _has_journal(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
