"""Readers' feedback, stored with the answer that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import insert, select, update

from index.catalogue import schema as t
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms, now_ms
from index.contract import Document, Time
from index.registers.redaction import redacted, removed_ids

Rating = Literal["up", "down"]
RATINGS: tuple[Rating, ...] = ("up", "down")


@dataclass(frozen=True, slots=True)
class Feedback(Document):
    """What somebody said of an answer, a record of `citedesk feedback export`.

    Attributes:
        feedback_id: Its number in the catalogue.
        given_at: When, aware UTC.
        by: The account's name, or "" where there are no accounts.
        rating: "up" or "down".
        comment: In the reader's words, or "".
        asked: The question as it was typed.
        answer: The answer as JSON, with its citations and hits.
    """

    feedback_id: Annotated[int, Field(serialization_alias="id")]
    given_at: Time
    by: str
    rating: Rating
    comment: str
    asked: Annotated[str, Field(serialization_alias="question")]
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
    """Store a reader's feedback on an answer and return its number.

    Args:
        catalogue: Where to store it.
        asked: The question as typed.
        answer: From `Answer.to_dict`.
        rating: "up" or "down".
        comment: In the reader's words.
        by: The account's name.
        feedback_id: The reader's earlier feedback on the same answer, to be replaced.
    """
    judgement = {"given_ms": now_ms(), "by": by, "rating": rating, "comment": comment}
    with catalogue.writing() as connection:
        if feedback_id is not None:
            # In a catalogue that was made anew, the number may be another reader's.
            same = (t.feedback.c.id == feedback_id, t.feedback.c.asked == asked)
            changed = connection.execute(update(t.feedback).where(*same).values(judgement))
            if changed.rowcount:
                return feedback_id
        row = {**judgement, "asked": asked, "answer": json.dumps(answer, ensure_ascii=False)}
        key = connection.execute(insert(t.feedback), row).inserted_primary_key
        assert key is not None
        return int(key[0])


def each_feedback(catalogue: Catalogue) -> Iterator[Feedback]:
    """Yield all feedback, oldest first."""
    with catalogue.reading() as connection:
        gone = removed_ids(connection)
        for row in connection.execute(select(t.feedback).order_by(t.feedback.c.id)):
            given_at = from_ms(row.given_ms)
            assert given_at is not None
            answer = redacted(json.loads(row.answer), gone)
            yield Feedback(row.id, given_at, row.by, row.rating, row.comment, row.asked, answer)
