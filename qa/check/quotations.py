"""Words in quotation marks, which must stand word for word in what is cited."""

from __future__ import annotations

import re

from corpus.article import normalise_text

_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")


def changed_quotations(sentence: str, around: str) -> list[str]:
    """Say which quotations of `sentence` do not stand word for word in `around`."""
    normalised = f" {normalise_text(around)} "
    return [
        f"the words “{quoted}” are not quoted as they stand"
        for quoted in _QUOTED.findall(sentence)
        if f" {normalise_text(quoted)} " not in normalised
    ]
