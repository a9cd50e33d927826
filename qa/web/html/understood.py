"""What was understood of a question, and what may be asked next, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from qa.web.html.rendering import rendered
from qa.web.state.conversation import Turn

_NAMES = {"period": "Period", "outlet": "Outlet", "carried": "From before"}


def understood(turn: Turn) -> Markup:
    """Return the line under a question, of chips that can be taken off; "" where there is nothing to say."""
    if not turn.understood:
        return Markup()
    return rendered("understood.html", readings=turn.understood, names=_NAMES, question=turn.question)


def next_questions(turn: Turn) -> Markup:
    """Return buttons that each ask one question more; "" without any."""
    return rendered("next.html", questions=turn.next_questions) if turn.next_questions else Markup()
