"""An entry of a feed, as feedparser reads it, as a row."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from corpus.raw.markup import html_words, words_of
from corpus.rows.as_article import headline_of
from corpus.rows.blogger import status_of_entry
from corpus.rows.wordpress import is_exported, post_prose
from corpus.text.dates import TwoDays, UnknownZone, parse_published
from corpus.text.days_ahead import is_days_ahead

# A year, a month or a week, of which the library takes the first day.
_NO_DAY = re.compile(r"\d{4}(?:-?\d{2}|-?W\d{2})?")
_OF_PAGES = frozenset({"", "http", "https"})
# Some feeds escape what was to keep them from escaping.
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.S)
_MAIL = re.compile(r"[<(]?[^\s<>()]+@[^\s<>()]+[>)]?")
# Where a search service counts a click before it leads on.
_REDIRECTS = re.compile(r"(?:www\.)?(?:google|bing)\.[a-z.]{2,6}")
_TARGETS = ("url", "q")


def row_of_entry(entry: Any, outlet: str, link: str, film: str = "") -> dict[str, str]:
    """Return an entry as a row; every value is a text, "" for none.

    `film` describes the video that the entry may be; it is the text of an entry that has no other.
    """
    words = post_prose if is_exported(entry) else html_words
    content = "\n\n".join(words(_written(part.get("value", ""))) for part in entry.get("content", ()))
    summary = html_words(_written(entry.get("summary", "")))
    published, updated = day_of_entry(entry, "published"), day_of_entry(entry, "updated")
    body = content.strip() or summary or film
    draft = str(entry.get("app_draft", "")).strip().lower() == "yes"
    source = str(entry.get("source", {}).get("title", ""))
    title = html_words(_written(entry.get("title", "")))
    # Atom asks for the latter only: of an entry that never changed both are the same.
    # And a day that cannot be read does not stand before one that can.
    day = published if is_readable(published) or not is_readable(updated) else updated
    return {
        # Behind a headline of several outlets stands the one that it is of.
        "title": _without_outlet(title, source or outlet) or headline_of(body),
        "body": body,
        "summary": summary if content.strip() and summary != content.strip() else "",
        "author": _authors(entry),
        "source": source or outlet,
        "url": link,
        "published_at": day,
        "updated_at": updated,
        # The specification of RSS has an entry of a day to come wait for it.
        "embargoed_until": day if is_days_ahead(day) else "",
        "status": "draft" if draft else status_of_entry(entry),
    }


def _without_outlet(title: str, outlet: str) -> str:
    for mark in ("-", "–", "—", "|") if outlet else ():
        title = title.removesuffix(f" {mark} {outlet}")
    return title


def films_of(root: Any, count: int) -> Iterator[str]:
    """Yield what each entry of a feed says of its film (Media RSS), "" for nothing."""
    entries = list(root.iter("item", "entry")) if root is not None else []
    for entry in entries if len(entries) == count else [None] * count:
        said = entry.find("./group/description") if entry is not None else None
        yield words_of(said) if said is not None else ""


def link_of_entry(entry: Any, base: str) -> str:
    """Return the address of an entry's page, "" for none."""
    link = str(entry.get("feedburner_origlink") or entry.get("link", "")).strip()
    try:
        # Without one the library gives an Atom entry's id, which is mostly no address.
        whole = urljoin(base, link) if urlsplit(link).scheme in _OF_PAGES and link else ""
        parts = urlsplit(whole)
        if parts.path == "/url" and _REDIRECTS.fullmatch(parts.hostname or ""):
            asked = parse_qs(parts.query)
            targets = (value for name in _TARGETS for value in asked.get(name, ()))
            return next((to for to in targets if urlsplit(to).scheme in ("http", "https")), whole)
        return whole
    except ValueError:
        return ""


def is_readable(text: str) -> bool:
    """Whether a text is a date."""
    try:
        return parse_published(text)[0] is not None
    except TwoDays:  # The text's language may tell.
        return True
    except ValueError:
        return False


def instant_of(text: str) -> datetime | None:
    """Return the instant that a text is, None for none."""
    try:
        return parse_published(text)[0]
    except ValueError:
        return None


def day_of_entry(entry: Any, name: str) -> str:
    """Return a date of an entry as it is written, or, where only the library reads it, as that does."""
    # `in` first: of a name that is missing the library gives another one's value, with a warning.
    written = str(entry[name]) if name in entry else ""
    parsed = entry.get(f"{name}_parsed") if written else None
    try:
        parse_published(written)
    except (UnknownZone, TwoDays):  # Which the library takes for UTC, and for a day after a month.
        return written
    except ValueError:
        if not parsed or _NO_DAY.fullmatch(written.strip()):
            return written
        with suppress(ValueError, OverflowError, OSError):  # It reads "0000-00-00" as the year -1.
            return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    return written


def _written(text: Any) -> str:
    whole = _CDATA.fullmatch(str(text))
    return whole[1] if whole else str(text)


def _authors(entry: Any) -> str:
    """All of an entry's authors: the library's own field has the last one."""
    names = [str(author.get("name", "")).strip() for author in entry.get("authors", ())]
    alone = str(entry.get("author", ""))
    if len(names) > 1:
        return ", ".join(filter(None, dict.fromkeys(names))) or alone
    # Where an address ends the library does not know: "a@b.press (Ann Roe)".
    return _MAIL.sub(" ", alone).strip(" ()<>,;") or alone
