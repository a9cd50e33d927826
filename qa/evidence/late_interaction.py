"""Late interaction: how well a passage answers each word of a question, token by token."""

from __future__ import annotations

import numpy as np

from index.embed.protocol import Reading
from index.search.terms import is_stop

# How tokenizers mark that a token goes on with a word, or begins one.
_MARKS = "#Ġ▁"


def late_interaction(question: Reading, passage: Reading) -> float:
    """Return the mean, over the question's telling tokens, of the highest cosine to a token of the passage.

    Stop words and punctuation tell nothing; a question of nothing else is taken whole. 0.0 when either is
    empty.

    Source: Khattab and Zaharia, "ColBERT: efficient and effective passage search via contextualized late
    interaction over BERT" (SIGIR 2020), there with a model trained for it and a sum.
    """
    if not question.pieces or not passage.pieces:
        return 0.0
    told = np.array([_tells(piece) for piece in question.pieces])
    tokens = question.tokens[told] if told.any() else question.tokens
    return float((tokens @ passage.tokens.T).max(axis=1).mean())


def _tells(piece: str) -> bool:
    plain = piece.strip(_MARKS).casefold()
    return any(char.isalnum() for char in plain) and not is_stop(plain)
