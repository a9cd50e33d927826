"""A course of events on the page and on the clipboard."""

from __future__ import annotations

from qa.answer.model import TimelineRow
from qa.web.html.clipboard import as_markdown, as_plain
from tests.qa.web.html.turns import HOSTILE, Page, answered, conversation, quote_of, with_answer

ROWS = (TimelineRow("2025-04-16", "€11.40", 1), TimelineRow("2025-04-17", None, 2))


def test_each_day_stands_on_the_rail_with_its_value() -> None:
    turn = answered("How?", quote_of(1, "It costs €11.40."), quote_of(2, "It stays."))
    html = conversation(with_answer(turn, timeline=ROWS))
    page = Page(html)
    assert page.tags().count("li") - page.text.count("Read in context") * 2 == 2
    assert "cd-valued" in html
    assert html.index("16 April 2025") < html.index("€11.40</p>") < html.index("“It costs")


def test_without_values_there_is_no_column_for_them() -> None:
    turn = answered("How?", quote_of(1, "It sank."))
    html = conversation(with_answer(turn, timeline=(TimelineRow("2025-04-16", None, 1),)))
    assert "cd-timeline" in html
    assert "cd-valued" not in html


def test_a_value_is_text() -> None:
    turn = answered("How?", quote_of(1, HOSTILE))
    page = Page(conversation(with_answer(turn, timeline=(TimelineRow("2025-04-16", HOSTILE, 1),))))
    assert not {"script", "img"} & set(page.tags())


def test_days_and_values_are_copied() -> None:
    turn = answered("How?", quote_of(1, "It costs €11.40."), quote_of(2, "It stays."))
    with_answer(turn, timeline=ROWS)
    assert "16 April 2025 · €11.40: “It costs €11.40.” [1]\n17 April 2025: “It stays.” [2]" in as_plain(turn)
    assert "16 April 2025 · €11.40: “It costs €11.40.”[^1]" in as_markdown(turn)
