"""Answers as HTML. Every word that comes from a person, an article or a model is escaped here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby

from qa.answer.model import UNSURE, Citation, NearestArticle, Sentence
from qa.web.html.clipboard import as_markdown, as_plain
from qa.web.html.sources import card_id, origin
from qa.web.state.conversation import Conversation, Turn

LABELS = {
    "quoted": "Quoted from the articles",
    "generated": "Written by the model, checked against the articles",
}
REMOVED = "This sentence rested on an article that was removed from the archive since."
# Markers stand at a sentence's end. One that stands inside it is the article's own "[2]".
_MARKERS = re.compile(r"\s*((?:\[\d+\]\s*)+)([.!?]?)\s*$")
_LONGEST_SHOWN = 500
# Drawn here, because not every machine has a font with such a sign.
_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linejoin="round"><path d="M7 11v9H3v-9zM7 11l4-8c1.7 0 2.6 1 2.6 2.6V9H19'
    'c1.3 0 2.200 1.2 1.9 2.5l-1.6 7c-.2.9-1 1.5-1.9 1.500H7"/></svg>'
)


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
    parts.append(_sentences(turn))
    notices = "".join(f'<p class="cd-notice" dir="auto">{escape(text)}</p>' for text in turn.notices)
    if turn.answer is not None and turn.answer.status == "no_evidence":
        parts.append(_no_evidence(turn.answer.text, notices, turn.answer.nearest, turn.covers))
    else:
        parts.append(notices)
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
        parts.append(_actions(turn))
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


def _sentences(turn: Turn) -> str:
    """The answer, with a label over each run of sentences that were written the same way."""
    by_marker = {citation.marker: citation for citation in turn.citations}
    unsure = turn.answer is not None and turn.answer.status == "unsure"
    groups = []
    for mode, run in groupby(turn.sentences, key=lambda sentence: sentence.mode):
        sentences = list(run)
        if mode == "quoted":
            shown = _quotations(turn.number, sentences, by_marker)
        else:
            shown = "".join(_sentence(turn.number, sentence, by_marker) for sentence in sentences)
        label = f'<p class="cd-label">{escape(UNSURE if unsure else LABELS[mode])}</p>'
        groups.append(f'<div class="cd-answer cd-{mode}">{label}{shown}</div>')
    return "".join(groups)


def _quotations(turn: int, sentences: Sequence[Sentence], by_marker: Mapping[int, Citation]) -> str:
    """Quoted sentences, with outlet and day below those of one article."""

    def article(sentence: Sentence) -> tuple[str, str | None, datetime | None]:
        citation = by_marker[sentence.markers[0]]
        return citation.article_id, citation.source, citation.published_at

    shown = ""
    for (_, source, published_at), some in groupby(sentences, key=article):
        quotes = "".join(_sentence(turn, sentence, by_marker) for sentence in some)
        shown += f'<div class="cd-quotation">{quotes}{origin(source, published_at)}</div>'
    return shown


def _sentence(turn: int, sentence: Sentence, by_marker: Mapping[int, Citation]) -> str:
    if not sentence.text:
        return f'<p class="cd-changed">{REMOVED}</p>'
    found = _MARKERS.search(sentence.text)
    words, stop = (sentence.text[: found.start()], found[2]) if found else (sentence.text, "")
    markers = "".join(_marker(turn, number, by_marker.get(number)) for number in sentence.markers)
    tag = "blockquote" if sentence.mode == "quoted" else "p"
    return f'<{tag} class="cd-sentence" dir="auto">{escape(words)}{escape(stop)}{markers}</{tag}>'


def _marker(turn: int, number: int, citation: Citation | None) -> str:
    name = f"Source {number}" + (f": {citation.title}" if citation else "")
    card = card_id(turn, number)
    return (
        f'<sup><button type="button" class="cd-marker" id="marker-{turn}-{number}" data-marker="{number}" '
        f'data-card="{card}" aria-label="{escape(name)}">{number}</button></sup>'
    )


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


def _actions(turn: Turn) -> str:
    """What can be done with a turn that has ended."""
    told = turn.answer is not None
    left = [_action("retry", "Ask again"), _action("edit", "Edit")]
    if told:
        copies = (("Copy", as_plain(turn)), ("Copy as Markdown", as_markdown(turn)))
        left = [
            *(
                f'<button type="button" class="cd-action" data-copy="{escape(text)}">{name}</button>'
                for name, text in copies
            ),
            _action("share", "Share"),
            *left,
        ]
    shown = f'<div class="cd-row">{"".join(left)}</div>'
    if told:
        thumbs = f'role="group" aria-label="Was this answer right?">{_thumbs(turn)}'
        shown += f'<div class="cd-row cd-thumbs" {thumbs}</div>'
    link = ""
    if turn.link:
        link = (
            f'<p class="cd-link">Who has this link can read this answer: '
            f'<a href="?answer={escape(turn.link)}" data-fresh-link>Link to this answer</a></p>'
        )
    return f'<div class="cd-actions">{shown}</div>{link}{_comment(turn)}'


def _action(do: str, name: str) -> str:
    return f'<button type="button" class="cd-action" data-do="{do}">{name}</button>'


def _thumbs(turn: Turn) -> str:
    return "".join(
        f'<button type="button" class="cd-action cd-thumb" data-do="rate" data-rating="{rating}" '
        f'aria-pressed="{"true" if turn.rating == rating else "false"}" '
        f'aria-label="{name}" title="{name}">{_THUMB}</button>'
        for rating, name in (("up", "Good answer"), ("down", "Bad answer"))
    )


def _comment(turn: Turn) -> str:
    if turn.rating is None:
        return ""
    thanks = (
        "Thank you, your comment is kept."
        if turn.comment
        else "Thank you. What should be better, or was good?"
    )
    box = f"comment-{turn.number}"
    return (
        f'<div class="cd-comment"><label for="{box}">{thanks}</label>'
        f'<textarea id="{box}" rows="2" maxlength="2000" dir="auto">{escape(turn.comment)}</textarea>'
        f"{_action('comment', 'Send comment')}</div>"
    )
