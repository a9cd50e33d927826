from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.embed.openvino_graph import graph_inputs, length_batches

MOST = 250
LENGTHS = (*range(8, MOST, 8), MOST)


@dataclass
class Text:
    """What is read of a tokenized text."""

    ids: list[int]

    def __len__(self) -> int:
        return len(self.ids)


# Texts whose tokens say which one they are of.
texts: Any = st.lists(st.integers(1, MOST), min_size=1, max_size=40).map(
    lambda lengths: [Text([number] * length) for number, length in enumerate(lengths, start=1)]
)


@given(texts)
def test_every_token_is_given_and_the_rest_is_masked(encoded: Any) -> None:
    longest = max(map(len, encoded))
    for lengths, length in ((), longest), (LENGTHS, min(-(-longest // 8) * 8, MOST)), ((4,), max(4, longest)):
        inputs = graph_inputs(encoded, lengths)
        mask = inputs["attention_mask"]
        assert mask.shape == (len(encoded), length)
        assert mask.sum(axis=1).tolist() == [len(text) for text in encoded]
        assert (inputs["input_ids"] == np.arange(1, len(encoded) + 1)[:, None] * mask).all()


@given(texts)
def test_batches_hold_every_text_once_the_longest_first(encoded: Any) -> None:
    found = length_batches(encoded)
    assert sorted(i for batch in found for i in batch) == list(range(len(encoded)))
    assert max(map(len, found)) <= 8
    lengths = [len(encoded[i]) for batch in found for i in batch]
    assert lengths == sorted(lengths, reverse=True)
