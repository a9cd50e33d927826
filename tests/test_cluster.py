"""Askers and writers as processes with folders of their own, over one PostgreSQL and one Chroma server."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from index.archive import Archive
from index.catalogue import schema as t
from index.embed.models import PACKAGED
from index.ingest.embedding import queue_of
from index.ingest.removal import remove, restore
from index.place import Place
from index.stores.chroma_address import ChromaServer
from index.upkeep.doctor import diagnose
from qa.intake.queue import IntakeElsewhere
from tests.cluster import Asker, Command
from tests.fakes import Dense
from tests.index.makers import article, put
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(postgres: Postgres, chroma: str) -> dict[str, str]:
    """The settings of one archive's processes."""
    url = postgres.address().url.render_as_string(hide_password=False)
    return {"DATABASE_URL": url, "CHROMA_URL": chroma, "FEED_EVERY": "0", "WRITING": "quotes"}


@pytest.fixture
def writer(settings: dict[str, str], tmp_path: Path) -> Iterator[Archive]:
    """The archive in a folder of its own in this process."""
    from index.catalogue.databases.address import DatabaseAddress

    database, server = DatabaseAddress.of(settings["DATABASE_URL"]), ChromaServer(settings["CHROMA_URL"])
    place = Place(tmp_path / "writer", PACKAGED, tmp_path / "cache", server, database=database)
    opened = Archive(place, encoder=Dense())
    yield opened
    opened.close()


def test_an_asker_finds_what_is_new_and_nothing_that_was_removed(
    settings: dict[str, str], writer: Archive, tmp_path: Path
) -> None:
    """How several follow one writer, `index/stores/test_followed_words.py` shows without processes."""
    put(writer, article("a", "The ferry sank."), article("b", "A whale sang."))
    with Asker(tmp_path / "asker", settings) as asker:
        assert asker.found("ferry")[0] == "a"
        assert asker.client.get("/readyz").json() == {"ok": True, "articles": 2, "chunks": 2}
        put(writer, article("c", "A comet fell on Quennish."))
        assert asker.found("comet")[0] == "c"
        remove(writer, ["c"])
        assert "c" not in asker.found("comet")
        assert asker.client.get("/api/articles/c").status_code == 404
        restore(writer, ["c"])
        assert asker.found("comet")[0] == "c"
        told = asker.client.get("/metrics").text
        assert "citedesk_changes_behind 0.0" in told
        assert "citedesk_changes_heard 1.0" in told


@pytest.mark.soak
def test_when_who_takes_in_is_killed_another_goes_on(
    settings: dict[str, str], writer: Archive, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "a", "title": "Ferry", "body": "The ferry sank."}) + "\n")
    command = ["ingest", str(rows)]
    with ExitStack() as running:
        first = running.enter_context(Command(tmp_path / "first", settings, command))
        assert first.event("ingesting", "standby", "failed")["event"] == "ingesting"
        first.event("watching")
        second = running.enter_context(Command(tmp_path / "second", settings, command))
        assert "ingest" in second.event("standby", "ingesting", "failed")["detail"]
        first.kill()
        second.event("ingesting")
        second.event("watching")
        with rows.open("a") as file:
            file.write(json.dumps({"id": "b", "title": "Barge", "body": "A barge sank."}) + "\n")
        assert second.event("synced")["added"] == 1
        upload = tmp_path / "upload.jsonl"
        upload.write_text(json.dumps({"id": "c", "title": "Comet", "body": "A comet fell."}) + "\n")
        IntakeElsewhere(writer.catalogue).start([upload])
        assert second.event("uploaded")["files"][0]["added"] == 1
        second.end()
        assert second.process.returncode == 0, second.log.read_text()
    assert writer.catalogue.active_article_ids() == ["a", "b", "c"]


def test_workers_embed_for_who_takes_in_and_one_that_is_killed_is_replaced(
    settings: dict[str, str], writer: Archive, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "b", "title": "Barge", "body": "A barge sank."}) + "\n")
    with Command(tmp_path / "first", settings, ["ingest", str(rows), "--workers", "1"]) as taking:
        taking.event("embedding")
        os.kill(worker_of(writer), signal.SIGKILL)
        taking.event("embedding")
        worker = worker_of(writer)
        with rows.open("a") as file:
            for n in range(200):
                row = {"id": f"a{n}", "title": f"News {n}", "body": f"The ferry number {n} sank off Hask."}
                file.write(json.dumps(row) + "\n")
        while taking.event("synced")["added"] != 200:
            pass
    assert taking.process.returncode == 0, taking.log.read_text()
    assert queue_of(writer).waiting() == set()
    assert diagnose(writer).ok
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def worker_of(archive: Archive) -> int:
    """The process of the worker that was seen last."""
    with archive.catalogue.reading() as connection:
        name = (
            connection.execute(select(t.worker.c.name).order_by(t.worker.c.seen_ms.desc())).scalars().first()
        )
    assert name is not None
    return int(name.split()[1])
