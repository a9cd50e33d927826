"""`python -m tests.benchmarks.training.ordinary_words [--data DIR]`: words that are hardly ever names.

A capital at the beginning of a sentence says nothing. Counted are the words of the news of 2022 and 2023 that
is trained on: an ordinary word has stood in lower case 20 times, has opened a sentence or a headline twice,
and has a capital inside a sentence at most once in fifty times. Given names that are also words ("Miles",
"Patience") have one more often.
"""

from __future__ import annotations

import argparse
import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from qa.facts.ordinary_words import WORDS
from qa.facts.tokens import tokens
from tests.benchmarks.training.check_pairs import YEARS
from tests.benchmarks.training.check_sets import news

_SEEN, _OPENING, _SHARE = 20, 2, 0.98
_READ = 4000
_WIDTH = 110
_WORD = re.compile(r"[a-z]{2,}")


def ordinary_words(texts: Iterable[str]) -> list[str]:
    """Return the words that are hardly ever names, in the order of the alphabet."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for text in texts:
        for token in tokens(text):
            (opening if token.opens else capital if token.capital else small)[token.key] += 1
    return sorted(
        word
        for word, count in small.items()
        if _WORD.fullmatch(word)
        and count >= _SEEN
        and opening[word] >= _OPENING
        and count >= _SHARE * (count + capital[word])
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.training.ordinary_words", description=__doc__
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=WORDS)
    given = parser.parse_args()
    articles = [article for name in YEARS for article in news(given.data, name, "train")]
    # A paragraph may end without a full stop.
    texts = (
        line for article in articles for line in (article["title"], *article["body"][:_READ].split("\n"))
    )
    given.out.write_text(textwrap.fill(" ".join(ordinary_words(texts)), _WIDTH) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
