"""Answers as HTML. Every word that comes from a person, an article or a model is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from html import escape

from qa.answer.model import NearestArticle
from qa.web.html.actions import actions
from qa.web.html.sentences import answer_line, sentences_of
from qa.web.html.sources import origin
from qa.web.state.conversation import Conversation, Turn

_LONGEST_SHOWN = 500


def conversation(
    shown: Conversation, working: str = "Searching the archive…", kept: Mapping[int, str] | None = None
) -> str:
    """Return the questions and answers.

    Args:
        shown: The conversation.
        working: What is shown while there is nothing to show yet.
        kept: What the browser is to keep of the finished turns, by their numbers.
    """
    kept = kept or {}
    turns = "".join(_turn(turn, working, kept.get(turn.number)) for turn in shown.turns)
    return f'<div class="cd-turns" data-conversation="{escape(shown.name)}">{turns}</div>'


def _turn(turn: Turn, working: str, kept: str | None) -> str:
    parts = [f'<h2 class="cd-question" dir="auto">{escape(_cut(turn.question))}</h2>']
    if turn.shared_at is not None:
        day = turn.shared_at.astimezone(UTC)
        parts.append(f'<p class="cd-label">Shared on {day.day} {day:%B %Y}</p>')
    if turn.limits:
        parts.append(f'<p class="cd-label">{escape(turn.limits)}</p>')
    parts.append(_changes(turn))
    notices = "".join(f'<p class="cd-notice" dir="auto">{escape(text)}</p>' for text in turn.notices)
    if turn.answer is not None and turn.answer.status == "no_evidence":
        parts.append(_no_evidence(turn.answer.text, notices, turn.answer.nearest, turn.covers))
    else:
        # What qualifies an answer is read before it.
        parts.append(f'<div class="cd-banner">{notices}</div>' if notices else "")
        parts += [answer_line(turn), sentences_of(turn)]
    if turn.error is not None:
        parts.append(error_box(*turn.error))
    if turn.stopped:
        parts.append('<p class="cd-notice">You stopped this answer.</p>')
    if turn.working:
        more = "Looking for more…" if turn.sentences else working
        parts.append(
            f'<p class="cd-working"><span class="cd-dots" aria-hidden="true"></span>{escape(more)}</p>'
        )
    else:
        parts.append(actions(turn))
    busy = ' aria-busy="true"' if turn.working else ""
    keep = f' data-kept="{escape(kept)}"' if kept else ""
    return (
        f'<article class="cd-turn" id="turn-{turn.number}" data-turn="{turn.number}"{busy}{keep}>'
        f"{''.join(parts)}</article>"
    )


def _cut(question: str) -> str:
    """A question as far as it is a headline: nobody needs to see thousands of characters again."""
    return question if len(question) <= _LONGEST_SHOWN else f"{question[:_LONGEST_SHOWN].rstrip()}…"


def error_box(message: str, hint: str) -> str:
    """Return an error as the page shows it: what happened, and what to do next."""
    return (
        f'<div class="cd-error" role="alert"><p><strong>{escape(message)}</strong></p>'
        f"<p>{escape(hint)}</p></div>"
    )


def _changes(turn: Turn) -> str:
    """Say at once that a cited article is not any more what it was when it was cited."""
    fates = {cited.article_id: turn.fate(cited) for cited in turn.citations}
    told = []
    for fate in ("corrected", "removed"):
        count = sum(1 for found in fates.values() if found == fate)
        if count:
            what = "A cited article was" if count == 1 else f"{count} cited articles were"
            told.append(f'<p class="cd-changed">{what} {fate} since this answer was given.</p>')
    return "".join(told)


def _no_evidence(text: str, notices: str, nearest: Sequence[NearestArticle], covers: str) -> str:
    shown = f'<p class="cd-nothing-text">{escape(text)}</p>{notices}'
    if nearest:
        items = "".join(_nearest(article) for article in nearest)
        shown += f'<p class="cd-label">Nearest headlines</p><ul class="cd-nearest">{items}</ul>'
    if covers:
        shown += f'<p class="cd-covers">{escape(covers)}</p>'
    return f'<div class="cd-nothing">{shown}</div>'


def _nearest(article: NearestArticle) -> str:
    return (
        f'<li><button type="button" class="cd-headline" dir="auto" '
        f'data-article="{escape(article.article_id)}">{escape(article.title)}</button>'
        f"{origin(article.source, article.published_at)}</li>"
    )
