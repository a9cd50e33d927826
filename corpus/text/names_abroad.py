"""The names of months, days and halves of the day in other languages.

They are those of Babel (Unicode's CLDR), which takes half a second and 60 MB to load them, kept in a file:
``python -m corpus.text.names_abroad`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.text.lexicon import MONTH_NAMES

# Languages that news comes in and that count years as we do.
LANGUAGES = (
    "de fr es it pt nl da nb sv is fi et lv lt pl cs sk sl ro hu tr az sq ca gl ru uk be bg sr sr_Latn mk "
    "bs_Latn hr el hy ka kk he ar ar_LB ar_DZ fa ur hi bn mr gu ta te ml kn pa vi id ms sw af"
).split()
OF_NUMBERED_MONTHS = ("ko", "ja", "zh", "zh_Hant")
_LEAST_LETTERS = 3
_WIDTHS, _HALVES = ("wide", "abbreviated"), ("am", "pm")
FILE = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True, slots=True)
class NameAbroad:
    """A name as another language writes it.

    Attributes:
        written: It, as it stands in that language.
        english: What it is in English; "" for a day of the week.
        is_month_in_full: Whether it is a month's, and not shortened.
    """

    written: str
    english: str
    is_month_in_full: bool = False


@cache
def names_abroad() -> tuple[NameAbroad, ...]:
    """Return every name, months first: where two are alike, the first counts."""
    lines = (line.split("\t") for line in FILE.read_text("utf-8").splitlines())
    return tuple(NameAbroad(written, english, bool(full)) for english, full, written in lines)


def as_file() -> str:
    """Return what the file is to hold."""
    lines = dict.fromkeys(
        f"{name.english}\t{'full' if name.is_month_in_full else ''}\t{name.written}\n" for name in _of_babel()
    )
    return "".join(lines)


def _of_babel() -> Iterator[NameAbroad]:
    """Every name with its English one, months first: where two are alike, the first counts."""
    from babel import Locale

    places = [Locale.parse(language) for language in LANGUAGES]
    for place in places:
        yield from _months_of(place)
    yield NameAbroad("МСК", "MSK")
    for place in (*places, *map(Locale.parse, OF_NUMBERED_MONTHS)):
        for context in place.days.values():
            yield from (NameAbroad(name, "") for name in context["wide"].values())
        yield from _halves_of(place)


def _months_of(place: Any) -> Iterator[NameAbroad]:
    for context in place.months.values():
        for width in _WIDTHS:
            for number, name in context[width].items():
                yield NameAbroad(name, MONTH_NAMES[number - 1], width == "wide")


def _halves_of(place: Any) -> Iterator[NameAbroad]:
    for context in place.day_periods.values():
        for halves in (context.get(width, {}) for width in _WIDTHS):
            named = ((halves.get(half), half.upper()) for half in _HALVES)
            yield from (NameAbroad(name, english) for name, english in named if name and _is_clear(name))


def _is_clear(half: str) -> bool:
    """Whether a word for a half of the day is likely no other one: Hungarian "de." is."""
    return not (half.isascii() and len(half.strip(".")) < _LEAST_LETTERS)


if __name__ == "__main__":
    FILE.write_text(as_file(), "utf-8")
