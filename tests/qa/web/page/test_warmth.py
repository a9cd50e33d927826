"""What a page waits for when the server begins, and what is made anew when the archive changes."""

from __future__ import annotations

import pytest

from index.archive import Archive
from qa.web.page import warmth as warmth_module
from qa.web.page.controller import Chat
from tests.index.makers import article, put


def test_examples_follow_what_comes_in(chat: Chat, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    warmth = chat.warmth
    warmth._thread.join()
    before = warmth.examples
    told = "On Monday the mayor met Aoife Bhroin in the hall. The mayor praised Aoife Bhroin."
    put(archive, article("new", told, title="A visit", source="The Signal"))
    warmth.find_examples()
    warmth._thread.join()
    assert warmth.examples == before  # It rests for a while, so that news does not keep a core busy.
    monkeypatch.setattr(warmth_module.time, "monotonic", lambda: float("inf"))
    warmth.find_examples()
    warmth._thread.join()
    assert "What is reported about Aoife Bhroin?" in warmth.examples
    looked = warmth._thread
    warmth._next_look = 0.0
    warmth.find_examples()
    assert warmth._thread is looked  # Nothing came in since.
