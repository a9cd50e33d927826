"""Whether a sentence says that something happened: what a course of events is made of.

Reports also explain, advise, quote opinions and look back; read among days, such sentences tell nothing.
"""

from __future__ import annotations

import re
from datetime import date

from corpus.text.lexicon import PRESENT_OF, WEEKDAY_NAMES, any_of, any_pattern, month_names_and_short_forms

LEAST = 0.5
"""A sentence with less says nothing of the day it was published on."""
_LEAD = 1.5
_DATED, _DONE = 1.5, 1.0
_QUOTED, _ASKS, _SPOKEN_TO, _OPINION = 2.5, 3.0, 2.0, 1.0
_POSSIBLE, _EXPLAINS, _OTHER_YEAR, _UNENDED = 1.5, 2.5, 2.0, 2.0
_MOST_QUOTED = 0.5
_LONG, _MOST_WORDS = 1.5, 45
_DAY = any_pattern(
    rf"\b(?:{any_of(WEEKDAY_NAMES)})\b",
    r"\b(?:today|yesterday|tonight)\b",
    r"\bth(?:is|e same) (?:morning|day|week)\b",
    r"\b(?:last|earlier this) (?:night|week)\b",
    rf"\b(?:{month_names_and_short_forms()}) \d{{1,2}}\b",
    rf"\b\d{{1,2}} (?:{month_names_and_short_forms()})\b",
    flags=re.NOFLAG,
)
# What is felt or thought is no event; "let" and "cost" are as often of now.
_IRREGULAR = {*PRESENT_OF, "died", "spread"} - {"cost", "felt", "knew", "let", "thought", "understood"}
_PAST = re.compile(
    rf"\b(?:\w{{3,}}ed|{any_of(sorted(_IRREGULAR))}|(?:has|have|had|was|were) \w+(?:ed|en|n))\b", re.I
)
_SPEAKS_TO = re.compile(r"\b(?:you|your|yours|you['’]\w+)\b", re.I)
_SPEAKS = re.compile(r"\b(?:I|we|us|our|my|me)\b")
_MAY = re.compile(r"\b(?:would|could|may|might|should|can|cannot|if|whether|unless)\b|n['’]t\b", re.I)
_TEACHES = any_pattern(
    r"\b(?:occurs?|happens?|is|are) (?:what|when|where)\b",
    r"^(?:An?|The)\b[^,.]{2,60}? (?:is|are) an?\b",
    "^(?:Always|Never|Here['’]?s?|Check|See|Watch|Use|Read|Click|Find|Look|Learn|Think|Remember|Note|"
    r"Make)\b",
    r"\b(?:known for|also known as|stands for|exactly \w+ (?:day|week|month|year)s? (?:after|since))\b",
    r"^(?:Although|Though|While|But|And|Still|Instead)\b",
    flags=re.NOFLAG,
)
_QUOTATION = re.compile(r"[\"“][^\"“”]*[\"”]?")
_YEAR = re.compile(r"(?<![\d,.$€£-])((?:19|20)\d\d)(?![\d%])")
_ENDS = re.compile(r"[.!…。][\"”’)]*\s*\Z")


def says_what_happened(text: str, published: date, *, leads: bool, language: str | None) -> float:
    """Return how surely a sentence says what happened about the day it was published on, in points.

    `LEAST` is enough. A sentence that leads its article counts for more: that is where news says it. The
    words looked for are English; in other languages only the beginning tells.
    """
    points = _LEAD * leads
    if language not in (None, "en"):
        return points + LEAST
    spoken = "".join(_QUOTATION.findall(text))
    own = _QUOTATION.sub(" ", text)
    points += _DATED * bool(_DAY.search(own)) + _DONE * bool(_PAST.search(own))
    points -= _QUOTED * (len(spoken) > _MOST_QUOTED * len(text)) + _ASKS * text.rstrip('”"’) ').endswith("?")
    points -= _SPOKEN_TO * bool(_SPEAKS_TO.search(own)) + _OPINION * bool(_SPEAKS.search(own))
    points -= _POSSIBLE * bool(_MAY.search(own)) + _EXPLAINS * bool(_TEACHES.search(text))
    points -= _OTHER_YEAR * any(int(year) != published.year for year in _YEAR.findall(own))
    points -= _LONG * (len(text.split()) > _MOST_WORDS)
    return points - _UNENDED * (_ENDS.search(text) is None)
