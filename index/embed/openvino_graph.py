"""A converted graph, compiled for this CPU by OpenVINO and run on tokenized texts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import Vectors

_BATCH = 8
# The engine caches its preparations for every new shape (docs/engines.md). The option that limits this cache
# is undocumented. A CPU with bfloat16 would use it for everything not in eight bits, and answers would depend
# on the CPU.
_OPTIONS = {
    "PERFORMANCE_HINT": "LATENCY",
    "CPU_RUNTIME_CACHE_CAPACITY": "256",
    "INFERENCE_PRECISION_HINT": "f32",
}
# Computes the products of a graph in eight bits in floats, from the same rounded values.
_FLOATS = {"LP_TRANSFORMS_MODE": "NO"}
# OpenVINO's bridge to NumPy initialises itself at its first use, and two threads that do so at once deadlock
# (a lock in C++ against Python's own). So the first use happens here, one thread at a time.
_first_use = threading.Lock()


class Row(Protocol):
    """A text as input of a graph."""

    @property
    def ids(self) -> Sequence[int]:
        """Its token ids, including special ones."""
        ...

    def __len__(self) -> int: ...


class CompiledGraph:
    """Runs one graph. Each thread has its own inference request; the weights are shared.

    A graph in eight bits gives the same results on every CPU, also if it cannot multiply bytes exactly.

    Args:
        path: An ONNX file or an OpenVINO model.
        lengths: In tokens, ascending: every batch is padded to one of them, where one is long enough. Fewer
            shapes take less memory, and padding takes time.

    Raises:
        RuntimeError: It cannot be read or compiled.
    """

    def __init__(self, path: Path, lengths: Sequence[int] = ()) -> None:
        # Here and not above: most commands read nothing with a model, and it takes a fifth of a second.
        import openvino

        from index.embed.saturation import saturates

        self._lengths = lengths
        core = openvino.Core()
        options = _OPTIONS | _FLOATS if path.suffix == ".xml" and saturates() else _OPTIONS
        self._compiled = core.compile_model(core.read_model(path), "CPU", options)
        self._requests = threading.local()
        with _first_use:
            self._request().infer(dict.fromkeys(("input_ids", "attention_mask"), np.ones((1, 1), np.int64)))

    def embed(self, encoded: Sequence[Row]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `encoded`: one batch."""
        return unit(self.run(encoded)["embedding"])

    def run(self, encoded: Sequence[Row]) -> Any:
        """Return the outputs by name; this thread's next call overwrites them."""
        return self._request().infer(graph_inputs(encoded, self._lengths))

    def _request(self) -> Any:
        request = getattr(self._requests, "request", None)
        if request is None:
            request = self._requests.request = self._compiled.create_infer_request()
        return request


def length_batches(encoded: Sequence[Row]) -> list[list[int]]:
    """Group texts of similar length in tokens, because padding costs as much as text."""
    order = sorted(range(len(encoded)), key=lambda i: -len(encoded[i]))
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]


def graph_inputs(encoded: Sequence[Row], lengths: Sequence[int] = ()) -> dict[str, NDArray[np.int64]]:
    """Return ``input_ids`` and ``attention_mask``, ``(n, length)`` int64 each.

    The length is the first of `lengths` with room for the longest text, or else that text's own.
    """
    longest = max(len(item) for item in encoded)
    length = next((length for length in lengths if length >= longest), longest)
    ids = np.zeros((len(encoded), length), np.int64)
    mask = np.zeros_like(ids)
    for row, item in enumerate(encoded):
        ids[row, : len(item)] = item.ids
        mask[row, : len(item)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def unit(raw: Any) -> Vectors:
    """A copy in float32 of unit norm, because norms in bfloat16 are off by some thousandths."""
    rows = np.array(raw, dtype=np.float32)
    scaled: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return scaled
