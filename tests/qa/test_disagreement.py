from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from tests.qa.test_answering import desk_with


def report(source: str, number: str, day: int) -> Article:
    return Article(
        f"{source}-{number}",
        f"Marchers demand herring quota, {source} counts",
        f"{number} people marched for a higher herring quota in Port Ellisk on Sunday.",
        source=source,
        published_at=datetime(2025, 3, day, tzinfo=UTC),
    )


QUESTION = "How many people marched for a higher herring quota?"


def test_reports_that_disagree_stand_side_by_side(tmp_path: Path) -> None:
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), report("Today", "6,500", 4)]) as desk:
        answer = desk.ask(QUESTION)
    assert {"4,200", "6,500"} <= {c.quote.split()[0] for c in answer.citations}
    [notice] = [notice for notice in answer.notices if "disagree" in notice]
    assert "The Courier (3 March 2025) has 4,200" in notice
    assert "Today (4 March 2025) has 6,500" in notice


def test_reports_that_agree_or_are_months_apart_do_not_disagree(tmp_path: Path) -> None:
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), report("Today", "4,200", 4)]) as desk:
        assert not any("disagree" in notice for notice in desk.ask(QUESTION).notices)
    apart = [report("The Courier", "4,200", 3), report("Signal", "900", 28)]
    with desk_with(tmp_path / "apart", apart) as desk:
        assert not any("disagree" in notice for notice in desk.ask(QUESTION).notices)
