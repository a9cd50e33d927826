"""What a catalogue needs from its database, be it `sqlite` in the folder or `postgres`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine

from corpus.errors import ArchiveError
from index.catalogue.databases.lock import Lock
from index.catalogue.databases.notices import Notices, Topic


class Backend(Protocol):
    """A database. What goes wrong in one raises SQLAlchemy's errors, which `explained` puts into words.

    Attributes:
        name: What it is called in messages, without a password.
        openings: How many databases were opened so far: a file may be replaced by another.
        longest_id: How many bytes an article's id may have, None for no such limit.
    """

    name: str
    openings: int
    longest_id: int | None

    @property
    def first_generation(self) -> int:
        """The number of changes that a new archive in it begins with."""

    @property
    def engine(self) -> Engine:
        """Its connections."""

    def follow(self, prepare: Callable[[], None]) -> None:
        """Open what took the place of the database since, and have its tables prepared.

        Raises:
            ArchiveError: It is gone.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection whose statements all see the same state."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction while nobody else writes: committed at the end, undone by an exception."""

    def sharing(self) -> AbstractContextManager[Connection]:
        """Open a transaction beside others that write, where it can: for rows on which nothing depends."""

    def schema(self, connection: Connection) -> int:
        """Return the number that versions before Alembic gave the schema, 0 where there is none."""

    def number_schema(self, connection: Connection, number: int) -> None:
        """Record the schema where versions before Alembic look, so that they refuse a newer one."""

    def lock(self, name: str, patience_s: float) -> Lock:
        """Return a right that one process at a time has to this catalogue; see `Lock`."""

    def notices(self, topic: Topic) -> Notices:
        """Return what waits for word of a topic, from any process; to be closed."""

    def compact(self) -> None:
        """Free the space of deleted rows, so that nothing of them is left in its files.

        Raises:
            ArchiveError: Somebody is still reading them.
        """

    def free_share(self) -> float:
        """Return which share of its files is empty, 0 to 1; 0 where its server sees to that by itself."""

    def damage(self) -> str | None:
        """Return what is wrong with its files, None if nothing is known to be."""

    def size(self) -> int:
        """Return how many bytes of disk the catalogue takes."""

    def explained(self, error: Exception) -> ArchiveError:
        """Return an error of the database in words: what happened and what to do, without a password."""

    def close(self) -> None:
        """Close every connection."""
