"""The page's head, and what stands on it before the first question, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from corpus.text.dates import day_in_words
from corpus.text.lexicon import count_of
from index.catalogue.records import are_withdrawn
from qa.web.html.answers import error_box
from qa.web.html.rendering import rendered

_MOST_OUTLETS = 5


def header(
    status: Mapping[str, Any] | None,
    loading: bool = False,
    failed: tuple[str, str] | None = None,
    account: str = "",
    model: str = "",
) -> str:
    """Return the page's head: its name, what the archive holds, how far the models are, and the way out.

    Args:
        status: Of the archive, as a desk gives it; None before it was asked.
        loading: Whether the models are still being loaded.
        failed: Why they could not be, and what to do.
        account: Who is logged in; "" without accounts.
        model: What is to be said of a language model that is on its way; "" for nothing.
    """
    return str(
        rendered(
            "page/header.html",
            about=_about(status) if status else (),
            loading=loading,
            trouble=error_box(*failed) if failed else "",
            account=account,
            model=model,
        )
    )


def tools() -> str:
    """Return what begins a conversation anew or takes up an earlier one; the browser fills the list."""
    return str(rendered("page/tools.html"))


def mode(editing: int | None) -> str:
    """Return what the next question does beside being asked, with a way out; "" for nothing."""
    return "" if editing is None else str(rendered("page/mode.html", number=editing))


def about_archive(status: Mapping[str, Any]) -> str:
    """Return how much an archive holds, in a line."""
    return " · ".join(_about(status))


def _about(status: Mapping[str, Any]) -> list[str]:
    articles = status["articles"]
    if not articles:
        return [expiry(status) or ("No article is left" if has_lost_all(status) else "An empty archive")]
    outlets = sum(1 for name in status["sources"] if name)
    parts = [count_of(articles, "article")]
    if outlets:
        parts.append(count_of(outlets, "outlet"))
    if status["first_published"] and status["last_published"]:
        days = [_day(status[name]) for name in ("first_published", "last_published")]
        parts.append(days[0] if days[0] == days[1] else f"{days[0]} – {days[1]}")
    return parts


def coverage(status: Mapping[str, Any]) -> str:
    """Return what an archive covers, for somebody whose question it does not answer."""
    if not status["articles"]:
        return ""
    outlets = [name for name in status["sources"] if name]
    named, more = outlets[:_MOST_OUTLETS], len(outlets) - _MOST_OUTLETS
    if more > 0:
        named.append(count_of(more, "other outlet"))
    *all_but_last, last = named or [""]
    whose = f" from {', '.join(all_but_last)}{' and ' if all_but_last else ''}{last}" if last else ""
    days = [_day(status[name]) for name in ("first_published", "last_published") if status[name]]
    spans = ("", f", published on {days[0]}", f", published between {' and '.join(days)}") if days else ("",)
    return f"The archive covers {count_of(status['articles'], 'article')}{whose}{spans[len(set(days))]}."


def _day(moment: str) -> str:
    return day_in_words(datetime.fromisoformat(moment))


def welcome(
    articles: int | None, may_upload: bool = False, expired: str = "", withdrawn: bool = False
) -> str:
    """Return what stands on the page before the first question.

    `articles` is None until their number is known.
    """
    return str(
        rendered(
            "page/welcome.html",
            articles=articles,
            may_upload=may_upload,
            expired=expired,
            withdrawn=withdrawn,
        )
    )


def has_lost_all(status: Mapping[str, Any]) -> bool:
    """Return whether all articles of an archive were withdrawn or removed."""
    return are_withdrawn(status["articles"], status["expired"], status["versions"])


def expiry(status: Mapping[str, Any]) -> str:
    """Return how many articles are not found because they have expired, as a clause; "" for none."""
    count = status["expired"]
    if not count:
        return ""
    articles = "1 article has expired," if count == 1 else f"{count:,} articles have expired, the last"
    return f"{articles} on {_day(status['last_expired'])}"


def examples(questions: Sequence[str]) -> str:
    """Return buttons that each ask one question."""
    return str(rendered("page/examples.html", questions=questions))
