"""What is PostgreSQL's own: rights to write, broken connections, a server that is away, whose it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from corpus.errors import ArchiveBusy, ArchiveError, ArchiveMismatch
from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.databases.address import DatabaseAddress
from index.catalogue.databases.sqlite import FILE
from index.embed.models import PACKAGED
from index.ingest.recovery import bump_generation
from index.place import Place, archive_exists
from index.search.pipeline import search
from index.upkeep.doctor import diagnose
from index.upkeep.rebuild import rebuild
from tests.conftest import ROOT
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, put
from tests.postgres import Postgres


@pytest.fixture
def place(tmp_path: Path, postgres: Postgres) -> Place:
    return Place(tmp_path / "archive", PACKAGED, tmp_path / "cache", database=postgres.address())


@pytest.fixture
def archive(place: Place) -> Iterator[Archive]:
    opened = Archive(place, encoder=BagOfWords())
    yield opened
    opened.close()


def opened(place: Place) -> Archive:
    return Archive(place, encoder=BagOfWords())


def cut_off(archive: Archive) -> None:
    """End all connections of an archive but the one that does it, as a server does that starts anew."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    with archive.catalogue._backend.engine.connect() as connection:
        connection.execute(text(f"{others} AND datname = current_database()"))


# -- one writes at a time -----------------------------------------------------------------------------


def test_one_process_writes_at_a_time_and_the_others_learn_who_it_is(archive: Archive, place: Place) -> None:
    other = opened(place)
    told: list[str] = []
    with archive.writer("sync"):
        assert not other.catalogue.lock("writer").is_free()
        with (
            pytest.raises(ArchiveBusy, match=r"process \d+ on .* \(sync, "),
            other.catalogue.lock("writer", patience_s=0.05).held("remove", told.append),
        ):
            pass
        assert archive.catalogue.lock("rebuild").is_free()
    assert told[0].startswith("Waiting for process ")
    with other.writer("remove"), other.writer("remove"):
        assert not archive.catalogue.lock("writer").is_free()
    assert archive.catalogue.lock("writer").is_free()
    other.close()


def test_a_right_ends_with_the_process_that_had_it(archive: Archive, place: Place) -> None:
    code = (
        "import os, sys\nfrom index.catalogue.reads import Catalogue\nfrom pathlib import Path\n"
        "from index.catalogue.databases.address import DatabaseAddress\n"
        "catalogue = Catalogue(Path(sys.argv[1]), address=DatabaseAddress.of(sys.argv[2]))\n"
        "with catalogue.lock().held('sync'):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    assert place.database is not None
    url = place.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", code, str(place.folder), url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert not archive.catalogue.lock().is_free()
        process.kill()
    with archive.catalogue.lock(patience_s=30).held("sync"):
        pass


def test_who_lost_the_right_to_write_commits_nothing_more(archive: Archive, place: Place) -> None:
    """Another may have it by then, and have undone what was begun."""
    other = opened(place)
    put(archive, article("a", "The ferry sank."))
    with archive.writer("sync"):
        cut_off(archive)
        with other.writer("sync"):
            for _ in range(2):  # Also when the first error was passed over.
                with pytest.raises(ArchiveError), archive.catalogue.writing() as connection:
                    bump_generation(connection)
    with archive.catalogue.writing() as connection:
        bump_generation(connection)
    other.close()


def test_two_transactions_do_not_come_between_each_others_statements(archive: Archive, place: Place) -> None:
    other = opened(place)
    begun, ended = threading.Event(), threading.Event()

    def later() -> None:
        begun.set()
        with other.catalogue.writing() as connection:
            bump_generation(connection)
        ended.set()

    before = archive.catalogue.generation()
    thread = threading.Thread(target=later)
    with archive.catalogue.writing() as connection:
        thread.start()
        begun.wait(120)
        bump_generation(connection)
        assert not ended.wait(0.2)
    thread.join(60)
    assert archive.catalogue.generation() == before + 2
    other.close()


def test_a_read_sees_one_state_and_changes_nothing(archive: Archive) -> None:
    count = select(func.count()).select_from(t.removal)
    with archive.catalogue.reading() as connection:
        assert connection.execute(count).scalar() == 0
        with archive.catalogue.writing() as other:
            other.execute(insert(t.removal), {"article_id": "a"})
        assert connection.execute(count).scalar() == 0
    with pytest.raises(ArchiveError, match="read-only"), archive.catalogue.reading() as connection:
        connection.execute(insert(t.removal), {"article_id": "b"})
    with archive.catalogue.reading() as connection:
        assert connection.execute(count).scalar() == 1


# -- away, and back -----------------------------------------------------------------------------------


def test_a_server_that_is_away_is_no_empty_archive_and_all_is_there_when_it_is_back(
    archive: Archive, place: Place, postgres: Postgres
) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    postgres.stop()
    try:
        for ask in (
            lambda: search(archive, "ferry"),
            archive.catalogue.counts,
            lambda: archive_exists(place),
        ):
            with pytest.raises(ArchiveError, match="cannot be reached") as caught:
                ask()
            assert "DATABASE_URL" in caught.value.hint
            assert "\n" not in caught.value.message
        with pytest.raises(ArchiveError, match="cannot be reached"):
            opened(place)
    finally:
        postgres.start()
    assert [hit.article_id for hit in search(archive, "ferry").hits] == ["a"]
    put(archive, article("b", "A ferry sails."))
    assert_whole(archive)


def test_connections_that_broke_unnoticed_cost_no_question(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    for _ in range(3):
        cut_off(archive)
        assert search(archive, "ferry").hits


def test_a_password_that_is_refused_is_not_told(place: Place, postgres: Postgres) -> None:
    assert place.database is not None
    url = place.database.url.set(username="nobody", password="s3cret")
    with pytest.raises(ArchiveError, match="nobody") as caught:
        opened(replace(place, database=DatabaseAddress(url)))
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"


# -- whose it is --------------------------------------------------------------------------------------


def test_there_is_an_archive_once_it_was_opened(place: Place) -> None:
    assert not archive_exists(place)
    opened(place).close()
    assert archive_exists(place)


def test_a_folder_has_one_catalogue(place: Place, tmp_path: Path) -> None:
    in_folder = replace(place, database=None)
    opened(place).close()
    with pytest.raises(ArchiveError, match="is in a PostgreSQL database") as caught:
        opened(in_folder)
    assert "DATABASE_URL" in caught.value.hint
    other = replace(place, folder=tmp_path / "other")
    opened(replace(other, database=None)).close()
    with pytest.raises(ArchiveError, match="has a catalogue of its own"):
        opened(other)
    assert (other.folder / FILE).is_file()


def test_an_empty_database_beside_indexes_is_no_new_archive(archive: Archive, postgres: Postgres) -> None:
    put(archive, article("a", "The ferry sank off Hask."))
    with pytest.raises(ArchiveError, match="empty or missing") as caught:
        opened(replace(archive.place, database=postgres.address()))
    assert "dump" in caught.value.hint


def test_indexes_in_another_folder_are_not_made_twice_but_moved_by_a_rebuild(
    archive: Archive, place: Place, tmp_path: Path
) -> None:
    """A second copy would miss what is written to the first one, and nobody would notice."""
    put(archive, article("a", "The ferry sank off Hask."))
    elsewhere = replace(place, folder=tmp_path / "other")
    with pytest.raises(ArchiveMismatch, match="are not in the folder"):
        opened(elsewhere)
    other = Archive(elsewhere, encoder=BagOfWords(), allow_mismatch=True)
    rebuild(other)
    assert_whole(other)
    with pytest.raises(ArchiveMismatch, match="are not in the folder"):
        search(archive, "ferry")
    assert diagnose(other).ok
    other.close()


def test_archives_in_schemas_of_one_database_do_not_wait_for_each_other(
    archive: Archive, postgres: Postgres, tmp_path: Path
) -> None:
    other = opened(replace(archive.place, folder=tmp_path / "other", database=postgres.address()))
    with archive.writer("sync"), archive.catalogue.writing() as connection:
        bump_generation(connection)
        put(other, article("a", "The ferry sank off Hask."))
    assert archive.catalogue.counts().articles == 0
    other.close()


def test_a_newer_schema_is_refused_and_left_as_it_is(archive: Archive) -> None:
    with archive.catalogue.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(ArchiveError, match="newer Citedesk"):
        opened(archive.place)
