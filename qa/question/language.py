"""Which language a question is in, as far as a few words show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from corpus.text.language import is_counted, zipf
from corpus.text.lexicon import ASKING_WORDS, LANGUAGE_NAMES
from index.search.terms import terms

# The languages of each script, the most likely first.
_SCRIPTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile("[\u3041-\u30ff]"), ("ja",)),
    (re.compile("[\u1100-\u11ff\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u3400-\u9fff]"), ("zh", "ja")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr", "mk", "be", "kk", "mn")),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps", "ug", "ku")),
    (re.compile("[\u0590-\u05ff]"), ("he", "yi")),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne")),
    (re.compile("[\u0e01-\u0e7f]"), ("th",)),
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_WORDS = {language: frozenset(words.split()) for language, words in ASKING_WORDS.items()}
_ALIKE = {"no": ("no", "nb", "nn", "da"), "sv": ("sv",)}
_FEW = 2
# wordfreq's name of Norwegian; of scripts without spaces pairs of characters are terms, not words.
_COUNTED_AS = {"no": "nb"}
_WITHOUT_SPACES = frozenset({"zh", "ja", "ko", "th"})
# Zipf frequencies: what every twentieth sentence has says nothing.
_FUNCTION_WORD, _TOP = 6.0, 7.0
# Ten times as usual.
_CLEARLY = 1.0


@lru_cache(maxsize=64)  # Asked several times about each question.
def languages_of(question: str) -> tuple[str, ...]:
    """Return the languages that a question may be in, likeliest first, as ISO 639-1 codes; () if unknown.

    The script decides, or else the question words: a question is too short for a statistical guess.
    """
    letters = [char for char in question if char.isalpha()]
    for pattern, languages in _SCRIPTS:
        # A name in another script makes no question of that language.
        if 2 * sum(bool(pattern.match(char)) for char in letters) > len(letters):
            return languages
    first, *others = _WORD.findall(question) or [""]
    # "Los Angeles" makes no question Spanish.
    row = [first.casefold(), *(word for word in others if not word[0].isupper() or question.isupper())]
    counts = Counter(
        {language: sum(word.casefold() in common for word in row) for language, common in _WORDS.items()}
    )
    (first, most), (_, next_most) = counts.most_common(_FEW)
    if not most:
        return ()
    if most == next_most:  # "Was" asks in German too, and "que" in two languages.
        tied = [language for language, count in counts.items() if count == most]
        first, other = sorted(tied, key=lambda language: -_usual(row, language))[:_FEW]
        if _usual(row, first) - _usual(row, other) < _CLEARLY:
            return ()
    return _ALIKE.get(first, (first,))


def _usual(words: Sequence[str], language: str) -> float:
    """How usual words are in a language, as the mean of their Zipf frequencies; 0 where nobody counted."""
    counted = _COUNTED_AS.get(language, language)
    if not is_counted(counted):
        return 0.0
    return sum(zipf(word, counted) for word in words) / max(1, len(words))


def terms_asked(question: str) -> dict[str, float]:
    """Return the stems of a question's content words with their weights, in its own language.

    In other languages than English, what asks ("wann") or joins ("die") is left out, and a word weighs by its
    frequency there.
    """
    weights = terms(question)
    language = next(iter(languages_of(question)), "en")
    counted = _COUNTED_AS.get(language, language)
    if language in {"en", *_WITHOUT_SPACES} or not is_counted(counted):
        return weights
    own: dict[str, float] = {}
    for word in _WORD.findall(question.casefold()):
        frequency = zipf(word, counted)
        if frequency < _FUNCTION_WORD and word not in _WORDS.get(language, ()):
            own |= {term: max(_TOP - frequency, own.get(term, 0.0)) for term in terms(word)}
    own |= {term: weight for term, weight in weights.items() if term[0].isdigit()}
    return own or weights


def stranger(question: str, languages: Mapping[str, int]) -> str | None:
    """Return a notice that a question is in none of an archive's languages; None when it is, or may be.

    Languages are ISO 639-1 codes with how many articles are in each, "" for unknown.
    """
    spoken = languages_of(question)
    codes = [code for code, _ in sorted(languages.items(), key=lambda pair: -pair[1]) if code]
    if (
        not spoken
        or not codes
        or set(spoken) & set(codes)
        or languages.get("", 0) > sum(languages.values()) / 2
    ):
        return None
    listed = " and ".join(map(_name, codes[:_FEW])) + (" and others" if len(codes) > _FEW else "")
    return (
        f"The question seems to be in {_name(spoken[0])}, and the articles of the archive are in {listed}: "
        f"ask in {_name(codes[0]) if len(codes) <= _FEW or _leads(codes, languages) else 'one of these'}."
    )


def _leads(codes: Sequence[str], languages: Mapping[str, int]) -> bool:
    """Whether the first of these languages, the most used first, has more articles than the next."""
    return languages[codes[0]] > languages[codes[1]]


def _name(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)
