"""A JSON file that only takes an article back counts in a folder as it does when it is named itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import LeftOut, Withdrawal
from corpus.formats.read import read_path

NINJS = {
    "uri": "tag:gull.example:9",
    "type": "text",
    "version": "3",
    "versioncreated": "2025-06-02T08:00:00Z",
}


@pytest.mark.parametrize(
    "value",
    [
        NINJS | {"pubstatus": "canceled"},
        NINJS | {"pubstatus": "canceled", "subject": [{"name": "Harbours"}], "urgency": 3},
        [NINJS | {"pubstatus": "withheld"}],
        {"uri": NINJS["uri"], "deleted": True},
        {"id": NINJS["uri"], "status": "killed", "updated_at": "2025-06-02", "ednote": "Wrong pier."},
        {"items": [{"id": NINJS["uri"], "deleted_at": "2025-06-02"}]},
    ],
)
def test_it_takes_its_article_back(tmp_path: Path, value: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value))
    for path in (tmp_path, tmp_path / "a.json"):
        [item] = read_path(path)
        assert isinstance(item, Withdrawal)
        assert item.article_ids[0] == NINJS["uri"]
        assert item.recalls


@pytest.mark.parametrize(
    "value",
    [
        {"id": "9", "customer": "Ann Roe", "status": "canceled"},
        [{"id": 9, "name": "Bo Lund", "deleted": True}, {"id": 10, "name": "Ida Vik"}],
        {"id": "9", "author": "Bo", "text": "I agree.", "deleted": True},
        {"id": "9", "status": "draft"},
        {"name": "timetable", "private": True, "version": "1.0.2"},
        {"deleted": True},
    ],
)
def test_other_things_that_are_canceled_take_nothing_back(tmp_path: Path, value: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value))
    (tmp_path / "b.json").write_text('{"id": "b", "title": "Pier shut", "body": "The pier is shut today."}')
    first, _ = read_path(tmp_path)
    assert isinstance(first, LeftOut)
