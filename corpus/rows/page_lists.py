"""Lists of pages, as services that watch the news hand them out: headlines and addresses without a text."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.article import LeftOut, Read
from corpus.errors import ArticleError
from corpus.identity import canonical_url, names_one_page
from corpus.options import Reading
from corpus.rows.fields import texts_of

_LONGEST = 300
_LEFT_OUT = "page that is named without its text"


class PageOnly(ArticleError):
    """A row names a page, by its headline and address, and has nothing of its text.

    Args:
        address: The page's.
        path: The file that the row stands in.
        line: Its line.
    """

    def __init__(self, address: str, path: str, line: int | None) -> None:
        message = "The row has a headline and the address of a page, and no text"
        self.address = address if len(address) <= _LONGEST else "ADDRESS"
        super().__init__(message, path, line, f"Sync the page: {self.command}")

    @property
    def command(self) -> str:
        """What fetches the page; somebody may paste it, whoever wrote the address."""
        return f"citedesk sync {shlex.quote(self.address)}"


def page_named(value: Any, reading: Reading) -> str:
    """Return the address of the page that a row names without any of its text, "" for any other row."""
    if not isinstance(value, Mapping):
        return ""
    own = {
        name: next(filter(None, texts_of(value, name, reading)), "")
        for name in ("title", "url", "body", "summary")
    }
    address = own["url"].strip()
    is_page = address.startswith(("http://", "https://")) and names_one_page(canonical_url(address) or "")
    return address if own["title"] and is_page and not (own["body"] or own["summary"]) else ""


def told_as_one(read: Iterator[Read], path: str, reading: Reading) -> Iterator[Read]:
    """Yield what was read, rows that only name a page as one error behind it; of a folder, as left out."""
    first: PageOnly | None = None
    count = 0
    for item in read:
        if not isinstance(item, PageOnly):
            yield item
        elif reading.of_folder:
            yield LeftOut(_LEFT_OUT, f"{item.path}:{item.line}" if item.line else item.path, item.address)
        else:
            first, count = first or item, count + 1
    if first is not None and count == 1:
        yield first
    elif first is not None:
        text = f"{count:,} rows have a headline and the address of a page, and no text: a list of pages"
        hint = f"Sync the pages at their addresses: {first.command} and so on."
        yield ArticleError(text, path, None, hint, count=count)
