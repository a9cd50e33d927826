"""The previous sentence, for a sentence that begins with a pronoun."""

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
    """Return the evidence with the previous sentence, if it begins with a pronoun that refers to it.

    The result is one span of the same article. It is the item itself if the sentence stands alone, begins its
    chunk, or would be too long with the other.
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
