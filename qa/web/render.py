"""Answers as HTML. Every word that comes from a person, an article or a model is escaped here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from qa.answer import Citation, NearestArticle, Sentence
from qa.web.turns import Turn

LABELS = {
    "quoted": "Quoted from the articles",
    "generated": "Written by the model, checked against the articles",
}
# Markers stand at a sentence's end. One that stands inside it is the article's own "[2]".
_MARKERS = re.compile(r"\s*((?:\[\d+\]\s*)+)([.!?]?)\s*$")
_MAX_COPIES = 3


def conversation(turns: Sequence[Turn], working: str = "Searching the archive…") -> str:
    """Return the questions and answers; `working` is shown while there is nothing to show yet."""
    return f'<div class="cd-turns">{"".join(_turn(turn, working) for turn in turns)}</div>'


def _turn(turn: Turn, working: str) -> str:
    parts = [f'<h2 class="cd-question">{escape(turn.question)}</h2>', _sentences(turn)]
    if turn.answer is not None and turn.answer.status == "no_evidence":
        parts.append(_no_evidence(turn.answer.text, turn.answer.nearest))
    parts.append("".join(f'<p class="cd-notice">{escape(text)}</p>' for text in turn.notices))
    if turn.error is not None:
        parts.append(error_box(*turn.error))
    if turn.working:
        more = "Looking for more…" if turn.sentences else working
        parts.append(
            f'<p class="cd-working"><span class="cd-dots" aria-hidden="true"></span>{escape(more)}</p>'
        )
    busy = ' aria-busy="true"' if turn.working else ""
    return f'<article class="cd-turn" id="turn-{turn.number}"{busy}>{"".join(parts)}</article>'


def error_box(message: str, hint: str) -> str:
    """Return an error as the page shows it: what happened, and what to do next."""
    return (
        f'<div class="cd-error" role="alert"><p><strong>{escape(message)}</strong></p>'
        f"<p>{escape(hint)}</p></div>"
    )


def _sentences(turn: Turn) -> str:
    """The answer, with a label over each run of sentences that were written the same way."""
    by_marker = {citation.marker: citation for citation in turn.citations}
    groups = []
    for mode, run in groupby(turn.sentences, key=lambda sentence: sentence.mode):
        sentences = list(run)
        if mode == "quoted":
            shown = _quotations(turn.number, sentences, by_marker)
        else:
            shown = "".join(_sentence(turn.number, sentence, by_marker) for sentence in sentences)
        label = f'<p class="cd-label">{escape(LABELS[mode])}</p>'
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
    found = _MARKERS.search(sentence.text)
    words, stop = (sentence.text[: found.start()], found[2]) if found else (sentence.text, "")
    markers = "".join(_marker(turn, number, by_marker.get(number)) for number in sentence.markers)
    tag = "blockquote" if sentence.mode == "quoted" else "p"
    return f'<{tag} class="cd-sentence">{escape(words)}{escape(stop)}{markers}</{tag}>'


def _marker(turn: int, number: int, citation: Citation | None) -> str:
    quote = escape(citation.quote) if citation else ""
    name = f"Source {number}" + (f": {citation.title}" if citation else "")
    card = _card_id(turn, number)
    return (
        f'<sup><button type="button" class="cd-marker" data-marker="{number}" data-card="{card}" '
        f'title="{quote}" aria-label="{escape(name)}">{number}</button></sup>'
    )


def _card_id(turn: int, number: int) -> str:
    return f"source-{turn}-{number}"


def _no_evidence(text: str, nearest: Sequence[NearestArticle]) -> str:
    shown = f'<p class="cd-nothing-text">{escape(text)}</p>'
    if nearest:
        items = "".join(_nearest(article) for article in nearest)
        shown += f'<p class="cd-label">Nearest headlines</p><ul class="cd-nearest">{items}</ul>'
    return f'<div class="cd-nothing">{shown}</div>'


def _nearest(article: NearestArticle) -> str:
    return (
        f'<li><button type="button" class="cd-headline" data-article="{escape(article.article_id)}">'
        f"{escape(article.title)}</button>{origin(article.source, article.published_at)}</li>"
    )


def origin(source: str | None, published_at: datetime | None) -> str:
    """Return outlet and day, as far as they are known."""
    parts = [f'<span class="cd-outlet">{escape(source)}</span>'] if source else []
    if published_at is not None:
        moment = published_at.astimezone(UTC)
        parts.append(f'<time datetime="{moment:%Y-%m-%d}">{moment.day} {moment:%B %Y}</time>')
    return f'<p class="cd-origin">{" · ".join(parts)}</p>' if parts else ""


def sources(turns: Sequence[Turn]) -> str:
    """Return the source cards: those of the last answer first, earlier ones folded away."""
    cited = [turn for turn in reversed(turns) if turn.citations]
    if not cited:
        waiting = "The quotes that carry an answer appear here."
        return f'<section class="cd-sources"><h2>Sources</h2><p class="cd-quiet">{waiting}</p></section>'
    latest = turns[-1]
    shown = "<h2>Sources</h2>"
    if cited[0] is latest:
        shown += _cards(latest)
        cited = cited[1:]
    for turn in cited:
        summary = f"Earlier: {escape(turn.question)}"
        shown += f'<details class="cd-earlier"><summary>{summary}</summary>{_cards(turn)}</details>'
    return f'<section class="cd-sources">{shown}</section>'


def _cards(turn: Turn) -> str:
    return f'<ol class="cd-cards">{"".join(_card(turn.number, citation) for citation in turn.citations)}</ol>'


def _card(turn: int, citation: Citation) -> str:
    link = ""
    if (url := web_address(citation.url)) is not None:
        link = (
            f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
            f'Original<span class="cd-hidden"> of {escape(citation.title)}, in a new tab</span></a>'
        )
    return (
        f'<li class="cd-card" id="{_card_id(turn, citation.marker)}" tabindex="-1" '
        f'data-article="{escape(citation.article_id)}" data-version="{citation.version}" '
        f'data-field="{citation.field}" data-start="{citation.start}" data-end="{citation.end}">'
        f'<span class="cd-number" aria-hidden="true">{citation.marker}</span><div class="cd-card-body">'
        f"{origin(citation.source, citation.published_at)}<h3>{escape(citation.title)}</h3>"
        f"<blockquote>{escape(citation.quote)}</blockquote>{_copies(citation.copies)}"
        f'<p class="cd-links"><button type="button" class="cd-read">Read in context</button>{link}</p>'
        "</div></li>"
    )


def _copies(copies: Sequence[str]) -> str:
    if not copies:
        return ""
    others = "1 other article" if len(copies) == 1 else f"{len(copies)} other articles"
    buttons = " ".join(
        f'<button type="button" class="cd-copy" data-article="{escape(copy)}">{escape(copy)}</button>'
        for copy in copies[:_MAX_COPIES]
    )
    return f'<p class="cd-copies">The same story in {others}: {buttons}</p>'


def web_address(url: str | None) -> str | None:
    """Return `url` when it may be linked to: http or https with a host, nothing that a page could run."""
    if url is None or any(char <= " " for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def header(status: Mapping[str, Any], loading: bool = False, failed: tuple[str, str] | None = None) -> str:
    """Return the page's head: its name, what the archive holds, and how far the models are."""
    state = '<p class="cd-state" role="status">Loading the models…</p>' if loading else ""
    about = f'<div><h1>Citedesk</h1><p class="cd-about">{_about(status)}</p></div>'
    trouble = error_box(*failed) if failed else ""
    return f'<header class="cd-header">{about}{state}</header>{trouble}'


def _about(status: Mapping[str, Any]) -> str:
    articles = status["articles"]
    if not articles:
        return "An empty archive"
    outlets = sum(1 for name in status["sources"] if name)
    parts = ["1 article" if articles == 1 else f"{articles:,} articles"]
    if outlets:
        parts.append("1 outlet" if outlets == 1 else f"{outlets:,} outlets")
    if status["first_published"] and status["last_published"]:
        days = [_day(status[name]) for name in ("first_published", "last_published")]
        parts.append(days[0] if days[0] == days[1] else f"{days[0]} – {days[1]}")
    return escape(" · ".join(parts))


def _day(moment: str) -> str:
    day = datetime.fromisoformat(moment)
    return f"{day.day} {day:%b %Y}"


def welcome(articles: int) -> str:
    """Return what stands on the page before the first question."""
    if not articles:
        return (
            '<div class="cd-welcome"><h2>The archive is empty</h2><p>Fill it with articles, then load this '
            "page again:</p><pre>citedesk sync PATH</pre><p>PATH is a file or a folder of articles.</p></div>"
        )
    return (
        '<div class="cd-welcome"><h2>Ask the archive</h2><p>Every sentence of an answer carries the exact '
        "words of the article it rests on. If the archive does not answer, it says so.</p></div>"
    )
