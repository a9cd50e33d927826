"""Chunks stay short enough to read, whatever length the embedding model takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.chunks import cut
from index.place import Place
from tests.fakes import BagOfWords
from tests.index.makers import article


@pytest.mark.parametrize(("max_tokens", "longest"), [(128, 128), (256, 256), (8192, 256)])
def test_a_chunk_with_its_headline_fits_the_model_and_256_tokens(
    max_tokens: int, longest: int, tmp_path: Path
) -> None:
    encoder = BagOfWords()
    encoder.max_tokens = max_tokens
    archive = Archive(Place(tmp_path, PACKAGED, tmp_path / "cache"), encoder=encoder)
    body = "The harbour master closed the northern quay. " * 400
    counts = encoder.count_tokens([chunk.embedded_text for chunk in cut(archive, article("a", body), 1)])
    assert longest / 2 < max(counts) <= longest
    assert sum(counts) >= 7 * 400
    archive.close()
