from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from corpus.text.sentences import Span
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.question.understand import Question, understand
from qa.refuse.answerability import answerability, fitted, signs, threshold

TEXT = "The parliament must ratify the fishing agreement, the minister said."
TODAY = date(2024, 3, 10)
QUESTION = understand("Who must ratify the fishing agreement?")


def evidence(text: str = TEXT, day: int | None = 9, logit: float = 6.0, score: float = 4.0) -> Evidence:
    published = None if day is None else datetime(2024, 3, day, tzinfo=UTC)
    hit = Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "Fishing deal", published_at=published)
    return Evidence(hit, 0, len(text), text, score, 1.0, logit, Span(4, 14), 0.9)


def weak(**other: float) -> Evidence:
    return replace(evidence("Gulls flew over the harbour.", logit=-6.0, **other), certainty=0.1)  # type: ignore[arg-type]


def is_answered(question: Question, evidence: Sequence[Evidence], today: date | None = None) -> bool:
    return answerability(question, evidence, today) >= threshold(question, today) > fitted().near


def test_no_evidence_answers_nothing() -> None:
    assert answerability(QUESTION, [], TODAY) == 0.0
    assert not is_answered(QUESTION, [], TODAY)


def test_evidence_that_says_what_is_asked_answers_and_other_does_not() -> None:
    assert is_answered(QUESTION, [evidence(), weak(score=1.0)], TODAY)
    assert is_answered(QUESTION, [evidence(), weak(score=1.0)])
    assert not is_answered(QUESTION, [weak(score=1.0)], TODAY)
    assert not is_answered(QUESTION, [weak(score=1.0)])


def test_the_day_and_the_outlet_of_an_article_tell_what_is_asked_of_them() -> None:
    asked = understand("Who must ratify the fishing agreement of March 2024, according to the Courier?")
    bare, told = evidence(day=None), evidence()
    told = replace(told, hit=replace(told.hit, source="The Courier"))
    assert signs(asked, [bare])["chunk"] < 1.0
    assert signs(asked, [told])["chunk"] == pytest.approx(1.0)


def test_nearness_halves_every_twenty_days() -> None:
    hit = evidence().hit
    noon = datetime(2024, 2, 19, 12, tzinfo=UTC)
    old = replace(evidence(), hit=replace(hit, published_at=noon))
    assert signs(QUESTION, [old], TODAY)["nearness"] == pytest.approx(0.5)
    assert answerability(QUESTION, [evidence()], TODAY) > answerability(QUESTION, [old], TODAY)


def test_without_a_day_nearness_halves_every_year_before_the_newest() -> None:
    old = replace(evidence(), hit=replace(evidence().hit, published_at=datetime(2023, 3, 10, tzinfo=UTC)))
    assert signs(QUESTION, [old, evidence()])["nearness"] == pytest.approx(0.5)
    assert signs(QUESTION, [evidence(), old])["nearness"] == 1.0
    assert signs(QUESTION, [evidence(day=None), old])["nearness"] == 0.5
    assert signs(QUESTION, [evidence(day=None)])["nearness"] == 1.0
    assert answerability(QUESTION, [evidence(), old]) > answerability(QUESTION, [old, evidence()])


@pytest.mark.parametrize(
    ("asked", "day", "today"),
    [
        ("Who must ratify the fishing agreement?", None, TODAY),
        ("Who had to ratify the fishing agreement of 2019?", 9, TODAY),
        ("Who had to ratify the fishing agreement in March?", 9, TODAY),
        ("Who had to ratify the fishing agreement two years ago?", 9, TODAY),
    ],
)
def test_nearness_says_nothing_where_the_day_is_not_known(
    asked: str, day: int | None, today: date | None
) -> None:
    assert signs(understand(asked), [evidence(day=day)], today)["nearness"] == 0.5


def test_old_evidence_that_says_all_that_is_asked_still_answers() -> None:
    published = datetime(2019, 3, 9, tzinfo=UTC)
    # The score that all of the question's words, the first rank and these log-odds come to.
    old = evidence(logit=7.0, score=4.4)
    old = replace(old, hit=replace(old.hit, published_at=published))
    assert is_answered(QUESTION, [old, *[weak(score=1.5)] * 3], TODAY)
