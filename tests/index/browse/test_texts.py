"""The texts of several versions, read at once."""

from __future__ import annotations

import pytest

from index.archive import Archive
from index.browse.texts import Text, texts_of
from index.ingest.removal import remove
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases
SANK = "The ferry sank."


def test_each_version_has_its_own_text(archive: Archive) -> None:
    put(archive, article("a", SANK, title="Ferry sinks", author="Ada Roe", summary="At sea."))
    put(archive, article("a", "The ferry sank at noon.", title="Ferry sinks"), article("b", "The bell rang."))
    texts = texts_of(archive.catalogue, [("a", 1), ("b", 1), ("b", 2), ("gone", 1)])
    assert list(texts) == [("a", 1), ("b", 1)]
    assert texts["a", 1] == Text("Ferry sinks", "At sea.", SANK, "Ada Roe", 2)
    assert texts["b", 1].versions == 1
    assert texts_of(archive.catalogue, []) == {}


def test_what_may_not_be_shown_has_none(archive: Archive) -> None:
    put(
        archive,
        article("a", SANK),
        article("b", SANK, embargoed_until=day("2999-01-01")),
        article("c", SANK, expires_at=day("2020-01-01")),
    )
    remove(archive, ["a"])
    assert texts_of(archive.catalogue, [("a", 1), ("b", 1), ("c", 1)]) == {}
