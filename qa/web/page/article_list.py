"""The archive's list: the line to find by, the filters beside it, and the table of what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from corpus.errors import CitedeskError
from index.browse.listing import list_removed
from index.search.articles import SORTS, ArticleFinder
from qa.desk import Desk
from qa.web.errors import told
from qa.web.html import article_list, filters, lanes
from qa.web.html.answers import error_box
from qa.web.html.article_list import PER_PAGE, Shown
from qa.web.page.controller import number_of
from qa.web.page.gradio_parts import QUIET, for_readers, html, is_operator
from qa.web.state.limits import Limits

# What only shows and what changes are two events, so that each has the role it needs.
_BRIDGE = (
    "window.citedesk.connect('archive', (said) => trigger('archive', said));"
    "window.citedesk.connect('operate', (said) => trigger('operate', said));"
)
_FILTER_BRIDGE = "window.citedesk.connect('filter-archive', (said) => trigger('filter', said));"


@dataclass(slots=True)
class Looking:
    """What somebody looks at; of events that overtake one another only the last one draws it."""

    shown: Shown = field(default_factory=Shown)
    drawing: object | None = None


class ArticleList:
    """The list's parts, and what each event shows of it."""

    def __init__(self, desk: Desk) -> None:
        self._archive = desk.archive
        self._finder = ArticleFinder(desk.archive)
        self.state = gr.State(Looking())  # Each session has a copy.
        self.find = gr.Textbox(
            label="Find articles",
            placeholder="Words, names or “an exact phrase”",
            max_length=200,
            elem_id="cd-find",
        )
        self.bar = html(filters.bar("archive", Limits()), "cd-archive-bar", _FILTER_BRIDGE)
        with gr.Row(elem_id="cd-archive-columns"):
            self.panel = html("", "cd-archive-filters")
            with gr.Column(min_width=0):
                self.timeline = html("", "cd-archive-timeline")
                self.notice = html("", "cd-notice")
                self.table = html("", "cd-archive-table", _BRIDGE)
        self.outputs = [self.bar, self.panel, self.timeline, self.table]
        many: dict[str, Any] = {"trigger_mode": "multiple", **QUIET}
        self.find.change(
            self._found, [self.find, self.state], self.outputs, trigger_mode="always_last", **QUIET
        )
        self.bar.filter(self._filtered, [self.state], self.outputs, **many)
        self.table.archive(self._turned, [self.state], self.outputs, **many)

    def drawn(self, looking: Looking, request: gr.Request) -> list[Any]:
        """Return what the outputs are to show."""
        # By the time that what was found is here, somebody may look at something else.
        looking.drawing = mark = object()
        made = self._made(looking.shown, is_operator(request))
        return made if looking.drawing is mark else [gr.skip()] * len(made)

    def _made(self, shown: Shown, operator: bool) -> list[Any]:
        try:
            if shown.removed and operator:
                return self._removed(shown)
            first = shown.page * PER_PAGE
            selection = shown.limits.selection()
            listed = self._finder.find(shown.query, selection, shown.order, shown.descending, PER_PAGE, first)
        except CitedeskError as error:
            return [gr.skip(), "", "", error_box(*told(error, self._archive.place.folder))]
        assert listed.counts is not None
        panel = filters.panel("archive", shown.limits, listed.counts, datetime.now(UTC).date())
        bar = filters.bar("archive", shown.limits)
        # Of nothing there is nothing to say but that.
        drawn = lanes.lanes(listed.timeline, shown.limits) if listed.timeline or listed.listing.total else ""
        return [bar, panel, drawn, article_list.table(listed, shown, operator)]

    def _removed(self, shown: Shown) -> list[Any]:
        """The removed articles: the indexes have nothing of them, so they are found by their headlines."""
        order = "published" if shown.order == "match" else shown.order
        listing = list_removed(
            self._archive.catalogue,
            shown.query,
            order,
            shown.descending,
            PER_PAGE,
            shown.page * PER_PAGE,
        )
        return ["", "", "", article_list.table(article_list.of_listing(listing), shown, True)]

    @for_readers
    def _found(self, query: str | None, looking: Looking, request: gr.Request) -> list[Any]:
        looking.shown = replace(looking.shown, query=(query or "").strip(), page=0)
        return self.drawn(looking, request)

    @for_readers
    def _filtered(self, looking: Looking, event: gr.EventData, request: gr.Request) -> list[Any]:
        limits = looking.shown.limits.changed(event._data or {})
        page = looking.shown.page if limits == looking.shown.limits else 0
        looking.shown = replace(looking.shown, limits=limits, page=page)
        return self.drawn(looking, request)

    @for_readers
    def _turned(self, looking: Looking, event: gr.EventData, request: gr.Request) -> list[Any]:
        looking.shown = _turned(looking.shown, event._data or {})
        return self.drawn(looking, request)


def _turned(shown: Shown, data: Mapping[str, Any]) -> Shown:
    """What is shown in another order, or another page of it."""
    order = next((known for known in SORTS if known == data.get("order")), None)
    if data.get("do") == "sort" and order is not None:
        # Names begin at A, days, counts and matches at the newest, the most and the best.
        descending = not shown.descending if order == shown.order else order not in {"title", "source"}
        if order == "match":
            order, descending = ("published" if shown.order == "match" else "match"), True
        return replace(shown, order=order, descending=descending, page=0)
    if data.get("do") == "page":
        return replace(shown, page=number_of(data.get("page")))
    return shown
