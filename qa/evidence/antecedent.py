"""The previous sentence, for a sentence that begins with a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.text.sentences import Span
from qa.evidence.candidates import Evidence
from qa.evidence.quotable import quotable_spans
from qa.facts.tokens import names, tokens
from qa.question.understand import Question

_POINTS_BACK = re.compile(
    r"^[“\"‘']?(?:But |And |So |Yet |Still, |Later, |Then )?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|The (?:two|latter|former|pair))\b"
)
# "It was not until May that" and "It is unclear whether" refer to nothing before them.
_REFERS_TO_NOTHING = re.compile(
    r"^[“\"‘']?(?:But |And |So |Yet )?It(?: is| was|[’']s| isn[’']t| wasn[’']t)(?: not| also| still| now)? "
    r"(?:until|only|(?:un)?clear|(?:un)?likely|(?:im)?possible|(?:un)?known|hard|easy|difficult|important|common|rare)\b"
)
# "I know," she said: whoever speaks is named further up.
_QUOTATION = re.compile(r"[“\"‘]")
_ASKS_WHO_SPEAKS = re.compile(
    r"^who(?:se)?\b.*\b(?:sa(?:id|ys?)|told|tells?|claim|argu|den(?:y|ie)|warn|announc|admit|insist|promis|words)",
    re.I,
)
_MOST_WORDS = 60
_MOST_BEFORE = 3


def with_context(item: Evidence, question: Question) -> Evidence:
    """Return the evidence with the previous sentence, if it begins with a pronoun that refers to it.

    A quotation without its speaker has the sentences before it up to the one that names somebody, if the
    question asks who speaks.

    The result is one span of the same article. It is the item itself if the sentence stands alone, begins its
    chunk, or would be too long with the others.
    """
    if item.field != "body":
        return item
    wants_speaker = (
        _ASKS_WHO_SPEAKS.search(question.standalone)
        and _QUOTATION.search(item.text)
        and not _names(item.text)
    )
    points_back = _POINTS_BACK.match(item.text) and not _REFERS_TO_NOTHING.match(item.text)
    # Splitting the chunk costs more than all of the above, and few sentences need it.
    if not (wants_speaker or points_back) or not (before := _sentences_before(item)):
        return item
    if wants_speaker:
        return _up_to_a_name(item, before)
    wider = _from(item, before[-1])
    return wider if len(wider.text.split()) <= _MOST_WORDS else item


def _sentences_before(item: Evidence) -> list[Span]:
    """The sentences of the item's chunk that end before it begins."""
    spans = quotable_spans(item.hit.text, item.hit.language, opens=item.hit.start == 0)
    return [span for span in spans if span.end <= item.start - item.hit.start]


def _up_to_a_name(item: Evidence, before: Sequence[Span]) -> Evidence:
    """The item with up to three sentences before it, the first of which names somebody."""
    for span in reversed(before[-_MOST_BEFORE:]):
        wider = _from(item, span)
        if len(wider.text.split()) > _MOST_WORDS:
            break
        if _names(span.of(item.hit.text)):
            return wider
    return item


def _from(item: Evidence, span: Span) -> Evidence:
    """The item from the beginning of a span of its chunk on."""
    text = item.hit.text[span.start : item.end - item.hit.start]
    return replace(item, start=item.hit.start + span.start, text=text)


def _names(text: str) -> bool:
    return bool(names(tokens(text)))
