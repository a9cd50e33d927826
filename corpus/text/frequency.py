"""How usual a word is in a language, as wordfreq counted it."""

from __future__ import annotations

# Loaded when the first word is asked about: that takes a quarter of a second, and most commands ask none.


def zipf(word: str, language: str = "en") -> float:
    """Return the Zipf frequency of a word: 0 for one that nobody counted, 8 for the most usual."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language, wordlist="small"))


def is_counted(language: str) -> bool:
    """Return whether the words of a language, such as "de", were counted."""
    from wordfreq import available_languages

    return language in available_languages("small")
