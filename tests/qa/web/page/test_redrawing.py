"""A long conversation is neither drawn nor sent anew with every question."""

from __future__ import annotations

import re
from collections import deque

import pytest

from index.archive import Archive
from qa import Desk
from qa.web.page.controller import Chat
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits
from tests.qa.web.browsing import WHO, put_treaty


def numbers(html: str) -> list[int]:
    """The numbers of the turns that stand in it."""
    return [int(number) for number in re.findall(r'id="turn-(\d+)"', html)]


@pytest.fixture
def chat(archive: Archive, desk: Desk) -> Chat:
    put_treaty(archive)
    return Chat(desk)


def sent(chat: Chat, conversation: Conversation) -> str:
    """Ask once more; what the page gets of the turns above the new one."""
    views = chat.ask(conversation, WHO, Limits())
    above = chat.earlier_turns(next(views).conversation)
    chat.last_turn(conversation)
    deque(views, maxlen=0)
    chat.last_turn(conversation)
    return above


def test_a_question_brings_the_turn_before_it_only(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, packed = Conversation(), []
    pack = chat._seal.packed
    monkeypatch.setattr(chat._seal, "packed", lambda turn: packed.append(turn.number) or pack(turn))
    above = [sent(chat, conversation) for _ in range(4)]
    assert [numbers(html) for html in above] == [[], [1], [2], [3]]
    assert [re.findall(r'data-from="(\d+)"', html) for html in above] == [[], ["1"], ["2"], ["3"]]
    # As it was drawn when its answer was complete.
    assert packed == [1, 2, 3, 4]


def test_what_is_done_to_a_turn_brings_all_of_them(chat: Chat) -> None:
    conversation = Conversation()
    for _ in range(3):
        sent(chat, conversation)
    chat.act(conversation, {"do": "rate", "turn": "1", "rating": "up"})
    whole = chat.earlier_turns(conversation)
    assert (numbers(whole), numbers(chat.last_turn(conversation))) == ([1, 2], [3])
    assert 'data-from="1"' in whole
    assert numbers(chat.earlier_turns(conversation)) == []
    assert numbers(sent(chat, conversation)) == [3]


def test_a_conversation_that_goes_on_elsewhere_is_sent_whole(chat: Chat) -> None:
    conversation = Conversation()
    for _ in range(3):
        sent(chat, conversation)
    branch = conversation.before(3)
    assert numbers(sent(chat, branch)) == [1, 2]
    assert numbers(sent(chat, branch)) == [3]
