"""Dates as other languages write them, put into English words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.text.lexicon import MONTH_NAMES
from corpus.text.names_abroad import names_abroad

_LEAST_LETTERS = 3
# Hebrew has its "in" before a month, without a space.
_IN = "ב"
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# "Year", "of the month" and "at" stand beside the numbers, shortened or not.
_BESIDE = re.compile(
    r"(?<!\w)(?:г|год|года|ч|в|во|р|року|рік|о|об|у|թ|ж|r|roku|rok|godz|v|ob|u|god|m|d|den|gada|metų|mėn|"
    r"kl|klo|kello|kell|saat|ora|ore|ώρα|στις|h|à|às|a|les|alle|om|um|uhr|pukul|jam|ngày|năm|lúc|"
    r"الساعة|في|عند|ساعت|בשעה|את|को|बजे)(?!\w)\.?"
)
# Croatian names some months as Polish and Czech name others. Polish has no full stop behind the day.
_OF_TWO_MONTHS = re.compile(r"\d\.\s*(?:lip|lis|listopada?|srp)\b", re.I)
# A month by two of its names, as Arabic has it, is one.
_TWICE = re.compile(r"\b([A-Z][a-z]+)\s?/\s?\1\b")
_SHORT_DAY = re.compile(r"\s?[(（]\w{1,3}[)）]")
_CLOCK_OF_HAN = re.compile(r"(\d{1,2})\s?[時时點点시]\s?(\d\d)\s?[分분]?")
_HALF_BEFORE = re.compile(r"\b([AP]M)\s?(\d{1,2}:\d\d(?::\d\d)?)")
# Years that Japan and Taiwan count from the beginning of an era.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_OF_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?年")
_LOOSE = re.compile(r"\s+(?=,)|,(?=\s*,)|^[\s,.–-]+|[\s,–-]+$")


def in_english(date: str) -> str:
    """Return a date with its month and halves of the day in English, without the day of the week.

    What is in no language that we know stays as it is.
    """
    if _OF_TWO_MONTHS.search(date):
        return date
    date = _of_our_era(date)
    names, english = _names()
    text = names.sub(lambda name: f" {english[_folded(name[0])]} ", f" {_plain(date).replace('،', ',')} ")
    text = _SHORT_DAY.sub(" ", _CLOCK_OF_HAN.sub(r"\1:\2", text))
    text = _BESIDE.sub(" ", _TWICE.sub(r"\1", text))
    text = _HALF_BEFORE.sub(r"\2 \1", " ".join(text.split()))
    return _LOOSE.sub("", text)


def _of_our_era(date: str) -> str:
    return _OF_ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", date)


@cache
def months_abroad() -> tuple[str, dict[str, int]]:
    """Return a pattern of the months' names in full in many languages, and the number of each, casefolded."""
    numbers: dict[str, int] = {}
    for name in names_abroad():
        if name.is_month_in_full:
            numbers.setdefault(_plain(name.written).casefold(), MONTH_NAMES.index(name.english) + 1)
    usable = [name for name in numbers if len(name) >= _LEAST_LETTERS and not name.isdecimal()]
    longest_first = sorted(usable, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)), numbers


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names, and what each is in English by its form without capitals."""
    meanings: dict[str, str] = {}
    for name in names_abroad():
        meanings.setdefault(_plain(name.written).rstrip("."), name.english)
    longest_first = sorted(meanings, key=len, reverse=True)
    spaced = "|".join(re.escape(name) for name in longest_first if not _WITHOUT_SPACES.search(name))
    others = "|".join(re.escape(name) for name in longest_first if _WITHOUT_SPACES.search(name))
    pattern = re.compile(rf"(?<!\w){_IN}?(?:{spaced})\.?(?!\w)|{others}", re.I)
    return pattern, {_folded(name): meaning for name, meaning in reversed(meanings.items())}


def _plain(text: str) -> str:
    """Without the marks that only say which way text runs or where letters join, and with single spaces."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _folded(name: str) -> str:
    return _plain(name).casefold().removeprefix(_IN).rstrip(".")
