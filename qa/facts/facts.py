"""Facts that a sentence may take only from what it cites: quantities, dates, names, quotations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.article import normalise_text
from index.search.terms import held_term, terms, weight, words
from qa.facts.tokens import Token, is_title, names, tokens

_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_MONTH = (
    r"(?P<month{n}>Jan(?:uary|\b)|Feb(?:ruary|\b)|Mar(?:ch|\b)|Apr(?:il|\b)|May\b|June?\b|July?\b|"
    r"Aug(?:ust|\b)|Sept?(?:ember|\b)|Oct(?:ober|\b)|Nov(?:ember|\b)|Dec(?:ember|\b))\.?"
)
_DATE = re.compile(
    r"(?:\b(?P<before>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+)?"
    + r"\b"
    + _MONTH.format(n="")
    + r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?(?![\d,]*\d))?(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?"
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_WEEKDAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s?|nes|rs|ur)days?\b")
_RELATIVE = re.compile(r"\b(yesterday|today|tonight|tomorrow)\b", re.IGNORECASE)
# Two words of middling rarity, such as "moon" and "cheese".
_MUCH = 4.5
# What the adjective shares with the country only in its first letters, or not even there.
_DEMONYMS = {
    "french": "france", "dutch": "netherlands", "british": "britain", "german": "germany",
    "spanish": "spain", "greek": "greece", "swiss": "switzerland", "danish": "denmark",
    "polish": "poland", "welsh": "wales", "irish": "ireland", "english": "england", "thai": "thailand",
    "turkish": "turkey", "swedish": "sweden", "finnish": "finland", "chinese": "china",
    "iraqi": "iraq", "american": "us", "filipino": "philippines",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given; None is what was not."""

    day: int | None
    month: int
    year: int | None

    def agrees(self, other: Day) -> bool:
        """Whether both can be the same, and `other` gives at least the day that this one gives."""
        return (
            self.month == other.month
            and (self.day is None or self.day == other.day)
            and (self.year is None or other.year is None or self.year == other.year)
        )


def days(text: str) -> list[Day]:
    """Return the dates named in `text` that have a month, in order: "12 May", "May 12, 2025", "in May"."""
    return [day for _, day in _dated(text)]


def without_days(text: str) -> str:
    """Return `text` with its dates blanked: the twelfth of May is not twelve of anything."""
    for span, _ in reversed(_dated(text)):
        text = f"{text[: span[0]]} {text[span[1] :]}"
    return text


def _dated(text: str) -> list[tuple[tuple[int, int], Day]]:
    found = []
    for match in _DATE.finditer(text):
        number = match["before"] or match["after"]
        month = _MONTHS.index(match["month"][:3].lower()) + 1
        year = int(match["year"]) if match["year"] else None
        found.append((match.span(), Day(int(number) if number else None, month, year)))
    for match in _ISO.finditer(text):
        if 1 <= int(match["month"]) <= 12:
            found.append((match.span(), Day(int(match["day"]), int(match["month"]), int(match["year"]))))
    return sorted(found, key=lambda pair: pair[0])


def weekdays(text: str) -> set[str]:
    """Return the days of the week named in `text`, as three letters."""
    return {match.group(1).lower() for match in _WEEKDAY.finditer(text)}


def resolved_days(text: str, published: date) -> list[date]:
    """Return the days that "Tuesday" or "yesterday" in `text` mean in an article of the day `published`."""
    found = [
        published - timedelta(days=(published.weekday() - _WEEKDAYS.index(name)) % 7)
        for name in sorted(weekdays(text))
    ]
    shifts = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    found += [published + timedelta(days=shifts[match.group().lower()]) for match in _RELATIVE.finditer(text)]
    return found


def unknown_dates(sentence: str, around: str, published: Sequence[date] = ()) -> list[str]:
    """Say which dates of `sentence` are neither in `around` nor follow from the day of an article."""
    follow = [day for issued in published for day in _told_days(around, issued)]
    held = days(around) + [Day(day.day, day.month, day.year) for day in follow]
    reasons = [
        f"the date {_shown(mine)} does not stand in the passage"
        for mine in days(sentence)
        if not any(mine.agrees(other) for other in held)
        or (mine.year and not _year_known(mine.year, around, follow))
    ]
    known = weekdays(around) | {_WEEKDAYS[day.weekday()] for day in follow if _is_named(day, around)}
    missing = sorted(weekdays(sentence) - known)
    return reasons + [f"the day {name!r} does not stand in the passage" for name in missing]


def _told_days(around: str, issued: date) -> list[date]:
    """The days that a passage tells: those that it names by weekday, else that of its article."""
    return resolved_days(around, issued) or [issued]


def _is_named(day: date, around: str) -> bool:
    return any(other.agrees(Day(day.day, day.month, day.year)) and other.day for other in days(around))


def _year_known(year: int, around: str, follow: Sequence[date]) -> bool:
    return str(year) in around or any(day.year == year for day in follow)


def _shown(day: Day) -> str:
    parts = (str(day.day) if day.day else "", _MONTHS[day.month - 1].title(), str(day.year or ""))
    return " ".join(part for part in parts if part)


def unknown_names(row: Sequence[Token], around: str) -> list[str]:
    """Say which names of a sentence `around` has not, or has only as parts of two different names."""
    held_row = tokens(around)
    held = frozenset(token.key for token in held_row if token.is_word)
    capitals = frozenset(token.key for token in held_row if token.capital)
    places = names(row, capitals)
    spelled_out = _spelled_out(row, places, held_row)
    reasons = [
        f"the name {row[place].text!r} does not stand in the passage"
        for place in places
        if place not in spelled_out and not _stands_in(row[place], held, held_row)
    ]
    for first, second in _neighbours(row, places):
        a, b = row[first].key, row[second].key
        # "Bo Bhroin" made of Bo Lund and Aoife Bhroin.
        if a in held and b in held and not _near(a, b, held_row):
            reasons.append(f"the name {row[first].text} {row[second].text} does not stand in the passage")
    return list(dict.fromkeys(reasons))


def _neighbours(row: Sequence[Token], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for first, second in itertools.pairwise(places):
        if (
            second == first + 1
            and not is_title(row[first].key)
            and not row[first].text.endswith(("'s", "’s"))
        ):
            yield first, second


def _near(a: str, b: str, row: Sequence[Token]) -> bool:
    firsts = [place for place, token in enumerate(row) if token.key == a]
    return any(
        row[other].key == b for place in firsts for other in range(place + 1, min(place + 3, len(row)))
    )


def _stands_in(token: Token, held: frozenset[str], row: Sequence[Token]) -> bool:
    parts = words(token.text)
    whole = token.key in held or "".join(parts) in held
    return whole or all(_same_name(part, held) for part in parts) or _is_acronym(token, row)


def _same_name(part: str, held: frozenset[str]) -> bool:
    if part in held or part.rstrip("s") in held or f"{part}s" in held:
        return True
    if _DEMONYMS.get(part) in held or any(_DEMONYMS.get(other) == part for other in held if len(other) > 3):
        return True
    # "Ukrainian" for "Ukraine": one begins like the other, and only an ending of nationality differs.
    return len(part) > 4 and any(_nationality(part, other) for other in held)


_ENDING = re.compile(r"(?:a|e|ia|y|n|an|ian|ean|ese|i|ish|ians|ans|o|os|ic)?")


def _nationality(a: str, b: str) -> bool:
    common = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        common += 1
    return common >= 4 and all(bool(_ENDING.fullmatch(word[common:])) for word in (a, b))


def _is_acronym(token: Token, row: Sequence[Token]) -> bool:
    """Whether the passage spells out what the sentence abbreviates: "UN" for "United Nations"."""
    letters = "".join(char.lower() for char in token.text if char.isalpha())
    if not token.text.replace(".", "").isupper() or not 2 <= len(letters) <= 6:
        return False
    return letters in "".join(other.key[0] for other in row if other.capital)


def _spelled_out(row: Sequence[Token], places: Sequence[int], held_row: Sequence[Token]) -> set[int]:
    """The places whose names the passage abbreviates: "United Nations" for its "UN"."""
    short = {t.key for t in held_row if t.text.isupper() and 2 <= len(t.key) <= 6}
    found: set[int] = set()
    for length in range(2, 7):
        for at in range(len(places) - length + 1):
            run = places[at : at + length]
            together = run[-1] - run[0] <= length + 1
            if together and "".join(row[place].key[0] for place in run) in short:
                found.update(run)
    return found


def added_words(row: Sequence[Token], around: str) -> list[str]:
    """Say which words that follow each other in a sentence stand nowhere in `around`, in no form.

    A single word may be another for the same; two together that say much are something new.
    """
    held = terms(around)
    run: list[Token] = []
    for token in [*row, None]:
        if token is not None and not token.says:
            continue
        if token is not None and not held_term(token.stem, held) and not token.key[0].isdigit():
            run.append(token)
            continue
        if len(run) > 1 and sum(weight(one.key) for one in run) >= _MUCH:
            return [f"{' '.join(one.text for one in run)!r} stands nowhere in the passage"]
        run = []
    return []


def changed_quotations(sentence: str, around: str) -> list[str]:
    """Say which quotations of `sentence` do not stand word for word in `around`."""
    held = f" {normalise_text(around)} "
    return [
        f"the words “{quoted}” are not quoted as they stand"
        for quoted in _QUOTED.findall(sentence)
        if f" {normalise_text(quoted)} " not in held
    ]
