"""The chat page. Gradio carries events and inputs; what is read is HTML of our own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from corpus.errors import CitedeskError
from index.hit import Filters
from qa.answer import Answer
from qa.desk import Desk
from qa.web import render
from qa.web.http_errors import UNEXPECTED
from qa.web.turns import Turn, history_of

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Read once, when gradio is imported.

import gradio as gr

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_UPDATES_PER_SECOND = 10
_SESSIONS = 500
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "Menlo", "Consolas", "monospace"]


class Warmth:
    """Loads a desk's models in the background and tells how far that is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.failed: tuple[str, str] | None = None
        self._thread = threading.Thread(target=self._warm, name="citedesk-warm", daemon=True)
        self._thread.start()

    @property
    def loading(self) -> bool:
        """Whether the models are still being loaded."""
        return self._thread.is_alive()

    def _warm(self) -> None:
        try:
            self._desk.warm()
        except CitedeskError as error:
            self.failed = (error.message, error.hint)
        except Exception:
            _LOG.exception("the models could not be loaded")
            self.failed = UNEXPECTED


class Chat:
    """What the page's events do.

    Args:
        desk: What answers.
        examples: Questions offered before the first one is asked.
    """

    def __init__(self, desk: Desk, examples: Sequence[str] = ()) -> None:
        self._desk = desk
        self.examples = tuple(examples)
        self.warmth = Warmth(desk)

    def header(self) -> str:
        """Return the page's head as it is now."""
        try:
            return render.header(self._desk.status().to_dict(), self.warmth.loading, self.warmth.failed)
        except CitedeskError as error:
            return render.error_box(error.message, error.hint)

    def tick(self) -> tuple[str, Any]:
        """Return the head again while the models load, and stop the clock when they have."""
        loading = self.warmth.loading
        return self.header(), gr.Timer(active=loading)

    def opened(self) -> tuple[Any, ...]:
        """Return what a page shows when it is opened: the archive may have changed since the last time."""
        try:
            status = self._desk.status().to_dict()
        except CitedeskError as error:
            trouble = render.error_box(error.message, error.hint)
            return trouble, gr.Timer(active=False), gr.skip(), gr.skip(), gr.skip()
        outlets = [name for name in status["sources"] if name]
        return (
            render.header(status, self.warmth.loading, self.warmth.failed),
            gr.Timer(active=self.warmth.loading),
            render.welcome(status["articles"]),
            gr.Column(visible=bool(status["articles"] and self.examples)),
            gr.Dropdown(choices=outlets),
        )

    def ask(
        self,
        question: str,
        turns: list[Turn],
        outlets: list[str] | None,
        first_day: str,
        last_day: str,
        today: str,
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the page's parts again and again while an answer comes in."""
        if not question or not question.strip():
            yield (gr.skip(),) * 6
            return
        turn = Turn(len(turns) + 1, question.strip())
        turns = [*turns, turn]
        busy = gr.Button("Answering…", interactive=False)
        yield *self._shown(turns), turns, "", gr.Column(visible=False), busy
        try:
            filters = Filters(outlets or (), first_day or None, last_day or None)
            events = self._desk.stream(turn.question, history_of(turns), today or None, filters)
            shown = time.monotonic()
            for event in events:
                turn.take(event)
                if isinstance(event, Answer) or time.monotonic() - shown < 1 / _UPDATES_PER_SECOND:
                    continue
                shown = time.monotonic()
                yield *self._shown(turns), *(gr.skip(),) * 4
        except CitedeskError as error:
            turn.fail(error)
        except Exception:
            _LOG.exception("the question %r could not be answered", turn.question)
            turn.error = UNEXPECTED
        ready = gr.Button("Ask", interactive=True)
        yield *self._shown(turns), turns, gr.skip(), gr.skip(), ready

    def _shown(self, turns: Sequence[Turn]) -> tuple[str, str]:
        working = "Loading the models…" if self.warmth.loading else "Searching the archive…"
        return render.conversation(turns, working), render.sources(turns)


def build_page(chat: Chat) -> gr.Blocks:
    """Return the page as Gradio blocks."""
    page: gr.Blocks
    with gr.Blocks(
        title="Citedesk", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    ) as page:
        turns = gr.State([], time_to_live=6 * 3600)
        clock = gr.Timer(1.0)
        header = _html(render.header({"articles": 0, "sources": {}}, chat.warmth.loading), "cd-head")
        with gr.Row(elem_id="cd-columns"):
            with gr.Column(elem_id="cd-left", min_width=0):
                conversation = _html(render.welcome(1), "cd-conversation")
                with gr.Column(elem_id="cd-examples", visible=bool(chat.examples)) as examples:
                    offered = [gr.Button(text, elem_classes="cd-example") for text in chat.examples]
                box, button, filters = _composer()
            with gr.Column(elem_id="cd-right", min_width=0):
                sources = _html(render.sources([]), "cd-sources-panel")
        shown = [conversation, sources, turns, box, examples, button]
        options: dict[str, Any] = {
            "outputs": shown,
            "concurrency_limit": 8,
            "concurrency_id": "ask",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        gr.on([box.submit, button.click], chat.ask, [box, turns, *filters], **options)
        for example in offered:
            example.click(chat.ask, [example, turns, *filters], **options)
        quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        clock.tick(chat.tick, None, [header, clock], **quiet)
        page.load(chat.opened, None, [header, clock, conversation, examples, filters[0]], **quiet)
    page.queue(max_size=64)
    return page


def _composer() -> tuple[gr.Textbox, gr.Button, list[Any]]:
    """The line to type in with its button, and the filters under it."""
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
        with gr.Accordion("Filters", open=False, elem_id="cd-filters"):
            outlets = gr.Dropdown([], label="Outlets", multiselect=True, info="None chosen means all of them")
            with gr.Row(elem_id="cd-days"):
                first = _day("Published from")
                last = _day("Published until")
                today = _day("Asked on")
    return box, button, [outlets, first, last, today]


def _day(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder="YYYY-MM-DD", max_length=10, lines=1, max_lines=1, min_width=120
    )


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def mount_chat(api: FastAPI, desk: Desk, examples: Sequence[str] = ()) -> FastAPI:
    """Serve the chat page at ``/`` of `api`, beside what it already serves, and return the whole.

    Args:
        api: The HTTP interface.
        desk: What answers.
        examples: Questions offered before the first one is asked.
    """
    page = build_page(Chat(desk, examples))
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
    return served


def _head() -> str:
    """The page's own style and script.

    Gradio's `css` would be bound to its container, and the reader is not in that.
    """
    style = (_HERE / "theme.css").read_text(encoding="utf-8")
    script = (_HERE / "chat.js").read_text(encoding="utf-8")
    return f'<meta name="color-scheme" content="light dark"><style>{style}</style><script>{script}</script>'
