"""A conversation that a browser kept, after an article it quotes was removed and restored."""

from __future__ import annotations

from dataclasses import replace

from index.archive import Archive
from index.ingest.removal import remove, restore
from qa.web.html.sentences import BACK
from qa.web.page.controller import Chat
from qa.web.state.conversation import Conversation
from tests.qa.web.page.chats import asked, packed


def test_an_article_that_is_back_gives_a_kept_answer_its_words_again(chat: Chat, archive: Archive) -> None:
    conversation = asked(chat)
    [before] = conversation.turns
    remove(archive, ["a"])
    removed = chat.act(Conversation(), {"do": "open", "name": "x", "turns": packed(chat, conversation)})
    assert "removed" in chat.last_turn(removed.conversation)
    kept = packed(chat, removed.conversation)
    assert "12 May" not in kept[0]
    restore(archive, ["a"])
    view = chat.act(Conversation(), {"do": "open", "name": "x", "turns": kept})
    [after] = view.conversation.turns
    assert after.answer is not None
    assert before.answer is not None
    assert after.citations == before.citations
    assert [one.text for one in after.sentences] == [one.text for one in before.sentences]
    assert (after.answer.text, after.answer.direct) == (before.answer.text, before.answer.direct)
    assert "removed" not in chat.last_turn(view.conversation)


def test_what_a_model_wrote_of_it_does_not_come_back_and_is_told(chat: Chat, archive: Archive) -> None:
    conversation = asked(chat)
    [turn] = conversation.turns
    assert turn.answer is not None
    first, *others = turn.answer.sentences
    turn.answer = replace(turn.answer, sentences=(replace(first, mode="generated"), *others))
    remove(archive, ["a"])
    removed = chat.act(Conversation(), {"do": "open", "name": "x", "turns": packed(chat, conversation)})
    kept = packed(chat, removed.conversation)
    restore(archive, ["a"])
    view = chat.act(Conversation(), {"do": "open", "name": "x", "turns": kept})
    assert BACK in chat.last_turn(view.conversation)
