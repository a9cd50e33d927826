"""The reference encoder: sentence-transformers, which loads any model. Importing this imports torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import ModelError
from index.embed.models import Prompts, documented_prompts, model_folder
from index.embed.protocol import Vectors

_BATCH = 32


class ReferenceEncoder:
    """Any sentence-transformers model, in float32, with its own prompts or those it is documented with.

    Args:
        model: The packaged model, a folder, or a name that sentence-transformers can find.

    Raises:
        ModelError: It cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        # Its progress bars and notes would appear between our own lines.
        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        try:
            self.model = SentenceTransformer(str(model_folder(model) or model))
        except Exception as error:
            raise ModelError(
                f"The embedding model {model!r} cannot be loaded: {error}",
                "Set EMBEDDING_MODEL to a sentence-transformers folder or name, or leave it out.",
            ) from error
        if not any(self.model.prompts.values()):
            prompts = documented_prompts(model)
            self.model.prompts = {"query": prompts.query, "document": prompts.passage}
        self.dimension = int(self.model.get_embedding_dimension() or 0)
        self.max_length = int(self.model.max_seq_length or 512)
        self.prompts = Prompts(self._prompt("query"), self._prompt("document", "passage", "corpus"))
        self.max_tokens = self.max_length - self.count_tokens([self.prompts.passage])[0]

    def _prompt(self, *names: str) -> str:
        """The first prompt of these names, as `encode_query` and `encode_document` choose it."""
        default = self.model.default_prompt_name or ""
        name = next((name for name in names if name in self.model.prompts), default)
        return self.model.prompts.get(name) or ""

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

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        vector = self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)
