"""Answers that outlive their conversation: shared by a link, or judged by a reader.

They hold quotes, so they follow what becomes of the articles: a removed article's words are left out of
them at once, and leave the disk with the next rebuild.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, insert, select, update

from index import tables as t
from index.catalogue import Catalogue
from index.record import from_ms, iso_utc

Rating = Literal["up", "down"]
RATINGS: tuple[Rating, ...] = ("up", "down")

_NAME_BYTES = 12


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of an answer.

    Attributes:
        feedback_id: Its number in the catalogue.
        given_at: When, aware UTC.
        by: The account's name, or "" where there are no accounts.
        rating: "up" or "down".
        comment: In the reader's words, or "".
        asked: The question as it was typed.
        answer: The answer as JSON, with its citations and hits.
    """

    feedback_id: int
    given_at: datetime
    by: str
    rating: Rating
    comment: str
    asked: str
    answer: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return it as a record of `citedesk feedback export`."""
        return {
            "id": self.feedback_id,
            "given_at": iso_utc(self.given_at),
            "by": self.by,
            "rating": self.rating,
            "comment": self.comment,
            "question": self.asked,
            "answer": dict(self.answer),
        }


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """An answer that a link leads to.

    Attributes:
        made_at: When the link was made, aware UTC.
        asked: The question as it was typed.
        answer: The answer as JSON; what came from articles that were removed since is left out.
    """

    made_at: datetime
    asked: str
    answer: Mapping[str, Any]


def keep_feedback(
    catalogue: Catalogue,
    asked: str,
    answer: Mapping[str, Any],
    rating: Rating,
    comment: str = "",
    by: str = "",
    feedback_id: int | None = None,
) -> int:
    """Keep what a reader says of an answer and return its number.

    Args:
        catalogue: Where to.
        asked: The question as it was typed.
        answer: As `Answer.to_dict` gives it.
        rating: "up" or "down".
        comment: In the reader's words.
        by: The account's name.
        feedback_id: Of what the reader said of the same answer before, to be replaced.
    """
    said = {"given_ms": _now_ms(), "by": by, "rating": rating, "comment": comment}
    with catalogue.writing() as connection:
        if feedback_id is not None:
            changed = connection.execute(
                update(t.feedback).where(t.feedback.c.id == feedback_id).values(said)
            )
            if changed.rowcount:
                return feedback_id
        row = {**said, "asked": asked, "answer": json.dumps(answer, ensure_ascii=False)}
        key = connection.execute(insert(t.feedback), row).inserted_primary_key
        assert key is not None
        return int(key[0])


def each_feedback(catalogue: Catalogue) -> Iterator[Feedback]:
    """Yield what readers said, oldest first."""
    with catalogue.reading() as connection:
        gone = removed_ids(connection)
        for row in connection.execute(select(t.feedback).order_by(t.feedback.c.id)):
            given_at = from_ms(row.given_ms)
            assert given_at is not None
            answer = redacted(json.loads(row.answer), gone)
            yield Feedback(row.id, given_at, row.by, row.rating, row.comment, row.asked, answer)


def share(catalogue: Catalogue, asked: str, answer: Mapping[str, Any]) -> str:
    """Keep an answer for whoever has its link and return the link's name, which cannot be guessed."""
    name = secrets.token_urlsafe(_NAME_BYTES)
    row = {"name": name, "made_ms": _now_ms(), "asked": asked}
    with catalogue.writing() as connection:
        connection.execute(insert(t.shared), row | {"answer": json.dumps(answer, ensure_ascii=False)})
    return name


def shared_answer(catalogue: Catalogue, name: str) -> SharedAnswer | None:
    """Return the answer that a link's name stands for, or None when there is none."""
    with catalogue.reading() as connection:
        row = connection.execute(select(t.shared).where(t.shared.c.name == name)).first()
        gone = removed_ids(connection)
    if row is None:
        return None
    made_at = from_ms(row.made_ms)
    assert made_at is not None
    return SharedAnswer(made_at, row.asked, redacted(json.loads(row.answer), gone))


def removed_ids(connection: Connection) -> set[str]:
    """Return the ids of the articles that an operator removed."""
    return set(connection.execute(select(t.removal.c.article_id)).scalars())


def redact_kept(connection: Connection) -> None:
    """Take the words of removed articles out of every answer that is kept."""
    gone = removed_ids(connection)
    if gone:
        _redact_table(connection, t.feedback, "id", gone)
        _redact_table(connection, t.shared, "name", gone)


def _redact_table(connection: Connection, table: Table, key: str, gone: Collection[str]) -> None:
    for row in connection.execute(select(table.c[key], table.c.answer)).all():
        answer = json.loads(row.answer)
        left = redacted(answer, gone)
        if left != answer:
            values = {"answer": json.dumps(left, ensure_ascii=False)}
            connection.execute(update(table).where(table.c[key] == row[0]).values(values))


def redacted(answer: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Return an answer as JSON without the words of some articles.

    Their citations keep marker, article and place, and lose quote and headline; a sentence that cites one of
    them loses its text, and so does a direct answer from them; their hits and headlines are left out.
    """
    markers = {cited["marker"] for cited in answer.get("citations", ()) if cited["article_id"] in gone}
    kept = dict(answer)
    kept["hits"] = [hit for hit in answer.get("hits", ()) if hit["article_id"] not in gone]
    if "nearest" in answer:
        kept["nearest"] = [near for near in answer["nearest"] if near["article_id"] not in gone]
    if markers:
        blank = {"quote": "", "title": "", "url": None}
        kept["citations"] = [
            cited | blank if cited["marker"] in markers else cited for cited in answer["citations"]
        ]
        kept["sentences"] = [
            sentence | {"text": ""} if markers & set(sentence["markers"]) else sentence
            for sentence in answer["sentences"]
        ]
        kept["text"] = " ".join(sentence["text"] for sentence in kept["sentences"] if sentence["text"])
        if (direct := answer.get("direct")) and direct["marker"] in markers:
            kept["direct"] = None
    return kept


def _now_ms() -> int:
    return int(time.time() * 1000)
