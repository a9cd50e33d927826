from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.hit import Hit
from index.search.terms import coverage, terms
from qa.evidence.candidates import holds_kinds
from qa.evidence.quotable import quotable_spans
from qa.evidence.reader import Judgement, Passage, Reader, project_reader
from qa.evidence.sentences import choose, find_evidence
from qa.question.understand import understand
from tests.fakes import WordReader


def hit(text: str, rank: int = 1, start: int = 0, article_id: str = "a") -> Hit:
    return Hit(
        rank,
        1.0 / rank,
        article_id,
        1,
        f"{article_id}-{start}",
        start,
        start + len(text),
        text,
        "Fishing deal",
    )


class Pointing:
    """A reader that is as sure of every passage, and points at words of some."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        places = [passage.text.index(self._words[passage.text]) for passage in passages]
        ends = [at + len(self._words[one.text]) for at, one in zip(places, passages, strict=True)]
        return [Judgement(5.0, start, end, 0.9) for start, end in zip(places, ends, strict=True)]


def evidence_for(question: str, *hits: Hit, reader: Reader | None = None) -> list[str]:
    understood = understand(question)
    found = find_evidence(understood, hits, reader or WordReader())
    return [item.text for item in choose(found, understood, 3)]


@given(
    st.text(st.sampled_from('Aa. "“”\n😀é') | st.characters(codec="utf-8"), max_size=200), st.integers(0, 50)
)
def test_offsets_count_in_the_body(text: str, start: int) -> None:
    body = "x" * start + text
    understood = understand("Who said it?")
    found = find_evidence(understood, [hit(text, start=start)], WordReader())
    assert all(item.text == body[item.start : item.end] for item in found)
    spans = sorted((item.start, item.end) for item in found)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_of_reports_that_say_the_same_the_nearest_to_the_day_of_asking_comes_first() -> None:
    days = (datetime(2024, 1, 3, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC))
    old, near = (replace(hit(f"Torvik laid off {n}0 people.", 1, 0, str(n)), published_at=day)
                 for n, day in enumerate(days, 4))  # fmt: skip
    asked = understand("How many people did Torvik lay off?")
    for today, first in ((date(2024, 3, 5), near), (date(2024, 1, 5), old), (None, old)):
        [best, *_] = find_evidence(asked, [old, near], WordReader(), today)
        assert best.text == first.text


def test_a_report_from_months_before_is_read_as_one_of_yesterday_is() -> None:
    text = "Mayor Ilse Tandberg opened the new library on Friday."
    asked = understand("Who opened the new library?")
    old = replace(hit(text), published_at=datetime(2024, 1, 3, tzinfo=UTC))
    for today in (date(2024, 1, 4), date(2024, 1, 24), date(2024, 9, 1)):
        [best] = find_evidence(asked, [old], project_reader(), today)
        assert best.logit > 2.0


def test_a_report_without_the_names_that_are_asked_for_goes_behind_one_that_has_them() -> None:
    other, own = hit("The yard laid off 100 people.", 1, 0, "b"), hit("Torvik has laid off people: 40.", 2)
    assert evidence_for("How many people did Torvik lay off?", other, own)[0] == own.text
    # Reports have the whole name for initials.
    assert evidence_for("How many people did TGC lay off?", other, own)[0] == other.text


def test_a_quotation_stays_with_its_speaker() -> None:
    text = '"We have agreed. It will be signed soon," she said. The deal is old.'
    pieces = [span.of(text) for span in quotable_spans(text)]
    assert pieces == ['"We have agreed. It will be signed soon," she said.', "The deal is old."]
    text = "“We agreed.” Aoife said so on Monday. Nobody else spoke."
    assert quotable_spans(text)[0].of(text) == "“We agreed.” Aoife said so on Monday."


def test_a_ratio_goes_behind_a_count() -> None:
    ratio, count = (
        hit("Six in 10 of the ferries ran late."),
        hit("Of the ferries 412 ran late in all.", 2, 0, "b"),
    )
    pointing = Pointing({ratio.text: "Six", count.text: "412"})
    assert evidence_for("How many ferries ran late?", ratio, count, reader=pointing)[0] == count.text


def test_the_sentence_that_answers_comes_first() -> None:
    found = evidence_for(
        "Who must ratify the fishing agreement?",
        hit("Boats were painted. The parliament must ratify the fishing agreement. Gulls flew."),
    )
    assert found[0] == "The parliament must ratify the fishing agreement."


def test_a_later_part_gets_a_sentence_that_holds_its_kind_of_answer() -> None:
    text = (
        "Aoife Byrne praised the fishing agreement. Aoife Byrne signed the fishing agreement with pride. "
        "The fishing agreement has critics. It was on 12 May that pens were used."
    )
    found = evidence_for("Who signed the fishing agreement and when?", hit(text))
    assert any("12 May" in sentence for sentence in found)


def test_the_same_words_are_not_quoted_twice() -> None:
    text = "The parliament must ratify the agreement."
    assert len(evidence_for("Who must ratify the agreement?", hit(text), hit(text, 2, article_id="b"))) == 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_coverage_is_a_share(wanted: str, held: str) -> None:
    assert 0.0 <= coverage(terms(wanted), terms(held)) <= 1.0
    assert not terms(wanted) or abs(coverage(terms(wanted), terms(wanted)) - 1.0) < 1e-9


def test_words_that_begin_alike_are_nearly_the_same() -> None:
    assert 0.5 < coverage(terms("explode"), terms("explosion")) < 1.0
    assert coverage(terms("ferry"), terms("cheese")) == 0.0


def test_a_sentence_that_only_repeats_the_question_comes_after_one_that_answers() -> None:
    found = evidence_for(
        "Which body must ratify the fishing agreement?",
        hit("The fishing agreement must be ratified. The island parliament is to ratify the agreement."),
        reader=project_reader(),
    )
    assert found[0] == "The island parliament is to ratify the agreement."


def dated(text: str, article_id: str, month: int) -> Hit:
    return replace(hit(text, article_id=article_id), published_at=datetime(2025, month, 3, tzinfo=UTC))


def test_the_present_tense_is_answered_by_the_newest_of_what_answers_as_surely() -> None:
    old = dated("Tove Lindqvar is the coach of the club.", "old", 3)
    new = dated("Jan Ravn is the coach of the club.", "new", 9)
    assert evidence_for("Who is the coach of the club?", old, new)[0] == new.text
    assert evidence_for("coach of the club", old, new)[0] == new.text
    assert evidence_for("Who was the coach of the club?", old, new)[0] == old.text


class CountingReader(WordReader):
    """Counts the passages that it judges."""

    def __init__(self) -> None:
        self.count = 0

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        self.count += len(passages)
        return super().judge(question, passages)


def count_read(question: str, *texts: str) -> int:
    """How many of the sentences of as many articles the reader judges."""
    reader, hits = CountingReader(), [hit(text, article_id=str(i)) for i, text in enumerate(texts)]
    evidence = find_evidence(understand(question), hits, reader)
    assert reader.count == sum(item.was_read for item in evidence)
    return reader.count


def test_more_is_read_only_where_nothing_surely_answers() -> None:
    answer, beside = "The parliament ratified the agreement. ", "The agreement is about fish. "
    assert count_read("Who ratified the agreement?", answer + 4 * beside, *[5 * beside] * 4) == 8
    assert count_read("Which minister ratified the agreement first?", *[5 * beside] * 5) == 16
    assert count_read("Which minister ratified the agreement first?", beside, beside) == 2


def test_all_is_read_where_a_newer_report_or_another_day_counts() -> None:
    texts = ["The parliament ratified the agreement on 3 May. " + 4 * "It is about fish. "] * 5
    assert count_read("When was the agreement ratified?", *texts) == 16
    assert count_read("Who is ratifying the agreement now?", *texts) == 16


def test_what_the_reader_says_is_kept_with_its_place_in_the_body() -> None:
    text = "The parliament must ratify the fishing agreement."
    [item] = find_evidence(understand("Who must ratify it?"), [hit(text, start=7)], project_reader())
    assert item.answer is not None
    assert text[item.answer.start - 7 : item.answer.end - 7].startswith("The parliament")
    assert 0.0 < item.certainty <= 1.0


def test_a_dateline_is_no_part_of_a_quotation_and_its_sentence_still_leads() -> None:
    text = "ORRIN (AP) — The parliament must ratify the fishing agreement. Gulls flew."
    understood = understand("Who must ratify the fishing agreement?")
    [first, _] = find_evidence(understood, [hit(text)], WordReader())
    assert first.text == text[first.start : first.end] == "The parliament must ratify the fishing agreement."
    plain = find_evidence(understood, [hit(text.partition("— ")[2])], WordReader())
    assert first.score == plain[0].score


def test_a_dateline_on_a_line_of_its_own_is_not_quoted() -> None:
    text = "Orrin CNN —\n\nIt sank."
    assert [span.of(text) for span in quotable_spans(text)] == ["It sank."]


@pytest.mark.parametrize(
    "text", ["Sixteen ships sank.", "Eighty were aboard.", "It cost trillions.", "Some 12."]
)
def test_numbers_are_told_in_words_too(text: str) -> None:
    assert holds_kinds(("number",), text) == 1.0


def test_a_sentence_without_a_number_holds_none() -> None:
    assert holds_kinds(("number",), "One of the doors had not been locked.") == 0.0
