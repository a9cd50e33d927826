"""The schema of a catalogue: which one it has, and the way to the one that this version works with.

A new catalogue is made as `schema` has it. Alembic is imported only for an older one: that takes as long as
opening a hundred.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from corpus.errors import ArchiveError
from index.catalogue.schema import SCHEMA, metadata

# As Alembic makes it. No part of `metadata`: it is not for copies, nor for what clears away what was removed.
_RECORD = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
# Alembic keeps what it is at work on in its module.
_AT_WORK = threading.Lock()


def revision(number: int) -> str:
    """Return what Alembic calls the schema of a number."""
    return f"{number:04}"


NEWEST = revision(SCHEMA)


def recorded_revision(connection: Connection) -> str:
    """Return the revision that Alembic recorded, "" where it has recorded none."""
    if not inspect(connection).has_table(_RECORD.name):
        return ""
    return connection.execute(select(_RECORD.c.version_num)).scalar() or ""


def check_revision(recorded: str) -> None:
    """Refuse the schema of a newer Citedesk; checked first, because opening needs no right to write.

    Raises:
        ArchiveError: It comes after all that are known.
    """
    if recorded > NEWEST:
        raise ArchiveError(
            f"The archive was made by a newer Citedesk: its schema is {recorded}, this one knows {NEWEST}",
            "Update Citedesk, or name another archive with --data-dir or DATABASE_URL.",
        )


def make(connection: Connection) -> None:
    """Make what a new catalogue lacks of its tables, inside the transaction of the caller."""
    metadata.create_all(connection)
    _record(connection, NEWEST)


def upgrade(connection: Connection, recorded: str) -> None:
    """Bring an older catalogue to the newest schema, inside the transaction of the caller.

    Nobody else may write meanwhile.
    """
    from alembic import command
    from alembic.config import Config

    _record(connection, recorded)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _AT_WORK:
        command.upgrade(config, NEWEST)


def _record(connection: Connection, recorded: str) -> None:
    _RECORD.create(connection, checkfirst=True)
    connection.execute(_RECORD.delete())
    connection.execute(_RECORD.insert(), {"version_num": recorded})
