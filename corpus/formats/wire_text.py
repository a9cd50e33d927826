"""Messages as agencies send them over wires (IPTC 7901, ANPA 1312): text between control characters."""

from __future__ import annotations

import re

# A message's head begins with the first, its text with the second and ends with the third.
_HEAD, _TEXT, _END = "\x01", "\x02", "\x03"
_LONGEST_HEAD = 500
# The keyword that names a story to editors, with its length: "BC-Market-Close,150".
_KEYWORD = re.compile(r"\^?[\w&'’.]{1,30}(?:-+[\w&'’.]{1,30}){1,8}(?:,\s?\d{2,5})?<?")
# Typographers' marks for the beginning and end of a headline.
_MARKS = "^<>\x11\x12\x13\x14"
_AFFILIATION = re.compile(
    r"(?:Associated Press|\w+ Press|AP|Staff|\w+) (?:Staff )?(?:Sports |Business )?Writer"
)
_UNDERSCORE_DASH = re.compile(r"(?<=\)) _ (?=\S)")


def messages_of(text: str) -> list[str]:
    """Return the messages of a wire as texts, headline and what is below it; none of another text."""
    messages = []
    for piece in text.split(_END)[:-1] if _TEXT in text else ():
        head, mark, words = piece.rpartition(_HEAD)[2].partition(_TEXT)
        if mark and _HEAD in piece and len(head) <= _LONGEST_HEAD and (message := _as_text(words)):
            messages.append(message)
    return messages


def _as_text(message: str) -> str:
    lines = message.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    while lines and (not lines[0].strip() or _KEYWORD.fullmatch(lines[0].strip())):
        lines.pop(0)
    if not lines:
        return ""
    below = [line for line in lines[1:] if not _AFFILIATION.fullmatch(line.strip())]
    is_byline = bool(below) and below[0].strip(_MARKS).strip().lower().startswith("by ")
    byline = [below.pop(0).strip(_MARKS).strip()] if is_byline else []
    return "\n\n".join(
        (lines[0].strip(_MARKS).strip(), *byline, _UNDERSCORE_DASH.sub(" — ", "\n".join(below)))
    )
