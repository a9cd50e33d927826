"""The sources of an answer: one card for each article, with all that is cited of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from corpus.text.dates import day_in_words
from qa.answer.model import Citation
from qa.facts.dates import counts_from_report
from qa.web.html.rendering import rendered
from qa.web.state.conversation import Fate, Turn

_MAX_COPIES = 4
_FIRST_WORDS, _LAST_WORDS = 7, 5
_LONGEST_WHOLE = 100


@dataclass(frozen=True, slots=True)
class _Card:
    citations: Sequence[Citation]
    fate: Fate | None
    byline: str
    copies: Sequence[tuple[str, str]]
    more_copies: int
    address: str | None


def sources(turn: Turn) -> Markup:
    """Return the cards of a turn's articles, in order of their first markers; "" where nothing is cited."""
    articles: dict[str, list[Citation]] = {}
    for citation in turn.cited:
        articles.setdefault(citation.article_id, []).append(citation)
    if not articles:
        return Markup()
    cards = [_card(turn, cited) for cited in articles.values()]
    return rendered(
        "answer/sources.html", turn=turn, cards=cards, card_id=card_id, origin=origin, shortened=shortened
    )


def _card(turn: Turn, citations: Sequence[Citation]) -> _Card:
    first = citations[0]
    # Their names are looked up with the answer: while a model writes, all that is known of them is their ids.
    listed = [(copy, known) for copy in first.copies if (known := turn.known.get(copy)) and known.version]
    named = [(copy, known.source or known.title or copy) for copy, known in listed[:_MAX_COPIES]]
    return _Card(
        citations,
        turn.fate(first),
        _byline(turn, first),
        named,
        len(listed) - len(named),
        web_address(first.url),
    )


def _byline(turn: Turn, cited: Citation) -> str:
    passage = turn.passages.get(cited.marker)
    if passage is None:
        return ""
    version = f"version {cited.version} of {passage.versions}" if passage.versions > 1 else ""
    author = passage.author or ""
    name = author if author[:3].lower() in {"", "by "} else f"By {author}"
    line = " · ".join(part for part in (name, version) if part)
    return line[:1].upper() + line[1:]


def card_id(turn: int, number: int) -> str:
    """Return the name that a marker and its passage share."""
    return f"source-{turn}-{number}"


def shortened(quote: str) -> str:
    """Return a quote's first and last words: beside the answer, which has it in full."""
    words = quote.split()
    if len(quote) <= _LONGEST_WHOLE or len(words) <= _FIRST_WORDS + _LAST_WORDS:
        return quote
    return f"{' '.join(words[:_FIRST_WORDS])} … {' '.join(words[-_LAST_WORDS:])}"


def before_day(words: str, published_at: datetime | None) -> str:
    """Return what stands before an article's day where its words count from it: "reported on Monday, ".

    "On Friday" alone would tell nobody when.
    """
    if published_at is None or not counts_from_report(words):
        return ""
    return f"reported on {published_at.astimezone(UTC):%A}, "


def origin(
    source: str | None,
    published_at: datetime | None,
    corrected_at: datetime | None = None,
    title: str = "",
    before: str = "",
) -> Markup:
    """Return outlet and day, or "undated", and when the text was corrected, if it was.

    The headline says what the article is where neither outlet nor day is known.
    """
    name = source or (title if published_at is None else "")
    parts = [Markup('<bdi class="cd-outlet">{}</bdi>').format(name)] if name else []
    for lead, moment in ((before, published_at), ("corrected ", corrected_at)):
        if moment is not None:
            day = Markup('<span class="cd-whole">{}<time datetime="{}">{}</time></span>')
            iso = f"{moment.astimezone(UTC):%Y-%m-%d}"
            parts.append(day.format(lead, iso, day_in_words(moment)))
    if published_at is None:
        parts.insert(1, Markup("undated"))
    return Markup('<p class="cd-origin">{}</p>').format(Markup(" · ").join(parts))


def web_address(url: str | None) -> str | None:
    """Return `url` when it may be linked to: http or https with a host, nothing that a page could run."""
    if url is None or any(char <= " " for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None
