"""What was understood of a question, and what may be asked next, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from qa.web.html.rendering import rendered
from qa.web.state.conversation import Turn

_NAMES = {"period": "Period", "outlet": "Outlet", "carried": "Carried over"}


def understood(turn: Turn) -> Markup:
    """Return the line under a question, of chips that tell how it was read; "" where there is nothing to say.

    What its words or those before them say can be taken off there, and so can a filter.
    """
    if not (turn.understood or turn.filters):
        return Markup()
    return rendered("answer/understood.html", turn=turn, names=_NAMES)


def next_questions(turn: Turn) -> Markup:
    """Return buttons that each ask one question more; "" without any."""
    return rendered("answer/next.html", questions=turn.next_questions) if turn.next_questions else Markup()
