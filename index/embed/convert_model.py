"""Converting an embedding model, once for each model and machine, checked against the reference.

Which graph embeds passages is measured here, because it depends on the CPU: with instructions for bytes
(AVX-512 VNNI, AVX-VNNI) the graph in eight bits is about 1.5 times as fast as the other; without, it is
slower.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import corpus
from corpus.article import Article
from corpus.errors import ModelError
from corpus.formats.read import read_path
from index.embed.models import Pooling, known_languages, model_folder, model_identity, read_json
from index.embed.openvino_encoder import DESCRIPTION, GRAPH, IN_BYTES, OpenVinoEncoder
from index.embed.protocol import Encoder

_FORMAT = "graph-3"
_PLAIN = frozenset({"bert", "roberta", "mpnet", "distilbert", "xlm-roberta"})
# As sentence-transformers 6 writes them, and as older versions do.
_POOLINGS: dict[str, Pooling] = {
    **{"cls": "cls", "pooling_mode_cls_token": "cls"},
    **{"mean": "mean", "pooling_mode_mean_tokens": "mean"},
}
_LEAST_COSINE = 0.999
_LEAST_COSINE_IN_BYTES = 0.99
# A smaller gain is not worth less exact vectors, and the measurement is off by some hundredths.
_LEAST_GAIN = 1.15
_ROUNDS = 2
_PROBES = (
    "Who must ratify the agreement?",
    "The parliament of the coastal region approved the budget on Tuesday by 41 votes to 38.",
    "Łukasz naïve façade: 3.5 % of €1,200, she said.",
    "The ferry left at nine and came back with nobody on board. " * 30,
)
# Such texts exceed the ranges of articles; calibrated on them too, their vectors keep .97 instead of .91 or
# .95.
_ODD = ("", "the same " * 150)
_log = logging.getLogger(__name__)


def converted_folder(model: str, folder: Path, cache_dir: Path) -> Path | None:
    """Return the folder of the graph that `model`, whose files are in `folder`, is converted to; made once.

    A model that is known to read only English may get a graph in bytes too: the texts for its calibration are
    English.

    Returns None if the model is not a plain encoder with CLS or mean pooling, or if the result does not agree
    with the reference; then sentence-transformers must run it.

    Raises:
        ModelError: The model cannot be loaded, or `cache_dir` cannot be written.
    """
    # A name stands for whatever was downloaded under it; the graph is that of these files.
    identity = model_identity(model if model_folder(model) else str(folder)).replace(":", "-")
    target = cache_dir / "encoders" / f"{identity}-{_FORMAT}"
    if (target / DESCRIPTION).is_file():
        return target
    pooling = _pooling(folder)
    if pooling is None:
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="convert-", dir=target.parent))
    except OSError as error:
        raise ModelError(
            f"The embedding model's graph cannot be kept in {cache_dir}: {error.strerror}",
            "Set CITEDESK_CACHE_DIR to a folder that can be written.",
        ) from error
    try:
        return _moved(work, target) if _convert(model, folder, work, pooling) else None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _moved(work: Path, target: Path) -> Path:
    """Move the finished conversion to its place in one step; if another process was first, use its result."""
    try:
        os.rename(work, target)
    except OSError:
        if not (target / DESCRIPTION).is_file():
            raise
    return target


def _pooling(folder: Path) -> Pooling | None:
    """How a plain encoder pools; None for a model with layers of its own or two poolings at once."""
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in read_json(folder / "modules.json")]
    config = read_json(folder / "1_Pooling" / "config.json")
    modes = [name for name, chosen in config.items() if name.startswith("pooling_mode_") and chosen is True]
    mode = config.get("pooling_mode") or (modes[0] if len(modes) == 1 else None)
    plain = (
        kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and config.get("include_prompt") is not False
        and read_json(folder / "config.json").get("model_type") in _PLAIN
    )
    return _POOLINGS.get(str(mode)) if plain else None


def _convert(model: str, folder: Path, work: Path, pooling: Pooling) -> bool:
    """Write graphs, tokenizer and description into `work`; False if they do not agree with the reference."""
    from index.embed.onnx_trace import write_graph
    from index.embed.torch_encoder import ReferenceEncoder

    reference = ReferenceEncoder(model)
    try:
        write_graph(folder, work / GRAPH, pooling)
        reference.model.tokenizer.backend_tokenizer.save(str(work / "tokenizer.json"))
    except Exception as error:  # whatever prevents a trace, the reference can still run the model
        _log.warning("the embedding model cannot be converted (%s): sentence-transformers runs it", error)
        return False
    described = {
        "dimension": reference.dimension,
        "max_tokens": reference.max_length,
        "prompts": asdict(reference.prompts),
    }
    (work / DESCRIPTION).write_text(json.dumps(described), "utf-8")
    least = _least_cosine(OpenVinoEncoder(work), reference)
    if least < _LEAST_COSINE:
        _log.warning(
            "the converted embedding model is off (cosine %.4f): sentence-transformers runs it", least
        )
        return False
    if known_languages(model) == frozenset({"en"}):
        try:
            measured = _quantised(work)
        except Exception as error:  # the exact graph embeds passages too
            _log.warning("the embedding model cannot be put in bytes: %s", error)
            _drop_bytes(work)
        else:
            (work / DESCRIPTION).write_text(json.dumps(described | {"in_bytes": measured}), "utf-8")
    return True


def _least_cosine(encoder: OpenVinoEncoder, reference: Encoder) -> float:
    """The least cosine of the converted model's vectors with the reference's, of passages and queries."""
    passages = encoder.embed_exactly(_PROBES) * reference.embed_passages(_PROBES)
    queries = [encoder.embed_query(text) @ reference.embed_query(text) for text in _PROBES]
    return float(min(passages.sum(axis=1).min(), *queries))


def _quantised(work: Path) -> dict[str, Any]:
    """Write the graph in bytes beside the exact one if it pays; return what was measured.

    Every other sample article and some odd texts give the ranges; half of the other articles are embedded by
    both graphs, enough to compare them within seconds.
    """
    from index.embed.smoothquant import write_quantised

    encoder = OpenVinoEncoder(work)
    texts = _sample_texts()
    unseen = [*texts[1::4], *_PROBES]
    write_quantised(work / GRAPH, work / IN_BYTES, encoder.inputs([*texts[::2], *_ODD]))
    spent = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        exact = encoder.embed_exactly(unseen)
        between = time.perf_counter()
        rounded = encoder.embed_passages(unseen)
        spent.append((between - started, time.perf_counter() - between))
    times_as_fast = min(first for first, _ in spent) / min(second for _, second in spent)
    cosine = float((exact * rounded).sum(axis=1).min())
    pays = times_as_fast >= _LEAST_GAIN and cosine >= _LEAST_COSINE_IN_BYTES
    if not pays:
        _drop_bytes(work)
    return {"kept": pays, "times_as_fast": round(times_as_fast, 2), "least_cosine": round(cosine, 4)}


def _drop_bytes(work: Path) -> None:
    for path in (work / IN_BYTES, (work / IN_BYTES).with_suffix(".bin")):
        path.unlink(missing_ok=True)


def _sample_texts() -> list[str]:
    """The project's sample articles; when embedded, each is cut at the model's limit."""
    read = read_path(Path(corpus.__file__).parent / "samples" / "articles.jsonl")
    return [f"{item.title}\n{item.body}" for item in read if isinstance(item, Article)]
