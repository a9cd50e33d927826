"""The sentence before, where a pronoun needs it."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.evidence.candidates import Evidence
from qa.evidence.quotable import quotable_spans

_POINTS_BACK = re.compile(
    r"^[“\"‘']?(?:But |And |So |Yet |Still, |Later, |Then )?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|The (?:two|latter|former|pair))\b"
)
_MOST_WORDS = 60


def with_context(item: Evidence) -> Evidence:
    """Return the evidence with the sentence before it, when it begins with a pronoun that points there.

    The result is one piece of the same article; it is the item itself when the sentence stands alone, the
    chunk begins with it, or both together would be long.
    """
    if item.field != "body" or not _POINTS_BACK.match(item.text):
        return item
    start = item.start - item.hit.start
    spans = quotable_spans(item.hit.text, item.hit.language, opens=item.hit.start == 0)
    before = [span for span in spans if span.end <= start]
    if not before:
        return item
    text = item.hit.text[before[-1].start : item.end - item.hit.start]
    if len(text.split()) > _MOST_WORDS:
        return item
    return replace(item, start=item.hit.start + before[-1].start, text=text)
