"""Standfirsts, days, outlets and ages: each kind of question is answered by what tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from corpus.article import Article
from tests.qa.answer.desks import assert_always_true, desk_with


def test_a_standfirst_is_found_and_quoted_as_such(tmp_path: Path) -> None:
    fund = Article(
        "fund",
        "A quiet week on the quay",
        "The boats stayed in, and the gulls had the market to themselves.",
        summary="The harbour board has dismissed its treasurer. He is said to have taken 40,000 crowns.",
    )
    with desk_with(tmp_path, [fund]) as desk:
        answer = desk.ask("Whom has the harbour board dismissed?")
        assert_always_true(desk, answer)
    assert answer.status == "answered"
    assert answer.citations[0].field == "summary"
    assert answer.citations[0].quote == "The harbour board has dismissed its treasurer."


def test_a_standfirst_that_the_text_repeats_is_quoted_from_the_text(tmp_path: Path) -> None:
    opening = "The harbour board has dismissed its treasurer."
    fund = Article("fund", "Quiet on the quay", f"{opening} Gulls cried.", summary=opening)
    with desk_with(tmp_path, [fund]) as desk:
        answer = desk.ask("Whom has the harbour board dismissed?")
    assert [citation.field for citation in answer.citations if citation.quote == opening] == ["body"]


def test_news_of_a_day_is_how_its_articles_begin(tmp_path: Path) -> None:
    days = {"first": 25, "second": 26, "other": 28}
    given_articles = [
        Article(
            name,
            f"The {name} report",
            f"A storm of the {name} kind came. It rained.",
            published_at=datetime(2025, 2, day, tzinfo=UTC),
        )
        for name, day in days.items()
    ]
    with desk_with(tmp_path, given_articles) as desk:
        answer = desk.ask("What happened on 25 February 2025?")
        none = desk.ask("What happened on 3 March 2024?")
        assert_always_true(desk, answer)
    assert answer.text == ("“A storm of the first kind came.” [1] “A storm of the second kind came.” [2]")
    assert none.status == "no_evidence"


def test_an_outlet_that_is_named_is_heard_and_not_missed(tmp_path: Path) -> None:
    given_articles = [
        Article("one", "Avalanche", "The avalanche buried a road.", source="The Vell Gazette"),
        Article("two", "Avalanche", "The avalanche buried a hut.", source="Harbour Wire"),
    ]
    with desk_with(tmp_path, given_articles) as desk:
        answers = [
            desk.ask(f"What did {name} say about the avalanche?") for name in ("the Gazette", "Harbour Wire")
        ]
    assert [answer.citations[0].source for answer in answers] == ["The Vell Gazette", "Harbour Wire"]


def test_what_an_outlet_reported_is_answered_by_it_before_others_that_have_more_of_the_words(
    tmp_path: Path,
) -> None:
    told = "The big avalanche at Skarn pass buried a road and a hut"
    others = [
        Article(
            f"other-{n}", f"Avalanche at Skarn pass {n}", f"{told}, {n} in all.", source="The Vell Gazette"
        )
        for n in range(4)
    ]
    own = Article("own", "Roads", "Rain fell. A big avalanche at Skarn came down.", source="Harbour Wire")
    with desk_with(tmp_path, [*others, own]) as desk:
        answer = desk.ask("What did Harbour Wire report about the big avalanche at Skarn pass?")
        anyone = desk.ask("What was reported about the big avalanche at Skarn pass?")
    assert {cited.source for cited in answer.citations} == {"Harbour Wire"}
    assert anyone.citations[0].source == "The Vell Gazette"


def test_an_age_that_only_a_later_sentence_may_tell_is_not_answered_by_the_others(tmp_path: Path) -> None:
    ship = " ".join(
        f"The ship Orrin sailed with {crew} to port {n}."
        for n, crew in enumerate(("cooks", "sailors", "mates", "boys"))
    )
    given_articles = [Article("ship", "The ship Orrin", f"{ship} The harbour is 31 years old.")]
    with desk_with(tmp_path, given_articles) as desk:
        answer = desk.ask("How old is the ship Orrin?")
    assert answer.status != "answered"


def test_articles_that_are_to_be_counted_are(tmp_path: Path) -> None:
    given_articles = [
        Article(str(n), f"Report {n}", f"Ana Vale spoke to crew {n} on the quay.") for n in range(4)
    ]
    given_articles.append(Article("other", "Elsewhere", "Ana Lund and Bo Vale spoke."))
    with desk_with(tmp_path, given_articles) as desk:
        answer = desk.ask("How many articles mention Ana Vale?")
        none = desk.ask("How many articles mention Odd Lien?")
        assert_always_true(desk, answer)
    assert "4 articles mention “Ana Vale”." in (answer.text, *answer.notices)
    # Not "no answer": that is one.
    assert none.text == "No article mentions “Odd Lien”."
    assert none.status == "no_evidence"


def test_a_rank_that_no_passage_names_is_not_answered(tmp_path: Path) -> None:
    best = Article("best", "The plant has its best month", "The plant has had its best month, September.")
    with desk_with(tmp_path, [best]) as desk:
        assert desk.ask("What was the best month of the plant?").status == "answered"
        assert desk.ask("What was the second-best month of the plant?").status != "answered"


def test_two_quotes_never_have_the_same_words(tmp_path: Path) -> None:
    text = "Mayor Ana Vale came in. She replaced Odd Lien as mayor. She had beaten Odd Lien as mayor."
    with desk_with(tmp_path, [Article("a", "A mayor comes", text)]) as desk:
        answer = desk.ask("Who was mayor before Ana Vale?")
        assert_always_true(desk, answer)
    spans = sorted((one.start, one.end) for one in answer.citations if one.field == "body")
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
