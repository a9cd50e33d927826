"""How things were at a time is told by what was reported then, and questions are read as they were meant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from tests.qa.answer.desks import desk_with


def article(name: str, title: str, body: str, year: int, month: int = 3) -> Article:
    return Article(name, title, body, published_at=datetime(year, month, 5, tzinfo=UTC))


FARES = [
    article("old", "The ferry", "The ferry to Hask cost an adult $11 from April on.", 2024),
    article("new", "The ferry to Hask", "The ferry to Hask will cost $15, the Hask line said.", 2026),
]


@pytest.mark.parametrize(
    ("question", "told"),
    [("What did the ferry to Hask cost in 2024?", "old"), ("What does the ferry to Hask cost?", "new")],
)
def test_a_former_price_is_told_by_a_former_report(tmp_path: Path, question: str, told: str) -> None:
    with desk_with(tmp_path, FARES) as desk:
        answer = desk.ask(question)
    assert answer.citations[0].article_id == told
    # Nobody set a filter.
    assert not any("filter" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Odd Lien became mayor of Hask on Monday.", "unsure"),
        ("Odd Lien, who has been mayor of Hask since 2022, resigned.", "answered"),
    ],
)
def test_a_later_report_tells_who_it_was_only_if_it_names_the_time(
    tmp_path: Path, body: str, status: str
) -> None:
    of_then = article("then", "A whale", "A whale was seen from the lighthouse.", 2022)
    with desk_with(tmp_path, [of_then, article("later", "Odd Lien of Hask", body, 2025)]) as desk:
        assert desk.ask("Who was mayor of Hask in 2022?").status == status


def test_a_slip_of_the_pen_is_read_as_it_was_meant_and_said(tmp_path: Path) -> None:
    with desk_with(tmp_path, FARES) as desk:
        answer = desk.ask("What does the fersry to Hask cost?")
        as_meant = desk.ask("What does the ferry to Hask cost?")
    assert answer.text == as_meant.text
    assert any("“fersry” as “ferry”" in notice for notice in answer.notices)
