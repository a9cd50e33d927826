"""Taking in from the page: a feed is read beside the server, in a process of its own."""

from __future__ import annotations

import time

import pytest

import qa.upkeep
from index.archive import Archive
from qa import Desk, Settings
from qa.web.state.intake import Intake
from tests.corpus.fetch.test_http import site

__all__ = ["site"]


def test_a_feed_is_read_in_a_process_of_its_own(
    site: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was read in the server")

    monkeypatch.setattr(qa.upkeep, "read_address", never)
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes", fetch_local=True))
    intake = Intake(desk)
    job = intake.start([], [f"{site.replace('http://', 'http://ada:s3cret@')}/feed"])
    ends = time.monotonic() + 120
    while intake.running and time.monotonic() < ends:
        time.sleep(0.02)
    assert job.counts["added"] == 1, (job.ended, job.errors)
    assert "s3cret" not in f"{job.names} {job.errors}"
    assert len(archive.catalogue.active_article_ids()) == 1
