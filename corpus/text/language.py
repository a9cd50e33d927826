"""The language of a text, recognised, and how usual a word is in it, as wordfreq counted it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

# The beginning is as good as the whole, and time grows with length: 2 ms for 1,000 characters.
_MOST_CHARACTERS = 300
_LEAST_CHARACTERS = 40
_LEAST_CERTAINTY = 0.9
# What is written as another language is, or nearly so: the identifier divides its certainty among them.
_COUNTED_AS = dict(
    pair.split(":")
    for pair in (
        "ary:ar arz:ar wuu:zh yue:zh hbo:he grc:el ext:es an:es vec:it lij:it pcm:en ltg:lv uzs:uz sdh:ku "
        "gom:mr nn:no bs:hr ms:id"
    ).split()
)
# The languages of most news. Source: ISO 639-2, its codes for libraries and for terms.
_OF_THREE_LETTERS = dict(
    pair.split(":")
    for pair in (
        "eng:en deu:de ger:de fra:fr fre:fr spa:es por:pt ita:it nld:nl dut:nl dan:da nor:no nob:nb nno:nn "
        "swe:sv fin:fi isl:is ice:is pol:pl ces:cs cze:cs slk:sk slo:sk hun:hu ron:ro rum:ro bul:bg ell:el "
        "gre:el tur:tr rus:ru ukr:uk srp:sr hrv:hr bos:bs slv:sl est:et lav:lv lit:lt cat:ca eus:eu baq:eu "
        "glg:gl ara:ar heb:he fas:fa per:fa hin:hi urd:ur ben:bn zho:zh chi:zh jpn:ja kor:ko vie:vi tha:th "
        "ind:id msa:ms may:ms"
    ).split()
)


def language_of(text: str) -> str | None:
    """Return the language of `text` as an ISO 639-1 code, or None if uncertain.

    Recognised by py3langid, which ships its model and works offline.
    """
    head = text[:_MOST_CHARACTERS]
    if len(head) < _LEAST_CHARACTERS:
        return None
    ranked = [(_COUNTED_AS.get(language, language), share) for language, share in _identifier().rank(head)]
    likeliest = ranked[0][0]
    certainty = sum(share for language, share in ranked if language == likeliest)
    return str(likeliest) if certainty >= _LEAST_CERTAINTY else None


def language_code(tag: str) -> str | None:
    """Return the language of a tag such as "en-US" or "pt_BR", or None if it is not a tag."""
    code = tag.replace("_", "-").partition("-")[0].strip().lower()
    code = _OF_THREE_LETTERS.get(code, code)
    return code if code.isalpha() and 2 <= len(code) <= 3 else None


def zipf(word: str, language: str = "en") -> float:
    """Return the Zipf frequency of a word: 0 for one that nobody counted, 8 for the most usual."""
    # Loaded when the first word is asked about: that takes a quarter of a second, and most commands ask none.
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language, wordlist="small"))


def is_counted(language: str) -> bool:
    """Return whether the words of a language, such as "de", were counted."""
    from wordfreq import available_languages

    return language in available_languages("small")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Not at the top: a process that only answers never reads an article.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
