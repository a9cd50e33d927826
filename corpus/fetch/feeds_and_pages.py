"""Articles at an address: a page, or a feed with the pages that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Protocol

from corpus.article import Read
from corpus.errors import ArticleError, InputError
from corpus.fetch.http import Fetched, Fetcher, NoPageError, Validators
from corpus.formats.html import read_page
from corpus.formats.jsonl import read_json
from corpus.formats.rss import read_feed
from corpus.identity import canonical_url, names_one_page, without_login
from corpus.options import Reading
from corpus.rows.page_lists import told_as_one
from corpus.text.walls import WallError

_FEED_BEGINNINGS = (b"<rss", b"<feed", b"<rdf:rdf")
_JSON_BEGINNINGS = (b"{", b"[")
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server reports no change: of one article, or of a whole address without an `article_id`."""

    article_id: str | None = None


class Memory(Protocol):
    """Remembers the validators with which servers are asked whether a page has changed."""

    def recall(self, url: str) -> Validators | None:
        """Return the validators of this address, or None."""
        ...

    def note(self, url: str, validators: Validators) -> None:
        """Keep validators once the articles are safely in the archive."""
        ...


def read_address(url: str, reading: Reading, fetcher: Fetcher, memory: Memory) -> Iterator[Read | Unchanged]:
    """Yield the articles of a feed, with the full text of their pages, or the one article of a page.

    Raises:
        InputError: The address cannot be fetched.
    """
    plain = without_login(url)
    fetched = fetcher.fetch(url, memory.recall(plain))
    url = plain
    if fetched.body is None:
        yield Unchanged()
        return
    if _is_feed(fetched):
        unchanged: list[Unchanged] = []
        whole = True
        page = partial(_read_page, reading=reading, fetcher=fetcher, memory=memory, unchanged=unchanged)
        for item in read_feed(fetched.body, url, reading, page, fetched.content_type):
            whole = whole and not (isinstance(item, ArticleError) and not item.kept)
            yield item
        yield from unchanged
        if not whole:  # Asked whether it has changed, its server would withhold what failed now.
            return
    elif (fetched.body or b"").lstrip(_BEFORE_JSON)[:1] in _JSON_BEGINNINGS:
        yield from _of_json(fetched, reading)
    else:
        yield from _of_page(fetched, reading)
    memory.note(url, fetched.validators)


def _is_feed(fetched: Fetched) -> bool:
    head = (fetched.body or b"")[:_HEAD].lower()
    return any(beginning in head for beginning in _FEED_BEGINNINGS)


def _read_page(
    url: str, article_id: str, reading: Reading, fetcher: Fetcher, memory: Memory, unchanged: list[Unchanged]
) -> Iterator[Read]:
    try:
        fetched = fetcher.fetch(url, memory.recall(url))
    except InputError as error:
        kind = WallError if isinstance(error, NoPageError) else ArticleError
        yield kind(error.message, url, None, error.hint)
        return
    if fetched.body is None:
        unchanged.append(Unchanged(article_id))
        return
    memory.note(url, fetched.validators)
    if fetched.url != url and not names_one_page(canonical_url(fetched.url) or ""):
        text = f"{url} leads to the home page {fetched.url}"
        yield WallError(text, url, None, "Check whether the article has another address.")
        return
    for item in _of_page(fetched, reading):
        if isinstance(item, ArticleError) and not item.kept:
            yield WallError(item.message, item.path, item.line, item.hint)
        else:
            yield item


def _of_json(fetched: Fetched, reading: Reading) -> Iterator[Read]:
    """A feed in JSON, or a news service's answer."""
    try:
        rows = read_json(BytesIO(fetched.body or b""), fetched.url, reading)
        yield from told_as_one(rows, fetched.url, reading)
    except ArticleError as error:
        yield error


def _of_page(fetched: Fetched, reading: Reading) -> Iterator[Read]:
    try:
        yield from read_page(BytesIO(fetched.body or b""), fetched.url, reading, fetched.content_type)
    except ArticleError as error:
        yield error
