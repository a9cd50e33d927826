"""Causes that a sentence gives and its passage does not."""

from __future__ import annotations

import re

from corpus.text.lexicon import whole_words

_CAUSES = re.compile(
    r"\b(?:because|due to|thanks to|owing to|as a result|result(?:s|ed|ing) in|lead(?:s|ing) to|led to|"
    r"caus(?:es?|ed|ing))\b",
    re.IGNORECASE,
)

_CAUSED = whole_words(
    r"because, due, thanks, owing, result\w*, lead\w*, led, caus\w+, prompt\w*, spark\w*, trigger\w*, "
    r"blam\w+, reasons?, why, since, so, amid, over, drove, driven, driving, fuel\w*, contribut\w+, "
    r"forc\w+, link\w*, attribut\w+, stem\w*, made, makes?, meant, means?, effects?, consequen\w+, "
    "through, given, in response"
)


def added_cause(sentence: str, text: str) -> list[str]:
    """Say whether a sentence gives a cause where the passage speaks of none."""
    if _CAUSES.search(sentence) and not _CAUSED.search(text):
        return ["it gives a cause that the passage does not give"]
    return []
