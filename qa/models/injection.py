"""Recognising what an article says to machines: it is kept from language models, not from readers."""

from __future__ import annotations

import re
import unicodedata

from corpus.word_lists import any_pattern_in

_TO_A_MODEL = any_pattern_in(__file__, "to_a_model")
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
# Beside tabs and line breaks.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MARKER = re.compile(r"[\[【]\s*\^?\s*(\d[\d\s,;–-]*)[\]】]")


def addresses_model(text: str) -> bool:
    """Whether a passage addresses a language model rather than readers, even in disguise.

    Wide letters, invisible characters, and Cyrillic or Greek letters that look Latin are read as what they
    look like.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKES)
    return bool(_TO_A_MODEL.search(" ".join(plain.split())))


_LOOKALIKES = str.maketrans("аеіоорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι", "aeioopcyxsABEZHIKMNOPTYXoi")


def without_markers(text: str) -> str:
    """Return an article's words without look-alikes of our markers: "[2]" becomes "(2)"."""
    return _MARKER.sub(r"(\1)", text)


def displayable(text: str) -> str:
    """Return an article's words fit to be shown in an answer: no look-alike markers, nothing invisible."""
    return without_markers(without_invisible(text))


def without_invisible(text: str) -> str:
    """Return a text without invisible, direction-changing and control characters."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text))
