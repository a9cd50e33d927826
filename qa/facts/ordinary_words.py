"""Words that are hardly ever names: with a capital they open a sentence, and say nothing of anybody."""

from __future__ import annotations

from pathlib import Path

from corpus.word_lists import words_in

WORDS = Path(__file__).with_name("ordinary_words.txt")
"""Counted by `tests/benchmarks/training/ordinary_words.py`."""


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is written with a capital almost only where a sentence begins."""
    return word in words_in(__file__, WORDS.stem)
