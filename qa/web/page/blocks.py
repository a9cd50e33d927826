"""The page as Gradio blocks. Gradio carries events and inputs; what is read is HTML of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from corpus.errors import CitedeskError
from qa.desk import Desk
from qa.intake.feed_rounds import FeedRounds
from qa.web.concurrency import AT_ONCE, WAITING, Asking
from qa.web.html import answers, masthead
from qa.web.page.archive_tab import ArchiveTab
from qa.web.page.chat_tab import ChatTab
from qa.web.page.controller import Chat
from qa.web.page.gradio_parts import QUIET, account_name, allowed_of, for_readers, html, is_operator
from qa.web.page.guard import PageGuard
from qa.web.page.no_fetching import forbid_fetching
from qa.web.state.uploads import Uploads
from qa.web.static import static_text

_STYLES = (
    "base/theme.css",
    "base/controls.css",
    "answer/answers.css",
    "answer/timeline.css",
    "answer/banner.css",
    "answer/understood.css",
    "answer/actions.css",
    "answer/sources.css",
    "reader/reader.css",
    "base/head.css",
    "chat/past.css",
    "chat/export.css",
    "archive/archive.css",
    "archive/filters.css",
    "archive/lanes.css",
    "archive/uploads.css",
    "archive/feeds.css",
    "archive/operating.css",
    "base/layout.css",
    "base/print.css",
)
_SCRIPTS = (
    *("reader/reader.js", "reader/article.js", "reader/finder.js", "reader/changes.js"),
    *("chat/drafts.js", "chat/conversations.js", "chat/past.js", "chat/turns.js", "chat/export.js"),
    *("base/restarts.js", "chat/following.js"),
    *("archive/uploads.js", "archive/filters.js", "archive/lanes.js", "archive/operating.js", "chat/chat.js"),
)
_SESSIONS = 500
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "Menlo", "Consolas", "monospace"]


def build_page(chat: Chat, desk: Desk, uploads: Uploads, feeds: FeedRounds, asking: Asking) -> gr.Blocks:
    """Return the page as Gradio blocks."""
    page: gr.Blocks
    with gr.Blocks(title="Citedesk", analytics_enabled=False, fill_width=True) as page:
        clock = gr.Timer(1.0)
        drawn_for = _held(chat)
        header = html(masthead.header(drawn_for), "cd-head")
        with gr.Tabs(elem_id="cd-tabs"):
            with gr.Tab("Chat", id="chat"):
                html(masthead.tools(), "cd-tools")
                tab = ChatTab(chat, asking, drawn_for["articles"] if drawn_for else None)
            with gr.Tab("Archive", id="archive") as archive:
                shown = ArchiveTab(desk, uploads, feeds)
        does, given, changed = shown.opened
        archive.select(does, given, changed, **QUIET)
        updates = _Told(chat)
        heard = [header, clock, tab.examples]
        everything = [*heard, tab.welcome]
        clock.tick(updates.of_models, None, heard, **QUIET)
        page.load(updates.of_archive, None, everything, **QUIET)
        for changing in shown.changing:
            changing.then(updates.of_archive, None, everything, **QUIET)
    _let_all_in(page)
    return page


def _let_all_in(page: gr.Blocks) -> None:
    """Have Gradio begin every question that may wait: who comes after hears it from `Asking`."""
    threads = page.max_threads
    page.max_threads = threads + AT_ONCE + WAITING  # So many events at once, but for the next line.
    page.queue(max_size=WAITING)
    page.max_threads = threads


def _held(chat: Chat) -> Mapping[str, Any] | None:
    """What the archive holds, so that a page has its form before it asks.

    None where there is nothing yet: an empty archive may have been filled by then.
    """
    try:
        status = chat.status()
    except CitedeskError:
        return None
    return status if status["articles"] else None


class _Told:
    """What the page tells of the archive outside its own tab, and of the models."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    @for_readers
    def of_models(self, request: gr.Request) -> list[Any]:
        """The head again while models load or are fetched; the clock stops when they have."""
        try:
            header = self._header(self._chat.status(), request)
        except CitedeskError as error:
            header = answers.error_box(*self._chat.told(error))
        return self._models(header)

    @for_readers
    def of_archive(self, request: gr.Request) -> list[Any]:
        """How much there is and what may be asked of it: it may have changed since the last time."""
        try:
            status = self._chat.status()
        except CitedeskError as error:
            trouble = answers.error_box(*self._chat.told(error))
            return [trouble, gr.Timer(active=False), *(gr.skip(),) * 2]
        if status["articles"]:
            self._chat.warmth.find_examples()
        return [
            *self._models(self._header(status, request)),
            masthead.welcome(
                status["articles"],
                is_operator(request),
                masthead.expiry(status),
                masthead.has_lost_all(status),
            ),
        ]

    def _models(self, header: str) -> list[Any]:
        warmth = self._chat.warmth
        busy = warmth.busy or self._chat.fetching_model
        return [header, gr.Timer(active=busy), masthead.examples(warmth.examples)]

    def _header(self, status: Mapping[str, Any], request: gr.Request) -> str:
        warmth = self._chat.warmth
        account, model = account_name(request), self._chat.model_line
        return masthead.header(status, warmth.loading, warmth.failed, account, model)


def mount_page(api: FastAPI, desk: Desk, examples: Sequence[str] = ()) -> FastAPI:
    """Serve the page at ``/`` of `api`, beside what it already serves, and return the whole."""
    forbid_fetching()
    state = api.state
    page = build_page(Chat(desk, examples), desk, state.uploads, state.feeds, state.asking)
    page.state_session_capacity = _SESSIONS
    served: FastAPI = gr.mount_gradio_app(
        api,
        page,
        path="/",
        footer_links=[],
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        run_history=False,
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=_SANS, font_mono=_MONO),
        head=_head(),
    )
    for route in served.routes:
        if isinstance(route, Mount) and isinstance(route.app, gr.routes.App):
            route.app = PageGuard(route.app, allowed_of(page))
    return served


def _head() -> str:
    """The page's own style and script.

    Gradio's `css` would be bound to its container, and the reader is not in that.
    """
    styles = static_text(_STYLES)
    scripts = "".join(f"<script>{static_text([name])}</script>" for name in _SCRIPTS)
    return f'<meta name="color-scheme" content="light dark"><style>{styles}</style>{scripts}'
