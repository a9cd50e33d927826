"""A chat over two articles."""

from __future__ import annotations

import pytest

from index.archive import Archive
from qa import Desk
from qa.web.page.controller import Chat
from tests.index.makers import article, day, put
from tests.qa.web.page.chats import BODY


@pytest.fixture
def chat(archive: Archive, desk: Desk) -> Chat:
    put(
        archive,
        article("a", BODY, title="Fishing agreement", source="The Courier", published_at=day("2025-04-16")),
        article("b", "A whale was seen off Quennish on Sunday.", title="Whale", source="The Signal"),
    )
    return Chat(desk)
