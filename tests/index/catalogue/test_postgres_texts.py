"""Texts, names and numbers that PostgreSQL would refuse or order otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.archive import Archive
from index.ingest.sync import sync
from index.registers.feedback import each_feedback, keep_feedback
from tests.index.makers import article, assert_whole, put

ANSWER = {"citations": [], "sentences": [], "hits": [], "text": "On Monday."}

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def test_nul_in_what_is_typed_is_no_error(archive: Archive) -> None:
    assert archive.catalogue.record("a\0b") is None
    keep_feedback(archive.catalogue, "Wh\0o?", ANSWER, "up", comment="\0")
    [said] = each_feedback(archive.catalogue)
    assert (said.asked, said.comment) == ("Wh\ufffdo?", "\ufffd")


def test_an_id_with_nul_is_kept_in_a_form_that_can_be(archive: Archive) -> None:
    odd = article("a\0b", "The ferry sank.")
    assert put(archive, odd) == ["added"]
    assert put(archive, odd) == ["unchanged"]
    assert_whole(archive)


def test_an_id_that_no_index_takes_is_reported_and_the_others_go_in(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [f'{{"id": "{name}", "title": "T {name[:3]}", "body": "Ferry."}}' for name in ("x" * 2_900, "a")]
    file.write_text("\n".join(lines))
    report = sync(archive, [file])
    assert (report.added, report.failed) == (1, 1)
    assert "PostgreSQL" in report.errors[0].error


def test_ids_are_in_the_order_of_their_characters(archive: Archive) -> None:
    names = ["b", "B", "a", "É", "z", "_", "a-b", "ab"]
    put(archive, *(article(name, f"The ferry of {name} sank.") for name in names))
    assert archive.catalogue.active_article_ids() == sorted(names)


def test_a_number_of_any_size_is_looked_up(archive: Archive) -> None:
    put(archive, article("a", "The ferry sank."))
    assert archive.catalogue.record("a", 2**40) is None
