"""What is dated ahead is found on its day, in every form, and not before."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.formats.read import read_path
from index.archive import Archive
from index.ingest.sync import sync
from index.search.pipeline import search

BODY = (
    "The pier of Hask opens again, the harbour master said, and the ferry will call there from its first day."
)
PAGE = (
    "<html><head><title>Pier opens</title><meta property='article:published_time' content='{0}'></head>"
    "<body><article><h1>Pier opens</h1><p>{1}</p></article></body></html>"
)
FORMS = {
    "a.json": '{{"title": "Pier opens", "body": "{1}", "date": "{0}"}}',
    "a.jsonl": '{{"title": "Pier opens", "body": "{1}", "published_at": "{0}"}}',
    "a.csv": 'title,body,date\nPier opens,"{1}",{0}\n',
    "a.html": PAGE,
    "a.md": "---\ntitle: Pier opens\ndate: {0}\n---\n{1}\n",
    "a.txt": "Headline: Pier opens\nDate: {0}\n\n{1}\n",
}


def read(path: Path, name: str, moment: datetime) -> Article:
    (path / name).write_text(FORMS[name].format(f"{moment:%Y-%m-%dT%H:%M:%SZ}", BODY), "utf-8")
    [article] = read_path(path / name)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("name", FORMS)
def test_it_waits_for_its_day(tmp_path: Path, name: str) -> None:
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(days=40)
    article = read(tmp_path, name, ahead)
    assert (article.published_at, article.embargoed_until) == (ahead, ahead)


@pytest.mark.parametrize("name", sorted({*FORMS} - {"a.md"}))
def test_what_is_out_or_is_dated_by_a_clock_that_runs_ahead_does_not(tmp_path: Path, name: str) -> None:
    for hours in (-24 * 400, -1, 20):
        article = read(tmp_path, name, datetime.now(UTC) + timedelta(hours=hours))
        assert article.published_at is not None
        assert article.embargoed_until is None


def test_a_stated_embargo_says_more_than_the_date(tmp_path: Path) -> None:
    ahead = datetime.now(UTC) + timedelta(days=40)
    row = {"title": "Pier opens", "body": BODY, "date": ahead.isoformat(), "embargo": "2024-05-12"}
    (tmp_path / "a.json").write_text(json.dumps(row), "utf-8")
    [article] = read_path(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert f"{article.embargoed_until:%Y-%m-%d}" == "2024-05-12"


def test_it_is_not_found_before_and_the_report_says_so(archive: Archive, tmp_path: Path) -> None:
    ahead = datetime.now(UTC) + timedelta(days=40)
    read(tmp_path, "a.json", ahead)
    report = sync(archive, [tmp_path / "a.json"])
    assert (report.added, dict(report.left_out)) == (1, {"under embargo": 1})
    assert report.examples["under embargo"] == [f"until {ahead:%Y-%m-%d}"]
    assert not search(archive, "pier of Hask").hits
