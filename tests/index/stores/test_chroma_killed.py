"""A real Chroma server that is killed in the middle of a sync, and one that comes back in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import ArchiveError
from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.sync import sync
from index.place import Place
from index.search.pipeline import search
from index.stores.chroma_address import ChromaServer
from tests.chroma import ChromaProcess
from tests.fakes import Dense
from tests.index.makers import assert_whole

pytestmark = pytest.mark.slow
ARTICLES = 200


class Killing(Dense):
    """An encoder that kills a server, once, when so many texts have been embedded."""

    def __init__(self, process: ChromaProcess, after: int) -> None:
        super().__init__()
        self._to_kill: ChromaProcess | None = process
        self._after = after

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._to_kill and len(self.embedded) + len(texts) > self._after:
            self._to_kill.kill()
            self._to_kill = None
        return super().embed_passages(texts)


def test_a_sync_goes_on_where_a_killed_server_left_it(tmp_path: Path) -> None:
    rows = [
        {"id": f"n{at}", "title": f"Boat {at}", "body": f"Boat {at} left Hask."} for at in range(ARTICLES)
    ]
    path = tmp_path / "boats.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with ChromaProcess(tmp_path / "chroma") as process:
        process.start()
        killing = Killing(process, 100)
        place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache", ChromaServer(process.address))
        archive = Archive(place, encoder=killing)
        with pytest.raises(ArchiveError, match="Chroma"):
            sync(archive, [path])
        kept = archive.catalogue.counts().articles
        assert 0 < kept < ARTICLES
        process.start()
        report = sync(archive, [path])
        assert (report.unchanged, report.added) == (kept, ARTICLES - kept)
        assert_whole(archive)
        assert {hit.article_id for hit in search(archive, "Boat 150 left").hits} >= {"n150"}
        archive.close()
        # What was written before the kill is embedded once, and again only the batch that could not be.
        assert len(killing.embedded) <= ARTICLES + 64
