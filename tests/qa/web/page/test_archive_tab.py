"""Taking articles in from the page, and the archive as HTML."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from corpus.errors import ArchiveBusy, InputError
from index.browse.listing import Listed, Listing
from index.registers.statements import Statement, Unnamed
from index.search.articles import ArticlePage
from index.search.snippets import Snippet
from qa import Desk
from qa.intake.feed_rounds import FeedRounds
from qa.intake.uploads import Intake, IntakeHere, Job, Taken
from qa.web.html import archive, article_list, intake
from qa.web.html.article_list import Shown, of_listing
from qa.web.page import archive_tab
from qa.web.page import article_list as article_list_module
from qa.web.page.archive_tab import ArchiveTab
from qa.web.page.article_list import Looking
from qa.web.state.limits import Limits
from qa.web.state.uploads import Uploads
from tests.index.makers import article, put
from tests.qa.web.html.turns import HOSTILE, Page
from tests.qa.web.serving import made_in_a_loop


def wait_for_intake() -> None:
    """Wait for the job's own thread: it is the only one of its name."""
    for thread in threading.enumerate():
        if thread.name == "citedesk-intake":
            thread.join(300)


def finished(taking: Intake) -> Job:
    wait_for_intake()
    assert taking.job is not None
    assert taking.job.ended
    return taking.job


def test_a_bad_file_does_not_stop_the_others(desk: Desk, tmp_path: Path) -> None:
    good, bad, odd = (tmp_path / name for name in ("good.json", "bad.json", "odd.xyz"))
    good.write_text(json.dumps({"id": "a", "title": "Ferry sinks", "body": "It sank off Hask."}))
    bad.write_text("{")
    odd.write_text("?")
    taking = IntakeHere(desk)
    taking.start([bad, odd, good])
    job = finished(taking)
    assert (job.done, job.articles) == (3, 1)
    first, second, third = job.files
    assert (third.name, third.results, third.errors) == ("good.json", [("Ferry sinks", "added")], [])
    assert [file.counts["failed"] for file in (first, second)] == [1, 1]
    assert "not valid JSON" in first.errors[0]
    assert second.errors
    assert desk.article("a").title == "Ferry sinks"
    folder = desk.archive.place.folder / "uploads"
    assert list(folder.iterdir()) == []


def test_one_job_at_a_time(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taking = IntakeHere(desk)
    with pytest.raises(InputError):
        taking.start([])
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    for path in (first, second):
        path.write_text("Ferry sinks\n\nIt sank off Hask.")
    going, go = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> None:
        going.set()
        assert go.wait(120)
        raise RuntimeError("secret detail")

    monkeypatch.setattr(desk, "sync", slow)
    taking.start([first])
    assert going.wait(120)
    assert taking.running
    with pytest.raises(ArchiveBusy):
        taking.start([second])
    go.set()
    job = finished(taking)
    [taken] = job.files
    assert "secret" not in str(taken.errors)
    assert taken.counts["failed"] == 1


def test_each_file_is_told_with_its_result(desk: Desk, tmp_path: Path) -> None:
    def told(name: str, *rows: dict[str, str]) -> str:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        job = IntakeHere(desk).start([path])
        wait_for_intake()
        return " ".join(Page(str(intake.job(job))).text.split())

    ferry = {"id": "a", "title": "Ferry sinks", "body": "It sank off Hask."}
    again = ferry | {"body": "It sank off Hask on Sunday."}
    barge = {"id": "b", "title": "Barge sinks", "body": "A barge sank in the harbour of Quorn."}
    assert "a.jsonl: added Ferry sinks" in told("a.jsonl", ferry)
    assert "a.jsonl: unchanged Ferry sinks" in told("a.jsonl", ferry)
    assert "a.jsonl: replaced by a new version Ferry sinks" in told("a.jsonl", again)
    two = told(
        "b.jsonl", again, barge, {"id": "c", "title": "Nothing"}, barge | {"id": "d", "status": "draft"}
    )
    assert "b.jsonl: 1 added, 1 unchanged, 1 left out, 1 × draft, skipped" in two
    assert "line 3: The article has no body" in two
    assert "All 2 articles" in two
    assert "sync" not in two


def test_what_only_an_owner_can_do_is_not_told_to_who_uploads(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise ArchiveBusy("The disk of /srv/news/uploads is full", "Make room, or set BACKUP to false.")

    monkeypatch.setattr(desk, "sync", failing)
    path = tmp_path / "a.txt"
    path.write_text("Ferry sinks\n\nIt sank off Hask.")
    job = IntakeHere(desk).start([path])
    wait_for_intake()
    assert job.files[0].errors == ["The disk of uploads is full. Ask whoever runs this server."]


def test_every_word_of_the_table_is_text() -> None:
    def page(word: str) -> Page:
        item = Listed(word, 1, 2, word, word, datetime(2025, 4, 16, tzinfo=UTC))
        shown = Shown(query=word, limits=Limits((word,)))
        cut = Snippet(((word, False), (word, True)))
        page = ArticlePage(Listing(1, (item,)), {word: cut}, None, None, {word: cut})
        return Page(
            article_list.table(page, shown, True)
            + article_list.table(of_listing(Listing(1, (item,))), Shown(removed=True), True)
            + archive.notice(word, word, removed=True)
            + intake.unnamed(9, [Unnamed(word, word, word, None, Statement(word))])
            + str(intake.job(Job((Taken(word, results=[(word, "added")] * 2, errors=[word]),))))
            + archive.syncs([{"finished_at": "2025-04-16T00:00:00Z", "paths": [f"/a/{word}"]}])
        )

    hostile, plain = page(HOSTILE.replace("/", "")), page("word")
    assert hostile.tags() == plain.tags()
    assert not any(name.startswith("on") for _, named in hostile.elements for name in named)


def test_readers_are_offered_nothing_that_changes_the_archive() -> None:
    item = Listed("a", 1, 1, "Ferry sinks", None, None)
    shown = article_list.table(of_listing(Listing(1, (item,))), Shown(), operator=False)
    assert "remove" not in shown.lower()
    assert 'data-article="a"' in shown


def test_the_head_says_how_it_is_sorted_and_pages_end() -> None:
    shown = Shown(order="title", descending=False, page=1)
    page = Page(article_list.table(of_listing(Listing(30, ())), shown, False))
    heads = [named["aria-sort"] for tag, named in page.elements if tag == "th"]
    assert heads == ["ascending", "none", "none", "none"]
    buttons = {named["data-page"]: named for _, named in page.elements if "data-page" in named}
    assert "disabled" in buttons["2"]
    assert "disabled" not in buttons["0"]
    assert "30 articles" in page.text
    assert "Page 2 of 2" in page.text


def test_one_article_is_in_no_order() -> None:
    order = "Sort by best match"
    assert order in article_list.table(of_listing(Listing(2, ())), Shown(query="ferry"), False)
    assert order not in article_list.table(of_listing(Listing(1, ())), Shown(query="ferry"), False)


def test_an_empty_archive_says_what_to_do_and_has_no_pages() -> None:
    nothing = of_listing(Listing(0, ()))
    assert "There are no articles. Add files or a feed above." in article_list.table(nothing, Shown(), True)
    for_readers = Page(article_list.table(nothing, Shown(), False))
    assert "There are no articles." in for_readers.text
    assert "Add files" not in for_readers.text
    assert "Page" not in for_readers.text


def test_what_is_removed_leaves_the_articles_without_outlet_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        desk.archive,
        article("a", "It sank off Hask.", title="Ferry sinks"),
        article("b", "It came.", title="Barge"),
    )
    for module in (archive_tab, article_list_module):
        monkeypatch.setattr(module, "is_operator", lambda _: True)

    def changed(do: str) -> str:
        with gr.Blocks():
            tab = ArchiveTab(desk, Uploads(desk.archive.place.folder), FeedRounds(desk))
        event = SimpleNamespace(_data={"do": do, "id": "a"})
        return str(tab._changed(Looking(), event, None)[-1])  # type: ignore[arg-type]

    gone, back = made_in_a_loop(lambda: [changed("remove"), changed("restore")])
    assert ("Ferry sinks" in gone, "Barge" in gone) == (False, True)
    assert "Ferry sinks" in back


def test_of_events_that_overtake_one_another_the_last_one_draws_the_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        desk.archive,
        article("a", "It sank off Hask.", title="Ferry sinks"),
        article("b", "It came.", title="Barge"),
    )

    def overtaken() -> list[list[str]]:
        with gr.Blocks():
            tab = ArchiveTab(desk, Uploads(desk.archive.place.folder), FeedRounds(desk))
        looking, later, find = Looking(), [], tab.list._finder.find

        def slow(*given: Any) -> ArticlePage:
            monkeypatch.setattr(tab.list._finder, "find", find)
            later.extend(tab.list._found("ferry", looking, None))  # type: ignore[arg-type]
            return find(*given)

        monkeypatch.setattr(tab.list._finder, "find", slow)
        return [tab.list.drawn(looking, None), later]  # type: ignore[arg-type]

    first, later = made_in_a_loop(overtaken)
    assert "Ferry" in later[-1]
    assert "Barge" not in later[-1]
    assert first == [gr.skip()] * len(later)
