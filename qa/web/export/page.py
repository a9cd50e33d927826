"""A transcript as a page of HTML that stands by itself, and what became of its footnotes as a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from corpus.text.lexicon import count_of
from qa.answer.quotation import quoted
from qa.web.export.markdown import CHECK_NAME
from qa.web.export.places import Standing, passage_address
from qa.web.export.transcript import Transcript
from qa.web.html.banner import DISAGREE
from qa.web.html.rendering import moment_in_words, rendered
from qa.web.static import static_text


def as_html(transcript: Transcript) -> str:
    """Return a transcript as a page: its style is in it, and it runs nothing."""
    style = static_text(["pages/exported.css"])
    return str(
        rendered(
            "page/exported.html",
            shown=transcript,
            style=style,
            check_name=CHECK_NAME,
            quoted=quoted,
            disagree=DISAGREE,
        )
    )


def check_page(standings: Sequence[Standing], first: int, now: datetime) -> str:
    """Return a page that tells of each footnote whether its words still stand.

    They are numbered from `first` on.
    """
    return str(
        rendered(
            "page/standing.html",
            rows=[(number, one, _address(one)) for number, one in enumerate(standings, first)],
            summary=_summary(standings),
            checked=moment_in_words(now),
            style=static_text(["base/theme.css", "pages/docs.css", "pages/standing.css"]),
            quoted=quoted,
        )
    )


def _address(one: Standing) -> str:
    return passage_address("./", one.place)


def _summary(standings: Sequence[Standing]) -> str:
    total = len(standings)
    changed, removed = (sum(1 for one in standings if one.fate == fate) for fate in ("changed", "removed"))
    if not changed and not removed:
        return "The quotation still stands." if total == 1 else f"All {total} quotations still stand."
    parts = [f"{count} {fate}" for count, fate in ((changed, "changed"), (removed, "removed")) if count]
    counts = ", ".join([f"{total - changed - removed} unchanged", *parts])
    return f"{count_of(total, 'quotation')}: {counts}."
