"""Where the day of asking is known and nothing from around it answers, any day's report may."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from corpus.article import Article
from corpus.text.sentences import Span
from index.search.hit import Hit
from index.search.pipeline import SearchResult
from qa.answer import interpretation
from qa.answer.interpretation import best_interpretation
from qa.evidence.candidates import Evidence
from qa.evidence.find import Finder, Findings
from qa.question.understand import understand
from qa.refuse.answerability import Estimate
from tests.qa.answer.desks import desk_with

TODAY = date(2024, 5, 12)
# An archive of fewer has no news of the day.
ARTICLES = [
    Article(
        f"{number}", f"Ferry {number}", "The ferry sails.", published_at=datetime(2024, 5, 12, tzinfo=UTC)
    )
    for number in range(5)
]


class TwoSearches:
    """Finds one sentence near the day of asking and another of any day."""

    def __init__(self, near: Evidence, of_any_day: Evidence) -> None:
        self._found = {True: near, False: of_any_day}

    def find(
        self, question: Any, top_k: int, filters: Any, today: date | None = None, most: int = 0
    ) -> Findings:
        return Findings(SearchResult((), (), {}), (self._found[today is not None],))


def sentence(text: str, logit: float) -> Evidence:
    hit = Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "Ferry")
    return Evidence(hit, 0, len(text), text, 1.0, 1.0, logit, Span(0, 3))


@pytest.mark.parametrize(
    ("near", "logit", "of_any_day", "chosen"),
    [
        (0.1, 5.0, 0.1, "near"),  # It answers by the reader's judgement too: no second search.
        (0.1, -5.0, 0.1, "any"),
        (0.1, -5.0, -0.1, "near"),  # Nothing else is sure either.
        (-0.1, 5.0, 0.1, "any"),
    ],
)
def test_what_the_reader_denies_makes_way_for_what_answers_on_any_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, near: float, logit: float, of_any_day: float, chosen: str
) -> None:
    monkeypatch.setattr(interpretation, "estimate", lambda *_: Estimate(0.4, near, False))
    monkeypatch.setattr(interpretation, "estimate_of_any_day", lambda *_: Estimate(0.7, of_any_day, False))
    finder = cast(Finder, TwoSearches(sentence("near", logit), sentence("any", 5.0)))
    with desk_with(tmp_path, ARTICLES) as desk:
        ways = [understand("When does the ferry sail?")]
        one = best_interpretation(desk._archive, finder, ways, None, TODAY, 10)
    assert one.findings.evidence[0].text == chosen
    assert one.any_day is (chosen == "any")


@pytest.mark.parametrize(
    ("near", "of_any_day", "margin", "chosen"),
    [
        ("A hospital laid off 100 doctors.", "Torvik laid off 40.", 0.1, "any"),
        ("A hospital laid off 100 doctors.", "Torvik laid off 40.", -0.1, "near"),
        ("A hospital laid off 100 doctors.", "A yard laid off 40.", 0.1, "near"),  # No better.
        ("Torvik laid off 12.", "Torvik laid off 40.", 0.1, "near"),
    ],
)
def test_what_has_the_names_of_the_question_goes_before_what_is_near_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, near: str, of_any_day: str, margin: float, chosen: str
) -> None:
    monkeypatch.setattr(interpretation, "estimate", lambda *_: Estimate(0.4, 0.1, False))
    monkeypatch.setattr(interpretation, "estimate_of_any_day", lambda *_: Estimate(0.7, margin, False))
    finder = cast(Finder, TwoSearches(sentence(near, 5.0), sentence(of_any_day, 5.0)))
    with desk_with(tmp_path, ARTICLES) as desk:
        ways = [understand("How many people did Torvik lay off?")]
        one = best_interpretation(desk._archive, finder, ways, None, TODAY, 10)
    assert one.any_day is (chosen == "any")


class ByFilters:
    """Finds one sentence within days and another without."""

    def __init__(self, lately: Evidence, ever: Evidence) -> None:
        self._lately, self._ever = lately, ever
        self.begins: list[Any] = []

    def find(
        self, question: Any, top_k: int, filters: Any, today: date | None = None, most: int = 0
    ) -> Findings:
        self.begins.append(filters and filters.published_from)
        return Findings(SearchResult((), (), {}), (self._lately if filters else self._ever,))


@pytest.mark.parametrize(
    ("question", "lately", "chosen"),
    [
        ("What is the latest on Vell?", "The bridge to Vell is closed.", "lately"),
        ("What is the latest on Vell?", "It rained in Hask.", "ever"),  # Nothing on it.
        # Words of two that another report has, and its headline has not.
        ("What is the latest on the bridge tolls?", "The bridge has no tolls.", "ever"),
        ("Who closed Vell?", "The bridge to Vell is closed.", "ever"),
    ],
)
def test_the_latest_is_looked_for_in_the_last_weeks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, lately: str, chosen: str
) -> None:
    monkeypatch.setattr(interpretation, "estimate", lambda *_: Estimate(0.9, 0.5, False))
    finds = ByFilters(sentence(lately, 1.0), sentence("Vell had a bridge with tolls.", 5.0))
    with desk_with(tmp_path, ARTICLES) as desk:
        ways = [understand(question)]
        one = best_interpretation(desk._archive, cast(Finder, finds), ways, None, TODAY, 10)
    assert (one.findings.evidence[0].text == lately) is (chosen == "lately")
    assert one.filters is None
    # Sixty days.
    assert finds.begins == [None] + [date(2024, 3, 13)] * ("latest" in question)
