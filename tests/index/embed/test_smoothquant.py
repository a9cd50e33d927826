"""Graphs in eight bits: as near to the graph as bytes allow, also where one channel outweighs the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import pytest
from numpy.typing import NDArray
from openvino import opset13 as ops

from index.embed.smoothquant import write_quantised

_CHANNELS, _LARGE = 16, 3


def _weights(seed: int, times: float) -> NDArray[np.float32]:
    weights = np.random.default_rng(seed).standard_normal((_CHANNELS, _CHANNELS)).astype(np.float32)
    weights[_LARGE] /= np.float32(times)
    return weights


def _values(seed: int, times: float) -> NDArray[np.float32]:
    values = np.random.default_rng(seed).standard_normal((1, 40, _CHANNELS)).astype(np.float32)
    values[..., _LARGE] *= np.float32(times)
    return values


def _write(path: Path, times: float = 1.0) -> Path:
    """Attention; one channel of its input is so many times as large as the others, and as little weighed."""
    given = ops.parameter([1, -1, _CHANNELS], np.float32, name="x")
    queries, keys, values = (
        ops.matmul(given, ops.constant(_weights(seed, times)), False, False) for seed in range(3)
    )
    turned = ops.transpose(keys, ops.constant(np.array([0, 2, 1])))
    scores = ops.softmax(ops.multiply(ops.matmul(queries, turned, False, False), np.float32(0.1)), -1)
    openvino.save_model(openvino.Model([ops.matmul(scores, values, False, False)], [given]), path, False)
    return path


def _in_bytes(graph: Path, times: float = 1.0) -> Path:
    target = graph.with_name("bytes.xml")
    write_quantised(graph, target, [{"x": _values(seed, times)} for seed in range(4)])
    return target


def _run(path: Path, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """In floats, rounded where bytes would be: what no CPU's own arithmetic of bytes can disturb."""
    compiled = openvino.Core().compile_model(path, "CPU", {"LP_TRANSFORMS_MODE": "NO"})
    return np.array(compiled({"x": values})[0])


@pytest.mark.parametrize("times", [1.0, 60.0])
def test_the_outputs_stay_near_though_one_channel_is_large(times: float, tmp_path: Path) -> None:
    graph = _write(tmp_path / "graph.xml", times)
    values = _values(9, times)
    exact = _run(graph, values)
    rounded = _run(_in_bytes(graph, times), values)
    assert 0.0 < float(np.sqrt(np.mean((rounded - exact) ** 2))) < 0.07 * float(exact.std())


def test_layers_and_the_product_of_queries_and_keys_are_in_bytes(tmp_path: Path) -> None:
    operations = openvino.Core().read_model(_in_bytes(_write(tmp_path / "graph.xml"))).get_ordered_ops()
    kinds = [op.get_type_name() for op in operations]
    stored = [op.get_element_type() for op in operations if op.get_type_name() == "Constant"]
    assert kinds.count("MatMul") == 5
    assert kinds.count("FakeQuantize") == 3  # the input that three layers share, the queries, the keys
    assert stored.count(openvino.Type.i8) == 3


def test_zero_stays_zero(tmp_path: Path) -> None:
    nothing = np.zeros((1, 3, _CHANNELS), np.float32)
    assert np.abs(_run(_in_bytes(_write(tmp_path / "graph.xml")), nothing)).max() < 1e-3
