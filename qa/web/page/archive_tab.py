"""The tab that shows the archive, and lets operators change it."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any

import gradio as gr

from corpus.errors import CitedeskError
from index.catalogue.listing import ORDERS, last_syncs, list_articles, listed, weeks
from qa.desk import Desk
from qa.web.auth.access import NOT_ALLOWED
from qa.web.errors import told
from qa.web.html import archive, intake
from qa.web.html.answers import error_box
from qa.web.html.archive import PER_PAGE, Shown
from qa.web.page.controller import number_of
from qa.web.page.feeds import Feeds
from qa.web.page.gradio_parts import QUIET, account_name, for_readers, html, is_operator
from qa.web.state.feed_rounds import FeedRounds
from qa.web.state.intake import Intake
from qa.web.state.uploads import Uploads

# What only shows and what changes are two events, so that each has the role it needs.
_BRIDGE = (
    "window.citedesk.connect('archive', (said) => trigger('archive', said));"
    "window.citedesk.connect('operate', (said) => trigger('operate', said));"
)
_FEEDS_BRIDGE = "window.citedesk.connect('feeds', (said) => trigger('feeds', said));"
# The browser knows what it uploaded; the server knows it by the names that it gave.
_WITH_UPLOADS = "async () => [await window.citedesk.uploaded()]"
_SYNCS = 10


class ArchiveTab:
    """The archive's table, timeline and syncs, and what takes articles in.

    Args:
        desk: Whose archive.
        uploads: The files that operators have uploaded.
        rounds: Fetches the feeds that they add.
    """

    def __init__(self, desk: Desk, uploads: Uploads, rounds: FeedRounds) -> None:
        self._desk = desk
        self._uploads = uploads
        self._feeds = Feeds(desk, rounds)
        self._folder = desk.archive.place.folder
        self._intake = Intake(desk)
        self.state = gr.State(None)
        self.clock = gr.Timer(1.0, active=False)
        self.timeline = html("", "cd-timeline")
        with gr.Column(visible=False, elem_id="cd-intake") as self.operating:
            with gr.Row(elem_id="cd-brought"):
                with gr.Column(elem_id="cd-bring-files", min_width=0):
                    self.files = html(intake.drop_zone(), "cd-files")
                    self.uploaded = gr.Textbox(visible=False)
                    self.take = gr.Button("Add to archive", variant="primary", elem_id="cd-take")
                with gr.Column(elem_id="cd-bring-feeds", min_width=0):
                    self.feed, self.add_feed = _feed_line()
            self.feeds = html("", "cd-feeds", _FEEDS_BRIDGE)
            self.job = html("", "cd-job")
        self.find = gr.Textbox(
            label="Find articles",
            placeholder="Words of headline, outlet or id",
            max_length=200,
            elem_id="cd-find",
        )
        self.notice = html("", "cd-notice")
        self.table = html("", "cd-archive-table", _BRIDGE)
        self.syncs = html("", "cd-syncs")
        self._listen()

    def _listen(self) -> None:
        everything = [
            *(self.state, self.table, self.timeline, self.syncs),
            *(self.operating, self.job, self.feeds, self.clock),
        ]
        self.opened = (self._opened, [self.state], everything)
        page = [self.state, self.table]
        self.find.change(self._found, [self.find, self.state], page, trigger_mode="always_last", **QUIET)
        self.table.archive(self._turned, [self.state], page, trigger_mode="multiple", **QUIET)
        acted = self.table.operate(
            self._changed, [self.state], [*page, self.notice], trigger_mode="multiple", **QUIET
        )
        self.take.click(
            self._taken,
            [self.uploaded],
            [self.files, self.job, self.clock],
            js=_WITH_UPLOADS,
            **QUIET,
        )
        fed = [self.feed, self.feeds, self.clock]
        gr.on([self.feed.submit, self.add_feed.click], self._feed_added, [self.feed], fed, **QUIET)
        self.feeds.feeds(self._feed_changed, [self.state], fed[1:], trigger_mode="multiple", **QUIET)
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
            return error_box(*told(error, self._folder))
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
            intake.job(self._intake.job) if operator else "",
            self._feeds.shown() if operator else "",
            gr.Timer(active=operator and self._busy),
        ]

    @property
    def _busy(self) -> bool:
        return self._intake.running or self._feeds.busy

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
        do, notice = said.get("do"), ""
        if do == "removed":
            shown = replace(shown, removed=not shown.removed, page=0)
        elif do in {"remove", "restore"}:
            notice = self._remove_or_restore(str(do), str(said.get("id", "")), request)
        return [shown, self._listing(shown, is_operator(request)), notice]

    def _remove_or_restore(self, do: str, article_id: str, request: gr.Request) -> str:
        if not is_operator(request):
            return error_box(*NOT_ALLOWED)
        try:
            change = self._desk.remove if do == "remove" else self._desk.restore
            change([article_id], by=account_name(request) or None)
        except CitedeskError as error:
            return error_box(*told(error, self._folder))
        known = listed(self._desk.archive.catalogue, [article_id]).get(article_id)
        return archive.notice(article_id, known.title if known else "", removed=do == "remove")

    def _taken(self, uploaded: str | None, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [gr.skip(), error_box(*NOT_ALLOWED), gr.skip()]
        try:
            with self._uploads.taken((uploaded or "").split(), account_name(request)) as files:
                started = self._intake.start(files)
        except CitedeskError as error:
            return [gr.skip(), error_box(*told(error, self._folder)), gr.skip()]
        return [intake.drop_zone(token_hex(4)), intake.job(started), gr.Timer(active=True)]

    def _feed_added(self, url: str | None, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [gr.skip(), self._feeds.shown(NOT_ALLOWED), gr.skip()]
        shown, added = self._feeds.add(url or "", account_name(request))
        return ["" if added else gr.skip(), shown, gr.Timer(active=self._busy)]

    def _feed_changed(self, _: Shown | None, event: gr.EventData, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [self._feeds.shown(NOT_ALLOWED), gr.skip()]
        return [self._feeds.change(event._data or {}), gr.Timer(active=self._busy)]

    @for_readers
    def _ticked(self, shown: Shown | None, request: gr.Request) -> list[Any]:
        if not self._busy:
            return self._opened(shown, request)
        operator = is_operator(request)
        shown_job = intake.job(self._intake.job) if operator else ""
        return [*(gr.skip(),) * 5, shown_job, self._feeds.shown() if operator else "", gr.skip()]


def _feed_line() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="cd-feed-line"):
        line = gr.Textbox(
            label="Address of a feed",
            info="Fetched at once, then on schedule",
            placeholder="https://…",
            max_length=2000,
            lines=1,
            elem_id="cd-feed",
        )
        return line, gr.Button("Add feed", elem_id="cd-add-feed", scale=0, min_width=120)
