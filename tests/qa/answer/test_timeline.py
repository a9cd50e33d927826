"""A course of events: one fact a date, the newest never missing, nothing else, and the value that changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from index.registers.redaction import redacted
from qa.answer.model import Answer
from qa.cli.text import answer_text
from tests.qa.answer.desks import assert_always_true, desk_with

HOW = "How has the ferry fare changed?"


def report(name: str, body: str, day: int, title: str = "Ferry fare", month: int = 5) -> Article:
    published = datetime(2025, month, day, tzinfo=UTC)
    return Article(name, title, body, source="The Courier", published_at=published)


FARES = [
    report("first", "ORRIN (AP) — The ferry fare goes up to €11.40 from €9.80.", 1),
    report("second", "The ferry fare will be €12.60, €1.20 more than the €11.40 of last year.", 3),
    report("third", "The ferry fare comes down to €10.20 in June.", 9),
]
ELSE = [
    report("ship", "The new ferry cost €31.5 million, and whoever pays the fare pays for it.", 4),
    report("wreck", "Divers of Hask found a wreck off the bay.", 5, "A wreck"),
    report("quay", "The ferry fare is paid on the quay of Hask now.", 3),
]


def asked(folder: Path, articles: list[Article], question: str = HOW) -> Answer:
    with desk_with(folder, articles) as desk:
        answer = desk.ask(question)
        assert_always_true(desk, answer)
    return answer


def test_a_value_that_changed_stands_beside_each_date_and_nothing_else_does(tmp_path: Path) -> None:
    answer = asked(tmp_path, [*FARES, *ELSE])
    assert [(row.day, row.value) for row in answer.timeline] == [
        ("2025-05-01", "€11.40"),
        ("2025-05-03", "€12.60"),
        ("2025-05-09", "€10.20"),
    ]
    assert [row.marker for row in answer.timeline] == [1, 2, 3]
    assert all(row.value in answer.citations[row.marker - 1].quote for row in answer.timeline if row.value)
    assert answer.citations[0].quote.startswith("The ferry fare")
    assert "2025-05-01 €11.40: “The ferry" in answer_text(answer)


def test_the_newest_report_is_never_missing_though_it_has_no_value(tmp_path: Path) -> None:
    newest = report("last", "The ferry fare is abolished for good, the council of Hask said.", 1, month=7)
    answer = asked(tmp_path, [*FARES, *ELSE, newest])
    assert [(row.day, row.value) for row in answer.timeline][-2:] == [
        ("2025-05-09", "€10.20"),
        ("2025-07-01", None),
    ]


def test_the_newest_of_very_many_is_never_missing(tmp_path: Path) -> None:
    many = [
        report(
            f"row-{day}-{part}",
            f"Row {part} over the ferry strike: the ferry strike of day {day}.",
            day,
            "Strike",
        )
        for day in range(1, 29)
        for part in range(3)
    ]
    newest = report("end", "After long talks the crews of the ferry ended their strike.", 2, "Talks", month=8)
    answer = asked(tmp_path, [*many, newest], "Timeline of the ferry strike")
    assert answer.timeline[-1].day == "2025-08-02"
    days = [row.day for row in answer.timeline]
    assert days == sorted(set(days))
    assert len(days) <= 8


def test_what_is_not_in_the_archive_has_no_timeline(tmp_path: Path) -> None:
    answer = asked(tmp_path, [*FARES, *ELSE], "Timeline of the Atlantis expedition")
    assert answer.status == "no_evidence"
    assert "timeline" not in answer.to_dict()


def test_days_alone_are_told_by_how_their_articles_begin(tmp_path: Path) -> None:
    answer = asked(tmp_path, [*FARES, *ELSE], "What happened between 4 May 2025 and 9 May 2025?")
    assert [row.day for row in answer.timeline] == ["2025-05-04", "2025-05-05", "2025-05-09"]


def test_a_timeline_comes_back_and_loses_what_was_removed(tmp_path: Path) -> None:
    answer = asked(tmp_path, FARES)
    assert Answer.from_dict(answer.to_dict()).timeline == answer.timeline
    left = redacted(answer.to_dict(), {"second"})["timeline"]
    assert [row["value"] for row in left] == ["€11.40", "€10.20"]


def test_the_place_of_an_event_is_not_the_event(tmp_path: Path) -> None:
    # The archive knows the town, and nothing of its vote.
    told = [
        report(
            "walk",
            "A walker was hurt by a falling stone in Green Harbour on Monday.",
            2,
            "A fall in Green Harbour",
        ),
        report(
            "nurse",
            "A nurse began her first job at a hospital of Green Harbour.",
            3,
            "Green Harbour has a nurse",
        ),
    ]
    assert not asked(tmp_path, told, "Timeline of the Green Harbour referendum").timeline


def test_what_others_decide_of_the_same_thing_is_no_part_of_it(tmp_path: Path) -> None:
    told = [
        report("law", "Hask adopted a ban on trawling within the bay.", 2, "Hask adopts a trawling ban"),
        report("court", "A court lifted the trawling ban of Hask.", 4, "Hask: court lifts trawling ban"),
        report("away", "Quennish adopted a ban on trawling as well.", 7, "Quennish adopts a trawling ban"),
    ]
    answer = asked(tmp_path, told, "Timeline of the Hask trawling ban")
    assert [row.day for row in answer.timeline] == ["2025-05-02", "2025-05-04"]
