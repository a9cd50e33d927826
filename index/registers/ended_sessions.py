"""Sessions that were ended early, so that every server of the archive refuses them."""

from __future__ import annotations

from sqlalchemy import delete, select

from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_new
from index.catalogue.reads import Catalogue


def end_session(catalogue: Catalogue, digest: str, until_ms: int) -> None:
    """Record that a session is over, as long as it would have lasted."""
    with catalogue.writing() as connection:
        connection.execute(delete(t.ended_session).where(t.ended_session.c.until_ms < catalogue.now_ms()))
        write_new(connection, t.ended_session, [{"digest": digest, "until_ms": until_ms}])


def ended_sessions(catalogue: Catalogue) -> frozenset[str]:
    """Return the sessions that are over before their time."""
    with catalogue.reading() as connection:
        return frozenset(connection.execute(select(t.ended_session.c.digest)).scalars())
