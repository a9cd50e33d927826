from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from qa.evidence.overviews import wants_several
from qa.question.understand import understand
from tests.qa.answer.desks import desk_with


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("How many times was the ferry cancelled?", True),
        ("What happened between the strike and the vote?", True),
        ("Who has said that the quota is too low?", True),
        ("How has the ferry fare changed?", True),
        ("List the ferries of Hask", True),
        ("Summarize the news on the ferry", True),
        ("Who must ratify the agreement?", False),
        ("How many people marched?", False),
    ],
)
def test_which_questions_several_articles_answer(question: str, several: bool) -> None:
    assert wants_several(understand(question)) is several


def test_a_timeline_is_told_in_order_of_date(tmp_path: Path) -> None:
    fares = [("2026", "14", 3), ("2024", "9", 1), ("2025", "12", 2)]
    articles = [
        Article(
            f"fare-{year}",
            f"Ferry fare of {year}",
            f"The adult ferry fare has changed to {fare} crowns, the harbour of Hask said.",
            source="The Courier",
            published_at=datetime(int(year), month, 1, tzinfo=UTC),
        )
        for year, fare, month in fares
    ]
    with desk_with(tmp_path, articles) as desk:
        answer = desk.ask("How has the ferry fare changed?")
    assert [c.article_id for c in answer.citations] == ["fare-2024", "fare-2025", "fare-2026"]


def test_a_timeline_has_more_room_than_an_answer(tmp_path: Path) -> None:
    articles = [
        Article(
            f"fare-{month}",
            f"Ferry fare of month {month}",
            f"The adult ferry fare has changed to {month} crowns, the harbour of Hask said, and all who "
            f"take the ferry were told by {month} letters in the post.",
            source="The Courier",
            published_at=datetime(2025, month, 1, tzinfo=UTC),
        )
        for month in range(1, 8)
    ]
    with desk_with(tmp_path, articles) as desk:
        timeline = desk.ask("Give me a timeline of the ferry fare that has changed")
        answer = desk.ask("Who has changed the ferry fare?")
    assert [c.article_id for c in timeline.citations] == [f"fare-{month}" for month in range(1, 8)]
    assert len(answer.citations) < 5
    assert len(answer.text.split()) <= 100 < len(timeline.text.split())


def test_a_pronoun_comes_with_the_sentence_that_says_whose_it_is(tmp_path: Path) -> None:
    body = (
        "Bo Lund leads the union of Hask. He called the herring quota of the ministry a disgrace to fishers."
    )
    with desk_with(tmp_path, [Article("lund", "Herring quota", body)]) as desk:
        answer = desk.ask("What was called a disgrace to fishers, the herring quota of the ministry?")
    assert body in [c.quote for c in answer.citations]
