"""What the parts of the page share: how they are made, and who an event comes from."""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa.web.access import account_of

# No event is part of the interface for programs, and none draws Gradio's own progress over the page.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
QUEUED: dict[str, Any] = {**QUIET, "queue": True}


def html(value: str, elem_id: str, script: str | None = None) -> gr.HTML:
    """Return a part of the page that is HTML of our own."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=script)


def is_operator(request: gr.Request | None) -> bool:
    """Whether a page's event comes from somebody who may change the archive."""
    asked = getattr(request, "request", None)
    return asked is not None and account_of(asked.scope).role == "operator"


def account_name(request: gr.Request | None) -> str:
    """Return whose event it is, "" without accounts."""
    asked = getattr(request, "request", None)
    return account_of(asked.scope).name if asked is not None else ""
