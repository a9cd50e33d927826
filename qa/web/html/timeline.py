"""A course of events as HTML: a list of days along a rail, with a column for the value that changed."""

from __future__ import annotations

from markupsafe import Markup

from qa.web.html.rendering import rendered
from qa.web.html.sentences import sentence_html
from qa.web.state.conversation import Turn


def timeline(turn: Turn) -> Markup:
    """Return the facts of a turn's timeline by their days; "" for an answer that has none."""
    if turn.answer is None or not turn.answer.timeline:
        return Markup()
    by_marker = turn.by_marker
    rows = {row.marker: row for row in turn.answer.timeline}
    facts = [
        (by_marker[sentence.markers[0]], rows.get(sentence.markers[0]), sentence)
        for sentence in turn.sentences
    ]
    return rendered(
        "answer/timeline.html",
        facts=facts,
        valued=any(row.value for row in rows.values()),
        sentence=lambda one: sentence_html(turn.number, one, by_marker),
    )
