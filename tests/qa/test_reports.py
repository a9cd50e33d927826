"""What operators read of a sync."""

from corpus.errors import ArticleError
from index.sync import SyncReport
from qa.reports import sync_text


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
    assert lines[-1] == "  and 10,000 more; --json lists them all."
