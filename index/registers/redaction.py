"""Removing the words of removed articles from stored answers.

At once where they are read, for good by a rebuild.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Connection, Table, select, update

from index.catalogue import schema as t


def removed_ids(connection: Connection) -> set[str]:
    """Return the ids of the articles that an operator removed."""
    return set(connection.execute(select(t.removal.c.article_id)).scalars())


def redact_kept(connection: Connection) -> None:
    """Remove the words of removed articles from every stored answer."""
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
    them loses its text; a direct answer out of one of them goes, and so does what an answer is qualified by;
    their hits and headlines are left out.
    """
    markers = {cited["marker"] for cited in answer.get("citations", ()) if cited["article_id"] in gone}
    rest = dict(answer)
    rest["hits"] = [hit for hit in answer.get("hits", ()) if hit["article_id"] not in gone]
    if "nearest" in answer:
        rest["nearest"] = [near for near in answer["nearest"] if near["article_id"] not in gone]
    if markers:
        blank = {"quote": "", "title": "", "url": None}
        rest["citations"] = [
            cited | blank if cited["marker"] in markers else cited for cited in answer["citations"]
        ]
        rest["sentences"] = [
            sentence | {"text": ""} if markers & set(sentence["markers"]) else sentence
            for sentence in answer["sentences"]
        ]
        # An unsure answer says so before its first sentence.
        first = answer["sentences"][0]["text"]
        lead = answer["text"].partition(first)[0] if first else ""
        rest["text"] = lead + " ".join(part["text"] for part in rest["sentences"] if part["text"])
        _redact_qualifiers(rest, markers)
        if "timeline" in answer:
            rest["timeline"] = [row for row in answer["timeline"] if row["marker"] not in markers]
        if (direct := answer.get("direct")) and direct["marker"] in markers:
            rest["direct"] = None
    return rest


def _redact_qualifiers(answer: dict[str, Any], markers: AbstractSet[int]) -> None:
    """Remove qualifications of an answer that rest on the citations of `markers`, with their notices."""
    gone = [one for one in answer.get("corrections", ()) if one["marker"] in markers]
    if gone:
        answer["corrections"] = [one for one in answer["corrections"] if one["marker"] not in markers]
    for name in ("disagreement", "as_of"):
        one = answer.get(name) or {}
        if markers & {part["marker"] for part in one.get("reports", [one] if one else ())}:
            gone.append(answer.pop(name))
    texts = {one["text"] for one in gone}
    answer["notices"] = [text for text in answer.get("notices", ()) if text not in texts]
