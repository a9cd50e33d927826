"""Which number of a sentence counts the dead, and which the hurt, the held or the missing.

Of "Hundreds of people died and more than 3,000 have been sickened" the reader takes either for the dead.
"""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.text.lexicon import HOW_MANY, whole_words
from corpus.text.sentences import Span
from qa.facts.numbers import placed_quantities

_OUTCOMES = {
    "dead": whole_words(
        "die, dies, died, dying, dead, deaths?, deadly, kill(?:s|ed|ing)?, perish(?:ed)?, drown(?:ed)?"
    ),
    "hurt": whole_words(
        "injur(?:e|es|ed|ing|ies), hurt, wound(?:ed|s|ing)?, sicken(?:ed|s)?, hospitali[sz]ed, infected"
    ),
    "held": whole_words("arrest(?:s|ed|ing)?, detain(?:s|ed|ing)?, charged, jailed, indicted"),
    "missing": whole_words("missing, unaccounted"),
    "moved": whole_words("evacuat(?:e|ed|es|ing), displac(?:e|ed|es|ing), homeless, fled, flee"),
    "saved": whole_words("rescu(?:e|ed|es|ing), saved, surviv(?:e|ed|es|ing|ors?)"),
}
_ASKS = re.compile(rf"{HOW_MANY}\b", re.I)
_PARTS = re.compile(r"[,;:]\s+|\s+(?:and|but|while|whereas)\s+")
_VAGUE = re.compile(
    r"\b(?:(?:several|a few|many) (?:hundred|thousand)|(?:\w+ )?dozen|dozens|scores|hundreds|thousands)\b",
    re.I,
)


def number_of_those_asked_for(question: str, text: str, span: Span) -> Span | None:
    """Return the number that counts those whom a question asks for; `span`, unless that counts others.

    None where the number at `span` counts others and no single other number counts these.
    """
    asked = _outcomes(question) if _ASKS.search(question) else set()
    if len(asked) != 1:
        return span
    borders = [0, *(match.end() for match in _PARTS.finditer(text)), len(text)]
    parts = [Span(start, end) for start, end in pairwise(borders)]
    counted = [_outcomes(part.of(text)) for part in parts]
    own = counted[max(at for at, part in enumerate(parts) if part.start <= span.start)]
    if not own or asked & own:
        return span
    numbers = [
        _number_in(text, part) for part, outcomes in zip(parts, counted, strict=True) if outcomes == asked
    ]
    return numbers[0] if len(numbers) == 1 else None


def _outcomes(text: str) -> set[str]:
    return {name for name, words in _OUTCOMES.items() if words.search(text)}


def _number_in(text: str, part: Span) -> Span | None:
    """The only number in a part of a sentence; None where there is none, or several."""
    places = [Span(*match.span()) for match in _VAGUE.finditer(text, part.start, part.end)]
    exact = [Span(start, end) for _, start, end in placed_quantities(text) if part.start <= start < part.end]
    places += [place for place in exact if not any(one.start <= place.start < one.end for one in places)]
    return places[0] if len(places) == 1 else None
