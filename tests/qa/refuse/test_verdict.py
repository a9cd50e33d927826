"""A short question in a large archive needs a sure reader; a known day orders and hides nothing."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from corpus.article import Article
from index.catalogue.records import Counts
from index.search.filters import Filters
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.evidence.find import Finder, Findings
from qa.evidence.sentences import MOST_READ
from qa.question.understand import Question, understand
from qa.refuse.answerability import Estimate
from qa.refuse.verdict import verdict_on
from tests.qa.answer.desks import desk_with

TODAY = date(2024, 12, 20)
SHORT, LONG = (
    "Who opened the fishing museum?",
    "Which mayor of Hask opened the new fishing museum on the harbour pier?",
)


def counts(articles: int) -> Counts:
    return Counts(
        articles=articles,
        versions=articles,
        stories=articles,
        chunks=articles,
        undated=articles,
        sources={},
        first_published=None,
        last_published=None,
        languages={"en": articles},
        expired=0,
        last_expired=None,
    )


def evidence(logit: float) -> Evidence:
    text = "Ana Vale, mayor of Hask, opened the new fishing museum on the harbour pier."
    hit = Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "A museum opens", language="en")
    return Evidence(hit, 0, len(text), text, 4.0, 1.0, logit)


@pytest.mark.parametrize(
    ("asked", "logit", "articles", "by_day", "quotable"),
    [
        (SHORT, 3.0, 5000, False, False),
        (SHORT, 5.0, 5000, False, True),
        (SHORT, 3.0, 5, False, True),
        (SHORT, 3.0, 5000, True, True),
        (LONG, 3.0, 5000, False, True),
    ],
)
def test_a_short_question_in_a_large_archive_is_answered_if_the_reader_is_sure(
    asked: str, logit: float, articles: int, by_day: bool, quotable: bool
) -> None:
    item = evidence(logit)
    estimate = Estimate(0.5, 0.2, by_day)
    verdict = verdict_on(understand(asked), [item.hit], [item], counts(articles), estimate)
    assert verdict.quotable is quotable
    assert verdict.near


@pytest.mark.parametrize(
    ("asked", "quotable"),
    [
        ("Who opened the museum of Hask?", True),
        ("Who opened the museum of Torvik?", False),
        ("Who opened the museum of Torvik in Hask?", True),
        ("Who opened the museum for the TGC?", True),  # Reports have the whole name.
        ("Who opened the museum in the United Kingdom?", True),
    ],
)
def test_a_report_with_none_of_the_names_asked_for_only_comes_near(asked: str, quotable: bool) -> None:
    item = evidence(5.0)
    others = Hit(2, 0.5, "b", 1, "b-0", 0, 6, "Torvik TGC United Kingdom", "News", language="en")
    verdict = verdict_on(understand(asked), [item.hit, others], [item], counts(50), Estimate(0.5, 0.2, False))
    assert verdict.quotable is quotable
    assert verdict.near


def news(number: int) -> Article:
    body = f"The library of Vorn lent {number + 20} books, the librarian said on day {number}."
    day = datetime(2024, 12, 19, tzinfo=UTC) - timedelta(days=number % 10)
    return Article(f"n{number}", f"Books lent in Vorn, day {number}", body, published_at=day)


FERRY = Article(
    "ferry",
    "Ferry Alma sinks off Hask harbour",
    "The ferry Alma sank off Hask harbour because a loading door had not been locked, investigators said.",
    published_at=datetime(2024, 5, 2, tzinfo=UTC),
)
QUESTION = "Why did the ferry Alma sink off Hask harbour?"


class NearDaysOnly:
    """Finds, with a day, nothing but news of around it that answers nothing."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def find(
        self,
        question: Question,
        top_k: int = 10,
        filters: Filters | None = None,
        today: date | None = None,
        most: int = MOST_READ,
    ) -> Findings:
        if today is not None:
            filters = Filters(published_from=today - timedelta(days=30))
        return self._finder.find(question, top_k, filters, today, most=most)


def test_what_happened_long_before_the_day_of_asking_is_answered_and_said_to_be(tmp_path: Path) -> None:
    notice = "No report from around 20 December 2024 answers this; others do."
    with desk_with(tmp_path, [FERRY, *(news(number) for number in range(80))]) as desk:
        desk._finder = cast(Finder, NearDaysOnly(desk._finder))
        answer = desk.ask(QUESTION, today=TODAY)
        without_day = desk.ask(QUESTION)
    assert answer.status == without_day.status == "answered"
    assert answer.citations[0].article_id == without_day.citations[0].article_id == "ferry"
    assert notice in answer.notices
    assert notice not in without_day.notices


def test_the_latest_is_said_to_be_as_of_its_day_and_no_more(tmp_path: Path) -> None:
    with desk_with(tmp_path, [FERRY, *(news(number) for number in range(80))]) as desk:
        desk._finder = cast(Finder, NearDaysOnly(desk._finder))
        answer = desk.ask("What is the latest on the ferry Alma off Hask harbour?", today=TODAY)
    assert answer.notices == ("As of 2 May 2024, the date of the newest report that answers.",)


def test_what_no_report_of_any_time_answers_is_refused_with_a_day_too(tmp_path: Path) -> None:
    with desk_with(tmp_path, [news(number) for number in range(80)]) as desk:
        desk._finder = cast(Finder, NearDaysOnly(desk._finder))
        answer = desk.ask(QUESTION, today=TODAY)
    assert answer.status != "answered"
    assert not any("others do" in notice for notice in answer.notices)


def test_what_comes_nearest_may_be_of_any_day(tmp_path: Path) -> None:
    with desk_with(tmp_path, [FERRY, *(news(number) for number in range(80))]) as desk:
        desk._finder = cast(Finder, NearDaysOnly(desk._finder))
        answer = desk.ask("When will the ferry Alma be raised off Hask harbour?", today=TODAY)
    assert answer.status != "answered"
    assert {shown.article_id for shown in (*answer.citations, *answer.nearest)} == {"ferry"}
    assert not any("others do" in notice for notice in answer.notices)


def test_how_many_is_not_answered_by_a_sentence_without_a_number(tmp_path: Path) -> None:
    with desk_with(tmp_path, [FERRY]) as desk:
        answer = desk.ask("How many people died when the ferry Alma sank off Hask harbour?")
    assert answer.status != "answered"
