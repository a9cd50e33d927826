"""The days that a question in another language than English names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import decimal

from corpus.text.dates_abroad import months_abroad

# One of them makes a question English, and "Mars 2020" in it no month.
_ENGLISH = re.compile(r"\b(?:who|what|when|where|which|why|how|did|does|the|and|has|is|are)\b", re.I)
_YEAR = r"(?P<year>(?:1[4-9]|20)\d\d)(?!\d)"
_OF = r"\s*(?:/\s*\w+\s*)?,?\s*(?:(?:de|del|do|di|od|عام|سنة|من|năm)\s+)?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:\.|º|°|er|e|-?г?о|ème)?\s*(?:(?:de|del|di|da|do|من)\s+|d['’])?"
_IN = r"(?<!\w)(?:im|in|en|em|nel|i|w|we|v|ve|в|во|у|في|خلال|seit|depuis|desde|since)\s+"
_HAN = re.compile(
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일号號])?"
)
Parts = tuple[int, int, int | None, int, int | None]


def parts_abroad(question: str) -> Iterator[Parts]:
    """Yield the days and months that a question names in another language, with where their words stand.

    Without a year or a day beside it, a name counts only behind a word for "in": "Mai" is also a name.

    Yields:
        Begin and end of the words, then year, month and day; None for a part that is not said.
    """
    if _ENGLISH.search(question):
        return
    plain = "".join(str(decimal(char)) if char.isdecimal() else char for char in question)
    for match in _HAN.finditer(plain):
        yield _parts(match, int(match["month"]))
    # The names of months are read only where there may be one: that takes a moment.
    if re.search(r"\d", plain) or re.search(_IN, plain, re.I):
        pattern, numbers = _pattern()
        for match in pattern.finditer(plain):
            if match["lead"] or match["day"] or match["year"]:
                yield _parts(match, numbers[match["month"].casefold()])


def _parts(match: re.Match[str], month: int) -> Parts:
    year, day = match["year"], match["day"]
    return (*match.span(), int(year) if year else None, month, int(day) if day else None)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, int]]:
    names, numbers = months_abroad()
    # Hebrew writes its "in" and its month as one word.
    name = rf"(?<!\w)ב?(?P<month>{names})(?!\w)"
    return re.compile(rf"(?P<lead>{_IN})?(?:{_DAY})?{name}(?:{_OF}{_YEAR})?", re.I), numbers
