"""Answering questions: evidence, writing, checking, citing; settings, `Desk`, the command line.

Its names are imported when they are first asked for, so that a program that needs one part of it, such as a
check, does not load the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.search.filters import Filters
    from index.search.hit import Hit
    from qa.answer.model import Answer, Citation, EvidenceFound, NearestArticle, Notice, Sentence, Writing
    from qa.desk import Desk
    from qa.settings import Settings

__all__ = [
    "Answer",
    "Citation",
    "Desk",
    "EvidenceFound",
    "Filters",
    "Hit",
    "NearestArticle",
    "Notice",
    "Sentence",
    "Settings",
    "Writing",
]

_HOMES = {
    "Desk": "qa.desk",
    "Filters": "index.search.filters",
    "Hit": "index.search.hit",
    "Settings": "qa.settings",
}


def __getattr__(name: str) -> object:
    """Return a public name from the module that defines it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "qa.answer.model")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
