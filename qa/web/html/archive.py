"""The archive as HTML: its table, its weeks, its syncs. Words of articles are escaped here too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any

from markupsafe import Markup

from index.catalogue.listing import Listed, Listing, Order, WeekCount
from qa.web.html.rendering import day_in_words, rendered

PER_PAGE = 25
_COLUMNS: tuple[tuple[Order, str], ...] = (
    ("title", "Headline"),
    ("source", "Outlet"),
    ("published", "Published"),
    ("versions", "Versions"),
)
_MOST_OUTLETS = 5
_MOST_BARS = 160
_HEIGHT = 120
_WIDEST_BAR = 56


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the archive somebody looks at."""

    query: str = ""
    order: Order = "published"
    descending: bool = True
    page: int = 0
    removed: bool = False


def table(listing: Listing, shown: Shown, operator: bool) -> str:
    """Return a page of articles with what can be done with them."""
    heads = "".join(_head(order, name, shown) for order, name in _COLUMNS)
    more = '<th scope="col"><span class="cd-hidden">Change</span></th>' if operator else ""
    rows = "".join(_row(item, shown.removed, operator) for item in listing.articles)
    if not rows:
        rows = f'<tr><td colspan="{len(_COLUMNS) + operator}">{_nothing(shown)}</td></tr>'
    caption = "Articles that were removed" if shown.removed else "Articles that answers may use"
    return (
        f'<div class="cd-table-box" role="region" tabindex="0" aria-label="{caption}">'
        f'<table class="cd-table">'
        f'<caption class="cd-hidden">{caption}</caption><thead><tr>{heads}{more}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_pages(listing, shown, operator)}"
    )


def _nothing(shown: Shown) -> str:
    if shown.query:
        return "No headline, outlet or id has all these words."
    return "Nothing was removed." if shown.removed else "There is no article that answers may use."


def _head(order: Order, name: str, shown: Shown) -> str:
    sorted_by = order == shown.order
    how = ("descending" if shown.descending else "ascending") if sorted_by else "none"
    sign = f'<span aria-hidden="true">{"▾" if shown.descending else "▴"}</span>' if sorted_by else ""
    return (
        f'<th scope="col" aria-sort="{how}"><button type="button" class="cd-sort" data-do="sort" '
        f'data-to="archive" data-order="{order}">{name} {sign}</button></th>'
    )


def _row(item: Listed, removed: bool, operator: bool) -> str:
    title = escape(item.title or item.article_id)
    named = title if removed else _opener(item, title)
    day = day_in_words(item.published_at) if item.published_at else "undated"
    change = ""
    if operator:
        do, name = ("restore", "Restore") if removed else ("remove", "Remove")
        change = (
            f'<td><button type="button" class="cd-action" data-do="{do}" data-to="operate" '
            f'data-id="{escape(item.article_id)}" data-title="{title}">{name}'
            f'<span class="cd-hidden"> {title}</span></button></td>'
        )
    return (
        f'<tr><td dir="auto">{named}</td><td dir="auto">{escape(item.source or "")}</td>'
        f'<td class="cd-figure">{day}</td><td class="cd-figure">{item.versions}</td>{change}</tr>'
    )


def _opener(item: Listed, title: str) -> str:
    return (
        f'<button type="button" class="cd-headline" data-article="{escape(item.article_id)}">{title}</button>'
    )


def _pages(listing: Listing, shown: Shown, operator: bool) -> str:
    pages = max(1, -(-listing.total // PER_PAGE))

    def to(page: int, name: str) -> str:
        off = "" if 0 <= page < pages else " disabled"
        return (
            f'<button type="button" class="cd-action" data-do="page" data-to="archive" '
            f'data-page="{page}"{off}>{name}</button>'
        )

    kind = ""
    if operator:
        name = "Show those in use" if shown.removed else "Show removed ones"
        kind = f'<button type="button" class="cd-action" data-do="removed" data-to="operate">{name}</button>'
    count = "1 article" if listing.total == 1 else f"{listing.total:,} articles"
    return (
        f'<div class="cd-pages"><p role="status">{count}, page {shown.page + 1} of {pages:,}</p>'
        f"{to(shown.page - 1, 'Previous')}{to(shown.page + 1, 'Next')}{kind}</div>"
    )


def timeline(weeks: Sequence[WeekCount]) -> str:
    """Return how many articles came in each week, outlet by outlet, as a drawing of stacked bars."""
    if not weeks:
        return '<p class="cd-quiet">No article has a date yet.</p>'
    totals = Counter[str]()
    for week in weeks:
        totals[week.source or "(unknown)"] += week.articles
    outlets = [name for name, _ in totals.most_common(_MOST_OUTLETS)]
    first, last = weeks[0].monday, weeks[-1].monday
    span = (last - first).days // 7 + 1
    step = -(-span // _MOST_BARS)
    bars: list[Counter[str]] = [Counter() for _ in range(-(-span // step))]
    for week in weeks:
        name = week.source or "(unknown)"
        bars[(week.monday - first).days // 7 // step][name if name in outlets else "others"] += week.articles
    names = [*outlets, *(["others"] if len(totals) > len(outlets) else [])]
    unit = "week" if step == 1 else f"{step} weeks"
    tallest = max(sum(bar.values()) for bar in bars)
    drawn = "".join(_bar(bar, index, names, tallest, first, step) for index, bar in enumerate(bars))
    totals["others"] += sum(totals.values()) - sum(totals[name] for name in outlets)
    keys = "".join(
        f'<li><span class="cd-key cd-hue-{index}" aria-hidden="true"></span><bdi>{escape(name)}</bdi> '
        f"{totals[name]:,}</li>"
        for index, name in enumerate(names)
    )
    label = (
        f"Articles each {unit} from {_day(first)} to {_day(last + timedelta(days=6))}, at most {tallest:,}"
    )
    # A few weeks alone would stretch into slabs.
    ends = f"<span>{_day(first)}</span>" + (f"<span>{_day(last)}</span>" if len(bars) > 1 else "")
    return (
        f'<figure class="cd-timeline"><figcaption>{label}</figcaption>'
        f'<div style="max-width: {len(bars) * _WIDEST_BAR}px"><svg role="img" aria-label="{label}" '
        f'viewBox="0 0 {len(bars) * 10} {_HEIGHT}" preserveAspectRatio="none">{drawn}</svg>'
        f'<div class="cd-ends" aria-hidden="true">{ends}</div></div>'
        f'<ul class="cd-keys">{keys}</ul></figure>'
    )


def _bar(
    bar: Mapping[str, int], index: int, names: Sequence[str], tallest: int, first: date, step: int
) -> str:
    drawn, bottom = "", float(_HEIGHT)
    for hue, name in enumerate(names):
        if count := bar.get(name, 0):
            height = count / tallest * _HEIGHT
            bottom -= height
            monday = first + timedelta(weeks=index * step)
            drawn += (
                f'<rect class="cd-hue-{hue}" x="{index * 10 + 1}" y="{bottom:.2f}" width="8" '
                f'height="{height:.2f}"><title>{escape(name)}, {_day(monday)}: {count:,}</title></rect>'
            )
    return drawn


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return f"{day_in_words(moment)}, {moment:%H:%M} UTC"


def syncs(done: Sequence[Mapping[str, Any]]) -> str:
    """Return the last syncs, newest first."""
    if not done:
        return '<p class="cd-quiet">Nothing was synced yet.</p>'
    items = "".join(
        f"<li><time>{escape(_moment(str(entry['finished_at'])))}</time> "
        f"<bdi>{escape(', '.join(_short(str(path)) for path in entry['paths']))}</bdi>: "
        f"{escape(_counts(entry))}</li>"
        for entry in done
    )
    return f'<ul class="cd-syncs">{items}</ul>'


def _short(path: str) -> str:
    """A file's name, a feed's whole address: nobody on the page needs the server's folders."""
    return path if "://" in path else path.rstrip("/").rsplit("/", 1)[-1] or path


def _counts(counts: Mapping[str, Any]) -> str:
    names = ("added", "updated", "unchanged", "duplicate", "removed", "failed")
    parts = [f"{counts[name]:,} {name}" for name in names if counts.get(name)]
    return ", ".join(parts) or "nothing new"


def notice(article_id: str, title: str, removed: bool) -> Markup:
    """Say what became of an article; a removal can be undone there."""
    return rendered("notice.html", article_id=article_id, title=title, removed=removed)
