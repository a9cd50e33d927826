"""What the parts of the page share: how they are made, and who an event comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr

from qa.web.auth.access import account_of
from qa.web.page.guard import Allowed

_FOR_READERS = "citedesk_for_readers"
Handler = TypeVar("Handler", bound=Callable[..., Any])

# No event is part of the interface for programs, and none draws Gradio's own progress over the page.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
QUEUED: dict[str, Any] = {**QUIET, "queue": True}


def html(value: str, elem_id: str, script: str | None = None, template: str = "${value}") -> gr.HTML:
    """Return a part of the page that is HTML of our own; `script` runs once it is there.

    Gradio draws its value by `template`: nothing where the script does that.
    """
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=script, html_template=template)


def for_readers(handler: Handler) -> Handler:
    """Mark what an event calls as changing nothing; what is not marked is for operators."""
    setattr(handler, _FOR_READERS, True)
    return handler


def allowed_of(page: gr.Blocks) -> dict[int, Allowed]:
    """Return what each of a page's events takes, by its number; what calls nothing here is left out."""
    return {
        number: Allowed("reader" if getattr(event.fn, _FOR_READERS, False) else "operator", len(event.inputs))
        for number, event in page.fns.items()
        if event.fn is not None
    }


def is_operator(request: gr.Request | None) -> bool:
    """Whether a page's event comes from somebody who may change the archive."""
    asked = getattr(request, "request", None)
    return asked is not None and account_of(asked.scope).role == "operator"


def account_name(request: gr.Request | None) -> str:
    """Return whose event it is, "" without accounts."""
    asked = getattr(request, "request", None)
    return account_of(asked.scope).name if asked is not None else ""
