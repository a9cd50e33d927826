"""The tab that shows the archive, and lets operators change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

import gradio as gr

from corpus.errors import CitedeskError
from index.browse.listing import last_syncs, listed
from index.registers.statements import unnamed_articles
from qa.desk import Desk
from qa.intake.feed_rounds import FeedRounds
from qa.intake.queue import intake_of
from qa.web.auth.access import NOT_ALLOWED
from qa.web.errors import told
from qa.web.html import archive, intake
from qa.web.html.answers import error_box
from qa.web.page.article_list import ArticleList, Looking
from qa.web.page.feeds import Feeds
from qa.web.page.gradio_parts import QUIET, account_name, for_readers, html, is_operator
from qa.web.state.limits import typed_day
from qa.web.state.uploads import Uploads

_FEEDS_BRIDGE = "window.citedesk.connect('feeds', (said) => trigger('feeds', said));"
# The browser knows what it uploaded; the server knows it by the names that it gave.
_WITH_UPLOADS = "async () => [await window.citedesk.uploaded()]"
_SYNCS = 10
_UNNAMED = 50
_FOLLOWED_S = 5.0


class ArchiveTab:
    """The archive's list and syncs, and what takes articles in."""

    def __init__(self, desk: Desk, uploads: Uploads, rounds: FeedRounds) -> None:
        self._desk = desk
        self._uploads = uploads
        self._feeds = Feeds(desk, rounds)
        self._folder = desk.archive.place.folder
        self._intake = intake_of(desk)
        self.clock = gr.Timer(1.0, active=False)
        # Others sync and remove too: a page that is open follows.
        self.watch = gr.Timer(_FOLLOWED_S, active=False)
        self.seen = gr.State(None)
        with gr.Column(visible=False, elem_id="cd-intake") as self.operating:
            with gr.Row(elem_id="cd-brought"):
                with gr.Column(elem_id="cd-bring-files", min_width=0):
                    self.files = html(intake.drop_zone(), "cd-files")
                    self.uploaded = gr.Textbox(visible=False)
                    self.take = gr.Button("Add to archive", variant="primary", elem_id="cd-take")
                with gr.Column(elem_id="cd-bring-feeds", min_width=0):
                    self.feed, self.add_feed = _feed_line()
            # Of its own: the list is drawn anew every few seconds.
            self.feed_deleted = html("", "cd-feed-deleted")
            self.feeds = html("", "cd-feeds", _FEEDS_BRIDGE)
            self.job = html("", "cd-job")
            self.unnamed = html("", "cd-unnamed")
            self.labelled = html("", "cd-labelled")
        self.list = ArticleList(desk)
        self.syncs = html("", "cd-syncs")
        self._listen()

    def _listen(self) -> None:
        looking, drawn = self.list.state, self.list.outputs
        everything = [
            *(*drawn, self.syncs, self.operating, self.job, self.feeds),
            *(self.clock, self.watch, self.seen, self.unnamed),
        ]
        self._parts = len(everything)
        self.opened = (self._opened, [looking], everything)
        told_of = [self.list.notice, self.labelled, self.unnamed]
        acted = self.list.table.operate(
            self._changed, [looking], [*drawn, *told_of], trigger_mode="multiple", **QUIET
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
        changed = [*fed[1:], self.feed_deleted]
        self.feeds.feeds(self._feed_changed, [looking], changed, trigger_mode="multiple", **QUIET)
        ticked = self.clock.tick(self._ticked, [looking], everything, **QUIET)
        self.watch.tick(self._followed, [looking, self.seen], everything, **QUIET)
        self.changing = [acted, ticked]

    # -- showing -------------------------------------------------------------------------------------

    @for_readers
    def _opened(self, looking: Looking, request: gr.Request) -> list[Any]:
        operator = is_operator(request)
        catalogue = self._desk.archive.catalogue
        return [
            *self.list.drawn(looking, request),
            _unless_away(lambda: archive.syncs(last_syncs(catalogue, _SYNCS)), gr.skip()),
            gr.Column(visible=operator),
            intake.job(self._intake.job) if operator else "",
            self._feeds.shown() if operator else "",
            gr.Timer(active=operator and self._busy),
            gr.Timer(active=True),
            _unless_away(catalogue.state, None),
            self._unnamed() if operator else "",
        ]

    @property
    def _busy(self) -> bool:
        return self._intake.running or self._feeds.busy

    @for_readers
    def _followed(self, looking: Looking, seen: tuple[int, int] | None, request: gr.Request) -> list[Any]:
        try:
            if self._desk.archive.catalogue.state() != seen:
                # But for the last: somebody may be typing there.
                return [*self._opened(looking, request)[:-1], gr.skip()]
        except CitedeskError:
            pass  # What is asked next says so.
        return self._drawn(gr.skip(), request)

    def _drawn(self, job: Any, request: gr.Request) -> list[Any]:
        """The job and the feeds, which change by themselves, and nothing else of the tab."""
        feeds = self._feeds.shown() if is_operator(request) else ""
        return [*(gr.skip(),) * (self._parts - 6), job, feeds, *(gr.skip(),) * 4]

    # -- changing ------------------------------------------------------------------------------------

    def _changed(self, looking: Looking, event: gr.EventData, request: gr.Request) -> list[Any]:
        shown, data = looking.shown, event._data or {}
        do, told_of = data.get("do"), ["", "", gr.skip()]
        if do == "removed":
            looking.shown = replace(shown, removed=not shown.removed, page=0)
        elif do in {"remove", "restore"}:
            told_of[0] = self._remove_or_restore(str(do), str(data.get("id", "")), request)
            if is_operator(request):
                told_of[2] = self._unnamed()
        elif do == "label":
            told_of[1:] = self._label(data, request)
        return [*self.list.drawn(looking, request), *told_of]

    def _remove_or_restore(self, do: str, article_id: str, request: gr.Request) -> str:
        if not is_operator(request):
            return error_box(*NOT_ALLOWED)
        try:
            change = self._desk.remove if do == "remove" else self._desk.restore
            change([article_id], by=account_name(request) or None)
            known = listed(self._desk.archive.catalogue, [article_id]).get(article_id)
        except CitedeskError as error:
            return error_box(*told(error, self._folder))
        return archive.notice(article_id, known.title if known else "", removed=do == "remove")

    def _label(self, data: Mapping[str, Any], request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [error_box(*NOT_ALLOWED), gr.skip()]
        ids = data.get("ids")
        article_ids = list(map(str, ids)) if isinstance(ids, list) else []
        outlet, day = (str(data.get(name) or "") for name in ("outlet", "day"))
        try:
            count = self._desk.label(article_ids, outlet, typed_day(day), account_name(request) or None)
        except CitedeskError as error:  # What was typed stays.
            return [error_box(*told(error, self._folder)), gr.skip()]
        return [archive.labelled(count), self._unnamed(saved=True)]

    def _unnamed(self, saved: bool = False) -> Any:
        catalogue = self._desk.archive.catalogue
        return _unless_away(lambda: intake.unnamed(*unnamed_articles(catalogue, _UNNAMED), saved), gr.skip())

    def _taken(self, uploaded: str | None, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [gr.skip(), error_box(*NOT_ALLOWED), gr.skip()]
        try:
            with self._uploads.taken((uploaded or "").split(), account_name(request)) as files:
                started = self._intake.start(files, account_name(request))
        except CitedeskError as error:
            return [gr.skip(), error_box(*told(error, self._folder)), gr.skip()]
        return [intake.drop_zone(token_hex(4)), intake.job(started), gr.Timer(active=True)]

    def _feed_added(self, url: str | None, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [gr.skip(), self._feeds.shown(NOT_ALLOWED), gr.skip()]
        shown, added = self._feeds.add(url or "", account_name(request))
        return ["" if added else gr.skip(), shown, gr.Timer(active=self._busy)]

    def _feed_changed(self, _: Looking, event: gr.EventData, request: gr.Request) -> list[Any]:
        if not is_operator(request):
            return [self._feeds.shown(NOT_ALLOWED), gr.skip(), gr.skip()]
        shown, deleted = self._feeds.change(event._data or {}, account_name(request))
        return [shown, gr.Timer(active=self._busy), deleted]

    @for_readers
    def _ticked(self, looking: Looking, request: gr.Request) -> list[Any]:
        if not self._busy:
            return self._opened(looking, request)
        return self._drawn(intake.job(self._intake.job) if is_operator(request) else "", request)


def _unless_away(read: Callable[[], Any], otherwise: Any) -> Any:
    """What is read, or something else where the catalogue cannot be read: the list above says why."""
    try:
        return read()
    except CitedeskError:
        return otherwise


def _feed_line() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="cd-feed-line"):
        line = gr.Textbox(
            label="Address of a feed",
            info="Fetched at once, then on a schedule",
            placeholder="https://…",
            max_length=2000,
            lines=1,
            elem_id="cd-feed",
        )
        return line, gr.Button("Add feed", elem_id="cd-add-feed", scale=0, min_width=120)
