"""Allegations: a sentence must not state as fact what is only alleged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.text.lexicon import whole_words
from corpus.text.sentences import sentences
from index.search.terms import coverage, terms

_ALLEGES = whole_words(
    "claim(?:s|ed|ing)?, alleg(?:e|es|ed|edly|ing|ation|ations), accus(?:e|es|ed|ing|ation|ations), "
    "reportedly, suspected, apparently, purported(?:ly)?, den(?:y|ies|ied|ying), "
    "(?:prosecutors?|lawsuits?|complaint|indictment|plaintiffs?|accusers?|critics|opponents)"
    r"(?: \w+){0,2} (?:say|says|said|argue[sd]?|contend(?:s|ed)?)"
)
_HEDGES = whole_words(
    "said, says?, saying, told, stat(?:e|es|ed), according to, report(?:s|ed|edly)?, may, might, "
    "could, would, wrote, argued?, suggest(?:s|ed)?, warn(?:s|ed)?, believ(?:e|es|ed), "
    r"expect(?:s|ed)?, plann?(?:s|ed)?, propos(?:e|es|ed), claim(?:s|ed|ing)?, alleg\w+, accus\w+, "
    r"suspect\w*, apparently, purported(?:ly)?, charg(?:ed|es), denie[sd]"
)
_REPORTED = 0.5


def stated_as_fact(sentence: str, text: str) -> list[str]:
    """Say whether a sentence states as a fact what the passage reports as an allegation, or denied."""
    if _HEDGES.search(sentence):
        return []
    mine = terms(sentence)
    for span in sentences(text):
        reported = span.of(text)
        if coverage(mine, terms(reported)) < _REPORTED:
            continue
        if any(coverage(terms(alleged), mine) >= _REPORTED for alleged in _alleged(reported)):
            return ["it states as a fact what the passage reports as an allegation"]
    return []


def _alleged(reported: str) -> Iterator[str]:
    """What is only alleged: what stands behind the verb up to the next comma, or all before it."""
    for match in _ALLEGES.finditer(reported):
        behind = re.split(r"[,;:.]", reported[match.end() :], maxsplit=1)[0]
        yield behind if len(terms(behind)) > 1 else reported[: match.start()]
