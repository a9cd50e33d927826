"""Whether two texts speak of one thing at all, by the words that they share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.text.language import language_of, zipf
from corpus.text.scripts import spaced

_WORD = re.compile(r"[^\W_]{2,}")
# More usual words say nothing of what a text is about: "after" has 6.1, "comes" 5.3, "council" 5.1.
_USUAL = 5.2
_LEAST_LETTERS = 3
# What inflection leaves alone, mostly: "ferry" and "ferries" have it in common as "ferr".
_STEM = 4
_LEAST_WORDS = 3
_LEAST_SHARE = 0.5
_OF_FRONT_PAGES = frozenset(
    "front page home homepage latest breaking top news headlines welcome to the of today startseite accueil "
    "portada inicio voorpagina forside förstasidan etusivu actualités nachrichten aktuell noticias".split()
)


def is_about_another(description: str, title: str, text: str) -> bool:
    """Whether a page shares no significant word with a feed's description of it.

    False for a description with fewer than three such words, and for a page in another language.
    """
    own = _significant(description)
    page = f"{title}\n{text}"
    languages = {language_of(description), language_of(page)} - {None}
    return len(own) >= _LEAST_WORDS and len(languages) < 2 and not own & _significant(page)


def is_front_page(description: str, title: str, text: str, outlets: Iterable[str]) -> bool:
    """Whether a page is headed by its outlet's name alone ("The Gull - Home") with little of `description`.

    Some sites head every page so: then the text has most of the description's words.
    """
    names = {word for outlet in outlets for word in _words(outlet)}
    if _words(title) - names - _OF_FRONT_PAGES:
        return False
    own = _significant(description)
    return bool(own) and len(own & _significant(text)) < _LEAST_SHARE * len(own)


def _significant(text: str) -> frozenset[str]:
    is_english = language_of(text) in ("en", None)
    return frozenset(word[:_STEM] for word in _words(spaced(text)) if _is_significant(word, is_english))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _is_significant(word: str, is_english: bool) -> bool:
    if not word.isascii():
        return True
    return len(word) >= _LEAST_LETTERS and (zipf(word) < _USUAL if is_english else len(word) > _STEM)
