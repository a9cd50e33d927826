"""Converting an embedding model: once for each model and machine, checked against the reference.

Which graph embeds passages is measured here, because it depends on the CPU: one with instructions for bytes
(AVX-512 VNNI, AVX-VNNI) runs the graph in eight bits half as fast again as the other; one without, slower.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import corpus
from corpus.article import Article
from corpus.errors import ModelError
from corpus.formats.read import read_path
from index.embed.openvino_encoder import DESCRIPTION, GRAPH, IN_BYTES, OpenVinoEncoder

_FORMAT = "graph-3"
_LEAST_COSINE = 0.999
_LEAST_COSINE_IN_BYTES = 0.99
# Less is not worth that vectors move; and the measurement itself is off by some hundredths.
_LEAST_GAIN = 1.15
_ROUNDS = 2
_PROBES = (
    "Who must ratify the agreement?",
    "The parliament of the coastal region approved the budget on Tuesday by 41 votes to 38.",
    "Łukasz naïve façade: 3.5 % of €1,200, she said.",
    "The ferry left at nine and came back with nobody on board. " * 30,
)
# Such texts leave the ranges that articles have; with them seen, their vectors keep .97 and not .91 or .95.
_ODD = ("", "the same " * 150)
_log = logging.getLogger(__name__)


def converted_folder(folder: Path, identity: str, cache_dir: Path, english: bool) -> Path | None:
    """Return the folder of the converted graph of the model in `folder`, making it when there is none.

    A model that is known to read English and nothing else may get a graph in bytes too: the texts that these
    are fitted to are English.

    Returns None when the model is not a plain encoder with mean pooling and no prompts, or when what it is
    converted to does not agree with the reference; sentence-transformers must run it then.

    Raises:
        ModelError: The model cannot be loaded, or `cache_dir` cannot be written.
    """
    target = cache_dir / "encoders" / f"{identity.replace(':', '-')}-{_FORMAT}"
    if (target / DESCRIPTION).is_file():
        return target
    if not _is_plain_encoder(folder):
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
        if not _convert(folder, work, english):
            return None
        return _moved(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _moved(work: Path, target: Path) -> Path:
    """Put the finished conversion in its place at once; when another process was first, use its own."""
    try:
        os.rename(work, target)
    except OSError:
        if not (target / DESCRIPTION).is_file():
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


def _convert(folder: Path, work: Path, english: bool) -> bool:
    """Write graphs, tokenizer and description into `work`; False when they are not as the reference."""
    from index.embed.onnx_trace import write_graph
    from index.embed.torch_encoder import ReferenceEncoder

    reference = ReferenceEncoder(str(folder))
    try:
        write_graph(folder, work / GRAPH)
    except Exception as error:  # whatever keeps a graph from being traced, the reference still runs it
        _log.warning("the embedding model cannot be converted (%s): sentence-transformers runs it", error)
        return False
    shutil.copyfile(folder / "tokenizer.json", work / "tokenizer.json")
    described = {"dimension": reference.dimension, "max_tokens": reference.max_tokens}
    (work / DESCRIPTION).write_text(json.dumps(described), "utf-8")
    cosines = (OpenVinoEncoder(work).embed_sentences(_PROBES) * reference.embed_passages(_PROBES)).sum(axis=1)
    if float(cosines.min()) < _LEAST_COSINE:
        _log.warning(
            "the converted embedding model is off (cosine %.4f): sentence-transformers runs it", cosines.min()
        )
        return False
    if english:
        try:
            measured = _quantised(work)
        except Exception as error:  # the exact graph embeds passages too
            _log.warning("the embedding model cannot be put in bytes: %s", error)
            _drop_bytes(work)
        else:
            (work / DESCRIPTION).write_text(json.dumps(described | {"in_bytes": measured}), "utf-8")
    return True


def _quantised(work: Path) -> dict[str, Any]:
    """Put the graph in bytes beside the exact one if it pays; return what was measured.

    Every other sample article gives the ranges, and odd texts do; half of the other articles are embedded by
    both graphs, as many as tell them apart in seconds.
    """
    from index.embed.smoothquant import write_quantised

    encoder = OpenVinoEncoder(work)
    texts = _sample_texts()
    unseen = [*texts[1::4], *_PROBES]
    write_quantised(work / GRAPH, work / IN_BYTES, encoder.inputs([*texts[::2], *_ODD]))
    spent = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        exact = encoder.embed_sentences(unseen)
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
    """The articles that come with the project; embedded, each is cut at what the model reads."""
    read = read_path(Path(corpus.__file__).parent / "samples" / "articles.jsonl")
    return [f"{item.title}\n{item.body}" for item in read if isinstance(item, Article)]
