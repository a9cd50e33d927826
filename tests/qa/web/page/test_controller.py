"""What the page's events do: turns, links, feedback, and what comes back from a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from corpus.errors import ArchiveError
from index.archive import Archive
from index.registers.feedback import each_feedback
from qa import Desk, Sentence
from qa.web.page import controller as chat_module
from qa.web.page.controller import Chat, View
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits
from tests.qa.web.page.chats import QUESTION, asked


def test_a_turn_is_busy_until_it_has_its_answer(chat: Chat) -> None:
    views, busy = [], []
    for view in chat.ask(Conversation(), QUESTION, Limits()):
        views.append(view)
        busy.append(view.conversation.turns[0].working)
    assert busy == [True] * (len(views) - 1) + [False]
    assert [view.last_only for view in views] == [False] + [True] * (len(views) - 1)
    [turn] = views[-1].conversation.turns
    assert turn.answer is not None
    assert turn.answer.status == "answered"


@pytest.mark.parametrize("how", ["", "new", "edit", "retry"])
def test_next_questions_are_not_drawn_over_what_the_page_shows_by_then(
    chat: Chat, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = asked(chat)
    list(chat.ask(conversation, "Who else?", Limits()))

    def meanwhile(*_: object) -> tuple[str, ...]:
        if how == "retry":
            list(chat.retry(conversation, 1, Limits()))
        elif how:
            chat.act(conversation, {"do": how, "turn": "1"})
            if how == "edit":
                list(chat.ask(conversation, "What was seen off Quennish?", Limits()))
        return ("What was seen?",)

    monkeypatch.setattr(chat_module, "next_questions", meanwhile)
    assert chat.suggest(conversation, Limits()) == (not how)


def test_limits_are_obeyed_and_told(chat: Chat) -> None:
    [turn] = asked(chat, sources=("The Signal",), first_day="2025-01-01").turns
    assert turn.limits == "Filters: only The Signal, from 1 January 2025"
    assert turn.filters == (("Outlet", "The Signal"), ("Published", "From 1 January 2025"))
    assert all(hit.source == "The Signal" for hit in turn.answer.hits)  # type: ignore[union-attr]
    [turn] = asked(chat, first_day="soon").turns
    assert turn.error is not None
    assert "'soon'" in turn.error[0]


def test_a_refusal_tells_what_the_archive_covers(chat: Chat) -> None:
    [turn] = asked(chat, "Who invented the zeppelin sandwich machine?").turns
    assert turn.answer is not None
    assert turn.answer.status == "no_evidence"
    assert turn.covers.startswith("The archive covers 2 articles from The Courier and The Signal")


def test_one_question_at_a_time_and_none_that_is_empty(chat: Chat) -> None:
    conversation = Conversation()
    assert len(list(chat.ask(conversation, "  ", Limits()))) == 1
    conversation.begin("Still going?", Limits())
    assert len(list(chat.ask(conversation, QUESTION, Limits()))) == 1
    assert len(conversation.turns) == 1


def test_stopping_keeps_what_was_shown_and_lets_go_of_the_rest(
    chat: Chat, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(event for event in desk.stream(QUESTION) if isinstance(event, Sentence))
    closed = threading.Event()

    def endless(*_: object) -> Iterator[object]:
        try:
            while True:
                yield first
        finally:
            closed.set()

    monkeypatch.setattr(desk, "stream", endless)
    monkeypatch.setattr(chat_module, "_UPDATES_PER_SECOND", 1e9)
    conversation = Conversation()
    views = chat.ask(conversation, QUESTION, Limits())
    for view in (next(views), next(views)):
        assert view.conversation.turns[0].working
    chat.stop(conversation)
    assert list(views)
    assert closed.is_set()
    [turn] = conversation.turns
    assert turn.stopped
    assert turn.sentences
    assert "You stopped this answer." in chat.last_turn(conversation)


def test_asking_the_last_question_again_takes_its_place(chat: Chat) -> None:
    conversation = asked(chat)
    *_, last = chat.retry(conversation, 1, Limits())
    assert last.conversation is conversation
    assert [turn.number for turn in conversation.turns] == [1]
    assert list(chat.retry(conversation, 9, Limits())) == [View(conversation)]


def test_asking_an_earlier_question_again_branches_off_and_loses_nothing(chat: Chat) -> None:
    conversation = asked(chat)
    list(chat.ask(conversation, "What was seen off Quennish on Sunday?", Limits()))
    *_, last = chat.retry(conversation, 1, Limits())
    assert [turn.question for turn in last.conversation.turns] == [QUESTION]
    assert last.conversation.name != conversation.name
    assert len(conversation.turns) == 2
    assert f'data-reopen="{conversation.name}"' in chat.last_turn(last.conversation)


def test_editing_shows_a_way_out_and_branches_off(chat: Chat) -> None:
    conversation = asked(chat)
    view = chat.act(conversation, {"do": "edit", "turn": "1"})
    assert view.box == QUESTION
    assert "cd-edited" in chat.last_turn(conversation)
    view = chat.act(conversation, {"do": "cancel"})
    assert view.box == ""
    assert "cd-edited" not in chat.last_turn(conversation)
    chat.act(conversation, {"do": "edit", "turn": "1"})
    *_, last = chat.ask(conversation, "What was seen off Quennish?", Limits())
    assert [turn.question for turn in last.conversation.turns] == ["What was seen off Quennish?"]
    assert [turn.question for turn in conversation.turns] == [QUESTION]
    assert conversation.editing is None


def test_feedback_is_kept_with_question_answer_and_evidence(chat: Chat, archive: Archive) -> None:
    conversation = asked(chat)
    chat.act(conversation, {"do": "rate", "turn": "1", "rating": "up"}, by="ada")
    chat.act(conversation, {"do": "rate", "turn": "1", "rating": "sideways"})
    chat.act(conversation, {"do": "rate", "turn": "1", "rating": "down"}, by="ada")
    chat.act(conversation, {"do": "comment", "turn": "1", "text": " Wrong. " + "x" * 5000}, by="ada")
    [said] = each_feedback(archive.catalogue)
    assert (said.rating, said.by, said.asked) == ("down", "ada", QUESTION)
    assert said.comment.startswith("Wrong. x")
    assert len(said.comment) == 2000
    assert said.answer == conversation.turns[0].answer.to_dict()  # type: ignore[union-attr]
    assert said.answer["hits"]


def test_a_question_said_in_other_words_follows_what_the_first_one_followed(chat: Chat) -> None:
    conversation = asked(chat)
    first = "Which did the Courier say on 16 April 2025?"
    list(chat.ask(conversation, first, Limits()))
    list(chat.ask(conversation, "Which?", Limits(), instead_of=2))
    list(chat.ask(conversation, "Which?", Limits()))
    carried = [[one.text for one in turn.understood if one.kind == "carried"] for turn in conversation.turns]
    assert carried[2] == ["parliament must ratify the fishing agreement"]
    assert carried[3] != carried[2]


@pytest.mark.parametrize(
    "said", [{}, {"do": "rate"}, {"do": "rate", "turn": "x"}, {"do": "share", "turn": "99"}, {"do": "open"}]
)
def test_what_makes_no_sense_changes_nothing(chat: Chat, archive: Archive, said: dict) -> None:
    chat.act(Conversation(), said)
    assert list(each_feedback(archive.catalogue)) == []


def test_an_outage_is_an_error_that_keeps_what_was_shown(
    chat: Chat, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(event for event in desk.stream(QUESTION) if isinstance(event, Sentence))

    def breaks(*_: object) -> Iterator[object]:
        yield first
        raise ArchiveError("The archive is broken", "Run: citedesk rebuild")

    monkeypatch.setattr(desk, "stream", breaks)
    [turn] = asked(chat).turns
    assert turn.error == ("The archive is broken", "Run: citedesk rebuild")
    assert turn.sentences


def test_a_question_that_cannot_be_used_goes_back_into_the_line(chat: Chat) -> None:
    long = "Who? " * 500
    *_, last = chat.ask(Conversation(), long, Limits())
    assert last.box == long
    [turn] = last.conversation.turns
    assert turn.error is not None
    assert "the limit is 2,000" in turn.error[0]
    *_, last = chat.ask(last.conversation, QUESTION, Limits())
    assert last.box is None


def test_an_archive_that_cannot_be_read_offers_no_examples(
    chat: Chat, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.warmth._thread.join()
    assert chat.warmth.examples

    def broken() -> None:
        raise ArchiveError("The catalogue cannot be used", "Run: citedesk doctor --repair")

    monkeypatch.setattr(archive.catalogue, "reading", broken)
    assert chat.warmth.examples == []


def test_sessions_do_not_see_each_other(chat: Chat) -> None:
    one, two = asked(chat), asked(chat, "What was seen off Quennish on Sunday?")
    assert one.name != two.name
    assert QUESTION not in chat.last_turn(two)
