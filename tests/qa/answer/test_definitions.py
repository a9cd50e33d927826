"""Who somebody or what something is, is told by a sentence that says so, and by no other name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from tests.qa.answer.desks import assert_always_true, desk_with

TRIAL = Article(
    "trial",
    "Ada Roe testifies about Bo Lund",
    "Ada Roe spoke of Bo Lund at length. Lund spoke with Ada Roe about Cay Holm, who was a rival. "
    "Ada Roe, the former head of Hask port, left at noon.",
    published_at=datetime(2024, 3, 5, tzinfo=UTC),
)
OLD = Article(
    "old",
    "A new clerk",
    "Ada Roe, a clerk of the harbour board, began in May.",
    published_at=datetime(2019, 5, 1, tzinfo=UTC),
)


def test_somebody_is_what_the_newest_report_says_and_not_a_name_beside_theirs(tmp_path: Path) -> None:
    with desk_with(tmp_path, [OLD, TRIAL]) as desk:
        answer = desk.ask("Who is Ada Roe?")
        assert_always_true(desk, answer)
        nameless = desk.ask("Who is Bo Lund?")
    assert answer.direct is not None
    assert answer.direct.text == "the former head of Hask port"
    assert [citation.quote.split(",")[1] for citation in answer.citations if citation.field == "body"] == [
        " the former head of Hask port",
        " a clerk of the harbour board",
    ]
    # Of him no report says who he is.
    assert nameless.status == "unsure"
    assert nameless.direct is None


def test_a_day_does_not_hide_who_somebody_is(tmp_path: Path) -> None:
    with desk_with(tmp_path, [TRIAL]) as desk:
        answer = desk.ask("Who is Ada Roe?", today=datetime(2024, 12, 1, tzinfo=UTC).date())
    assert answer.direct is not None
    assert answer.direct.text == "the former head of Hask port"


def test_what_a_thing_is_stands_far_down_among_the_hits(tmp_path: Path) -> None:
    mentions = [
        Article(
            f"m{number}", f"Door plug {number}", f"A door plug fell off plane {number}. A door plug flew."
        )
        for number in range(14)
    ]
    plain = Article("plain", "Inspection", "A door plug is a panel that fills an unused exit of a plane.")
    with desk_with(tmp_path, [*mentions, plain]) as desk:
        answer = desk.ask("What is a door plug?")
        assert_always_true(desk, answer)
    assert answer.direct is not None
    assert answer.direct.text == "a panel"
    assert answer.citations[0].article_id == "plain"


def test_what_somebody_has_become_since_comes_first(tmp_path: Path) -> None:
    assistant = Article(
        "assistant",
        "Bo Lund is out",
        "Assistant coach Ada Roe takes the team to Hask.",
        published_at=datetime(2025, 11, 25, tzinfo=UTC),
    )
    head = Article(
        "head",
        "A new coach",
        "Ada Roe, who stepped in once, was named head coach on Thursday.",
        published_at=datetime(2026, 1, 8, tzinfo=UTC),
    )
    with desk_with(tmp_path, [assistant, head]) as desk:
        answer = desk.ask("Who is Ada Roe?")
        assert_always_true(desk, answer)
    assert answer.direct is not None
    assert answer.direct.text == "head coach"
    assert answer.citations[0].article_id == "head"
