"""What people read of a sync and of an answer."""

from dataclasses import replace

from corpus.errors import ArticleError
from index.ingest.sync_report import SyncReport
from qa.answer.model import UNSURE, Answer, Direct, Sentence
from qa.cli.text import answer_text, sync_text


def report_of(failures: int) -> SyncReport:
    report = SyncReport(added=1_200)
    for number in range(failures):
        report.fail(ArticleError("The article has no title", "news.jsonl", number + 1, "Give it one."))
    return report


def test_what_was_left_out_is_listed_with_its_place_and_what_to_do() -> None:
    first, *listed = sync_text(report_of(2)).splitlines()
    assert first.startswith("1,200 added, 2 failed")
    assert listed == [f"  news.jsonl:{n}: The article has no title. Give it one." for n in (1, 2)]


def test_thousands_of_faults_do_not_flood_the_terminal() -> None:
    lines = sync_text(report_of(10_050)).splitlines()
    assert len(lines) == 52
    assert lines[-1] == "  and 10,000 more; --json lists the first thousand."


def test_a_million_faults_are_counted_and_take_the_memory_of_a_thousand() -> None:
    report = report_of(20_000)
    listed = report.to_dict()["errors"]
    assert report.to_dict()["failed"] == 20_000
    assert (len(report.errors), len(listed)) == (1_000, 1_001)
    assert listed[-1]["error"].startswith("19,000 more")


def test_an_error_does_not_repeat_a_megabyte_of_what_was_wrong() -> None:
    report = SyncReport()
    report.fail(ArticleError("x" * 1_000_000, "news.jsonl", 1, "Mend it."))
    assert len(report.errors[0].error) < 2_000


def test_the_direct_answer_stands_first_and_what_only_comes_near_says_so() -> None:
    sentences = (Sentence("Aoife Byrne opened it. [1]", "quoted", (1,), 1.0),)
    answer = Answer(
        "answered", "quoted", "Aoife Byrne opened it. [1]", question="Who opened it?", sentences=sentences
    )
    assert answer_text(answer).splitlines()[0] == "Aoife Byrne opened it. [1]"
    direct = replace(answer, direct=Direct("Aoife Byrne", 1, 0, 11, 0.8))
    assert answer_text(direct).splitlines()[0] == "Aoife Byrne [1]"
    unsure = replace(answer, status="unsure", text=f"{UNSURE} {answer.text}")
    assert answer_text(unsure).splitlines()[0] == UNSURE
