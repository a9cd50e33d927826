"""Numbers and dates in prose, in a form in which they can be compared."""

from __future__ import annotations

import re

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_TOKEN = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th)?"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|[kmb])\b)?(?P<percent>\s?%|\s?per\s?cent\b)?"
    r"|(?P<word>[a-z]+(?:-[a-z]+)?)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\b\.?"
)
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)


def numbers(text: str) -> list[float]:
    """Return every number in `text`, in order: "12", "twelve", "1,200", "$5 million", "3.5 %", "second".

    "One" is left out: as a word it is seldom a count.
    """
    found: list[float] = []
    spelled: float | None = None
    for match in _TOKEN.finditer(text):
        if match["digits"]:
            _flush(found, spelled)
            spelled = None
            value = float(match["digits"].replace(",", ""))
            found.append(value * _SCALES[match["scale"].lower()] if match["scale"] else value)
        else:
            spelled = _spelled(match["word"].lower(), spelled, found)
    _flush(found, spelled)
    return found


def _flush(found: list[float], spelled: float | None) -> None:
    if spelled is not None:
        found.append(spelled)


def _spelled(word: str, before: float | None, found: list[float]) -> float | None:
    """Take one word of a spelled number; what is complete goes to `found`."""
    value = _value(word)
    if value is not None:
        if before in _TENS.values() and value < 10:
            return float(before or 0) + value
        _flush(found, before)
        return value
    if word in _SCALES and len(word) > 2:
        return before * _SCALES[word] if before is not None else None
    _flush(found, before)
    return None


def _value(word: str) -> float | None:
    if word == "one":
        return None
    head, _, tail = word.partition("-")
    if tail and head in _TENS and tail in _SMALL:
        return float(_TENS[head] + _SMALL[tail])
    for table in (_SMALL, _TENS, _ORDINALS):
        if word in table:
            return float(table[word])
    return None


def months(text: str) -> set[str]:
    """Return the months named in `text`, as three letters; the verb "may" is none."""
    named = {match.group(1)[:3].lower() for match in _MONTH.finditer(_capitalised(text))}
    return named


def weekdays(text: str) -> set[str]:
    """Return the days of the week named in `text`, as their first letters."""
    return {match.group(1).lower() for match in _WEEKDAY.finditer(text)}


def _capitalised(text: str) -> str:
    """The words of `text` that begin with a capital, in lower case: months do."""
    return " ".join(word.lower() for word in re.findall(r"[A-Z][a-z]+\.?", text))
