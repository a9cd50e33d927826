"""Questions and answers as HTML. Every word that comes from a person, an article or a model is escaped."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from markupsafe import Markup

from corpus.text.lexicon import count_of
from qa.question.articles_counted import phrase_counted
from qa.web.html.banner import banner
from qa.web.html.clipboard import as_markdown, as_plain
from qa.web.html.rendering import rendered
from qa.web.html.sentences import answer_line, evidence_of, sentences_of
from qa.web.html.sources import origin, sources
from qa.web.html.timeline import timeline
from qa.web.html.understood import next_questions, understood
from qa.web.state.conversation import Conversation, Turn

_LONGEST_SHOWN = 500


def conversation(
    shown: Conversation,
    working: str = "Searching the archive…",
    sealed: Mapping[int, str] | None = None,
    drawn: MutableMapping[int, str] | None = None,
    first: int = 1,
) -> str:
    """Return the questions and answers, each with its sources.

    Args:
        shown: The conversation.
        working: What is shown while there is nothing to show yet.
        sealed: What the browser is given of the finished turns, to keep and to export, by their numbers.
        drawn: The HTML of turns that have not changed since, by their numbers; what is missing is added.
        first: The number of the first of these turns: those before it stand on the page.
    """
    sealed, drawn = sealed or {}, {} if drawn is None else drawn
    for turn in shown.turns:
        if turn.number not in drawn:
            drawn[turn.number] = _turn(turn, working, sealed.get(turn.number), turn.number == shown.editing)
    turns = [Markup(drawn[turn.number]) for turn in shown.turns]
    return str(rendered("answer/conversation.html", shown=shown, turns=turns, first=first))


def _turn(turn: Turn, working: str, sealed: str | None, editing: bool) -> Markup:
    question = turn.question
    if len(question) > _LONGEST_SHOWN:  # Nobody needs to see thousands of characters as a headline.
        question = f"{question[:_LONGEST_SHOWN].rstrip()}…"
    return rendered(
        "answer/turn.html",
        turn=turn,
        question=question,
        sealed=sealed,
        editing=editing,
        working=_working(turn) or working,
        nearest=_nearest(turn),
        understood=understood(turn),
        next_questions=next_questions(turn),
        banner=banner(turn),
        answer=timeline(turn) or answer_line(turn) + sentences_of(turn),
        evidence=evidence_of(turn),
        sources=sources(turn),
        plain=as_plain(turn) if turn.answer else "",
        markdown=as_markdown(turn) if turn.answer else "",
        origin=origin,
        error_box=error_box,
    )


def _working(turn: Turn) -> str:
    """What a language model does meanwhile, or that more is looked for; "" while there is nothing yet."""
    if turn.ahead:
        return f"Waiting for the language model: {count_of(turn.ahead, 'question')} before yours"
    if turn.ahead == 0:
        return "Writing and checking…"
    return "Looking for more…" if turn.sentences else ""


def _nearest(turn: Turn) -> str:
    """What the headlines below an answer without quotes are: of articles that were to be counted, some."""
    counted = phrase_counted(turn.question) and turn.answer and turn.answer.text[:1].isdigit()
    return "Some of them" if counted else "Nearest headlines"


def error_box(message: str, hint: str) -> Markup:
    """Return an error as the page shows it: what happened, and what to do next."""
    return rendered("page/error.html", message=message, hint=hint)
