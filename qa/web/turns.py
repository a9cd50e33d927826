"""A conversation on the page: what was asked, and what has come back so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.errors import CitedeskError
from qa.answer import Answer, Citation, Notice, Sentence
from qa.answering import Event


@dataclass(slots=True)
class Turn:
    """One question and its answer as far as it has come.

    Attributes:
        number: From 1; part of the names that tie markers to their sources.
        question: As the person wrote it.
        sentences: Checked ones, in order.
        citations: Those the sentences use, in order of their markers.
        notices: For the reader.
        answer: The whole, once it is complete.
        error: What went wrong instead, and what to do next.
    """

    number: int
    question: str
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    answer: Answer | None = None
    error: tuple[str, str] | None = None

    @property
    def working(self) -> bool:
        """Whether more is to come."""
        return self.answer is None and self.error is None

    def take(self, event: Event) -> None:
        """Add what the desk has just given out."""
        if isinstance(event, Sentence):
            self.sentences.append(event)
            self.citations += event.citations
        elif isinstance(event, Notice):
            self.notices.append(event.text)
        else:
            self.answer = event
            self.sentences = list(event.sentences)
            self.citations = list(event.citations)
            self.notices = list(event.notices)

    def fail(self, error: CitedeskError) -> None:
        """End the turn with an error; what was shown of the answer stays."""
        self.error = (error.message, error.hint)


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Return the finished turns as a desk takes a conversation."""
    history = []
    for turn in turns:
        if turn.answer is not None:
            history.append({"role": "user", "content": turn.question})
            history.append({"role": "assistant", "content": turn.answer.text})
    return history
