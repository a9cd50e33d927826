"""What a browser keeps of a conversation comes back as it was, and nothing else does."""

from __future__ import annotations

import json

from index.archive import Archive
from index.ingest.removal import remove
from qa import Desk
from qa.web.page.controller import Chat
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits
from tests.index.makers import article, put
from tests.qa.web.page.chats import BODY, QUESTION, asked, packed


def test_a_conversation_that_a_browser_does_not_keep_is_told(chat: Chat) -> None:
    [turn] = chat.act(Conversation(), {"do": "open", "name": "gone", "turns": []}).conversation.turns
    assert turn.error is not None
    assert "not saved in this browser" in turn.error[0]


def test_a_link_leads_to_the_answer_and_says_what_became_of_its_articles(
    chat: Chat, archive: Archive
) -> None:
    conversation = asked(chat)
    chat.act(conversation, {"do": "share", "turn": "1"})
    name = conversation.turns[0].link
    assert name
    [turn] = chat.act(Conversation(), {"do": "shared", "name": name}).conversation.turns
    assert [cited.quote for cited in turn.citations] == [c.quote for c in conversation.turns[0].citations]
    put(archive, article("a", BODY.replace("12 May", "19 May"), title="Fishing agreement"))
    view = chat.act(Conversation(), {"do": "shared", "name": name})
    assert "<del>" in chat.last_turn(view.conversation)
    remove(archive, ["a"])
    view = chat.act(Conversation(), {"do": "shared", "name": name})
    shown = chat.last_turn(view.conversation)
    assert "removed since" in shown
    assert "12 May" not in shown
    [turn] = chat.act(Conversation(), {"do": "shared", "name": "nope"}).conversation.turns
    assert turn.error is not None


def test_a_browser_gives_back_only_what_it_was_given(chat: Chat, archive: Archive) -> None:
    conversation = asked(chat)
    texts = packed(chat, conversation)
    forged = texts[0].replace("12 May", "13 May")
    assert forged != texts[0]
    said = {"do": "open", "name": conversation.name, "turns": [forged, *texts, 7, "{}", '{"seal": 1}']}
    reopened = chat.act(Conversation(), said).conversation
    assert reopened.name == conversation.name
    [turn] = reopened.turns
    assert turn.citations == conversation.turns[0].citations
    assert turn.sentences[0].text == conversation.turns[0].sentences[0].text
    remove(archive, ["a"])
    reopened = chat.act(Conversation(), said).conversation
    assert "12 May" not in chat.last_turn(reopened)


def test_a_conversation_is_shared_up_to_an_answer(chat: Chat) -> None:
    conversation = asked(chat)
    for question in ("Where was a whale seen?", "Thanks!", "When must it be ratified?"):
        list(chat.ask(conversation, question, Limits()))
    chat.act(conversation, {"do": "share", "turn": "2"})
    own = conversation.turns[1].link
    chat.act(conversation, {"do": "share-all", "turn": "2"})
    link = conversation.turns[1].link
    assert own is not None
    assert link is not None
    assert link.endswith(f".{own}")
    shared = chat.act(Conversation(), {"do": "shared", "name": link}).conversation
    assert [turn.question for turn in shared.turns] == [QUESTION, "Where was a whale seen?"]
    assert all(turn.shared_at for turn in shared.turns)
    chat.act(conversation, {"do": "share-all", "turn": "4"})
    whole = chat.act(Conversation(), {"do": "shared", "name": conversation.turns[3].link})
    # Thanks are no question to be shared, and what is not there is passed over.
    assert [turn.number for turn in whole.conversation.turns] == [1, 2, 3]
    [turn] = chat.act(Conversation(), {"do": "shared", "name": f"nope.{own}"}).conversation.turns
    assert turn.question == "Where was a whale seen?"


def test_filters_come_back_with_what_a_browser_keeps(chat: Chat) -> None:
    [text] = packed(chat, asked(chat, sources=("The Courier",)))
    turn = chat._seal.opened(text, 1)
    assert turn is not None
    assert turn.filters == (("Outlet", "The Courier"),)


def test_a_seal_is_the_same_for_every_process_of_an_archive(chat: Chat, desk: Desk) -> None:
    assert chat._seal.packed(asked(chat).turns[0])
    [text] = packed(chat, asked(chat))
    assert Chat(desk)._seal.opened(text, 1) is not None
    assert json.loads(text)["seal"]


def test_a_refusal_that_comes_back_tells_what_the_archive_covers(chat: Chat) -> None:
    shown = asked(chat, "Which film won the Oscar for best picture?")
    assert shown.turns[0].answer.status == "no_evidence"  # type: ignore[union-attr]
    view = chat.act(Conversation(), {"do": "open", "name": "x", "turns": packed(chat, shown)})
    assert view.conversation.turns[0].covers.startswith("The archive covers 2 articles")
