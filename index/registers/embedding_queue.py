"""Texts that wait for their vectors: offered by who takes in, embedded by whoever has time.

A vector follows from its text and the model alone, so nothing depends on who makes it, or on how often: rows
here spread work, and no answer uses them. What somebody undertook and did not hand in in time is given to
another.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, Connection, Integer, cast, delete, func, select, update

from index.catalogue import schema as t
from index.catalogue.databases.notices import notify
from index.catalogue.databases.upserts import write_new, write_over
from index.catalogue.reads import Catalogue
from index.embed.protocol import Vectors

_KEPT_MS = 3600 * 1000
_AWAY_MS, _FORGOTTEN_MS = 60 * 1000, 24 * 3600 * 1000


class EmbeddingQueue:
    """What waits in an archive for the vectors of one model, and who makes them.

    All of it is in transactions that writers of the archive need not wait for, by the database's own clock.
    """

    def __init__(self, catalogue: Catalogue, model: str) -> None:
        self._catalogue, self._model = catalogue, model

    def offer(self, texts: Mapping[bytes, str]) -> None:
        """Have texts embedded, by key, and forget what was offered long ago."""
        with self._catalogue.sharing() as connection:
            now = _now_ms(connection)
            connection.execute(delete(t.wanted).where(t.wanted.c.made_ms < now - _KEPT_MS))
            rows = [
                {"text_key": key, "model": self._model, "text": texts[key], "made_ms": now, "until_ms": 0}
                for key in sorted(texts)
            ]
            write_new(connection, t.wanted, rows)
            notify(connection, "texts")

    def claim(self, most: int, seconds: float) -> dict[bytes, str]:
        """Undertake to embed up to `most` texts that have waited longest, those of similar length together.

        Nobody else gets them for some seconds. They come by key, and may be few, or none.

        Returns:
            The texts, by key; they may be few, or none.
        """
        with self._catalogue.sharing() as connection:
            now = _now_ms(connection)
            chosen = (
                select(t.wanted.c.text_key, t.wanted.c.text)
                .where(t.wanted.c.model == self._model, t.wanted.c.until_ms <= now)
                .order_by(t.wanted.c.made_ms, func.length(t.wanted.c.text), t.wanted.c.text_key)
                .limit(most)
                .with_for_update(skip_locked=True)
            )
            texts: dict[bytes, str] = {key: text for key, text in connection.execute(chosen)}
            if texts:
                until = update(t.wanted).where(t.wanted.c.text_key.in_(texts))
                connection.execute(until.values(until_ms=now + round(seconds * 1000)))
        return texts

    def hand_in(self, vectors: Mapping[bytes, Vectors]) -> int:
        """Keep vectors of texts that wait, whoever undertook to make them; return how many did.

        What no longer waits was made by another, or forgotten by a rebuild: it leaves no trace.
        """
        with self._catalogue.sharing() as connection:
            # All lock in the same order, so that no two wait for each other.
            waiting = select(t.wanted.c.text_key).where(t.wanted.c.text_key.in_(vectors))
            keys = connection.execute(waiting.order_by(t.wanted.c.text_key).with_for_update()).scalars().all()
            write_over(
                connection, t.embedding, [{"text_key": key, "vector": vectors[key].tobytes()} for key in keys]
            )
            connection.execute(delete(t.wanted).where(t.wanted.c.text_key.in_(keys)))
        return len(keys)

    def waiting(self) -> set[bytes]:
        """Return the keys of the texts that wait for a vector, undertaken or not."""
        with self._catalogue.reading() as connection:
            query = select(t.wanted.c.text_key).where(t.wanted.c.model == self._model)
            return set(connection.execute(query).scalars())

    def other_models(self) -> bool:
        """Whether texts wait for the vectors of another model."""
        with self._catalogue.reading() as connection:
            query = select(t.wanted.c.text_key).where(t.wanted.c.model != self._model)
            return connection.execute(query.limit(1)).first() is not None

    # -- who embeds --------------------------------------------------------------------------------

    def sign(self, name: str) -> None:
        """Note that a worker is there, which it repeats before a minute is over."""
        with self._catalogue.sharing() as connection:
            now = _now_ms(connection)
            connection.execute(delete(t.worker).where(t.worker.c.seen_ms < now - _FORGOTTEN_MS))
            write_over(connection, t.worker, [{"name": name, "seen_ms": now}])

    def leave(self, name: str) -> None:
        """Note that a worker has left."""
        with self._catalogue.sharing() as connection:
            connection.execute(delete(t.worker).where(t.worker.c.name == name))

    def workers(self) -> int:
        """Return how many workers are there."""
        with self._catalogue.reading() as connection:
            is_there = t.worker.c.seen_ms > _now_ms(connection) - _AWAY_MS
            return connection.execute(select(func.count()).select_from(t.worker).where(is_there)).scalar_one()


def forget_wanted(connection: Connection) -> None:
    """Take back all that was offered, in a transaction; whoever waits for it embeds it without help."""
    connection.execute(delete(t.wanted))


def _now_ms(connection: Connection) -> int:
    """The database's clock, UTC milliseconds since 1970: those of several machines may differ."""
    if connection.dialect.name == "sqlite":
        moment = cast((func.julianday("now") - 2440587.5) * 86_400_000, Integer)
    else:
        moment = cast(func.extract("epoch", func.clock_timestamp()) * 1000, BigInteger)
    return int(connection.execute(select(moment)).scalar_one())
