"""The weights of a reader in eight bits, as those of its model in torch: training goes on from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import torch

_FOLDED = frozenset({"Convert", "Multiply", "Reshape"})


def state_of(graph: Path, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return `state` with the weights of a graph in place of its own.

    The embedding tables stay: training leaves them as they are. Where torch wrote the model as a part of
    another, its names begin with that part's, "m".

    Args:
        graph: A `reader.xml`.
        state: Of a new model.

    Raises:
        ValueError: The graph's weights are of another form.
    """
    weights = dict(state)
    for node in openvino.Core().read_model(graph).get_ordered_ops():
        for name, value in _named(node):
            if name not in weights:
                continue
            if tuple(value.shape) != tuple(weights[name].shape):
                raise ValueError(f"{name} has the form {value.shape} in {graph}")
            weights[name] = torch.tensor(np.array(value, np.float32))
    return weights


def _named(node: Any) -> list[tuple[str, Any]]:
    """What a node of the graph holds, by the names that the model has for it."""
    kind, path = node.get_type_name(), node.get_friendly_name()
    if kind == "MatMul" and _is_constant(_input(node, 1)):
        *parts, _ = path.replace("/WithoutBiases", "").strip("/").split("/")
        name = ".".join(parts).removeprefix("m.").replace("judge.judge", "judge")
        return [(f"{name}.weight", _product_weights(node))]
    if kind in {"Add", "Multiply"}:
        constants = [_input(node, at) for at in (0, 1) if _input(node, at).get_type_name() == "Constant"]
        return [(one.get_friendly_name().removeprefix("m."), np.array(one.get_data())) for one in constants]
    return []


def _product_weights(node: Any) -> Any:
    """The weights of a product in floats, with what quantisation moved from its input to them moved back."""
    value = _constant(_input(node, 1))
    value = value if node.get_attributes()["transpose_b"] else value.T
    given = _input(node, 0)
    if given.get_type_name() != "FakeQuantize":
        return value
    return value * _constant(_input(_input(given, 0), 1)).reshape(1, -1)


def _input(node: Any, at: int) -> Any:
    return node.input_value(at).get_node()


def _is_constant(node: Any) -> bool:
    inputs = [_input(node, at) for at in range(node.get_input_size())]
    folded = node.get_type_name() in _FOLDED and bool(inputs) and all(map(_is_constant, inputs))
    return folded or node.get_type_name() == "Constant"


def _constant(node: Any) -> Any:
    """What a node of nothing but constants comes to."""
    kind = node.get_type_name()
    if kind == "Constant":
        return np.array(node.get_data())
    first, *others = (_constant(_input(node, at)) for at in range(node.get_input_size()))
    if kind == "Convert":
        return first.astype(np.float32)
    return first * others[0] if kind == "Multiply" else first.reshape(others[0])
