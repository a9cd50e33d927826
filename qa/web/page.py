"""The page as Gradio blocks. Gradio carries events and inputs; what is read is HTML of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from corpus.errors import CitedeskError
from qa.desk import Desk
from qa.web import render
from qa.web.access import account_of
from qa.web.cards import sources
from qa.web.chat import Chat, Limits, View
from qa.web.guards import MAX_UPLOAD
from qa.web.turns import Conversation

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Read once, when gradio is imported.

import gradio as gr

from qa.web.page_archive import ArchiveTab, html

_HERE = Path(__file__).parent
_STYLES = ("theme.css", "answers.css", "sources.css", "reader.css", "layout.css", "archive.css")
_SCRIPTS = ("reader.js", "conversations.js", "chat.js")
_SESSIONS = 500
_ASKING = 20
_WAITING = 100
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "Menlo", "Consolas", "monospace"]
# chat.js hears every click; this hands those that the server must know of to Gradio.
_BRIDGE = (
    "window.citedesk.connect('ask', (said) => trigger('ask', said));"
    "window.citedesk.connect('act', (said) => trigger('act', said));"
)
# Gradio gives None for a line that nobody has typed in.
Typed = str | None
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class ChatTab:
    """The tab to ask in: its parts, and which event changes which."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        # None at first: a value of its own would be shared by all sessions.
        self.state = gr.State(None, time_to_live=6 * 3600)
        with gr.Row(elem_id="cd-columns"):
            with gr.Column(elem_id="cd-left", min_width=0):
                self.welcome = html(render.welcome(1), "cd-start")
                self.examples = html(_examples(chat.warmth.examples), "cd-examples")
                self.earlier = html("", "cd-earlier-turns")
                self.current = html("", "cd-conversation", _BRIDGE)
                self.box, self.ask, self.stop, self.limits = _composer()
            with gr.Column(elem_id="cd-right", min_width=0):
                self.sources = html(sources([]), "cd-sources-panel")
        self._outputs = [
            self.welcome,
            self.examples,
            self.earlier,
            self.current,
            self.sources,
            self.state,
            self.box,
            self.ask,
            self.stop,
        ]
        self._listen()

    def _listen(self) -> None:
        asking: dict[str, Any] = {
            "outputs": self._outputs,
            "concurrency_limit": _ASKING,
            "concurrency_id": "ask",
            **_QUIET,
        }
        typed = gr.on(
            [self.box.submit, self.ask.click], self._typed, [self.box, self.state, *self.limits], **asking
        )
        said = self.current.ask(self._said, [self.state, *self.limits], **asking)
        self.current.act(
            self._acted,
            [self.state],
            self._outputs,
            concurrency_limit=_ASKING,
            trigger_mode="multiple",  # A second click right after the first one counts too.
            **_QUIET,
        )
        self.stop.click(
            self._stopped, [self.state], self._outputs, cancels=[typed, said], queue=False, **_QUIET
        )

    def _typed(
        self,
        question: Typed,
        shown: Conversation | None,
        outlets: list[str] | None,
        first: Typed,
        last: Typed,
        today: Typed,
    ) -> Iterator[list[Any]]:
        limits = _limits(outlets, first, last, today)
        yield from map(self._updates, self._chat.ask(shown or Conversation(), question or "", limits))

    def _said(
        self,
        shown: Conversation | None,
        outlets: list[str] | None,
        first: Typed,
        last: Typed,
        today: Typed,
        event: gr.EventData,
    ) -> Iterator[list[Any]]:
        limits = _limits(outlets, first, last, today)
        said = event._data or {}
        if said.get("do") == "retry":
            views = self._chat.retry(shown or Conversation(), int(said.get("turn") or 0), limits)
        else:
            views = self._chat.ask(shown or Conversation(), str(said.get("question") or "")[:2000], limits)
        yield from map(self._updates, views)

    def _acted(self, shown: Conversation | None, event: gr.EventData, request: gr.Request) -> list[Any]:
        by = account_of(request.request.scope).name if request.request else ""
        return self._updates(self._chat.act(shown or Conversation(), event._data or {}, by))

    def _stopped(self, shown: Conversation | None) -> list[Any]:
        return self._updates(self._chat.stop(shown or Conversation()))

    def _updates(self, view: View) -> list[Any]:
        """What a view means for each of the outputs."""
        shown = view.conversation
        begun = bool(shown.turns)
        first_time = not view.last_only
        return [
            gr.update(visible=not begun) if first_time else gr.skip(),
            gr.update(visible=not begun) if first_time else gr.skip(),
            self._chat.turns(shown) if first_time else gr.skip(),
            self._chat.last_turn(shown),
            self._chat.cards(shown),
            shown if first_time else gr.skip(),
            gr.skip() if view.box is None else view.box,
            gr.update(visible=not view.busy),
            gr.update(visible=view.busy),
        ]


def _limits(outlets: list[str] | None, *days: Typed) -> Limits:
    return Limits(tuple(outlets or ()), *((day or "").strip() for day in days))


def build_page(chat: Chat, desk: Desk) -> gr.Blocks:
    """Return the page as Gradio blocks."""
    page: gr.Blocks
    with gr.Blocks(
        title="Citedesk", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    ) as page:
        clock = gr.Timer(1.0)
        header = html(render.header({"articles": 0, "sources": {}}, chat.warmth.loading), "cd-head")
        with gr.Tabs(elem_id="cd-tabs"):
            with gr.Tab("Chat", id="chat"):
                html(render.tools(), "cd-tools")
                tab = ChatTab(chat)
            with gr.Tab("Archive", id="archive") as archive:
                shown = ArchiveTab(desk)
        does, given, changed = shown.opened
        archive.select(does, given, changed, queue=False, **_QUIET)
        heard = [header, clock, tab.welcome, tab.examples, *tab.limits[:3]]
        quiet: dict[str, Any] = {"queue": False, **_QUIET}
        clock.tick(lambda: _ticked(chat), None, [header, clock, tab.examples], **quiet)
        page.load(lambda: _opened(chat), None, heard, **quiet)
    page.queue(max_size=_WAITING)
    return page


def _ticked(chat: Chat) -> list[Any]:
    """The head again while the models load; the clock stops when they have."""
    busy = chat.warmth.busy
    return [_header(chat), gr.Timer(active=busy), _examples(chat.warmth.examples)]


def _header(chat: Chat) -> str:
    try:
        return render.header(chat.status(), chat.warmth.loading, chat.warmth.failed)
    except CitedeskError as error:
        return render.error_box(error.message, error.hint)


def _opened(chat: Chat) -> list[Any]:
    """What a page shows when it is opened: the archive may have changed since the last time."""
    try:
        status = chat.status()
    except CitedeskError as error:
        trouble = render.error_box(error.message, error.hint)
        return [trouble, gr.Timer(active=False), *(gr.skip(),) * 5]
    first, last = (str(status[name] or "")[:10] for name in ("first_published", "last_published"))
    return [
        _header(chat),
        gr.Timer(active=chat.warmth.busy),
        render.welcome(status["articles"]),
        _examples(chat.warmth.examples if status["articles"] else ()),
        gr.Dropdown(choices=[name for name in status["sources"] if name]),
        gr.Textbox(placeholder=first or "YYYY-MM-DD"),
        gr.Textbox(placeholder=last or "YYYY-MM-DD"),
    ]


def _examples(questions: Sequence[str]) -> str:
    buttons = "".join(
        f'<button type="button" class="cd-example" dir="auto" data-do="ask" data-question="{escape(text)}">'
        f"{escape(text)}</button>"
        for text in questions
    )
    return f'<div class="cd-example-list" role="group" aria-label="Examples">{buttons}</div>'


def _composer() -> tuple[gr.Textbox, gr.Button, gr.Button, list[Any]]:
    """The line to type in with its buttons, and the filters under it."""
    with gr.Column(elem_id="cd-composer"):
        with gr.Row(elem_id="cd-line"):
            box = gr.Textbox(
                label="Question",
                show_label=False,
                placeholder="Ask about anything in the archive",
                lines=1,
                max_lines=5,
                max_length=2000,
                autofocus=True,
                container=False,
                elem_id="cd-question",
            )
            button = gr.Button("Ask", variant="primary", elem_id="cd-ask", scale=0, min_width=104)
            stop = gr.Button("Stop", visible=False, elem_id="cd-stop", scale=0, min_width=104)
        with gr.Accordion("Filters", open=False, elem_id="cd-filters"):
            outlets = gr.Dropdown([], label="Outlets", multiselect=True, info="None chosen means all of them")
            with gr.Row(elem_id="cd-days"):
                first = _day("Published from")
                last = _day("Published until")
                today = _day("Asked on")
    return box, button, stop, [outlets, first, last, today]


def _day(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder="YYYY-MM-DD", max_length=10, lines=1, max_lines=1, min_width=120
    )


def mount_page(api: FastAPI, desk: Desk, examples: Sequence[str] = ()) -> FastAPI:
    """Serve the page at ``/`` of `api`, beside what it already serves, and return the whole.

    Args:
        api: The HTTP interface.
        desk: What answers.
        examples: Questions offered before the first one is asked.
    """
    page = build_page(Chat(desk, examples), desk)
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
        max_file_size=MAX_UPLOAD,
        run_history=False,
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=_SANS, font_mono=_MONO),
        head=_head(),
    )
    return served


def _head() -> str:
    """The page's own style and script.

    Gradio's `css` would be bound to its container, and the reader is not in that.
    """
    styles = "".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    scripts = "".join(f"<script>{(_HERE / name).read_text(encoding='utf-8')}</script>" for name in _SCRIPTS)
    return f'<meta name="color-scheme" content="light dark"><style>{styles}</style>{scripts}'
