"""The fast encoder: a model's graph, run by OpenVINO.

OpenVINO was the fastest of the engines with ready wheels that keep the vectors: on a CPU with bfloat16 it
embeds about three times as many news chunks a second as sentence-transformers. Where the CPU multiplies bytes
faster than floats, passages are embedded by a second graph in eight bits. Questions are always read by the
first.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import ModelError
from index.embed.models import Prompts
from index.embed.openvino_graph import CompiledGraph, graph_inputs, length_batches
from index.embed.protocol import Vectors

GRAPH = "encoder.onnx"
"""The graph in floats, in the folder of a converted model."""
DESCRIPTION = "export.json"
"""The description of a converted model; the name is that of the first release."""
IN_BYTES = "passages.xml"
"""The graph in eight bits beside it, if it pays."""
# Texts are padded to multiples of this many tokens, because each new length takes memory (docs/engines.md).
_STEP = 8


class OpenVinoEncoder:
    """Runs a converted model; may be used from many threads."""

    def __init__(self, folder: Path) -> None:
        described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        self.dimension = int(described["dimension"])
        self._max_length = int(described["max_tokens"])
        self._prompts = Prompts(**described.get("prompts", {}))
        self._folder = folder
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._counter.no_padding()
        self._counter.no_truncation()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._max_length)
        self.max_tokens = self._max_length - self.count_tokens([self._prompts.passage])[0]
        self._exact = _compiled(folder, GRAPH)
        self._in_bytes: CompiledGraph | None = None
        self._loading = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        encoded = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(item) for item in encoded]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`."""
        return self._embed(self._for_passages(), texts)

    def embed_exactly(self, texts: Sequence[str]) -> Vectors:
        """Return passages' vectors by the graph in floats, to measure the other one by."""
        return self._embed(self._exact, texts)

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        vector: Vectors = self._exact.embed([self._tokenizer.encode(self._prompts.query + text)])[0]
        return vector

    def inputs(self, texts: Sequence[str]) -> Iterator[dict[str, NDArray[np.int64]]]:
        """Yield the graph's input for each passage."""
        for text in texts:
            yield graph_inputs([self._tokenizer.encode(self._prompts.passage + text)])

    def _embed(self, graph: CompiledGraph, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch_fast([self._prompts.passage + text for text in texts])
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch in length_batches(encoded):
            vectors[batch] = graph.embed([encoded[i] for i in batch])
        return vectors

    def _for_passages(self) -> CompiledGraph:
        """The graph in bytes if there is one, loaded when needed: questions do not need it."""
        if not (self._folder / IN_BYTES).is_file():
            return self._exact
        with self._loading:
            if self._in_bytes is None:
                lengths = (*range(_STEP, self._max_length, _STEP), self._max_length)
                self._in_bytes = _compiled(self._folder, IN_BYTES, lengths)
            return self._in_bytes


def _compiled(folder: Path, name: str, lengths: Sequence[int] = ()) -> CompiledGraph:
    try:
        return CompiledGraph(folder / name, lengths)
    except RuntimeError as error:
        raise ModelError(
            f"The converted embedding model in {folder} cannot be loaded: {error}",
            f"Delete {folder}; it is made again at the next start.",
        ) from error
