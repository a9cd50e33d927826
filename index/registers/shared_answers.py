"""Answers that outlive their conversation: shared by a link, or judged by a reader.

They hold quotes, so they follow what becomes of the articles: a removed article's words are left out of
them at once, and leave the disk with the next rebuild.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from index.catalogue import schema as t
from index.catalogue.reads import Catalogue
from index.catalogue.records import from_ms, now_ms
from index.registers.redaction import redacted, removed_ids

_NAME_BYTES = 12


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


def share(catalogue: Catalogue, asked: str, answer: Mapping[str, Any]) -> str:
    """Store an answer for whoever has its link and return the link's name, which cannot be guessed."""
    name = secrets.token_urlsafe(_NAME_BYTES)
    row = {"name": name, "made_ms": now_ms(), "asked": asked}
    with catalogue.writing() as connection:
        connection.execute(insert(t.shared), row | {"answer": json.dumps(answer, ensure_ascii=False)})
    return name


def shared_answer(catalogue: Catalogue, name: str) -> SharedAnswer | None:
    """Return the answer of a link's name, or None."""
    with catalogue.reading() as connection:
        row = connection.execute(select(t.shared).where(t.shared.c.name == name)).first()
        gone = removed_ids(connection)
    if row is None:
        return None
    made_at = from_ms(row.made_ms)
    assert made_at is not None
    return SharedAnswer(made_at, row.asked, redacted(json.loads(row.answer), gone))
