"""A conversation on the page: what was asked, and what has come back so far."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from index.browse.listing import Listed
from index.registers.feedback import Rating
from qa.answer.model import Answer, Citation, EvidenceFound, Notice, Sentence, Writing
from qa.answer.pipeline import Event
from qa.answer.qualifiers import Disagreement
from qa.question.assumptions import Understood
from qa.question.small_talk import reply_to
from qa.web.errors import shown
from qa.web.state.evidence import numbered_after
from qa.web.state.limits import Limits
from qa.web.state.passages import Passage
from qa.web.state.revisions import Revision
from qa.web.state.words_again import Withheld

Fate = Literal["corrected", "removed"]
"""What became of a cited article since: its publisher changed the text, or it was taken out."""


@dataclass(slots=True)
class Turn:
    """One question and its answer as far as it has come.

    Attributes:
        number: From 1; part of the names that tie markers to their sources.
        question: As the person wrote it.
        limits: The filters it was asked with, in words; "" for none.
        filters: Each of them with what it is called: ("Outlet", "The Courier").
        evidence: What was found, as soon as it is.
        ahead: How many questions the language model answers before this one; None while none is asked.
        sentences: Checked ones, in order.
        citations: Those the sentences use, in order of their markers.
        notices: For the reader.
        answer: The whole, once it is complete.
        error: What went wrong instead, and what to do next.
        stopped: Whether the person stopped it.
        covers: What the archive holds, in words, told when it does not answer.
        known: What the archive says now of the articles that are cited and of their copies.
        revisions: What became of the cited words of articles that were corrected since.
        passages: What stands around the citations, by their markers.
        shared_at: When the link was made that led here, or None.
        link: The name of the link to this answer, once there is one; or those of all answers up to it.
        rating: What the person thinks of it.
        comment: What they said.
        feedback_id: Under which number that is kept.
        next_questions: What may be asked next.
        withheld: Its direct answer without the words, while the article of those is removed; or None.
        leads_nowhere: Whether it only says that there is nothing behind a link.
    """

    number: int
    question: str
    limits: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    evidence: EvidenceFound | None = None
    ahead: int | None = None
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    answer: Answer | None = None
    error: tuple[str, str] | None = None
    stopped: bool = False
    covers: str = ""
    known: Mapping[str, Listed] = field(default_factory=dict)
    revisions: Sequence[Revision] = ()
    passages: Mapping[int, Passage] = field(default_factory=dict)
    shared_at: datetime | None = None
    link: str | None = None
    rating: Rating | None = None
    comment: str = ""
    feedback_id: int | None = None
    next_questions: Sequence[str] = ()
    withheld: Withheld | None = None
    leads_nowhere: bool = False

    @property
    def is_question(self) -> bool:
        """Whether something is asked that can be asked again; "Thanks" is not."""
        return not self.leads_nowhere and reply_to(self.question) is None

    @property
    def understood(self) -> Sequence[Understood]:
        """What was understood of the question, as soon as that is known."""
        shown = self.answer or self.evidence
        return shown.understood if shown else ()

    @property
    def working(self) -> bool:
        """Whether more is to come."""
        return self.answer is None and self.error is None and not self.stopped

    @property
    def beside(self) -> EvidenceFound | None:
        """The evidence, for as long as a language model has not written all of its answer."""
        if self.evidence is None or self.ahead is None or self.answer is not None:
            return None
        return numbered_after(self.evidence, self.citations)

    @property
    def disagreement(self) -> Disagreement | None:
        """The reports that disagree, as soon as they are found."""
        shown = self.answer or self.beside
        return shown.disagreement if shown else None

    @property
    def cited(self) -> list[Citation]:
        """The citations of sentences and evidence that are shown, in order of their markers."""
        beside = self.beside
        own = {citation.marker for citation in self.citations}
        more = [citation for citation in beside.citations if citation.marker not in own] if beside else []
        return [*self.citations, *more]

    @property
    def by_marker(self) -> dict[int, Citation]:
        """The citations that are shown, by their markers."""
        return {citation.marker: citation for citation in self.cited}

    @property
    def versions(self) -> dict[str, int | None]:
        """The version of each article named that is in use; None for one that was removed."""
        return {name: article.version for name, article in self.known.items()}

    def take(self, event: Event) -> None:
        """Add what the desk has just given out."""
        event = shown(event)
        if isinstance(event, EvidenceFound):
            self.evidence = event
        elif isinstance(event, Writing):
            self.ahead = event.ahead
        elif isinstance(event, Sentence):
            self.sentences.append(event)
            self.citations += event.citations
        elif isinstance(event, Notice):
            self.notices.append(event.text)
        else:
            self.answer = event
            self.sentences = list(event.sentences)
            self.citations = list(event.citations)
            self.notices = list(event.notices)

    def fate(self, citation: Citation) -> Fate | None:
        """Return what became of a cited article since it was cited, None when it is as it was."""
        known = self.known.get(citation.article_id)
        if known is None:
            return None
        if known.version is None:
            return "removed"
        is_older = known.corrects is not None and citation.version <= known.corrects < known.version
        return "corrected" if is_older else None


@dataclass(slots=True)
class Conversation:
    """The turns of one page, oldest first.

    Attributes:
        name: Tells this conversation from others that the same browser keeps.
        turns: Questions and answers.
        editing: The number of the turn whose question is being written anew, or None.
        branched_from: The name of the conversation that this one was a part of until a turn of it was asked
            anew, "" for none.
        settled: How many turns the page has above the last one, until something is done to one: a long
            conversation is not to be sent anew with every question.
        drawn: The HTML of the last turn by its number, once that is finished.
        left: Whether the page shows another one by now.
    """

    name: str = field(default_factory=lambda: secrets.token_hex(8))
    turns: list[Turn] = field(default_factory=list)
    editing: int | None = None
    branched_from: str = ""
    settled: int = 0
    drawn: dict[int, str] = field(default_factory=dict)
    left: bool = False

    def turn(self, number: int) -> Turn | None:
        """Return a turn by its number, None when there is none."""
        return self.turns[number - 1] if 0 < number <= len(self.turns) else None

    def unsettle(self) -> None:
        """Have the page draw all turns anew."""
        self.settled, self.drawn = 0, {}

    def begin(self, question: str, limits: Limits) -> Turn:
        """Add a turn."""
        turn = Turn(len(self.turns) + 1, question, limits.told(), limits.named())
        self.turns.append(turn)
        return turn

    def before(self, number: int, again: bool = False) -> Conversation:
        """Return a conversation that goes on from what came before a turn.

        Where that takes an answer away it is another conversation, and this one stays as it is.

        Where the very question is asked `again`, its own answer need not be kept.
        """
        self.editing = None
        self.unsettle()
        if all(turn.answer is None for turn in self.turns[number - 1 + again :]):
            del self.turns[number - 1 :]
            return self
        self.left = True
        # Turns change while they are answered or rated, and two conversations must not share that.
        return Conversation(
            turns=[replace(turn) for turn in self.turns[: number - 1]], branched_from=self.name
        )


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Return the finished turns as a desk takes a conversation."""
    history = []
    for turn in turns:
        if turn.answer is not None:
            history.append({"role": "user", "content": turn.question})
            history.append({"role": "assistant", "content": turn.answer.text})
    return history
