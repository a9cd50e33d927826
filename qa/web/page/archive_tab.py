"""The tab that shows the archive, and lets operators change it."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any

import gradio as gr

from corpus.errors import CitedeskError
from index.catalogue.listing import ORDERS, last_syncs, list_articles, weeks
from qa.desk import Desk
from qa.web.auth.access import NOT_ALLOWED
from qa.web.errors import told
from qa.web.html import archive
from qa.web.html.archive import PER_PAGE, Shown
from qa.web.page.controller import number_of
from qa.web.page.gradio_parts import QUIET, account_name, for_readers, html, is_operator
from qa.web.state.intake import Intake
from qa.web.state.uploads import Uploads

# What only shows and what changes are two events, so that each has the role it needs.
_BRIDGE = (
    "window.citedesk.connect('archive', (said) => trigger('archive', said));"
    "window.citedesk.connect('operate', (said) => trigger('operate', said));"
)
# The browser knows what it uploaded; the server knows it by the names that it gave.
_WITH_UPLOADS = "async (feed) => [feed, await window.citedesk.uploaded()]"
_SYNCS = 10


class ArchiveTab:
    """The archive's table, timeline and syncs, and what takes articles in.

    Args:
        desk: Whose archive.
        uploads: The files that operators have uploaded.
    """

    def __init__(self, desk: Desk, uploads: Uploads) -> None:
        self._desk = desk
        self._uploads = uploads
        self._folder = desk.archive.place.folder
        self._intake = Intake(desk)
        self.state = gr.State(None)
        self.clock = gr.Timer(1.0, active=False)
        self.timeline = html("", "cd-timeline")
        with gr.Column(visible=False, elem_id="cd-intake") as self.operating:
            with gr.Row(elem_id="cd-brought"):
                self.files = html(archive.drop_zone(), "cd-files")
                self.uploaded = gr.Textbox(visible=False)
                with gr.Row(elem_id="cd-feed-line"):
                    self.feed = gr.Textbox(
                        label="Address of a feed or page",
                        placeholder="https://…",
                        max_length=2000,
                        lines=1,
                        elem_id="cd-feed",
                    )
                    self.take = gr.Button(
                        "Add to archive", variant="primary", elem_id="cd-take", scale=0, min_width=120
                    )
            self.job = html("", "cd-job")
        self.find = gr.Textbox(
            label="Find articles",
            placeholder="Words of headline, outlet or id",
            max_length=200,
            elem_id="cd-find",
        )
        self.table = html("", "cd-archive-table", _BRIDGE)
        self.syncs = html("", "cd-syncs")
        self._listen()

    def _listen(self) -> None:
        everything = [self.state, self.table, self.timeline, self.syncs, self.operating, self.job, self.clock]
        self.opened = (self._opened, [self.state], everything)
        listed = [self.state, self.table]
        self.find.change(self._found, [self.find, self.state], listed, trigger_mode="always_last", **QUIET)
        self.table.archive(self._turned, [self.state], listed, trigger_mode="multiple", **QUIET)
        acted = self.table.operate(
            self._changed, [self.state], [*listed, self.job], trigger_mode="multiple", **QUIET
        )
        self.take.click(
            self._taken,
            [self.feed, self.uploaded],
            [self.feed, self.files, self.job, self.clock],
            js=_WITH_UPLOADS,
            **QUIET,
        )
        ticked = self.clock.tick(self._ticked, [self.state], everything, **QUIET)
        self.changing = [acted, ticked]

    # -- showing -------------------------------------------------------------------------------------

    def _listing(self, shown: Shown, operator: bool) -> str:
        try:
            listing = list_articles(
                self._desk.archive.catalogue,
                shown.query,
                shown.order,
                shown.descending,
                PER_PAGE,
                shown.page * PER_PAGE,
                shown.removed and operator,
            )
        except CitedeskError as error:
            return archive.job(None, told(error, self._folder))
        return archive.table(listing, shown, operator)

    @for_readers
    def _opened(self, shown: Shown | None, request: gr.Request) -> list[Any]:
        shown, operator = shown or Shown(), is_operator(request)
        catalogue = self._desk.archive.catalogue
        return [
            shown,
            self._listing(shown, operator),
            archive.timeline(weeks(catalogue)),
            "<h2>Last syncs</h2>" + archive.syncs(last_syncs(catalogue, _SYNCS)),
            gr.Column(visible=operator),
            archive.job(self._intake.job) if operator else "",
            gr.Timer(active=operator and self._intake.running),
        ]

    @for_readers
    def _found(self, query: str | None, shown: Shown | None, request: gr.Request) -> list[Any]:
        shown = replace(shown or Shown(), query=(query or "").strip(), page=0)
        return [shown, self._listing(shown, is_operator(request))]

    @for_readers
    def _turned(self, shown: Shown | None, event: gr.EventData, request: gr.Request) -> list[Any]:
        shown, said = shown or Shown(), event._data or {}
        if said.get("do") == "sort" and said.get("order") in ORDERS:
            # Names begin at A, days and counts at the newest and the most.
            first = said["order"] not in {"title", "source"}
            descending = not shown.descending if said["order"] == shown.order else first
            shown = replace(shown, order=said["order"], descending=descending, page=0)
        elif said.get("do") == "page":
            shown = replace(shown, page=number_of(said.get("page")))
        return [shown, self._listing(shown, is_operator(request))]

    # -- changing ------------------------------------------------------------------------------------

    def _changed(self, shown: Shown | None, event: gr.EventData, request: gr.Request) -> list[Any]:
        shown, said = shown or Shown(), event._data or {}
        do, shown_job = said.get("do"), gr.skip()
        if do == "removed":
            shown = replace(shown, removed=not shown.removed, page=0)
        elif do in {"remove", "restore"}:
            shown_job = self._remove_or_restore(str(do), str(said.get("id", "")), request)
        return [shown, self._listing(shown, is_operator(request)), shown_job]

    def _remove_or_restore(self, do: str, article_id: str, request: gr.Request) -> Any:
        if not is_operator(request):
            return archive.job(None, NOT_ALLOWED)
        try:
            change = self._desk.remove if do == "remove" else self._desk.restore
            change([article_id], by=account_name(request) or None)
        except CitedeskError as error:
            return archive.job(None, told(error, self._folder))
        return ""

    def _taken(self, feed: str | None, uploaded: str | None, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [gr.skip(), gr.skip(), archive.job(None, NOT_ALLOWED), gr.skip()]
        feeds = [feed.strip()] if feed and feed.strip() else []
        try:
            with self._uploads.taken((uploaded or "").split(), account_name(request)) as files:
                started = self._intake.start(files, feeds)
        except CitedeskError as error:
            return [gr.skip(), gr.skip(), archive.job(None, told(error, self._folder)), gr.skip()]
        return ["", archive.drop_zone(token_hex(4)), archive.job(started), gr.Timer(active=True)]

    @for_readers
    def _ticked(self, shown: Shown | None, request: gr.Request) -> list[Any]:
        if self._intake.running:
            shown_job = archive.job(self._intake.job) if is_operator(request) else ""
            return [*(gr.skip(),) * 5, shown_job, gr.skip()]
        return self._opened(shown, request)
