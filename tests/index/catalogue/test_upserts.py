"""Writing rows that may be there already: what SQLite does, and that PostgreSQL is asked for the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from corpus.errors import ArchiveError
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_new, write_new_of, write_over
from index.ingest.sync import sync
from index.registers.feeds import keep_feed
from tests.index.makers import article, put


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    t.metadata.create_all(engine)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def origins(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(t.origin).order_by(t.origin.c.article_id))]


def origin(article_id: str, location: str, seen: int) -> dict[str, Any]:
    return {"root": "r", "article_id": article_id, "location": location, "seen": seen}


def test_what_is_there_stays(connection: Connection) -> None:
    write_new(connection, t.origin, [])
    write_new(connection, t.origin, [origin("a", "here", 1)])
    write_new(connection, t.origin, [origin("a", "there", 2), origin("b", "there", 2)])
    assert origins(connection) == [("r", "a", "here", 1), ("r", "b", "there", 2)]


def test_what_is_there_takes_the_new_values_or_some_of_them_or_the_greater(connection: Connection) -> None:
    write_over(connection, t.origin, [])
    write_over(connection, t.origin, [origin("a", "here", 5), origin("b", "here", 5)])
    write_over(connection, t.origin, [origin("a", "there", 4)], growing=["seen"])
    write_over(connection, t.origin, [origin("b", "there", 4)], ["seen"])
    assert origins(connection) == [("r", "a", "there", 5), ("r", "b", "here", 4)]
    write_over(connection, t.origin, [origin("a", "there", 6)], growing=["seen"])
    assert origins(connection)[0] == ("r", "a", "there", 6)


def test_what_a_query_finds_is_written_by_the_names_of_its_columns(connection: Connection) -> None:
    chunk = {"article_id": "a", "version": 1, "start": 0, "end": 1, "text_key": b"k"}
    write_new(connection, t.chunk, [chunk | {"build": "one", "chunk_id": name} for name in ("c1", "c2")])
    write_new(connection, t.garbage, [{"build": "one", "chunk_id": "c1"}])
    write_new_of(
        connection, t.garbage, select(t.chunk.c.chunk_id, t.chunk.c.build).where(t.chunk.c.start == 0)
    )
    assert set(connection.execute(select(t.garbage.c.chunk_id)).scalars()) == {"c1", "c2"}


class Postgres:
    """A connection that only writes down what PostgreSQL would be sent."""

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    def __init__(self) -> None:
        self.sent = ""

    def execute(self, statement: Any, _: object = None) -> None:
        self.sent = " ".join(str(statement.compile(dialect=self.dialect)).split())


@pytest.mark.parametrize(
    ("write", "sent"),
    [
        (lambda c: write_new(c, t.removal, [{"article_id": "a"}]), "ON CONFLICT DO NOTHING"),
        (
            lambda c: write_over(c, t.meta, [{"key": "k", "value": "v"}]),
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        ),
        (
            lambda c: write_over(c, t.origin, [origin("a", "here", 1)], ["seen"], growing=["seen"]),
            "ON CONFLICT (root, article_id) DO UPDATE SET "
            "seen = CASE WHEN (origin.seen > excluded.seen) THEN origin.seen ELSE excluded.seen END",
        ),
    ],
)
def test_postgresql_is_asked_for_the_same(write: Callable[[Any], None], sent: str) -> None:
    postgres = Postgres()
    write(postgres)
    assert postgres.sent.endswith(sent)


def test_postgresql_can_have_the_same_tables() -> None:
    for table in t.metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=Postgres.dialect))
        # Its integers have 32 bits: milliseconds since 1970 do not fit.
        assert made.count("_ms BIGINT") == sum(column.name.endswith("_ms") for column in table.columns)
        for index in table.indexes:
            made = str(CreateIndex(index).compile(dialect=Postgres.dialect))
            assert ("WHERE version IS NOT NULL" in made) == (index.name == "active_version")


def test_no_truth_value_is_written_where_postgresql_takes_numbers(archive: Archive, tmp_path: Path) -> None:
    written: list[Any] = []

    @event.listens_for(archive.catalogue._backend.engine, "before_cursor_execute")
    def _(_c: object, _cursor: object, _statement: str, given: Any, _context: object, many: bool) -> None:
        written.extend(value for row in (given if many else [given]) for value in row)

    file = tmp_path / "a.json"
    for status in ("usable", "canceled"):
        told = {"uri": "a", "headline": "Whale", "body_text": "A whale was seen.", "pubstatus": status}
        file.write_text(json.dumps(told | {"versioncreated": "2025-01-01T00:00:00Z"}))
        sync(archive, [file])
    keep_feed(archive.catalogue, "https://courier.example/feed")
    assert archive.catalogue.record("a") is None
    assert len(written) > 50
    assert not [value for value in written if isinstance(value, bool)]


def test_a_version_never_stands_without_its_article(archive: Archive) -> None:
    put(archive, article("a", "The ferry sails at noon."))
    with pytest.raises((IntegrityError, ArchiveError)), archive.catalogue.writing() as connection:
        connection.execute(delete(t.article).where(t.article.c.article_id == "a"))
    assert archive.catalogue.counts().articles == 1
