"""A whole name goes before its last word where both sentences answer, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter

import pytest

from corpus.text.sentences import Span
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.evidence.whole_names import whole_name_first

AT = datetime(2025, 1, 2, tzinfo=UTC)


def judged(text: str, answer: str, score: float = 4.0, logit: float = 6.0) -> Evidence:
    hit = Hit(1, 1.0, text, 1, f"{text}-0", 0, 500, text, "Title", published_at=AT)
    place = text.index(answer)
    span = Span(place, place + len(answer))
    return Evidence(hit, 0, len(text), text, score, 1.0, logit=logit, answer=span, certainty=0.6)


def first(*read: Evidence) -> str:
    return whole_name_first(read, attrgetter("score"))[0].text


SHORT = judged("Roe won the Hask marathon for the third time.", "Roe")
WHOLE = judged("Ada Mary Roe has won the Hask marathon again.", "Ada Mary Roe", 3.4, 4.0)


def test_the_whole_name_comes_first_with_the_score_of_the_best() -> None:
    ordered = whole_name_first([SHORT, WHOLE], attrgetter("score"))
    assert [item.text for item in ordered] == [WHOLE.text, SHORT.text]
    assert [item.score for item in ordered] == [SHORT.score, SHORT.score]


def test_a_team_is_named_whole_without_its_article() -> None:
    short = judged("The Herons are first to reach fifty wins.", "The Herons")
    whole = judged("The Hask Herons won their fiftieth game.", "Hask Herons", 3.9)
    assert first(short, whole) == whole.text


def test_a_possessive_is_the_same_name() -> None:
    short = judged("Roe's win was her third in Hask.", "Roe's")
    assert first(short, WHOLE) == WHOLE.text


@pytest.mark.parametrize(
    ("short", "other"),
    [
        ("Roe", "Ada Moe"),
        ("Roe", "Bo, Ada Roe"),
        ("Roe", "mayor Roe"),
        ("Roe", "Mr Roe"),
        ("Torvik", "Northern Torvik"),
        ("Ada Roe", "Bo Ada Roe"),
        ("12", "Pier 12"),
        ("ferry", "Hask Ferry"),
    ],
)
def test_other_names_stay_where_they_are(short: str, other: str) -> None:
    best = judged(f"It was {short} who won.", short)
    assert first(best, judged(f"It was {other} again.", other)) == best.text


def test_a_sentence_far_behind_is_about_another_of_that_name() -> None:
    assert first(SHORT, replace(WHOLE, score=2.9)) == SHORT.text
    assert first(SHORT, replace(WHOLE, logit=2.0)) == SHORT.text


def test_nothing_read_is_nothing() -> None:
    assert whole_name_first([], attrgetter("score")) == []
    unread = replace(SHORT, answer=None)
    assert first(unread, WHOLE) == unread.text
