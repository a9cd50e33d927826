"""What the chat page's events do, apart from how Gradio carries them."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from corpus.errors import CitedeskError, QuestionError
from index.registers.feedback import RATINGS, keep_feedback
from index.registers.shared_answers import share
from qa.answer.model import Answer, EvidenceFound, Sentence, Writing
from qa.answer.pipeline import Event
from qa.desk import Desk
from qa.error_messages import UNEXPECTED
from qa.web.errors import told
from qa.web.html import answers, filters
from qa.web.page.former import MOST_TURNS, SHARED_TOGETHER, Former
from qa.web.page.warmth import Warmth
from qa.web.state.conversation import Conversation, Turn, history_of
from qa.web.state.limits import Limits
from qa.web.state.next_questions import next_questions
from qa.web.state.passages import passages_of
from qa.web.state.sealed_turns import Seal

_LOG = logging.getLogger(__name__)
_UPDATES_PER_SECOND = 10
_MOST_COMMENT = 2000
_PATIENCE_S = 10.0
_LEAVING = ("new", "open", "shared")


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows from now on.

    Attributes:
        conversation: Its turns.
        last_only: Whether all but the last turn are as they were.
        box: What stands in the line to type in; None leaves it.
    """

    conversation: Conversation
    last_only: bool = False
    box: str | None = None


class Chat:
    """What the page's events do."""

    def __init__(self, desk: Desk, examples: Sequence[str] = ()) -> None:
        self._desk = desk
        self._catalogue = desk.archive.catalogue
        self._seal = Seal(self._catalogue)
        self._former = Former(desk, self._seal)
        self._suggesting = threading.Lock()
        self.warmth = Warmth(desk, examples)
        self.told = partial(told, folder=desk.archive.place.folder)

    # -- what is shown -------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """Return what the archive holds now."""
        return self._desk.status().to_dict()

    @property
    def model_line(self) -> str:
        """What is to be said of a language model that is being fetched; "" for nothing."""
        fetch = self._desk.model_fetch
        return fetch.line if fetch else ""

    @property
    def fetching_model(self) -> bool:
        """Whether that may change."""
        fetch = self._desk.model_fetch
        return fetch is not None and fetch.busy

    def earlier_turns(self, conversation: Conversation) -> str:
        """Return all turns but the last as HTML, without those that the page has."""
        on_page = conversation.settled
        conversation.settled = max(0, len(conversation.turns) - 1)
        return self._rendered(conversation, on_page, conversation.settled, dict(conversation.drawn))

    def last_turn(self, conversation: Conversation) -> str:
        """Return the last turn as HTML."""
        drawn: dict[int, str] = {}
        count = len(conversation.turns)
        last = self._rendered(conversation, max(0, count - 1), count, drawn)
        conversation.drawn = drawn if count and conversation.turns[-1].answer else {}
        return last

    def _rendered(self, conversation: Conversation, start: int, end: int, drawn: dict[int, str]) -> str:
        """The turns from `start`, counted from 0, to before `end`; "" for a page that is to have none."""
        if not end:
            return ""
        shown = replace(conversation, turns=conversation.turns[start:end])
        finished = [turn for turn in shown.turns if turn.answer is not None and turn.number not in drawn]
        sealed = {turn.number: self._seal.packed(turn) for turn in finished}
        working = "Loading the models…" if self.warmth.loading else "Searching the archive…"
        return answers.conversation(shown, working, sealed, drawn, start + 1)

    def filter_panel(self, limits: Limits) -> str:
        """Return what can be set beside a question as HTML, with the articles that it leaves."""
        try:
            counts = self._desk.archive.facets.count(limits.selection())
        except CitedeskError as error:
            return answers.error_box(*self.told(error))
        return filters.panel("chat", limits, counts, datetime.now(UTC).date())

    # -- asking --------------------------------------------------------------------------------------

    def ask(
        self,
        conversation: Conversation,
        question: str,
        limits: Limits,
        alone: bool = False,
        instead_of: int = 0,
    ) -> Iterator[View]:
        """Yield what the page shows, again and again while an answer comes in.

        Args:
            conversation: Of the page.
            question: What is asked.
            limits: What is set beside it.
            alone: Whether it is asked without what went before.
            instead_of: The number of the turn that it says in other words, so that what went before that one
                went before it; 0 for none.
        """
        if not question.strip() or any(turn.working for turn in conversation.turns):
            yield View(conversation)
            return
        if conversation.editing is not None:
            conversation = conversation.before(conversation.editing)
        if len(conversation.turns) >= MOST_TURNS:
            conversation.left = True
            conversation = Conversation()
        history = [] if alone else history_of(conversation.turns[: instead_of - 1 if instead_of else None])
        turn = conversation.begin(question.strip(), limits)
        yield View(conversation, box="")
        box = None
        try:
            yield from self._answer(conversation, turn, limits, history)
        except CitedeskError as error:
            turn.error = self.told(error)
            box = question if isinstance(error, QuestionError) else None  # To be mended, not typed again.
        except Exception:
            _LOG.exception("the question %r could not be answered", turn.question)
            turn.error = UNEXPECTED
        yield View(conversation, last_only=True, box=box)

    def _answer(
        self, conversation: Conversation, turn: Turn, limits: Limits, history: list[dict[str, str]]
    ) -> Iterator[View]:
        events = self._desk.stream(turn.question, history, limits.today or None, limits.filters())
        shown = 0.0
        for event in events:
            if turn.stopped:
                events.close()  # type: ignore[attr-defined]
                return
            turn.take(event)
            if isinstance(event, Answer):
                self._former.bring_up_to_date(turn)
            elif _is_due(event, time.monotonic() - shown):
                shown = time.monotonic()
                turn.passages = passages_of(self._catalogue, turn.cited)
                yield View(conversation, last_only=True)

    def suggest(self, conversation: Conversation, limits: Limits) -> bool:
        """Look for what may be asked after the last turn; return whether the page has more to show."""
        turn = conversation.turns[-1] if conversation.turns else None
        # Answers come first: one looks at a time, and others give up soon.
        if turn is None or turn.answer is None or not self._suggesting.acquire(timeout=_PATIENCE_S):
            return False
        try:
            if conversation.left or conversation.turns[-1] is not turn:
                return False
            turn.next_questions = next_questions(self._desk, turn.answer, limits.today or None)
        except CitedeskError:
            return False
        finally:
            self._suggesting.release()
        # The page may show another conversation since, or another answer.
        return bool(turn.next_questions) and not conversation.left and conversation.turns[-1] is turn

    def retry(self, conversation: Conversation, number: int, limits: Limits) -> Iterator[View]:
        """Ask a turn's question again: in its place if it has no answer, else in another conversation."""
        turn = conversation.turn(number)
        if turn is None:
            yield View(conversation)
            return
        yield from self.ask(conversation.before(number, again=True), turn.question, limits)

    def stop(self, conversation: Conversation) -> View:
        """End the answer that is being given; what was shown of it stays."""
        for turn in conversation.turns:
            turn.stopped = turn.stopped or turn.working
        return View(conversation)

    # -- what else can be done -----------------------------------------------------------------------

    def act(self, conversation: Conversation, command: Mapping[str, Any], by: str = "") -> View | None:
        """Do what a button of the page stands for; return None where all stays as it is.

        Args:
            conversation: Of the page.
            command: The button's own words, with "do"; from a browser, so nothing in it is taken on trust.
            by: The account's name, "" without accounts.
        """
        do = command.get("do")
        if do == "follow" and not self._former.has_changed(conversation):
            return None
        conversation.unsettle()
        conversation.left |= do in _LEAVING
        if do == "new":
            return View(Conversation())
        if do == "open":
            return View(self._former.kept(command))
        if do == "shared":
            return View(self._former.shared(str(command.get("name", ""))))
        if do == "cancel":
            conversation.editing = None
            return View(conversation, box="")
        turn = conversation.turn(number_of(command.get("turn")))
        if turn is None:
            return View(conversation)
        if do == "edit":
            conversation.editing = turn.number
            return View(conversation, box=turn.question)
        if turn.answer is not None:
            self._on_answer(conversation, turn, command, by)
        return View(conversation)

    def _on_answer(self, conversation: Conversation, turn: Turn, command: Mapping[str, Any], by: str) -> None:
        do = command.get("do")
        try:
            if do == "share":
                turn.link = turn.link or self._shared_name(turn)
            elif do == "share-all":
                asked = [one for one in conversation.turns[: turn.number] if one.answer and one.is_question]
                turn.link = SHARED_TOGETHER.join(map(self._shared_name, asked))
            elif do == "rate" and command.get("rating") in RATINGS:
                turn.rating = command["rating"]
                self._keep_feedback(turn, by)
            elif do == "comment" and turn.rating is not None:
                turn.comment = str(command.get("text", "")).strip()[:_MOST_COMMENT]
                self._keep_feedback(turn, by)
        except CitedeskError as error:
            turn.error = self.told(error)

    def _shared_name(self, turn: Turn) -> str:
        """Return the name under which an answer is shared; a link that has several ends with its own."""
        assert turn.answer is not None
        if turn.link is not None:
            return turn.link.rpartition(SHARED_TOGETHER)[2]
        return share(self._catalogue, turn.question, turn.answer.to_dict())

    def _keep_feedback(self, turn: Turn, by: str) -> None:
        assert turn.answer is not None
        assert turn.rating is not None
        turn.feedback_id = keep_feedback(
            self._catalogue,
            turn.question,
            turn.answer.to_dict(),
            turn.rating,
            turn.comment,
            by,
            turn.feedback_id,
        )


def _is_due(event: Event, since_s: float) -> bool:
    """Whether the page shows an event as it comes, so many seconds after the last one that it showed."""
    # Evidence stands with the words that a model writes; without a model its sentences follow at once.
    if isinstance(event, EvidenceFound):
        return False
    # What a model wrote is shown whenever it comes: the next sentence may be seconds away, or none.
    written = isinstance(event, Sentence) and event.mode == "generated"
    return written or isinstance(event, Writing) or since_s >= 1 / _UPDATES_PER_SECOND


def number_of(value: object) -> int:
    """Return a number that a browser gave, 0 when it is not a number or has more than nine digits."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text := str(value)) else 0
