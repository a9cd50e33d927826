"""Words of a sentence that stand nowhere in the passages it cites."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.terms import held_term, terms, weight
from qa.facts.tokens import Token

# Two words of middling rarity, such as "moon" and "cheese".
_MUCH = 4.5


def added_words(row: Sequence[Token], around: str) -> list[str]:
    """Say which words that follow each other in a sentence stand nowhere in `around`, in no form.

    A single word may be another for the same; two together that say much are something new.
    """
    held = terms(around)
    run: list[Token] = []
    for token in [*row, None]:
        if token is not None and not token.says:
            continue
        if token is not None and not held_term(token.stem, held) and not token.key[0].isdigit():
            run.append(token)
            continue
        if len(run) > 1 and sum(weight(one.key) for one in run) >= _MUCH:
            return [f"{' '.join(one.text for one in run)!r} stands nowhere in the passage"]
        run = []
    return []
