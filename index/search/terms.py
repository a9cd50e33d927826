"""The content words of a text: stemmed, without stop words, weighted by rarity."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

import Stemmer

from corpus.text.language import zipf
from corpus.text.scripts import spaced

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[''’][^\W\d_]+)?")
_STOP = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before
    being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
    down during each few for from further had hadn't has hasn't have haven't having he her here hers herself
    him himself his how i if in into is isn't it it's its itself just me more most my myself no nor not now of
    off on once only or other our ours ourselves out over own same she should so some such than that that's
    the their theirs them themselves then there these they this those through to too under until up us very
    was wasn't we were weren't what what's when where which while who whom whose why will with won't would
    you your yours yourself according amid among many much name named called following happen happened
    """.split()
)
# Zipf frequencies run from about 1 (once in ten million words) to 8 ("the"); unknown words have 0.
_COMMON_ZIPF = 7.0
_LEAST_WEIGHT = 0.3
_SAME_PREFIX = 5


class _Stems(threading.local):
    """PyStemmer's stemmers keep a cache and must not be shared by threads."""

    def __init__(self) -> None:
        self.stem = Stemmer.Stemmer("english").stemWord


_stems = _Stems()


def words(text: str) -> list[str]:
    """Return the words and numbers of `text`, in order: lower case, without diacritics or possessive 's.

    In scripts without spaces, words are pairs of characters.
    """
    plain = unicodedata.normalize("NFKD", spaced(text).replace("’", "'")).casefold()
    if not plain.isascii():
        for mark in filter(unicodedata.combining, set(plain)):
            plain = plain.replace(mark, "")
    return [word.removesuffix("'s").replace(",", "") for word in _WORD.findall(plain)]


def is_stop(word: str) -> bool:
    """Whether a lower-case word is a stop word: "the", "after", "him"."""
    return word in _STOP


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the English stem of a lower-case word.

    Snowball leaves "ratify" as "ratifi" and "ratification" as "ratif"; here both are "ratif".
    """
    stemmed = str(_stems.stem(word))
    return stemmed[:-1] if stemmed.endswith("ifi") else stemmed


@lru_cache(maxsize=100_000)
def weight(word: str) -> float:
    """Return a word's weight, from 0.3 for "said" to 7 for an unknown name.

    The weight is 7 minus the word's Zipf frequency in general English, so that it is the same in an
    archive of one article and of a million.
    """
    if word[0].isdigit():
        return 3.0
    return max(_COMMON_ZIPF - zipf(word), _LEAST_WEIGHT)


def terms(text: str) -> dict[str, float]:
    """Return the stems of the content words of `text`, with their weights."""
    weights: dict[str, float] = {}
    for word in _content_words(text):
        key = stem(word)
        weights[key] = max(weights.get(key, 0.0), weight(word))
    return weights


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of `text`, as `terms` has them."""
    return frozenset(map(stem, _content_words(text)))


def _content_words(text: str) -> Iterator[str]:
    return (word for word in words(text) if word not in _STOP and (len(word) > 1 or word.isdigit()))


def coverage(weights: Mapping[str, float], *texts: Mapping[str, float]) -> float:
    """Return the share of the terms of `weights`, by weight, that one of `texts` has, 0 to 1.

    A term that only begins like one there ("ratify", "ratification") counts for seven tenths.
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    return (
        sum(value * max(term_share(term, text) for text in texts) for term, value in weights.items()) / total
    )


def term_share(term: str, weights: Mapping[str, float]) -> float:
    """Return 1.0 if `weights` has the term, 0.7 if it has one that begins alike, else 0.0."""
    if term in weights:
        return 1.0
    if len(term) < _SAME_PREFIX or term[0].isdigit():
        return 0.0
    prefix = term[:_SAME_PREFIX]
    alike = any(
        other.startswith(prefix) and min(len(other), len(term)) >= 0.6 * max(len(other), len(term))
        for other in weights
    )
    return 0.7 if alike else 0.0
