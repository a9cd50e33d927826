"""A chat over two articles, and what a browser has of it."""

from __future__ import annotations

from qa.web.page.controller import Chat
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits

QUESTION = "Which parliament must ratify the fishing agreement?"
BODY = "The regional parliament must ratify the fishing agreement by 12 May."


def asked(chat: Chat, question: str = QUESTION, **limits: object) -> Conversation:
    conversation = Conversation()
    views = list(chat.ask(conversation, question, Limits(**limits)))  # type: ignore[arg-type]
    assert not any(turn.working for turn in views[-1].conversation.turns)
    return conversation


def packed(chat: Chat, conversation: Conversation) -> list[str]:
    return [chat._seal.packed(turn) for turn in conversation.turns]
