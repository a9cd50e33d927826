"""What an encoder is: texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Embeds passages and queries; may be called from many threads."""

    dimension: int
    max_tokens: int
    """Tokens of a passage that are read, the model's special tokens included and its prompt not."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`.

        As fast as can be: for articles within a cosine of .99 of the model in float32.
        """
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        ...
