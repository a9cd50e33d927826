"""Questions about the archive itself: how many of its articles mention something."""

from __future__ import annotations

import re

_HOW_MANY = re.compile(
    r"^how many (?:of (?:the|your|these) )?(?:articles?|stories|reports|texts)\b.{0,40}?\b"
    r"(?:mention(?:s|ed)?|names?d?|refer(?:s|red)? to|talk about|(?:(?:are|is|were) )?(?:there )?about|"
    r"cover(?:s|ed)?|discuss(?:es|ed)?|report(?:s|ed)? on|deal with)\s+(?P<phrase>\S.*?)\W*$",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)


def phrase_counted(question: str) -> str | None:
    """Return the words whose articles a question wants counted; None where it wants nothing counted."""
    match = _HOW_MANY.match(question.strip())
    return _ARTICLE.sub("", match["phrase"]).strip("“”\"‘’'") if match else None
