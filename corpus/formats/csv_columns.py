"""The columns of a table: what they are called, and which of them hold the same field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.options import Reading
from corpus.rows.fields import NAMES, plain_prose

# What stands around a column's name that asks or stars: "Draft?", "Title *".
_AROUND_NAMES = " \t?:*#"
UNDECODED = re.compile("[\udc80-\udcff]")
"""How Python represents bytes that are not UTF-8, so that one bad row does not stop the others."""
_HELD = (("title", "a headline"), ("body", "a text"))
# Of its words, so many stand in the other one too: a text as HTML and plain, or its first paragraph.
_SAME = 0.8


def named_as_rows(name: str) -> str:
    """Return a column's name in the form of rows: "Published-At" is ``published_at``, ``pubDate`` stays."""
    words = _western(name).strip(_AROUND_NAMES).replace("-", " ").split()
    camel = len(words) == 1 and words[0][:1].islower()
    return words[0] if camel else "_".join(words).lower()


def _western(name: str) -> str:
    """A column's name is too short to have a language: "Überschrift" is what it may be."""
    if not UNDECODED.search(name):
        return name
    return name.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def usual_names(field: str, reading: Reading) -> list[str]:
    """Return what columns of a field of ours are called, the likeliest first."""
    return [named_as_rows(name) for name in (reading.fields.get(field, field), *NAMES[field])]


def columns_of_one(names: Sequence[str], reading: Reading) -> list[tuple[str, list[int]]]:
    """Return what several columns of a table may hold, "a headline" or "a text", with their places.

    The first of them that holds something in a row is the one that is read.
    """
    found = []
    for field, what in _HELD:
        theirs = reading.fields.get(field)
        usual = (theirs,) if theirs in names else tuple(dict.fromkeys(NAMES[field]))
        places = [place for name in usual for place, own in enumerate(names) if own == name]
        found += [(what, places)] if len(places) > 1 else []
    return found


def unread_beside(what: str, held: Sequence[tuple[str, str]]) -> str:
    """Return what a row loses of its columns for one field, "" for nothing.

    Args:
        what: "a headline" or "a text".
        held: The columns' names and what they hold in it, the one that is read first.
    """
    (own, read), *others = [pair for pair in held if pair[1].strip()] or [("", "")]
    name = next((name for name, value in others if not _is_in(value, read)), None)
    if name is None:
        return ""
    if name == own:
        both, which = f"Two columns are called {own!r}, and each holds {what} of its own", "the first"
    else:
        both, which = f"The columns {own!r} and {name!r} both hold {what}", repr(own)
    return f"{both}: only {which} was read, here and in the rows below"


def _is_in(text: str, whole: str) -> bool:
    words = _words(text)
    return len(words & _words(whole)) >= _SAME * len(words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", plain_prose(text).casefold()))
