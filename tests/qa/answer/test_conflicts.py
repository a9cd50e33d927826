from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from index.registers.redaction import redacted
from qa import Answer, EvidenceFound
from tests.qa.answer.desks import assert_always_true, desk_with


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
        evidence, *_, answer = desk.stream(QUESTION)
    assert isinstance(evidence, EvidenceFound)
    assert isinstance(answer, Answer)
    assert evidence.disagreement == answer.disagreement
    assert {"4,200", "6,500"} <= {c.quote.split()[0] for c in answer.citations}
    [notice] = [notice for notice in answer.notices if "disagree" in notice]
    assert "The Courier (3 March 2025) has “4,200 people”" in notice
    assert "Today (4 March 2025) has “6,500 people”" in notice
    assert answer.disagreement is not None
    assert answer.disagreement.text == notice
    sources = {answer.citations[one.marker - 1].source: one.values for one in answer.disagreement.reports}
    assert sources == {"The Courier": ("4,200 people",), "Today": ("6,500 people",)}


def test_reports_that_agree_or_are_months_apart_do_not_disagree(tmp_path: Path) -> None:
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), report("Today", "4,200", 4)]) as desk:
        assert not any("disagree" in notice for notice in desk.ask(QUESTION).notices)
    apart = [report("The Courier", "4,200", 3), report("Signal", "900", 28)]
    with desk_with(tmp_path / "apart", apart) as desk:
        assert not any("disagree" in notice for notice in desk.ask(QUESTION).notices)


def test_a_report_that_counts_the_same_in_other_words_disagrees(tmp_path: Path) -> None:
    told = "Port Ellisk stood still. Some 6,500 people joined the march for a herring quota, stewards said."
    other = Article(
        "today",
        "The day the herring quota brought the capital to a halt",
        f"{told} There are 900 people in Port Ellisk. About 70 boats were there.",
        source="Today",
        published_at=datetime(2025, 3, 4, tzinfo=UTC),
    )
    question = "How many people marched against the herring quota in Port Ellisk?"
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), other]) as desk:
        answer = desk.ask(question)
    [notice] = [notice for notice in answer.notices if "disagree" in notice]
    assert "The Courier (3 March 2025) has “4,200 people”" in notice
    assert "Today (4 March 2025) has “Some 6,500 people”" in notice
    assert any("6,500" in citation.quote for citation in answer.citations)
    assert "900" not in notice


def test_numbers_of_something_else_do_not_disagree(tmp_path: Path) -> None:
    beside = Article(
        "today",
        "What the herring quota is about",
        "The herring quota of Port Ellisk may fall to 6,500 tonnes, for which up to 900 people marched. "
        "Ada Orrin, a 19-year-old, marched for the herring quota with her 17-year-old sister.",
        source="Today",
        published_at=datetime(2025, 3, 4, tzinfo=UTC),
    )
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), beside]) as desk:
        for question in (QUESTION, "How old are those who marched for a higher herring quota?"):
            assert not any("disagree" in notice for notice in desk.ask(question).notices)


def test_the_other_report_takes_the_place_of_lesser_quotes(tmp_path: Path) -> None:
    said = " ".join(
        f"The herring quota brought people who marched to Port Ellisk from the village of {name} and its "
        "harbour, where boats had lain for weeks with their nets ashore, on that Sunday of March."
        for name in ("Hask", "Saltrey", "Tarnholt", "Kirkvoe")
    )
    first = report("The Courier", "4,200", 3)
    long = replace(first, body=f"{first.body}\n\n{said}")
    with desk_with(tmp_path, [long, report("Today", "6,500", 4)]) as desk:
        answer = desk.ask(QUESTION)
    assert {"4,200", "6,500"} <= {citation.quote.split()[0] for citation in answer.citations}
    assert len(answer.text.split()) <= 100


def test_what_a_model_writes_does_not_hide_that_reports_disagree(tmp_path: Path) -> None:
    written = "4,200 people marched for a higher herring quota. [1]"
    reports = [report("The Courier", "4,200", 3), report("Today", "6,500", 4)]
    with desk_with(tmp_path, reports, written) as desk:
        answer = desk.ask(QUESTION)
        assert_always_true(desk, answer)
    assert [sentence.mode for sentence in answer.sentences] == ["generated", "quoted"]
    assert answer.disagreement is not None
    assert [one.marker for one in answer.disagreement.reports] == [1, 2]
    assert answer.disagreement.text in answer.notices


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("The ferry fare is more than €12, on 3 May.", "more than €12"),
        ("On 3 May the ferry fare rose to €5 million.", "€5 million"),
    ],
)
def test_a_value_is_told_in_the_words_of_its_report(tmp_path: Path, words: str, value: str) -> None:
    published = datetime(2025, 5, 4, tzinfo=UTC)
    reports = [
        Article(source, "Ferry fare", body, source=source, published_at=published)
        for source, body in (("The Courier", "The ferry fare is €9 now."), ("Today", words))
    ]
    with desk_with(tmp_path, reports) as desk:
        answer = desk.ask("How much is the ferry fare?")
    assert answer.disagreement is not None
    assert {one.values for one in answer.disagreement.reports} == {("€9",), (value,)}


def test_an_answer_without_a_removed_report_tells_nothing_of_it(tmp_path: Path) -> None:
    with desk_with(tmp_path, [report("The Courier", "4,200", 3), report("Today", "6,500", 4)]) as desk:
        kept = desk.ask(QUESTION).to_dict()
    left = redacted(kept, {"Today-6,500"})
    assert "disagreement" not in left
    assert "6,500" not in str(left["notices"])
    assert redacted(kept, {"another"}) == kept
    Answer.from_dict(left)


@pytest.mark.parametrize(
    ("other", "values"),
    [
        ("The ferry to Hask resumes on May 14, its owner said.", {("12 May",), ("May 14",)}),
        ("The ferry to Hask resumes in June, its owner said.", {("12 May",), ("June",)}),
        ("The ferry to Hask resumes in May, its owner said.", None),
        ("The ferry to Hask resumes on 12 May 2025.", None),
        ("The ferry to Hask resumes soon.", None),
    ],
)
def test_reports_of_different_days_disagree(
    tmp_path: Path, other: str, values: set[tuple[str, ...]] | None
) -> None:
    reports = [
        Article(source, "Ferry to Hask", body, source=source, published_at=datetime(2025, 5, 4, tzinfo=UTC))
        for source, body in (("The Courier", "The ferry to Hask resumes on 12 May."), ("Today", other))
    ]
    with desk_with(tmp_path, reports) as desk:
        answer = desk.ask("When does the ferry to Hask resume?")
    told = answer.disagreement and {one.values for one in answer.disagreement.reports}
    assert told == values
