"""What the commands print beside answers obeys its schema, key by key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.qa.schemas.validators import validator

SYNC = {
    "added": 1,
    "updated": 0,
    "unchanged": 0,
    "duplicate": 0,
    "removed": 0,
    "failed": 1,
    "chunks_embedded": 4,
    "seconds": 0.5,
    "left_out": {"draft": 1},
    "errors": [
        {"path": "a.jsonl", "line": 3, "error": "no body"},
        {"path": "b", "line": None, "error": "binary"},
    ],
}
STATUS = {
    "articles": 2,
    "versions": 3,
    "stories": 2,
    "chunks": 9,
    "sources": {"The Courier": 2},
    "languages": {"en": 1, "": 1},
    "language_unknown_to_model": 0,
    "first_published": "2024-03-01T00:00:00Z",
    "last_published": None,
    "expired": 0,
    "last_expired": None,
    "embedding_model": "all-MiniLM-L6-v2",
    "fingerprint": "0123456789abcdef",
    "llm": None,
    "bytes": {"catalogue": 4096},
    "log": [{"at": "2026-02-19T12:00:00Z", "by": "ana", "action": "remove", "article_ids": ["a"]}],
    "last_sync": {"finished_at": "2026-02-25T10:00:00Z", "paths": ["articles"]}
    | {name: count for name, count in SYNC.items() if name != "errors"},
}
WATCHING = {"event": "watching", "path": "articles", "at": "2026-02-19T12:00:00Z"}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("sync", SYNC),
        ("status", STATUS),
        ("status", STATUS | {"last_sync": None}),
        ("rebuild", {"articles": 2, "chunks": 9, "seconds": 1.5}),
        ("doctor", {"ok": False, "checks": [{"name": "words", "ok": False, "detail": "x"}], "repaired": []}),
        ("watch", WATCHING),
        ("watch", WATCHING | {"event": "synced"} | SYNC),
        ("watch", WATCHING | {"event": "failed", "error": "It is gone", "try": "Correct the path."}),
        ("error", {"error": "The port 7860 is taken", "try": "Choose another with --port."}),
    ],
)
def test_other_commands(name: str, document: dict[str, Any]) -> None:
    schema = validator(name)
    assert schema.is_valid(document)
    assert not schema.is_valid(document | {"extra": 1})
    for key in document:
        assert not schema.is_valid({other: value for other, value in document.items() if other != key})
