"""Abbreviations that everybody knows: a passage may spell them out in other words than their letters."""

from __future__ import annotations

from collections.abc import Collection

from corpus.word_lists import table_in

_SPELLED_OUT = table_in(__file__, "abbreviations")
# No names, whatever the passage says of them.
_WORDS = frozenset("ok oks ok'd ok’d oked ex".split())


def is_spelled_out(key: str, keys: Collection[str]) -> bool:
    """Whether a passage has one of the words that an abbreviation stands for: "Republicans" for "GOP"."""
    return key in _WORDS or any(word in keys for word in _SPELLED_OUT.get(key, ()))
