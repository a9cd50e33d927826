from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import ArchiveError, InputError, ModelError
from qa.evaluate.outcomes import Outcome, OutcomeFile
from qa.evaluate.report import EvalReport
from qa.evaluate.run import EvalOptions, evaluate
from tests.fakes import BagOfWords
from tests.qa.evaluate.desk import ARTICLES, CASES, FILLER, FakeDesk, Settings, StoredText
from tests.qa.schemas.validators import validator


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(Settings(tmp_path), ARTICLES + FILLER)


def value(report: EvalReport, name: str) -> float | None:
    return report.metrics[name].value


SHARES = ("evidence_recall@1", "answer_recall@4", "doc_hit@10", "doc_ndcg@10", "quote_recall@3")


class TestWorth:
    def test_a_perfect_desk_scores_one(self, desk: FakeDesk) -> None:
        report = evaluate(desk, CASES, EvalOptions(refusal=True))
        for name in (*SHARES, "answered_correct", "refusal_precision", "refusal_recall", "citation_exact"):
            assert value(report, name) == 1.0, name
        assert value(report, "answered_wrong") == 0.0
        assert report.failures == ()
        assert report.latency_ms["first_sentence"] == (20.0, 20.0)

    def test_a_worthless_desk_scores_zero(self, desk: FakeDesk) -> None:
        desk.worthless = True
        report = evaluate(desk, CASES, EvalOptions(refusal=True))
        for name in (*SHARES, "answered_correct", "refusal_recall"):
            assert value(report, name) == 0.0, name
        assert value(report, "answered_wrong") == 1.0
        assert value(report, "refusal_precision") is None
        assert {failure.id for failure in report.failures} == {case.id for case in CASES}
        assert {"answered_wrong", "answered_without_evidence", "doc_hit@10"} <= set(report.failures[0].failed)
        assert report.failures[0].titles[0] == ARTICLES[1].title

    def test_an_inexact_citation_shows(self, desk: FakeDesk) -> None:
        desk.inexact = True
        report = evaluate(desk, CASES)
        assert value(report, "citation_exact") == 0.0
        assert report.failures[0].failed == ("citation_exact",)

    def test_without_answers_only_the_articles_are_measured(self, desk: FakeDesk) -> None:
        report = evaluate(desk, [case.model_copy(update={"answer": None}) for case in CASES])
        for name in ("evidence_recall@1", "quote_recall@3", "answered_correct", "answered_wrong"):
            assert (value(report, name), report.metrics[name].n) == (None, 0)
        assert value(report, "doc_hit@1") == 1.0

    def test_searching_only_asks_nothing(self, desk: FakeDesk) -> None:
        report = evaluate(desk, CASES, EvalOptions(search_only=True))
        assert desk.asked == []
        assert value(report, "quote_recall@3") == 1.0
        assert value(report, "citation_exact") is None
        assert report.latency_ms == {
            "retrieve": (5.0, 5.0),
            "first_sentence": (None, None),
            "total": (None, None),
        }


class TestWhatIsAsked:
    def test_the_answer_comes_before_the_search_that_would_warm_it_up(self, desk: FakeDesk) -> None:
        evaluate(desk, CASES[:1])
        assert [top_k for _, top_k, _ in desk.searched] == [10, 100]

    def test_asked_on_is_today_unless_withheld(self, desk: FakeDesk) -> None:
        case = CASES[0].model_copy(update={"asked_on": date(2025, 3, 1)})
        evaluate(desk, [case])
        assert {today for _, today, _ in desk.asked} == {date(2025, 3, 1)}
        desk.asked.clear()
        evaluate(desk, [case], EvalOptions(today=False))
        assert {today for _, today, _ in desk.asked} == {None}
        assert {today for _, _, today in desk.searched[-2:]} == {None}

    def test_the_articles_with_the_answer_are_left_out(self, desk: FakeDesk) -> None:
        desk.articles.append(StoredText("also", "Elsewhere", "Not a word.", summary="Of 100 Crowns!"))
        evaluate(desk, CASES[:1], EvalOptions(refusal=True))
        assert [without for _, _, without in desk.asked if without] == [("herring", "also")]

    def test_an_answer_in_over_a_twentieth_of_the_articles_is_skipped(self, desk: FakeDesk) -> None:
        common = CASES[0].model_copy(update={"answer": "common"})
        report = evaluate(desk, [common], EvalOptions(refusal=True))
        assert report.metrics["refusal_recall"].n == 0

    def test_refusals_need_answers(self, desk: FakeDesk) -> None:
        with pytest.raises(InputError, match="searching only"):
            evaluate(desk, CASES, EvalOptions(refusal=True, search_only=True))

    def test_progress_is_told(self, desk: FakeDesk) -> None:
        told: list[tuple[int, int]] = []
        evaluate(desk, CASES, on_progress=lambda done, total: told.append((done, total)))
        assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


class TestResume:
    def test_an_interrupted_run_goes_on_where_it_stopped(self, desk: FakeDesk) -> None:
        desk.breaks_at = 3  # Once to warm up, twice for cases.
        with pytest.raises(ModelError):
            evaluate(desk, CASES)
        desk.breaks_at = None
        desk.asked.clear()
        told: list[tuple[int, int]] = []
        resumed = evaluate(
            desk, CASES, EvalOptions(resume=True), lambda done, total: told.append((done, total))
        )
        assert told == [(3, 4), (4, 4)]
        assert {question for question, _, _ in desk.asked} == {case.question for case in CASES[2:]}
        assert resumed.to_dict() == evaluate(desk, CASES).to_dict()

    def test_a_finished_run_asks_nothing_again(self, desk: FakeDesk) -> None:
        first = evaluate(desk, CASES)
        desk.asked.clear()
        assert evaluate(desk, CASES, EvalOptions(resume=True)).to_dict() == first.to_dict()
        assert desk.asked == []

    def test_a_run_that_times_nothing_does_not_time_the_reference_either(
        self, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded: list[str] = []
        stand_in = SimpleNamespace(ReferenceEncoder=lambda model: loaded.append(model) or BagOfWords())
        monkeypatch.setitem(sys.modules, "index.embed.torch_encoder", stand_in)
        assert evaluate(desk, CASES, EvalOptions(reference=True)).metrics["reference_ms"].n == 20
        resumed = evaluate(desk, CASES, EvalOptions(reference=True, resume=True))
        assert (resumed.metrics["reference_ms"].value, len(loaded)) == (None, 1)

    def test_without_resume_everything_is_asked_again(self, desk: FakeDesk) -> None:
        evaluate(desk, CASES)
        desk.asked.clear()
        evaluate(desk, CASES)
        assert len(desk.asked) == 5

    @pytest.mark.parametrize(
        "options", [EvalOptions(today=False, resume=True), EvalOptions(refusal=True, resume=True)]
    )
    def test_other_options_are_another_run(self, desk: FakeDesk, options: EvalOptions) -> None:
        evaluate(desk, CASES)
        desk.asked.clear()
        evaluate(desk, CASES, options)
        assert desk.asked

    def test_another_archive_is_another_run(self, desk: FakeDesk) -> None:
        evaluate(desk, CASES)
        desk.asked.clear()
        desk.fingerprint = "f2"
        evaluate(desk, CASES, EvalOptions(resume=True))
        assert desk.asked

    def test_a_line_that_a_crash_cut_short_is_asked_again(self, tmp_path: Path) -> None:
        kept = OutcomeFile.at(tmp_path, "key")
        with kept.appending(fresh=True) as keep:
            keep(Outcome("q1", {"doc_hit@1": 1.0, "evidence_recall@1": None}, {}, titles=("Ü",)))
            keep(Outcome("q2", {}, {}))
        kept.path.write_bytes(kept.path.read_bytes()[:-9])
        assert [outcome.case_id for outcome in kept.read()] == ["q1"]
        with kept.appending(fresh=False) as keep:
            keep(Outcome("q3", {}, {"retrieve": 1.5}))
        assert [outcome.case_id for outcome in kept.read()] == ["q1", "q3"]
        assert kept.read()[0].scores == {"doc_hit@1": 1.0, "evidence_recall@1": None}
        assert kept.read()[0].titles == ("Ü",)

    def test_a_folder_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "eval").write_text("a file where the folder should be")
        kept = OutcomeFile.at(tmp_path, "key")
        with pytest.raises(ArchiveError, match="cannot be kept") as caught, kept.appending(fresh=True):
            pass
        assert "--data-dir" in caught.value.hint


class TestReport:
    @pytest.mark.parametrize(
        "options",
        [EvalOptions(), EvalOptions(refusal=True), EvalOptions(search_only=True, split="tune", limit=2)],
    )
    @pytest.mark.parametrize("worthless", [False, True])
    def test_the_json_obeys_its_schema(self, desk: FakeDesk, options: EvalOptions, worthless: bool) -> None:
        desk.worthless = worthless
        printed = json.loads(json.dumps(evaluate(desk, CASES, options).to_dict()))
        validator("eval").validate(printed)

    def test_the_settings_say_what_was_asked(self, desk: FakeDesk) -> None:
        settings = evaluate(desk, CASES, EvalOptions(limit=2)).to_dict()["settings"]
        assert (settings["cases"], settings["limit"], settings["articles"]) == (2, 2, 104)

    def test_the_table_names_every_measure(self, desk: FakeDesk) -> None:
        report = evaluate(desk, CASES)
        table = report.table()
        assert all(name in table for name in report.metrics)
        assert "does not apply" in table
        assert len({len(line) for line in table.splitlines()}) == 1

    def test_what_fell_short_can_be_read(self, desk: FakeDesk) -> None:
        desk.worthless = True
        text = evaluate(desk, CASES).failures_text()
        assert any(case.question in text for case in CASES)
        assert "fell short: " in text
        assert "expected: " in text
