"""Which sentence comes first where scores do not tell: the one with what is asked for, or the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from corpus.text.sentences import Span
from index.search.hit import Hit
from qa.evidence.candidates import Evidence
from qa.evidence.ordering import in_order, states_what_is_asked
from qa.question.understand import understand


def sentence(
    text: str, score: float, name: str = "a", day: int = 1, start: int = 0, title: str = "Title"
) -> Evidence:
    at = datetime(2025, 1, day, tzinfo=UTC)
    hit = Hit(1, 1.0, name, 1, f"{name}-0", 0, 500, text, title, published_at=at)
    return Evidence(hit, start, start + len(text), text, score, 1.0)


def valued(text: str, value: str, score: float, logit: float, name: str, day: int) -> Evidence:
    """A sentence that the reader judged: where it has the value, and how surely that answers."""
    start = text.index(value)
    judged = sentence(text, score, name, day)
    return replace(judged, logit=logit, answer=Span(start, start + len(value)), certainty=0.6)


def first(question: str, *items: Evidence) -> str:
    return in_order(understand(question), items)[0].text


def test_a_sentence_that_tells_a_price_goes_before_one_that_tells_none() -> None:
    asked = "How much did the ferry cost?"
    told, other = "The new ship cost €31 million.", "The ferry runs on power from the tide."
    assert first(asked, sentence(other, 3.0), sentence(told, 2.5)) == told
    # Far less about the question, it is another thing's price.
    assert first(asked, sentence(other, 4.5), sentence(told, 2.5)) == other


def test_what_will_cost_something_does_not_tell_what_did() -> None:
    was, will = "The new ship cost €31 million.", "A car will cost €33."
    assert first("How much did the ferry cost?", sentence(will, 2.6), sentence(was, 2.5)) == was
    assert first("How much does the ferry cost?", sentence(will, 2.6), sentence(was, 2.5)) == will


OLD = valued("A day pass for the Torvik tram will cost $4.50 from May.", "$4.50", 3.9, 3.2, "old", 2)
DOG = valued("A dog will cost $2, down from $3.", "$2", 3.5, 2.9, "new", 9)
NEW = valued("A day pass will cost $5.", "$5", 3.7, 0.5, "new", 9)


def test_the_newest_value_of_the_same_thing_comes_first_however_unsure() -> None:
    assert first("How much is the tram?", OLD, DOG, NEW) == NEW.text
    # What may not answer at all is no newer value.
    assert first("How much is the tram?", OLD, replace(NEW, logit=-0.5)) == OLD.text
    assert first("How much was the tram?", OLD, DOG, NEW) == OLD.text


def test_a_newer_number_of_another_firm_is_not_the_firm_s() -> None:
    asked = "How many employees does Torvik Glass have?"
    own = valued("Torvik Glass has 212 employees.", "212", 3.0, 6.0, "own", 2)
    other = valued("The yard in Hask has 6,100 employees.", "6,100", 2.9, 3.0, "other", 9)
    newer = valued("Torvik Glass now has 230 employees.", "230", 2.9, 3.0, "newer", 5)
    assert first(asked, own, other) == own.text
    assert first(asked, own, other, newer) == newer.text


def test_what_the_newest_is_about_may_have_a_newer_value_still() -> None:
    middle = valued("Fares stay, with a student pass at $3.", "$3", 3.8, 2.5, "middle", 5)
    last = valued("A student pass will cost $3.50.", "$3.50", 2.0, 0.4, "last", 12)
    assert first("How much is a ticket for the tram?", OLD, middle, last) == last.text


def test_by_how_much_a_price_differs_and_from_which_is_not_the_price() -> None:
    differs = valued("That is $0.50 more than the $4.50 charged since May.", "$0.50 more", 4.0, 3.4, "new", 9)
    assert first("How much is the tram?", differs, OLD) == OLD.text


def test_who_was_there_before_is_told_by_who_left() -> None:
    chosen, left = "Ana Vale became mayor of Hask on Monday.", "Odd Lien resigned on Friday."
    assert first("Who was mayor of Hask before Ana Vale?", sentence(chosen, 4.0), sentence(left, 2.0)) == left


def test_the_latest_on_a_subject_is_its_newest_report_from_the_beginning_on() -> None:
    old = sentence("The quarry strike began.", 3.0, "old", 2)
    new = [
        sentence("Talks on the quarry strike broke down.", 2.0, "new", 9),
        sentence("It rained on the quarry strike.", 2.5, "new", 9, start=100),
    ]
    other = sentence("A new coach came.", 2.8, "other", 20)
    ordered = in_order(understand("What is the latest on the quarry strike?"), [old, *new, other])
    assert [item.text for item in ordered[:2]] == [new[0].text, new[1].text]
    assert ordered[0].score == 3.0


def test_of_a_subject_that_nothing_is_about_the_best_comes_first() -> None:
    items = [sentence("A new coach came.", 2.0), sentence("It rained.", 3.0)]
    assert first("What is the latest on the quarry strike?", *items) == "It rained."


def test_what_only_mentions_a_subject_is_no_news_of_it() -> None:
    asked = understand("What is the latest on the quarry strike?")
    report = sentence("Talks broke down.", 2.0, "report", 3, title="Quarry strike enters its third week")
    mention = sentence("The hero of the film joins a quarry strike.", 3.0, "films", 9, title="Films to see")
    mention = replace(mention, hit=replace(mention.hit, start=500))
    assert (states_what_is_asked(asked, report), states_what_is_asked(asked, mention)) == (True, False)
    assert in_order(asked, [mention, report])[0].text == report.text


def test_words_of_a_subject_that_stand_apart_are_another_subject_s() -> None:
    asked = understand("What is the latest on the harbour strike?")
    apart = sentence("A relay made the ship strike the pier, the harbour office said.", 3.0, "apart", 9)
    report = sentence("The strike at the harbour is over.", 2.0, "report", 3)
    assert (states_what_is_asked(asked, report), states_what_is_asked(asked, apart)) == (True, False)
    assert in_order(asked, [apart, report])[0].text == report.text
    # A name tells by itself what a report is on.
    named = understand("What is the latest on the war in Morvane?")
    assert states_what_is_asked(named, sentence("Morvane's army is tired of the long and cold war.", 2.0))


def test_a_heading_does_not_tell_what_happened() -> None:
    heading, report = "Flight 12 to Hask", "Flight 12 lost a door."
    assert first("What happened to flight 12?", sentence(heading, 3.0), sentence(report, 2.5)) == report
    assert first("Which flight lost a door?", sentence(heading, 3.0), sentence(report, 2.5)) == heading
