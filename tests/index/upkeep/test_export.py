import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.text.cleaning import CLEANER
from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.ingest.sync import sync
from index.place import Place
from index.upkeep.export import export
from tests.conftest import SAMPLES
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, day, put, state
from tests.postgres import Postgres

pytestmark = pytest.mark.both_databases(soak=True)


def other(tmp_path: Path) -> Archive:
    return Archive(Place(tmp_path / "other", PACKAGED, tmp_path / "cache"), encoder=BagOfWords())


def test_a_backup_is_read_back_as_it_was(archive: Archive, tmp_path: Path) -> None:
    name = "backup.jsonl.gz"
    sync(archive, [SAMPLES])
    told = {"source": "Courier", "published_at": day("2025-02-03"), "published_precision": "day"}
    for text in ("The ferry sank.", "The ferry was raised.", "The ferry sank."):
        put(archive, article("back", text, **told))
    remove(archive, ["tidal-record"])
    report = export(archive, tmp_path / name)
    export(archive, tmp_path / "backup.jsonl")
    assert gzip.decompress((tmp_path / name).read_bytes()) == (tmp_path / "backup.jsonl").read_bytes()
    assert report.articles == archive.catalogue.counts().articles
    copy = other(tmp_path)
    first = sync(copy, [tmp_path / name])
    assert (first.failed, first.added) == (0, report.articles)
    assert_whole(copy)
    kept = state(archive)
    assert state(copy)["versions"] == [row for row in kept["versions"] if row[0] != "tidal-record"]
    assert state(copy)["articles"] == [row for row in kept["articles"] if row[0] != "tidal-record"]
    assert state(copy)["chunks"] == kept["chunks"]
    for target in (copy, archive):
        again = sync(target, [tmp_path / name])
        assert (again.added, again.updated, again.failed, again.chunks_embedded) == (0, 0, 0, 0)
    copy.close()


@pytest.mark.sqlite
def test_an_archive_moves_to_postgresql_and_back(
    archive: Archive, postgres: Postgres, tmp_path: Path
) -> None:
    sync(archive, [SAMPLES])
    for text in ("The ferry sank.", "The ferry was raised.", "The ferry sank."):
        put(archive, article("back", text, source="Courier"))
    place = replace(archive.place, folder=tmp_path / "moved", database=postgres.address())
    moved, back = Archive(place, encoder=BagOfWords()), other(tmp_path)
    rows = []
    for number, (here, there) in enumerate([(archive, moved), (moved, back), (back, None)]):
        file = tmp_path / f"{number}.jsonl"
        export(here, file)
        rows.append(file.read_text("utf-8").splitlines())
        if there is not None:
            assert not sync(there, [file]).failed
            assert_whole(there)
            assert state(there) == state(archive)
    assert len(rows[0]) > 30
    assert rows[0] == rows[1] == rows[2]
    moved.close()
    back.close()


@pytest.mark.both_databases
def test_its_rows_are_those_that_sync_takes(archive: Archive, tmp_path: Path) -> None:
    published = day("2025-02-03")
    more = {"credit": "By us", "section": "Sea"}
    put(archive, article("a", "It sank.", published_at=published, published_precision="day", **more))
    export(archive, tmp_path / "out.jsonl.gz")
    [row] = [json.loads(line) for line in gzip.open(tmp_path / "out.jsonl.gz", "rt", encoding="utf-8")]
    assert row == {
        "id": "a",
        "citedesk_version": 1,
        "citedesk_cleaner": CLEANER,
        "title": "News of a",
        "body": "It sank.",
        "published_at": "2025-02-03",
        **more,
    }


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(archive: Archive, tmp_path: Path) -> None:
    put(archive, article("a", "It sank."))
    with pytest.raises(InputError, match="nowhere"):
        export(archive, tmp_path / "nowhere" / "out.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="folder"):
        export(archive, tmp_path / "folder")
    assert not list(tmp_path.glob(".*part"))


def test_an_export_tells_what_was_done_when_and_by_whom(archive: Archive, tmp_path: Path) -> None:
    put(archive, article("a", "The ferry sank."), article("b", "A crane fell."))
    remove(archive, ["b"])
    export(archive, tmp_path / "backup.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "backup.jsonl").read_text("utf-8").splitlines()]
    [action] = [row["citedesk_action"] for row in rows if "citedesk_action" in row]
    assert (action["action"], action["article_ids"]) == ("remove", ["b"])
    assert action["by"]
    assert action["at"].endswith("Z")
    report = sync(other(tmp_path), [tmp_path / "backup.jsonl"])
    assert (report.added, report.failed, report.errors) == (1, 0, [])
