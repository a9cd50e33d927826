"""The archive's list of articles as HTML: where what was looked for stands in them, and how it is sorted."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.browse.listing import Listing, Order
from index.search.articles import ArticlePage, SortBy
from index.search.snippets import Snippet
from qa.web.html.rendering import rendered
from qa.web.state.limits import Limits

PER_PAGE = 25
_COLUMNS: tuple[tuple[Order, str], ...] = (
    ("title", "Headline"),
    ("source", "Outlet"),
    ("published", "Published"),
    ("versions", "Versions"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the archive somebody looks at."""

    query: str = ""
    order: SortBy = "published"
    descending: bool = True
    page: int = 0
    removed: bool = False
    limits: Limits = field(default_factory=Limits)


def table(listed: ArticlePage, shown: Shown, operator: bool) -> str:
    """Return a page of articles with what can be done with them."""
    articles = []
    for item in listed.listing.articles:
        title = listed.titles.get(item.article_id) or _plain(item.title or item.article_id)
        articles.append((item, title, listed.snippets.get(item.article_id)))
    return str(
        rendered(
            "archive/article_list.html",
            columns=_COLUMNS,
            articles=articles,
            total=listed.listing.total,
            pages=max(1, -(-listed.listing.total // PER_PAGE)),
            shown=shown,
            operator=operator,
            caption="Removed articles" if shown.removed else "Articles in use",
        )
    )


def of_listing(listing: Listing) -> ArticlePage:
    """Return a list in which nothing was looked for within texts."""
    return ArticlePage(listing, {}, None, None, {})


def _plain(text: str) -> Snippet:
    return Snippet(((text, False),))
