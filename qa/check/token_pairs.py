"""A sentence and its premise, tokenized for the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from qa.evidence.reader import token_id

_SENTENCE_TOKENS = 48
_PREMISE_TOKENS = 108
Pair = tuple[str, str]
"""A sentence and its premise."""

MOST_TOKENS = _SENTENCE_TOKENS + _PREMISE_TOKENS + 3


@dataclass(frozen=True, slots=True)
class Row:
    """Token ids: the sentence, a border, the premise, a border."""

    ids: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


def rows(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[Row]:
    """Return pairs of a sentence and its premise as token ids; what is too long is cut at its end."""
    texts = [text for pair in pairs for text in pair]
    encoded = [item.ids for item in tokenizer.encode_batch(texts, add_special_tokens=False)]
    begin, border = (token_id(tokenizer, token) for token in ("[CLS]", "[SEP]"))
    return [
        Row((begin, *mine[:_SENTENCE_TOKENS], border, *theirs[:_PREMISE_TOKENS], border))
        for mine, theirs in zip(encoded[::2], encoded[1::2], strict=True)
    ]
