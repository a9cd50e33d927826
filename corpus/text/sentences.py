"""Sentences and paragraphs as offsets into a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sentencex

from corpus.text.lexicon import WEEKDAY_NAMES, any_of

_WHITE = re.compile(r"\s")
# Its time grows with the square of the length where quotation marks are opened and never closed.
_MOST_AT_ONCE = 4_000
# Ends that the library finds wrongly in news: "at 9 a.m. Monday", "Gov. Lee", "R-N.Y.".
_TIME_OF_DAY = re.compile(r"\d\s?[ap]\.m\.$")
_DAY_OR_ZONE = re.compile(rf"\s*(?:(?:{any_of(WEEKDAY_NAMES)})\b|[A-Z]{{2,4}}\b|on\b)")
_RANK_OR_NUMBER = re.compile(
    r"\b(?:Gens?|Govs?|Sens?|Reps?|Amb|Atty|Det|Dr|Ft|Profs?|Lt|Sgt|Col|Rev|Hon|Maj|Cpl|Capt|Cmdr|Adm|Nos?)\.$"
)
# What stands before a name or a number, by language, where the library does not know it.
_BEFORE_NAMES = {
    "fr": "m mm mme mlle mgr me pr dr st ste art env cf av bd vol fig chap",
    "de": "abg inkl exkl zzgl hr hrn fr bgm dipl ing str nr abs art bd tel ggf geb st",
    "es": "sr sra srta sres dr dra d dña ing lic av avda núm pág art aprox gral cnel mons exmo",
    "it": "sig sigg dott prof on avv ing geom rag arch mons pag art s n",
    "pt": "sr sra srs dr dra eng exmo prof d av pág art núm",
    "nl": r"dhr mevr mw ir ing drs mr dr prof ca nr art blz st o\.a d\.w\.z i\.v\.m t\.o\.v",
    "pl": "dr prof ks inż mgr ul al pl św gen płk ok im nr art godz m.in tzw np",
    "sv": "kl dr prof nr ca st",
    "da": "hr kl dr prof nr ca st",
    "no": "kl dr prof nr ca st",
    "ru": "г ул д им проф акад стр св гр т.н т.е",
    "uk": "м вул буд ім проф акад св",
    "tr": "av dr prof sn no sok cad mah",
    "cs": "ing mgr prof dr sv č ul",
    "hi": "डॉ श्री प्रो",
    "ar": "د أ م",
}
_MARK_OF_NUMBER = re.compile(r"[ºª°]")
_SHORT_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,6}\.$")
_ADDRESS = re.compile(r"\s*(?:https?:|www\.)")
_INITIAL, _FURTHER_INITIAL = re.compile(r"\b[A-Z]\.$"), re.compile(r"[A-Z]\.")
# "The musical Bring It! is on tour": the mark belongs to a name.
_EXCLAIMED, _WORD_BEHIND = re.compile(r"\w[!?]$"), re.compile(r"\s+[a-z]+(?=[\s,.;])")
_LONGEST_ABBREVIATION = 8
# "1." means "the first" before a month in any language, and in these languages before any word.
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\.$")
_MONTH_OF_ORDINALS = re.compile(
    r"\s*(?:Januar|Jänner|Februar|Feber|März|Mai|Juni|Juli|Oktober|Dezember|"
    r"januar|februar|marts|mars|april|maj|mai|juni|juli|august|september|oktober|november|december|desember)\b"
)
_WITH_ORDINALS = frozenset("de da no nb nn fi is et lv cs sk pl hu hr sl sr bs tr az lb".split())
_COUNTS_ON = re.compile(
    r"\b(?:der|die|das|den|dem|des|am|im|vom|zum|zur|beim|ab|seit|bis|ein|eine|einen|einem|einer|jede[rsnm]?|"
    r"ihr|ihre[rnm]?|sein|seine[rnm]?|den|det|fra|til)\s+\d{1,2}\.$",
    re.I,
)
# "2024. július 1-jén", "2024. godine": these languages count their years, too.
_YEAR, _COUNT_YEARS = re.compile(r"(?<![\d.,])[12]\d{3}\.$"), frozenset("hu hr sl sr bs lv et".split())
# 「高い。」と言った: a quotation goes on with who said it.
_CLOSED, _QUOTED_BY = re.compile("[」』]$"), re.compile("と|って|など")
# Codes that the library does not know, with codes whose rules serve as well.
_RULES_OF = {"no": "da", "nb": "da", "nn": "da"}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of a text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that this span covers in `text`."""
        return text[self.start : self.end]


def paragraphs(text: str) -> list[Span]:
    """Return the lines of `text` that are not blank, trimmed, in order.

    News copy ends its paragraphs with one line break or with two: both are a border here.
    """
    spans = []
    start = 0
    for line in text.split("\n"):
        spans.extend(_trimmed(text, start, start + len(line)))
        start += len(line) + 1
    return spans


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text`, trimmed, in order, none across a paragraph's border.

    Together they cover every character of `text` that is not white space.

    Args:
        text: The text.
        language: Its language, an ISO 639-1 code: "1." ends an English sentence and begins a German date.
    """
    return [span for paragraph in paragraphs(text) for span in _split(text, paragraph, language)]


def _split(text: str, paragraph: Span, language: str) -> list[Span]:
    piece = paragraph.of(text)
    spans: list[Span] = []
    start = 0
    # The library panics at some places of a white space that takes more than a byte.
    for end in _ends(_WHITE.sub(" ", piece), language):
        if end < len(piece) and _runs_on(piece, start, end, language):
            continue
        spans.extend(_trimmed(text, paragraph.start + start, paragraph.start + end))
        start = end
    spans.extend(_trimmed(text, paragraph.start + start, paragraph.end))
    return spans


def _ends(piece: str, language: str) -> Iterator[int]:
    """Where the library sees sentences end, in order; one that is too long for it ends between two words."""
    start = 0
    rules = _RULES_OF.get(language, language)
    while start < len(piece):
        block = piece[start : start + _MOST_AT_ONCE]
        ends = [int(boundary["end_index"]) for boundary in sentencex.get_sentence_boundaries(rules, block)]
        if start + len(block) < len(piece):
            # The last one is where the block ends: the sentence is read again, with what follows it.
            ends = ends[:-1] or [block.rfind(" ") + 1 or len(block)]
        yield from (start + end for end in ends)
        start += ends[-1] if ends else len(block)


def _runs_on(piece: str, start: int, end: int, language: str) -> bool:
    """Whether the sentence that begins at `start` and seems to end at `end` goes on."""
    last = end
    while last > start and piece[last - 1].isspace():
        last -= 1
    begin = max(start, last - _LONGEST_ABBREVIATION)
    if _TIME_OF_DAY.search(piece, begin, last):
        return bool(_DAY_OR_ZONE.match(piece, end))
    if _ORDINAL.search(piece, begin, last):
        return _is_ordinal(piece, start, last, end, language)
    if language in _COUNT_YEARS and _YEAR.search(piece, begin, last):
        return piece[end : end + 2].strip()[:1].islower()
    if _CLOSED.search(piece, begin, last):
        return bool(_QUOTED_BY.match(piece, end))
    if end == last and _INITIAL.search(piece, begin, last):
        return bool(_FURTHER_INITIAL.match(piece, end))
    if piece[last - 1] == "." and _stands_before(piece, begin, last, end, language):
        return True
    if _EXCLAIMED.search(piece, begin, last):
        return bool(_WORD_BEHIND.match(piece, last))
    return bool(_RANK_OR_NUMBER.search(piece, begin, last))


def _stands_before(piece: str, begin: int, last: int, end: int, language: str) -> bool:
    """Whether a full stop ends an abbreviation: "4 mln. euro", "El Gral. Roe", "n.º 5"."""
    if language == "en":  # The library knows its own, and some reporters begin in lower case.
        return False
    behind = piece[end : end + 2].strip()[:1]
    if end == last and _MARK_OF_NUMBER.match(behind):
        return True
    if behind.islower() and _SHORT_WORD.search(piece, begin, last) and not _ADDRESS.match(piece, end):
        return True
    abbreviation = _before_names(language)
    return abbreviation is not None and bool(abbreviation.search(piece, begin, last))


@lru_cache(maxsize=32)
def _before_names(language: str) -> re.Pattern[str] | None:
    words = _BEFORE_NAMES.get({"nb": "no", "nn": "no"}.get(language, language), "")
    return re.compile(rf"(?<!\w)(?:{any_of(words.split())})\.$", re.I) if words else None


def _is_ordinal(piece: str, start: int, last: int, end: int, language: str) -> bool:
    """Whether "1." at `last` means "the first": a full stop behind a number else ends the sentence."""
    if _MONTH_OF_ORDINALS.match(piece, end):
        return True
    if language not in _WITH_ORDINALS:
        return False
    behind = piece[end : end + 2].strip()[:1]
    return behind.islower() or bool(_COUNTS_ON.search(piece, max(start, last - 20), last))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The span without white space at its ends; nothing when only white space is left."""
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return []
    offset = start + len(piece) - len(piece.lstrip())
    return [Span(offset, offset + len(stripped))]
