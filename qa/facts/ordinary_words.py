"""Words that are hardly ever names: with a capital they open a sentence, and say nothing of anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("ordinary_words.txt")
"""Counted by `tests/benchmarks/training/ordinary_words.py`."""


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is written with a capital almost only where a sentence begins."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())
