"""The tab to ask in as Gradio blocks: what there is, and which event changes what of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import gradio as gr

from qa.web.concurrency import Asking, Busy
from qa.web.html import filters, masthead
from qa.web.page.controller import Chat, View, number_of
from qa.web.page.gradio_parts import QUEUED, QUIET, account_name, for_readers, html
from qa.web.state.conversation import Conversation
from qa.web.state.limits import Limits

# chat.js hears every click; this hands those that the server must know of to Gradio.
_BRIDGE = (
    "window.citedesk.connect('ask', (said) => trigger('ask', said));"
    "window.citedesk.connect('act', (said) => trigger('act', said));"
)
# Gradio would draw all of a value anew, and that of this part is only what is new in it.
_SETTLING = "watch('value', () => window.citedesk.settle(element, props.value));"
_FILTER_BRIDGE = "window.citedesk.connect('filter-chat', (said) => trigger('filter', said));"
_WHOLE = (
    "async (question, shown, limits) => {"
    " await window.citedesk.whole(question); return [question, shown, limits] }"
)
# More than a question may have: one that is too long is told so, where a browser would cut it unseen.
_MOST_TYPED = 20_000
# Gradio gives None for a line that nobody has typed in.
Typed = str | None


class ChatTab:
    """The tab to ask in: its parts, and which event changes which."""

    def __init__(self, chat: Chat, asking: Asking, articles: int | None) -> None:
        self._chat = chat
        self._asking = asking
        # None at first: a value of its own would be shared by all sessions.
        self.state = gr.State(None, time_to_live=6 * 3600)
        self.limits = gr.State(None, time_to_live=6 * 3600)
        with gr.Row(elem_id="cd-columns"):
            with gr.Column(elem_id="cd-left", min_width=0):
                self.welcome = html(masthead.welcome(articles), "cd-start")
                self.earlier = html("", "cd-earlier-turns", _SETTLING, template="")
                self.current = html("", "cd-conversation", _BRIDGE)
                self.mode, self.box, self.ask, self.stop, self.bar, self.panel = _composer()
                self.examples = html(masthead.examples(chat.warmth.examples), "cd-examples")
        # Of every output of an event Gradio makes a new part, also of one that stays as it is: the fewer, the
        # sooner an answer shows. What a question hides, and which button there is, the style sheet says.
        self._outputs = [self.earlier, self.current, self.state, self.mode, self.box]
        self._listen()

    def _listen(self) -> None:
        # How many are answered at once, and how many wait, is for `Asking` to say.
        asking: dict[str, Any] = {"outputs": self._outputs, "concurrency_limit": None, **QUEUED}
        typed = gr.on(
            [self.box.submit, self.ask.click],
            self._typed,
            [self.box, self.state, self.limits],
            js=_WHOLE,
            # Else a question is lost that comes when the answer before stands, and its event has not ended.
            trigger_mode="multiple",
            **asking,
        )
        submitted = self.current.ask(self._said, [self.state, self.limits], **asking)
        for asked in (typed, submitted):
            asked.then(self._suggested, [self.state, self.limits], [self.current], **QUIET)
        self.current.act(
            self._acted,
            [self.state],
            self._outputs,
            concurrency_limit=None,
            trigger_mode="multiple",  # A second click right after the first one counts too.
            **QUEUED,
        )
        self.bar.filter(
            self._filtered,
            [self.limits],
            [self.limits, self.bar, self.panel],
            trigger_mode="multiple",
            **QUIET,
        )
        self.stop.click(self._stopped, [self.state], self._outputs, cancels=[typed, submitted], **QUIET)

    @for_readers
    async def _typed(
        self,
        question: Typed,
        shown: Conversation | None,
        limits: Limits | None,
    ) -> AsyncIterator[list[Any]]:
        views = self._chat.ask(shown or Conversation(), question or "", limits or Limits())
        async for updates in self._each(views):
            yield updates

    @for_readers
    async def _said(
        self,
        shown: Conversation | None,
        limits: Limits | None,
        event: gr.EventData,
    ) -> AsyncIterator[list[Any]]:
        limits, data = limits or Limits(), event._data or {}
        if data.get("do") == "retry":
            views = self._chat.retry(shown or Conversation(), number_of(data.get("turn")), limits)
        else:
            if "filter" in data:  # The bar below is told by another event, which may come later.
                limits = limits.without(str(data["filter"]), str(data.get("text", "")))
            views = self._chat.ask(
                shown or Conversation(),
                str(data.get("question") or "")[:_MOST_TYPED],
                limits,
                data.get("alone") == "yes",
                number_of(data.get("turn")) if data.get("instead") == "yes" else 0,
            )
        async for updates in self._each(views):
            yield updates

    async def _each(self, views: Iterator[View]) -> AsyncIterator[list[Any]]:
        """What the views of an answer mean for the page, made where all answers are made."""
        try:
            async for updates in self._asking.each(self._updates(view) for view in views):
                yield updates
        except Busy as busy:
            raise gr.Error(f"{busy.message}. {busy.hint}", print_exception=False) from busy

    @for_readers
    def _acted(self, shown: Conversation | None, event: gr.EventData, request: gr.Request) -> list[Any]:
        view = self._chat.act(shown or Conversation(), event._data or {}, account_name(request))
        return self._updates(view) if view else [gr.skip()] * len(self._outputs)

    @for_readers
    def _suggested(self, shown: Conversation | None, limits: Limits | None) -> Any:
        more = shown is not None and self._chat.suggest(shown, limits or Limits())
        return self._chat.last_turn(shown) if shown and more else gr.skip()

    @for_readers
    def _stopped(self, shown: Conversation | None) -> list[Any]:
        return self._updates(self._chat.stop(shown or Conversation()))

    @for_readers
    def _filtered(self, limits: Limits | None, event: gr.EventData) -> list[Any]:
        limits = (limits or Limits()).changed(event._data or {})
        return [limits, filters.bar("chat", limits), self._chat.filter_panel(limits)]

    def _updates(self, view: View) -> list[Any]:
        """What a view means for each of the outputs."""
        shown = view.conversation
        first_time = not view.last_only
        return [
            self._chat.earlier_turns(shown) if first_time else gr.skip(),
            self._chat.last_turn(shown),
            shown if first_time else gr.skip(),
            masthead.mode(shown.editing) if first_time else gr.skip(),
            gr.skip() if view.box is None else view.box,
        ]


def _composer() -> tuple[gr.HTML, gr.Textbox, gr.Button, gr.Button, gr.HTML, gr.HTML]:
    """The line to type in with its buttons, and the filters under it."""
    with gr.Column(elem_id="cd-composer"):
        mode = html("", "cd-mode")
        with gr.Row(elem_id="cd-line"):
            box = gr.Textbox(
                label="Question",
                show_label=False,
                placeholder="Ask the archive",
                lines=1,
                max_lines=5,
                max_length=_MOST_TYPED,
                container=False,
                elem_id="cd-question",
            )
            button = gr.Button("Ask", variant="primary", elem_id="cd-ask", scale=0, min_width=88)
            stop = gr.Button("Stop", elem_id="cd-stop", scale=0, min_width=88)
        bar = html(filters.bar("chat", Limits()), "cd-chat-bar", _FILTER_BRIDGE)
        panel = html("", "cd-chat-filters")
    return mode, box, button, stop, bar, panel
