"""Earlier conversations: those that a browser kept, and answers behind a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.errors import CitedeskError
from index.registers.shared_answers import shared_answer
from qa.desk import Desk
from qa.web.html import masthead
from qa.web.state.conversation import Conversation, Turn
from qa.web.state.passages import passages_of
from qa.web.state.sealed_turns import Seal, answer_of, bring_up_to_date

MOST_TURNS = 100
"""The most questions of one conversation."""
SHARED_TOGETHER = "."
"""Between the names of the answers that one link leads to."""
_MOST_NAME = 64
_NO_ANSWER = ("There is no answer behind this link", "Check the address, or ask for a new link.")
_NOT_HERE = ("This conversation is not saved in this browser", "Open it in the browser where it began.")


class Former:
    """Brings back what was asked before, with what became of its articles since.

    Its seal tells what this archive gave a browser to keep from anything else.
    """

    def __init__(self, desk: Desk, seal: Seal) -> None:
        self._desk = desk
        self._catalogue = desk.archive.catalogue
        self._seal = seal

    def kept(self, stored: Mapping[str, Any]) -> Conversation:
        """Return a conversation that the browser kept, as far as it is one of ours."""
        packed = stored.get("turns")
        name = str(stored.get("name", ""))[:_MOST_NAME]
        conversation = Conversation(name) if name else Conversation()
        for text in packed[:MOST_TURNS] if isinstance(packed, list) else []:
            turn = self._seal.opened(text, len(conversation.turns) + 1)
            if turn is not None:
                self.bring_up_to_date(turn)
                conversation.turns.append(turn)
        return conversation if conversation.turns else _nothing("A past conversation", *_NOT_HERE)

    def shared(self, link: str) -> Conversation:
        """Return the answers behind a link, as a conversation of their own."""
        conversation = Conversation()
        for name in link.split(SHARED_TOGETHER)[:MOST_TURNS]:
            if (shared := shared_answer(self._catalogue, name)) is not None:
                number = len(conversation.turns) + 1
                turn = Turn(number, shared.asked, answer=answer_of(shared.answer), shared_at=shared.made_at)
                self.bring_up_to_date(turn)
                conversation.turns.append(turn)
        return conversation if conversation.turns else _nothing("A shared answer", *_NO_ANSWER)

    def has_changed(self, conversation: Conversation) -> bool:
        """Bring an open conversation up to date; return whether an article was removed or corrected since."""
        if conversation.left or any(turn.working for turn in conversation.turns):
            return False
        before = [turn.versions for turn in conversation.turns]
        try:
            for turn in conversation.turns:
                self.bring_up_to_date(turn)
        except CitedeskError:  # What is asked next says so.
            return False
        return before != [turn.versions for turn in conversation.turns]

    def bring_up_to_date(self, turn: Turn) -> None:
        """Look up what a turn's articles are by now; where there is no answer, what the archive covers."""
        bring_up_to_date(self._catalogue, turn)
        turn.passages = passages_of(self._catalogue, turn.cited)
        if turn.answer is not None and turn.answer.status == "no_evidence":
            turn.covers = masthead.coverage(self._desk.status().to_dict())


def _nothing(about: str, message: str, hint: str) -> Conversation:
    """A conversation that only says that what was asked for is not there."""
    return Conversation(turns=[Turn(1, about, error=(message, hint), leads_nowhere=True)])
