"""Eight-bit weights and activations for a converted graph, calibrated on sample texts.

SmoothQuant (Xiao et al., 2023, https://arxiv.org/abs/2211.10438): a layer's input has a few channels that are
many times larger than the others, and a common scale would leave those only a handful of steps. So each
channel is divided by its own factor, and its weights are multiplied by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import Model, Node, Output
from openvino import opset13 as ops

_LEVELS = 256
_MOST_WEIGHT = 127
# The share of the unevenness that moves from activations to weights. On news .7 to .9 keep the vectors
# equally well (mean cosine .998), .5 does not (.983).
_SMOOTHING = 0.8
_SHAPING = frozenset({"Reshape", "Transpose"})
_TINY = 1e-8

_Floats = NDArray[np.float32]
_Inputs = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Range:
    """The least and greatest value of each channel, ``(channels,)`` each."""

    low: _Floats
    high: _Floats

    def widened(self, other: _Range) -> _Range:
        return _Range(np.minimum(self.low, other.low), np.maximum(self.high, other.high))


def write_quantised(graph: Path, target: Path, samples: Iterable[_Inputs]) -> None:
    """Write `graph` in eight bits to `target`, an OpenVINO model (``.xml``, its weights beside it).

    Linear layers, and the products of queries and keys, get their inputs as unsigned bytes with one scale and
    zero point per tensor; weights are signed bytes with one scale per output channel. Everything else, and
    every result, stays a float.

    Args:
        graph: An ONNX file.
        target: Ends with ``.xml``.
        samples: Typical inputs of the graph, which give the ranges.
    """
    core = openvino.Core()
    model = core.read_model(graph)
    layers = _linear_layers(model)
    products = _attention_inputs(model)
    sources = [*layers, *(source for source, _ in products)]
    ranges = _ranges(core, model.clone(), sources, samples)
    outputs = _outputs(model)
    # Products first: they use the outputs of layers, which are replaced afterwards.
    for source, user in products:
        low, high = float(ranges[source].low.min()), float(ranges[source].high.max())
        _feed(user, bytes_of(outputs[source], low, high), outputs[source])
    for source, layer in layers.items():
        _quantise_layers(outputs[source], layer, ranges[source])
    model.validate_nodes_and_infer_types()
    openvino.save_model(model, target, compress_to_fp16=False)


def _name(output: Output) -> str:
    """The name of an output, the same in every copy of its model."""
    return f"{output.get_node().get_friendly_name()}:{output.get_index()}"


def _outputs(model: Model) -> dict[str, Output]:
    return {_name(output): output for op in model.get_ordered_ops() for output in op.outputs()}


def _products(model: Model) -> list[Node]:
    return [op for op in model.get_ordered_ops() if op.get_type_name() == "MatMul"]


def _linear_layers(model: Model) -> dict[str, list[Node]]:
    """Products with constant weights, by their input, which queries, keys and values share."""
    layers: dict[str, list[Node]] = {}
    for op in _products(model):
        if op.input_value(1).get_node().get_type_name() == "Constant":
            layers.setdefault(_name(op.input_value(0)), []).append(op)
    return layers


def _attention_inputs(model: Model) -> list[tuple[str, Node]]:
    """Queries and keys, each as its layer's output with the operation that uses it."""
    attention = []
    for op in _products(model):
        inputs = [op.input_value(i).get_node().get_type_name() for i in (0, 1)]
        if "Constant" in inputs or "Softmax" in inputs:
            continue
        for i in (0, 1):
            user, source = op, op.input_value(i)
            while source.get_node().get_type_name() in _SHAPING:
                user, source = source.get_node(), source.get_node().input_value(0)
            attention.append((_name(source), user))
    return attention


def _ranges(
    core: openvino.Core, model: Model, names: Sequence[str], samples: Iterable[_Inputs]
) -> dict[str, _Range]:
    """Run the model, to which outputs are added, and return each named output's range per channel."""
    outputs = _outputs(model)
    own = len(model.outputs)
    model.add_outputs([outputs[name] for name in names])
    request = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    ranges: dict[str, _Range] = {}
    for sample in samples:
        results = request.infer(sample)
        for i, name in enumerate(names, start=own):
            rows = results[i].reshape(-1, results[i].shape[-1])
            measured = _Range(rows.min(axis=0), rows.max(axis=0))
            ranges[name] = ranges[name].widened(measured) if name in ranges else measured
    return ranges


def _quantise_layers(source: Output, layers: Sequence[Node], channels: _Range) -> None:
    """Give layers that share an input its bytes, and each its own weights in bytes."""
    weights = [_weights(layer) for layer in layers]
    most = np.maximum(np.abs(channels.low), np.abs(channels.high)) + _TINY
    met = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0) + _TINY
    factor = most**_SMOOTHING / met ** (1.0 - _SMOOTHING)  # SmoothQuant, equation 4
    smooth = ops.multiply(source, _constant(1.0 / factor))
    low, high = float((channels.low / factor).min()), float((channels.high / factor).max())
    quantised = bytes_of(smooth.output(0), low, high)
    for layer, weight in zip(layers, weights, strict=True):
        product = ops.matmul(quantised, weights_as_bytes(weight * factor[:, None]), False, True)
        product.set_friendly_name(layer.get_friendly_name())
        for user in layer.output(0).get_target_inputs():
            user.replace_source_output(product.output(0))


def _weights(layer: Node) -> _Floats:
    """``(inputs, outputs)`` float32."""
    weight = np.array(layer.input_value(1).get_node().get_data(), dtype=np.float32)
    return weight.T if layer.get_attributes()["transpose_b"] else weight


def weights_as_bytes(weight: _Floats) -> Node:
    """The weights as ``(outputs, inputs)`` signed bytes, with the scale that turns them into floats."""
    scale = np.abs(weight).max(axis=0) / _MOST_WEIGHT + _TINY
    steps = np.round(weight / scale).astype(np.int8)
    return ops.multiply(
        ops.convert(ops.constant(np.ascontiguousarray(steps.T)), "f32"), _constant(scale[:, None])
    )


def bytes_of(source: Output, low: float, high: float) -> Node:
    """Round to one of 256 even steps, one of which is exactly zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = max((high - low) / (_LEVELS - 1), _TINY)
    low = -round(-low / step) * step
    bounds = [_constant(np.float32(low)), _constant(np.float32(low + (_LEVELS - 1) * step))]
    return ops.fake_quantize(source, *bounds, *bounds, _LEVELS)


def _feed(user: Node, node: Node, instead: Output) -> None:
    """Give `user` the output of `node` in place of `instead`."""
    for port in user.inputs():
        if port.get_source_output() == instead:
            port.replace_source_output(node.output(0))


def _constant(values: NDArray[np.float32] | np.float32) -> Node:
    return ops.constant(np.asarray(values, dtype=np.float32))
