"""The reference encoder: sentence-transformers, which loads any model. Importing this imports torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import ModelError
from index.embed.protocol import Reading, Vectors

_BATCH = 32


class ReferenceEncoder:
    """Any sentence-transformers model, in float32.

    Args:
        model: A folder, or a name that sentence-transformers can find.

    Raises:
        ModelError: It cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        # Its progress bars and notes on loading would stand between our own lines.
        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        try:
            self.model = SentenceTransformer(model)
        except Exception as error:
            raise ModelError(
                f"The embedding model {model!r} cannot be loaded: {error}",
                "Set EMBEDDING_MODEL to a sentence-transformers folder or name, or leave it out.",
            ) from error
        self.dimension = int(self.model.get_embedding_dimension() or 0)
        self.max_tokens = int(self.model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        if not texts:
            return []
        encoded = self.model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self.model.encode_document(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_sentences(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`."""
        return self.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        vector = self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with its tokens, in the order of `texts`."""
        if not texts:
            return []
        outputs: Any = self.model.encode_document(
            list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False
        )
        return [self._reading(output) for output in outputs]

    def _reading(self, output: Mapping[str, torch.Tensor]) -> Reading:
        ids = output["input_ids"].tolist()
        special = set(self.model.tokenizer.all_special_ids) - {self.model.tokenizer.unk_token_id}
        read = zip(ids, output["attention_mask"].tolist(), strict=True)
        kept = [at for at, (token, held) in enumerate(read) if held and token not in special]
        return Reading(
            vector=_unit(output["sentence_embedding"]),
            tokens=_unit(output["token_embeddings"][kept]),
            pieces=tuple(self.model.tokenizer.convert_ids_to_tokens([ids[at] for at in kept])),
        )


def _unit(rows: torch.Tensor) -> Vectors:
    unit: Vectors = torch.nn.functional.normalize(rows.float(), dim=-1).cpu().numpy()
    return unit
