"""The real embedding model: the fast encoder against the reference, with values that must not move."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.embed.load import load_encoder
from index.embed.models import PACKAGED, model_identity
from index.embed.openvino_encoder import OpenVinoEncoder
from index.embed.protocol import Encoder
from tests.conftest import ROOT

pytestmark = pytest.mark.real

TEXTS = [
    "The ferry Lady Orrin struck the pier on Tuesday evening.",
    "Zażółć gęślą jaźń 😀 – «прэм'ер» 2,5 %",
    "",
    "word " * 700,
    "A short line",
]
# The first eight numbers of the first text's vector, by sentence-transformers in float32.
CANONICAL = [0.0081, 0.0285, 0.0701, 0.0328, 0.0260, 0.0150, 0.0147, 0.0241]


@pytest.fixture(scope="module")
def fast(model_cache: Path) -> OpenVinoEncoder:
    encoder = load_encoder(PACKAGED, model_cache)
    assert isinstance(encoder, OpenVinoEncoder)
    return encoder


@pytest.fixture(scope="module")
def reference() -> Encoder:
    from index.embed.torch_encoder import ReferenceEncoder

    return ReferenceEncoder(PACKAGED)


def test_the_fast_encoder_agrees_with_sentence_transformers(
    fast: OpenVinoEncoder, reference: Encoder
) -> None:
    assert (fast.dimension, fast.max_tokens) == (reference.dimension, reference.max_tokens) == (384, 256)
    whole = reference.embed_passages(TEXTS)
    assert (fast.embed_exactly(TEXTS) * whole).sum(axis=1).min() > 0.999
    passages = (fast.embed_passages(TEXTS) * whole).sum(axis=1)
    assert passages[[0, 1, 4]].min() > 0.98
    assert passages.min() > 0.9  # nothing, and one word 700 times
    assert float(fast.embed_query(TEXTS[0]) @ reference.embed_query(TEXTS[0])) > 0.999
    assert fast.count_tokens(TEXTS) == reference.count_tokens(TEXTS)


def test_known_values(reference: Encoder) -> None:
    np.testing.assert_allclose(reference.embed_query(TEXTS[0])[:8], CANONICAL, atol=1e-3)


@pytest.mark.parametrize("name", ["fast", "reference"])
def test_vectors_have_unit_norm_and_the_order_of_their_texts(
    name: str, request: pytest.FixtureRequest
) -> None:
    encoder: Encoder = request.getfixturevalue(name)
    embed = encoder.embed_exactly if isinstance(encoder, OpenVinoEncoder) else encoder.embed_passages
    vectors = embed(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(encoder.embed_query(text) @ vector) > 0.999
    assert encoder.embed_passages([]).shape == embed([]).shape == (0, 384)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "no-model")
    with pytest.raises(ModelError, match="no-model"):
        load_encoder(missing, tmp_path)


def test_a_cache_that_cannot_be_written_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError) as caught:
        load_encoder(PACKAGED, tmp_path / "file")
    assert "CITEDESK_CACHE_DIR" in caught.value.hint


def test_models_are_told_apart_by_their_files(tmp_path: Path) -> None:
    assert model_identity(PACKAGED).startswith("files:")
    assert model_identity("some/name") == "name:some/name"
    (tmp_path / "config.json").write_text("{}")
    assert model_identity(str(tmp_path)) != model_identity(PACKAGED)


@pytest.mark.parametrize("times", [1, pytest.param(4, marks=pytest.mark.soak)])
def test_many_threads_may_embed_first(model_cache: Path, fast: Encoder, times: int) -> None:
    """OpenVINO's bridge to NumPy hangs for good when two threads are its first users."""
    code = (
        "import sys, threading; sys.setswitchinterval(1e-6)\n"
        "from pathlib import Path\n"
        "from index.embed.load import load_encoder\nfrom index.embed.models import PACKAGED\n"
        "encoder, gate = load_encoder(PACKAGED, Path(sys.argv[1])), threading.Barrier(8)\n"
        "def first(): gate.wait(); encoder.embed_query('ferry')\n"
        "threads = [threading.Thread(target=first) for _ in range(8)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
    )
    for _ in range(times):  # Unguarded, about every second time hangs.
        command = [sys.executable, "-c", code, str(model_cache)]
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)
