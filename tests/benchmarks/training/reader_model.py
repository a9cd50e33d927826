"""The reader in torch: what is trained, its loss, and how it becomes a graph in eight bits."""

from __future__ import annotations

import random
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import torch
from openvino import opset13 as ops
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from index.embed.smoothquant import write_quantised
from qa.evidence.reader import Row, rows
from tests.benchmarks.training.reader_groups import Group

Example = tuple[list[Row], list[bool], list[tuple[int, int] | None], float]
"""A group as token ids: its rows, which of them answer, the tokens that do, and its weight."""

_SPAN_WEIGHT, _PAIR_WEIGHT = 0.5, 0.3
_SORTED_TOGETHER = 400
_LARGE_TABLE = 100_000
_FAR_OFF = -1e4


class TorchReader(nn.Module):
    """An encoder with two heads: whether a passage answers, and where the words that do begin and end."""

    def __init__(self, folder: Path, border: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            str(folder), attn_implementation="eager", add_pooling_layer=False
        )
        size = self.encoder.config.hidden_size
        self.judge = nn.Sequential(nn.Linear(2 * size, size), nn.Tanh(), nn.Linear(size, 1))
        self.span = nn.Linear(size, 2)
        self._border = border

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits of answering ``(n,)``, and of each token's beginning and ending the words."""
        borders = (input_ids == self._border).long()
        behind = ((borders.cumsum(1) - borders) > 0).long()
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=behind
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = torch.cat([states[:, 0], (states * mask).sum(1) / mask.sum(1)], 1)
        spans = self.span(states)
        return self.judge(pooled).squeeze(1), spans[..., 0], spans[..., 1]


def examples(tokenizer: Tokenizer, groups: Sequence[Group]) -> list[Example]:
    """Return groups as token ids."""
    made = []
    for group in groups:
        encoded = rows(tokenizer, group.question, [item.passage for item in group.candidates])
        targets = [_tokens(row, item.words) for row, item in zip(encoded, group.candidates, strict=True)]
        made.append((encoded, [item.answers for item in group.candidates], targets, group.weight))
    return made


def _tokens(row: Row, words: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first and last token in the row of some words of its sentence; None when they were cut off."""
    if words is None:
        return None
    inside = [i for i, (a, b) in enumerate(row.offsets) if a < words[1] and b > words[0]]
    whole = inside and row.offsets[inside[-1]][1] >= words[1]
    return (row.first + inside[0], row.first + inside[-1]) if whole else None


def batches(made: Sequence[Example], tokens: int, chance: random.Random) -> list[list[int]]:
    """Put whole groups of like length together, up to so many tokens with padding, in random order."""
    order = list(range(len(made)))
    chance.shuffle(order)
    planned = []
    for start in range(0, len(order), _SORTED_TOGETHER):
        part = sorted(order[start : start + _SORTED_TOGETHER], key=lambda i: _longest(made[i]))
        batch: list[int] = []
        for i in part:
            count = sum(len(made[j][0]) for j in (*batch, i))
            if batch and _longest(made[i]) * count > tokens:
                planned.append(batch)
                batch = []
            batch.append(i)
        planned.append(batch)
    chance.shuffle(planned)
    return planned


def _longest(example: Example) -> int:
    return max(len(row) for row in example[0])


def inputs(encoded: Sequence[Row]) -> dict[str, Tensor]:
    """Return rows as the model takes them, padded to the longest."""
    length = max(len(row) for row in encoded)
    ids = torch.zeros(len(encoded), length, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(encoded):
        ids[at, : len(row)] = torch.tensor(row.ids)
        mask[at, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def loss(model: TorchReader, batch: Sequence[Example]) -> Tensor:
    """Return the loss of some groups.

    Of a group: the right candidates against all of it and a null candidate of logit 0, which is right when
    none is; each candidate by itself; and of right ones, where the words begin and end.
    """
    encoded = [row for example in batch for row in example[0]]
    answers = torch.tensor([right for example in batch for right in example[1]])
    targets = [target for example in batch for target in example[2]]
    # The losses are of floats also where the model multiplies in bfloat16.
    logits, starts, ends = (output.float() for output in model(**inputs(encoded)))
    total, weight, at = torch.zeros(()), 0.0, 0
    for example in batch:
        part = slice(at, at + len(example[0]))
        total = total + example[3] * _group_loss(logits[part], answers[part])
        weight, at = weight + example[3], part.stop
    total = total / weight
    right = [i for i, target in enumerate(targets) if target is not None and answers[i]]
    if right:
        inside = torch.zeros_like(starts, dtype=torch.bool)
        for i in right:
            inside[i, encoded[i].first : encoded[i].first + len(encoded[i].offsets)] = True
        for side, logit in enumerate((starts, ends)):
            wanted = torch.tensor([targets[i][side] for i in right])  # type: ignore[index]
            masked = logit.masked_fill(~inside, _FAR_OFF)[right]
            total = total + _SPAN_WEIGHT * nn.functional.cross_entropy(masked, wanted)
    return total


def _group_loss(logits: Tensor, answers: Tensor) -> Tensor:
    shares = torch.log_softmax(torch.cat([logits, torch.zeros(1)]), 0)
    right = shares[:-1][answers] if answers.any() else shares[-1:]
    total = -torch.logsumexp(right, 0)
    for some, sign in ((logits[answers], -1.0), (logits[~answers], 1.0)):
        if len(some):
            total = total + _PAIR_WEIGHT * nn.functional.softplus(sign * some).mean()
    return total


def export(model: TorchReader, folder: Path, tokenizer: Path, samples: Sequence[Sequence[Row]]) -> None:
    """Write the model in eight bits with its tokenizer into `folder`; `samples` give the ranges."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "reader.onnx"
    _trace(model, graph)
    arrays = [{name: tensor.numpy() for name, tensor in inputs(rows).items()} for rows in samples]
    write_quantised(graph, folder / "floats.xml", arrays)
    read = openvino.Core().read_model(folder / "floats.xml")
    _tables_as_bytes(read)
    openvino.save_model(read, folder / "reader.xml", compress_to_fp16=False)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    for name in ("reader.onnx", "floats.xml", "floats.bin"):
        (folder / name).unlink()


def _trace(model: TorchReader, target: Path) -> None:
    example = torch.full((2, 16), model._border, dtype=torch.long)
    free = {0: "batch", 1: "length"}
    names = ["answers", "starts", "ends"]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            (example, torch.ones_like(example)),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=names,
            dynamic_axes=dict.fromkeys(["input_ids", "attention_mask", *names[1:]], free)
            | {"answers": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def _tables_as_bytes(model: Any) -> None:
    """Replace the large tables of embeddings by signed bytes, with one scale a row."""
    for op in model.get_ordered_ops():
        table = op.input_value(0).get_node() if op.get_type_name() == "Gather" else None
        if table is None or table.get_type_name() != "Constant" or np.prod(table.shape) < _LARGE_TABLE:
            continue
        values = np.array(table.get_data(), dtype=np.float32)
        scale = np.abs(values).max(axis=1, keepdims=True) / 127 + 1e-8
        zero = ops.constant(np.int64(0))
        steps = ops.gather(ops.constant(np.round(values / scale).astype(np.int8)), op.input_value(1), zero)
        scales = ops.gather(ops.constant(scale.astype(np.float32)), op.input_value(1), zero)
        restored = ops.multiply(ops.convert(steps, "f32"), scales)
        for user in op.output(0).get_target_inputs():
            user.replace_source_output(restored.output(0))
    model.validate_nodes_and_infer_types()
