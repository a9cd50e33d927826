"""The sources beside an answer: one card for each marker, in order of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from qa.answer.model import Citation
from qa.web.state.conversation import Turn

_MAX_COPIES = 4


def sources(turns: Sequence[Turn]) -> str:
    """Return the source cards: those of the last answer first, earlier ones folded away."""
    cited = [turn for turn in reversed(turns) if turn.citations]
    if not cited:
        waiting = "The quotes that carry an answer appear here."
        if turns and turns[-1].answer is not None:
            waiting = "No article carries an answer."
        return f'<section class="cd-sources"><h2>Sources</h2><p class="cd-quiet">{waiting}</p></section>'
    latest = turns[-1]
    shown = "<h2>Sources</h2>"
    if cited[0] is latest:
        shown += _cards(latest)
        cited = cited[1:]
    for turn in cited:
        summary = f'Earlier: <bdi dir="auto">{escape(turn.question)}</bdi>'
        shown += f'<details class="cd-earlier"><summary>{summary}</summary>{_cards(turn)}</details>'
    return f'<section class="cd-sources" aria-label="Sources">{shown}</section>'


def _cards(turn: Turn) -> str:
    named: set[str] = set()
    shown, before = "", ""
    for citation in turn.citations:
        # An article's first card says where else it stands, that of its next quote need not.
        shown += _card(turn, citation, citation.article_id not in named, citation.article_id == before)
        named.add(before := citation.article_id)
    return f'<ol class="cd-cards">{shown}</ol>'


def card_id(turn: int, number: int) -> str:
    """Return the name that a marker and its card share."""
    return f"source-{turn}-{number}"


def _card(turn: Turn, citation: Citation, first: bool, joined: bool) -> str:
    """One quote's card; one that follows another of the same article is `joined` to it."""
    fate = turn.fate(citation)
    look = "cd-card cd-joined" if joined else "cd-card"
    number = f'<span class="cd-number" aria-hidden="true">{citation.marker}</span>'
    name = card_id(turn.number, citation.marker)
    if fate == "removed":
        gone = '<p class="cd-changed">This article was removed from the archive since.</p>'
        body = f'<div class="cd-card-body">{gone}</div>'
        return f'<li class="{look}" id="{name}" tabindex="-1">{number}{body}</li>'
    return (
        f'<li class="{look}" id="{name}" tabindex="-1" data-turn="{turn.number}" '
        f'data-article="{escape(citation.article_id)}" data-version="{citation.version}" '
        f'data-field="{citation.field}" data-start="{citation.start}" data-end="{citation.end}">'
        f'{number}<div class="cd-card-body">'
        f"{origin(citation.source, citation.published_at, citation.corrected_at)}"
        f"{_headline_and_quote(citation)}"
        f"{_correction(turn, citation) if fate and first else ''}"
        f"{_copies(turn, citation.copies) if first else ''}"
        f'<p class="cd-links"><button type="button" class="cd-read">Read in context'
        f'<span class="cd-hidden"> of {escape(citation.title)}</span></button>{_original(citation)}</p>'
        "</div></li>"
    )


def _headline_and_quote(citation: Citation) -> str:
    quote = escape(citation.quote)
    if citation.field == "title":
        return f'<blockquote class="cd-quoted-headline" dir="auto">{quote}</blockquote>'
    return f'<h3 dir="auto">{escape(citation.title)}</h3><blockquote dir="auto">{quote}</blockquote>'


def _original(citation: Citation) -> str:
    if (url := web_address(citation.url)) is None:
        return ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f'Original<span class="cd-hidden"> of {escape(citation.title)}, in a new tab</span></a>'
    )


def _correction(turn: Turn, citation: Citation) -> str:
    newest = turn.known[citation.article_id].version
    return (
        f'<p class="cd-changed">Corrected since: this is version {citation.version}. '
        f'<button type="button" class="cd-copy" data-article="{escape(citation.article_id)}">'
        f"Read version {newest}</button></p>"
    )


def _copies(turn: Turn, copies: Sequence[str]) -> str:
    """The other articles that tell the same story, by the outlets that carry them."""
    if not copies:
        return ""
    buttons = []
    for copy in copies[:_MAX_COPIES]:
        known = turn.known.get(copy)
        name = (known.source or known.title if known else None) or copy
        buttons.append(
            f'<button type="button" class="cd-copy" data-article="{escape(copy)}">{escape(name)}</button>'
        )
    more = f" and {len(copies) - _MAX_COPIES} more" if len(copies) > _MAX_COPIES else ""
    return f'<p class="cd-copies">Also in: {", ".join(buttons)}{more}</p>'


def origin(source: str | None, published_at: datetime | None, corrected_at: datetime | None = None) -> str:
    """Return outlet and day, as far as they are known, and when the text was corrected, if it was."""
    parts = [f'<bdi class="cd-outlet">{escape(source)}</bdi>'] if source else []
    for before, moment in (("", published_at), ("corrected ", corrected_at)):
        if moment is not None:
            day = moment.astimezone(UTC)
            parts.append(f'{before}<time datetime="{day:%Y-%m-%d}">{day.day} {day:%B %Y}</time>')
    return f'<p class="cd-origin">{" · ".join(parts)}</p>' if parts else ""


def web_address(url: str | None) -> str | None:
    """Return `url` when it may be linked to: http or https with a host, nothing that a page could run."""
    if url is None or any(char <= " " for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None
