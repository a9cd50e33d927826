"""Which graph embeds passages: the one in bytes where it is faster and as good, the exact one elsewhere."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import pytest

import index.embed.convert_model as conversion
import index.embed.openvino_graph as compiled
import index.embed.smoothquant as quantised
from index.embed.load import load_encoder
from index.embed.models import PACKAGED
from index.embed.openvino_encoder import IN_BYTES, OpenVinoEncoder
from index.embed.openvino_graph import graph_inputs

TEXTS = [
    "The ferry Lady Orrin struck the pier on Tuesday evening.",
    "Łukasz naïve façade: 3.5 % of €1,200, she said.",
    "The harbour master closed the northern quay after the storm. " * 30,
]


@pytest.fixture
def converted(model_cache: Path, tmp_path: Path) -> Path:
    return copied(model_cache, tmp_path / "conversion")


def copied(model_cache: Path, copy: Path) -> Path:
    """A copy of the packaged model converted, of which nothing was put in bytes yet."""
    [converted] = (model_cache / "encoders").iterdir()
    return shutil.copytree(converted, copy, ignore=shutil.ignore_patterns("passages.*"))


@pytest.fixture(scope="module", autouse=True)
def few_texts() -> Iterator[None]:
    few = conversion._sample_texts()[:12]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversion, "_ROUNDS", 1)
        patch.setattr(conversion, "_sample_texts", lambda: few)
        yield


@pytest.fixture(scope="module")
def in_bytes(
    few_texts: None, model_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """A conversion with a graph in bytes, whatever is gained by it here, and what was measured."""
    folder = copied(model_cache, tmp_path_factory.mktemp("in-bytes") / "conversion")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversion, "_LEAST_GAIN", 0.0)
        return folder, conversion._quantised(folder)


@pytest.mark.real
def test_where_bytes_pay_passages_alone_are_embedded_in_them(in_bytes: tuple[Path, dict[str, Any]]) -> None:
    folder, measured = in_bytes
    assert measured["kept"]
    assert measured["least_cosine"] > 0.98
    encoder = OpenVinoEncoder(folder)
    passages, exact = encoder.embed_passages(TEXTS), encoder.embed_exactly(TEXTS)
    cosines = (passages * exact).sum(axis=1)
    assert 0.98 < cosines.min() <= cosines.max() < 0.9999
    for text, vector in zip(TEXTS, exact, strict=True):
        assert float(encoder.embed_query(text) @ vector) > 0.999


@pytest.mark.soak
@pytest.mark.real
def test_a_graph_in_bytes_is_given_few_shapes(
    in_bytes: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs memory: a sync of 4,660 articles had 3 GB of them."""
    encoder = OpenVinoEncoder(in_bytes[0])
    lengths = set()

    def seen(*given: Any) -> Any:
        inputs = graph_inputs(*given)
        lengths.add(inputs["input_ids"].shape[1])
        return inputs

    monkeypatch.setattr(compiled, "graph_inputs", seen)
    texts = ["ferry " * words for words in range(3, 270, 7)]
    passages = [encoder.embed_passages([text])[0] for text in texts]
    assert sorted(lengths) == list(range(8, 257, 8))
    whole = encoder.embed_exactly(texts)
    assert (np.array(passages) * whole).sum(axis=1).min() > 0.9


@pytest.mark.soak
@pytest.mark.real
def test_where_they_do_not_they_are_not_kept(converted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_it_is(graph: Path, target: Path, samples: object) -> None:
        openvino.save_model(openvino.Core().read_model(graph), target)

    monkeypatch.setattr(quantised, "write_quantised", as_it_is)
    monkeypatch.setattr(conversion, "_LEAST_GAIN", 0.0)
    monkeypatch.setattr(conversion, "_sample_texts", lambda: TEXTS[:2])
    monkeypatch.setattr(conversion, "_PROBES", TEXTS[:1])
    for limit in ("_LEAST_GAIN", "_LEAST_COSINE_IN_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(conversion, limit, 1e9)
            assert not conversion._quantised(converted)["kept"]
        assert not [path.name for path in converted.iterdir() if path.name.startswith("passages")]
    encoder = OpenVinoEncoder(converted)
    assert (encoder.embed_passages(TEXTS[:2]) == encoder.embed_exactly(TEXTS[:2])).all()


@pytest.mark.real
def test_the_measurement_is_written_beside_the_graphs(model_cache: Path, converted: Path) -> None:
    described = json.loads((converted / "export.json").read_text("utf-8"))
    assert described["in_bytes"]["times_as_fast"] > 0
    [original] = (model_cache / "encoders").iterdir()
    assert described["in_bytes"]["kept"] == (original / IN_BYTES).is_file()


@pytest.mark.slow
@pytest.mark.real
def test_a_graph_that_cannot_be_put_in_bytes_is_converted_all_the_same(
    converted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def trace(folder: Path, target: Path, pooling: object) -> None:
        for path in converted.glob(f"{target.stem}.*"):
            shutil.copy(path, target.parent)

    def refuse(graph: Path, target: Path, samples: object) -> None:
        target.write_text("half")
        raise ValueError("no such operation")

    monkeypatch.setattr("index.embed.onnx_trace.write_graph", trace)
    monkeypatch.setattr(quantised, "write_quantised", refuse)
    with caplog.at_level(logging.WARNING):
        encoder = load_encoder(PACKAGED, tmp_path / "cache")
    assert isinstance(encoder, OpenVinoEncoder)
    assert "no such operation" in caplog.text
    assert encoder.embed_passages(TEXTS).shape == (3, 384)
