"""What an answer's reader should know of the archive: what it lacks, and how much of it has some words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.archive import Archive
from index.catalogue.records import are_withdrawn
from index.search.articles import ArticleFinder
from index.search.filters import Filters
from index.search.pipeline import SearchResult
from qa.question.articles_counted import phrase_counted


def counted(archive: Archive, text: str, filters: Filters | None) -> Iterator[str]:
    """Yield how many articles have the words that are to be counted: what is quoted are only some of them."""
    phrase = phrase_counted(text)
    if phrase and filters in (None, Filters()):
        count = _count(archive, f'"{phrase}"')
        articles = _articles_mention(count) if count else "No article mentions"
        yield f"{articles} “{phrase}”."


def names_unmentioned(archive: Archive, names: Iterable[str], filters: Filters | None) -> Iterator[str]:
    """Yield of each name that no passage found mentions whether the archive does.

    With filters, nothing is said: the count would include articles outside them.
    """
    for written in names:
        name = re.sub(r"['’]s?$", "", written)  # "Hask's"
        if filters not in (None, Filters()):
            yield f"None of the passages found mentions {name}."
        elif count := _count(archive, name):
            yield f"{_articles_mention(count)} {name}, but none of the passages found for this question does."
        else:
            yield f"Nothing in the archive mentions {name} by that name."


def of_search(archive: Archive, result: SearchResult) -> Iterator[str]:
    """Yield what the search says of its result, and why there may be nothing to find."""
    yield from result.notices
    counts = archive.catalogue.counts()
    if not result.hits and not counts.articles:
        if counts.expired and counts.last_expired:
            yield (
                f"Nothing can be found: {_articles_have(counts.expired)} expired, the last on "
                f"{counts.last_expired:%-d %B %Y}. Set KEEP_EXPIRED=true to include them."
            )
        elif are_withdrawn(counts.articles, counts.expired, counts.versions):
            yield "Nothing can be found: all articles are withdrawn by their publishers, or removed."
        else:
            yield "The archive is empty. Add articles in the page's tab Archive, or with: citedesk sync PATH"


def _count(archive: Archive, query: str) -> int:
    return ArticleFinder(archive).find(query, limit=1).listing.total


def _articles_mention(count: int) -> str:
    return "1 article mentions" if count == 1 else f"{count:,} articles mention"


def _articles_have(count: int) -> str:
    return "1 article has" if count == 1 else f"{count:,} articles have"
