"""The fast encoder: the model's graph, exported once, checked against the reference, run by OpenVINO.

OpenVINO was the fastest of the engines with ready wheels that keep the vectors: on a CPU with bfloat16 it
embeds about three times as many news chunks a second as sentence-transformers; dynamic int8 in ONNX Runtime
is slower than that and moves the vectors a hundred times as far.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from corpus.errors import ModelError
from index.embedding import Reading, Vectors

_FORMAT = "graph-2"
_BATCH = 8
_LEAST_COSINE = 0.999
_PROBES = (
    "Who must ratify the agreement?",
    "The parliament of the coastal region approved the budget on Tuesday by 41 votes to 38.",
    "Łukasz naïve façade: 3.5 % of €1,200, she said.",
    "The ferry left at nine and came back with nobody on board. " * 30,
)
# OpenVINO's bridge to NumPy sets itself up at its first use, and two threads that do that at once wait for
# each other for ever (a lock in C++ against Python's own). So the first use is made here, one at a time.
_first_use = threading.Lock()
_log = logging.getLogger(__name__)


class ExportedEncoder:
    """Runs an exported graph. Each thread has its own inference request; the weights are shared.

    Args:
        folder: What `exported_folder` returned.
    """

    def __init__(self, folder: Path) -> None:
        import openvino

        described = json.loads((folder / "export.json").read_text("utf-8"))
        self.dimension = int(described["dimension"])
        self.max_tokens = int(described["max_tokens"])
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._counter.no_padding()
        self._counter.no_truncation()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)
        core = openvino.Core()
        try:
            self._compiled = core.compile_model(
                core.read_model(folder / "encoder.onnx"), "CPU", {"PERFORMANCE_HINT": "LATENCY"}
            )
        except RuntimeError as error:
            raise ModelError(
                f"The exported embedding model in {folder} cannot be loaded: {error}",
                f"Delete {folder}; it is made again at the next start.",
            ) from error
        self._requests = threading.local()
        with _first_use:
            self.embed_query("")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        encoded = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(item) for item in encoded]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`."""
        encoded = self._tokenizer.encode_batch_fast(list(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch in _batches(encoded):
            vectors[batch] = _unit(_infer(self._request(), [encoded[i] for i in batch])["embedding"])
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        vector: Vectors = _unit(_infer(self._request(), [self._tokenizer.encode(text)])["embedding"])[0]
        return vector

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with its tokens, in the order of `texts`."""
        encoded = self._tokenizer.encode_batch(list(texts))
        found: dict[int, Reading] = {}
        for batch in _batches(encoded):
            result = _infer(self._request(), [encoded[i] for i in batch])
            vectors, states = _unit(result["embedding"]), _unit(result["tokens"])
            for row, i in enumerate(batch):
                kept = [at for at, special in enumerate(encoded[i].special_tokens_mask) if not special]
                pieces = tuple(encoded[i].tokens[at] for at in kept)
                found[i] = Reading(vectors[row], states[row, kept], pieces)
        return [found[i] for i in range(len(texts))]

    def _request(self) -> Any:
        """This thread's own; its outputs are overwritten by its next inference."""
        request = getattr(self._requests, "request", None)
        if request is None:
            request = self._requests.request = self._compiled.create_infer_request()
        return request


def _batches(encoded: Sequence[Encoding]) -> list[list[int]]:
    """Put texts together that are as long as each other, in tokens: padding costs as much as text."""
    order = sorted(range(len(encoded)), key=lambda i: -len(encoded[i]))
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]


def _infer(request: Any, encoded: Sequence[Encoding]) -> Any:
    """Return the outputs, which the next inference of this request overwrites."""
    ids = np.zeros((len(encoded), max(len(item) for item in encoded)), np.int64)
    mask = np.zeros_like(ids)
    for row, item in enumerate(encoded):
        ids[row, : len(item)] = item.ids
        mask[row, : len(item)] = 1
    return request.infer({"input_ids": ids, "attention_mask": mask})


def _unit(raw: Any) -> Vectors:
    """A copy in float32 of unit norm: in bfloat16 the norms are off by some thousandths."""
    rows = np.array(raw, dtype=np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit


def exported_folder(folder: Path, identity: str, cache_dir: Path) -> Path | None:
    """Return the folder of the exported graph of the model in `folder`, making it when there is none.

    Returns None when the model is not a plain encoder with mean pooling and no prompts, or when the export
    does not agree with the reference; sentence-transformers must run it then.

    Raises:
        ModelError: The model cannot be loaded, or `cache_dir` cannot be written.
    """
    target = cache_dir / "encoders" / f"{identity.replace(':', '-')}-{_FORMAT}"
    if (target / "export.json").is_file():
        return target
    if not _is_plain_encoder(folder):
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="export-", dir=target.parent))
    except OSError as error:
        raise ModelError(
            f"The embedding model's graph cannot be kept in {cache_dir}: {error.strerror}",
            "Set CITEDESK_CACHE_DIR to a folder that can be written.",
        ) from error
    try:
        if not _export(folder, work):
            return None
        return _moved(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _moved(work: Path, target: Path) -> Path:
    """Put the finished export in its place at once; when another process was first, use its own."""
    try:
        os.rename(work, target)
    except OSError:
        if not (target / "export.json").is_file():
            raise
    return target


def _is_plain_encoder(folder: Path) -> bool:
    """Whether the model is transformer, mean pooling and normalisation, without prompts."""
    modules = _json(folder / "modules.json") or []
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    prompts = (_json(folder / "config_sentence_transformers.json") or {}).get("prompts") or {}
    pooling = _json(folder / "1_Pooling" / "config.json") or {}
    mean = pooling.get("pooling_mode_mean_tokens") is True or pooling.get("pooling_mode") == "mean"
    model_type = (_json(folder / "config.json") or {}).get("model_type")
    return (
        kinds == ["Transformer", "Pooling", "Normalize"]
        and mean
        and not any(prompts.values())
        and model_type in {"bert", "roberta", "mpnet", "distilbert", "xlm-roberta"}
        and (folder / "tokenizer.json").is_file()
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def _export(folder: Path, work: Path) -> bool:
    """Write graph, tokenizer and description into `work`; False when they do not agree with the reference."""
    from index.graph import write_graph
    from index.reference import ReferenceEncoder

    reference = ReferenceEncoder(str(folder))
    try:
        write_graph(folder, work / "encoder.onnx")
    except Exception as error:  # whatever keeps a graph from being traced, the reference still runs it
        _log.warning("the embedding model cannot be exported (%s): sentence-transformers runs it", error)
        return False
    shutil.copyfile(folder / "tokenizer.json", work / "tokenizer.json")
    described = {"dimension": reference.dimension, "max_tokens": reference.max_tokens}
    (work / "export.json").write_text(json.dumps(described), "utf-8")
    cosines = (ExportedEncoder(work).embed_passages(_PROBES) * reference.embed_passages(_PROBES)).sum(axis=1)
    if float(cosines.min()) < _LEAST_COSINE:
        _log.warning(
            "the exported embedding model is off (cosine %.4f): sentence-transformers runs it", cosines.min()
        )
        return False
    return True
