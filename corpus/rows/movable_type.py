"""Posts in the text that Movable Type, TypePad and others like them export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.article import Read
from corpus.options import Reading
from corpus.rows.as_article import read_row

_FIELD = re.compile(r"([A-Z][A-Z ]{2,30}): ?(.*)")
_BEGINS = re.compile(r"(?:[A-Z][A-Z ]{2,30}:[^\n]*\n+){1,30}-----\n(?:[A-Z][A-Z ]{2,30}:[^\n]*\n)")
_POST_ENDS, _PART_ENDS = re.compile(r"^--------$", re.M), re.compile(r"^-----$", re.M)
# Its months come first, wherever it is used.
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})(.*)")
_OURS = {"TITLE": "title", "AUTHOR": "author", "PRIMARY CATEGORY": "section", "STATUS": "status"}


def is_export(text: str) -> bool:
    """Whether a text is such an export: lines of fields, a line of dashes, and the name of a part."""
    return _BEGINS.match(text) is not None


def read_export(text: str, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the posts of an export; what is a draft there, or scheduled, is no article."""
    line = 1
    for post in _POST_ENDS.split(text):
        if post.strip():
            begins = line + len(post) - len(post.lstrip("\n"))
            yield from read_row(_row(post, path), path, begins, reading)
        line += post.count("\n")


def _row(post: str, path: str) -> dict[str, Any]:
    head, *parts = _PART_ENDS.split(post.strip("\n"))
    fields = {match[1]: match[2] for line in head.split("\n") if (match := _FIELD.match(line))}
    texts: dict[str, str] = {}
    for part in parts:
        name, _, words = part.strip("\n").partition("\n")
        texts.setdefault(name.partition(":")[0], words.strip())
    row: dict[str, Any] = {ours: fields[name] for name, ours in _OURS.items() if fields.get(name)}
    day = _DAY.match(fields.get("DATE", ""))
    bodies = (texts.get("BODY", ""), texts.get("EXTENDED BODY", ""))
    own = fields.get("BASENAME") or fields.get("TITLE")
    return {
        **row,
        "id": f"{path}#{own}" if own else None,
        "section": row.get("section") or fields.get("CATEGORY"),
        "published_at": f"{day[3]}-{day[1]}-{day[2]}{day[4]}" if day else fields.get("DATE"),
        "summary": texts.get("EXCERPT"),
        "body": "\n\n".join(filter(None, bodies)),
    }
