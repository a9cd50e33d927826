"""A long conversation is not drawn anew with every question."""

from __future__ import annotations

from collections import deque

import pytest

from index.archive import Archive
from qa import Desk
from qa.web.page.controller import Chat
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits
from tests.qa.web.browsing import WHO, put_treaty


def test_earlier_turns_are_drawn_once_and_anew_when_something_is_done_to_one(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_treaty(archive)
    chat, conversation = Chat(desk), Conversation()
    for _ in range(3):
        deque(chat.ask(conversation, WHO, Limits()), maxlen=0)
    sealed: list[int] = []
    pack = chat._seal.packed
    monkeypatch.setattr(chat._seal, "packed", lambda turn: sealed.append(turn.number) or pack(turn))
    first = chat.turns(conversation)
    assert chat.turns(conversation) == first
    assert sealed == [1, 2]
    chat.act(conversation, {"do": "rate", "turn": "1", "rating": "up"})
    assert chat.turns(conversation) != first
    assert sealed == [1, 2, 1, 2]
    assert [turn.number for turn in conversation.before(2).turns] == [1]
    assert not conversation.drawn
