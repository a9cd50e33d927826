"""Dropping what a model writes that is not a sentence of an answer: refusals, echoes, repetitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.search.terms import coverage, terms, words
from qa.write.prompts import EXAMPLE_ANSWER, NO_ANSWER
from qa.write.stream import DraftSentence

# "Davos, Switzerland,,,,", and one word again and again.
_GARBLED = re.compile(r"([,;:])(?:\s?\1)+|\b(\w+)(?:\W+\2\b){3,}", re.IGNORECASE)
# A small model continues with the next question, in the form of the prompt.
_NEXT = re.compile(r"(?:question|passages?)\s*:", re.IGNORECASE)
_MOST_OF_EXAMPLE = 0.5


def without_noise(drafts: Iterable[DraftSentence], counts: Counter[str]) -> Iterator[DraftSentence]:
    """Yield the drafts that say something of their own, each once.

    `counts` gains the number of markers that cite no passage ("invented") and of "garbled" drafts.
    """
    example = terms(EXAMPLE_ANSWER)
    seen: set[tuple[str, ...]] = set()
    for draft in drafts:
        if _NEXT.match(draft.text):
            return
        counts["invented"] += draft.dropped
        row = tuple(words(draft.text))
        if NO_ANSWER in draft.text.upper() or row in seen:
            continue
        seen.add(row)
        if _GARBLED.search(draft.text):
            counts["garbled"] += 1
        elif coverage(example, terms(draft.text)) < _MOST_OF_EXAMPLE:
            yield draft
