"""Another model in the checker's place: a cross-encoder for entailment. Importing this imports torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sentence_transformers import CrossEncoder
from torch.nn import Identity

from corpus.errors import ModelError
from qa.check.token_pairs import Pair

_ENTAILMENT = "entail"


class EntailmentChecker:
    """A sentence-transformers CrossEncoder that reads a premise and a hypothesis.

    Args:
        model: Its name or folder. Of several labels the one that begins with "entail" counts; a single one
            is taken for the log-odds of entailment.

    Raises:
        ModelError: It cannot be loaded, or has several labels and none of that name.
    """

    def __init__(self, model: str) -> None:
        try:
            self._model = CrossEncoder(model)
        except Exception as error:
            raise ModelError(
                f"The checker {model!r} cannot be loaded: {error}",
                "Set CHECKER_MODEL to a sentence-transformers CrossEncoder, or leave it out.",
            ) from error
        labels = {at: str(name).lower() for at, name in self._model.config.id2label.items()}
        self._label = next((at for at, name in labels.items() if name.startswith(_ENTAILMENT)), None)
        if len(labels) > 1 and self._label is None:
            raise ModelError(
                f"The checker {model!r} has no label for entailment: {', '.join(labels.values())}",
                "Set CHECKER_MODEL to a CrossEncoder for natural-language inference, or leave it out.",
            )

    def probabilities(self, pairs: Sequence[Pair]) -> list[float]:
        """Return of each pair how likely its premise entails its sentence, 0 to 1."""
        if not pairs:
            return []
        turned = [(premise, sentence) for sentence, premise in pairs]
        logits = self._model.predict(turned, show_progress_bar=False, activation_fn=Identity())
        values = np.asarray(logits, dtype=np.float64).reshape(len(pairs), -1)
        if values.shape[1] == 1:
            return [float(value) for value in 1.0 / (1.0 + np.exp(-values[:, 0]))]
        shares = np.exp(values - values.max(axis=1, keepdims=True))
        return [float(value) for value in (shares / shares.sum(axis=1, keepdims=True))[:, self._label]]
