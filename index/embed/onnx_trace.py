"""Tracing an encoder with its pooling into an ONNX file. Importing this imports torch."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel

from index.embed.models import Pooling


class _Pooled(torch.nn.Module):
    """Encoder and pooling, of unit norm: the first token, or the mean over those that are not padding."""

    def __init__(self, encoder: Any, pooling: Pooling) -> None:
        super().__init__()
        self.encoder = encoder
        self.pooling = pooling

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        if self.pooling == "cls":
            return torch.nn.functional.normalize(states[:, 0], dim=1)
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=1)


def write_graph(folder: Path, target: Path, pooling: Pooling) -> None:
    """Trace the model in `folder` into `target`: int64 ``input_ids, attention_mask`` to ``embedding``.

    Batch and length stay free: ``(batch, length)`` in, ``(batch, dimension)`` out, float32 of unit norm.
    """
    encoder = AutoModel.from_pretrained(str(folder), attn_implementation="eager").eval()
    example = torch.ones(2, 16, dtype=torch.long)
    free = {0: "batch", 1: "length"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Pooled(encoder, pooling),
            (example, example),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": free, "attention_mask": free, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
