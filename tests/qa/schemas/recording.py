"""Documents as clients get them: of every command and every address, over the sample articles and by hand."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.errors import ArchiveError, ArticleError
from index.catalogue.records import WorkReport
from index.ingest.sync_report import SyncReport
from index.ingest.watch import WatchEvent
from index.registers.feedback import keep_feedback
from index.registers.feeds import Feed, FeedList, FeedResult
from index.search.hit import Hit
from index.upkeep.doctor import Check, Diagnosis
from qa.answer.model import UNSURE, Answer, Citation, Direct, NearestArticle, Sentence
from qa.answer.qualifiers import AsOf, Correction, Disagreement, Report
from qa.cli.main import run
from qa.desk import Desk
from qa.upkeep import Upkeep
from qa.web.api import operating
from qa.web.api.native import create_api
from tests.conftest import SAMPLES

NOW = datetime(2026, 2, 19, 12, 0, 5, 250_000, tzinfo=UTC)
DAY = datetime(2025, 4, 16, tzinfo=UTC)
TIMES = {"retrieve": 12.5, "first_sentence": 80.0, "total": 90.25}

# What differs from run to run, or from machine to machine: durations, sizes, scores, names made by chance.
_DURATIONS = "seconds|retrieve|first_sentence|total|embed|dense|lexical|rows|first_stage|second_look|p50|p95"
_SIZES = "catalogue|vectors|words|models|backup|index|cache|logs|other|created"
_UNSTEADY = re.compile(rf'("(?:{_DURATIONS}|{_SIZES}|score|support|probability)": ?)[\d.e+-]+')
_MADE = re.compile(r"of \d{4}-\d\d-\d\dT[\d:]+Z")
_TIMES_OF_DAY = re.compile(r'("(?:at|finished_at|given_at)": ?)"[^"]*"')
_NAMES = re.compile(r'("(?:by|fingerprint|id|version)": ?)"[^"]*"')


def steady(text: str) -> str:
    """Return a document without what differs from run to run; every key and all else stays."""
    text = text.replace(str(SAMPLES), "SAMPLES").replace('"here": true', '"here": false')
    text = _TIMES_OF_DAY.sub(r'\1"2026-01-01T00:00:00Z"', _MADE.sub("of -", text))
    return _NAMES.sub(r'\1"-"', _UNSTEADY.sub(r"\g<1>0", text))


def by_hand() -> Iterator[tuple[str, str, Any]]:
    """Yield a name, the schema's name and the document of every shape that the samples do not give."""
    yield from _answers()
    yield from _syncs()
    yield from _feeds_and_work()


def _answers() -> Iterator[tuple[str, str, Any]]:
    hit = Hit(1, 0.830_000_49, "a", 1, "a-0", 0, 5, "Wörds", "Headline", "The Courier", DAY, copies=("b",))
    bare = Hit(2, 2.0, "c", 3, "c-1", 10, 12, "<&>", '"Quoted" headline', corrected_at=NOW, language="en")
    cited = Citation(1, "a", 2, "body", 0, 5, "Wörds", "Headline", "The Courier", DAY, "https://x.test/1")
    other = Citation(
        2, "c", 3, "title", 1, 7, "Quoted", '"Quoted" headline', copies=("d", "e"), corrected_at=NOW
    )
    first = Sentence('"Wörds" [1]', "quoted", (1,), 1.0, (cited,))
    second = Sentence("It was said. [2][1]", "generated", (2, 1), 0.912_345_678, (other,))
    answered = Answer(
        status="answered",
        mode="generated",
        text=f"{first.text} {second.text}",
        question="What?",
        sentences=(first, second),
        citations=(cited, other),
        hits=(hit, bare),
        notices=("One article was left out.",),
        timings_ms=TIMES,
        direct=Direct("ör", 1, 1, 3, 0.875),
    )
    unsure = replace(answered, status="unsure", direct=None, text=f"{UNSURE} {answered.text}")
    near = (NearestArticle("a", "Headline", None, None), NearestArticle("b", "Second", "The Courier", NOW))
    refused = Answer(
        "no_evidence", None, "Nothing answers.", question="What?", timings_ms=TIMES, nearest=near
    )
    qualified = replace(
        answered,
        disagreement=Disagreement("Two disagree.", (Report(1, ("14",)), Report(2, ("15", "16")))),
        corrections=(Correction("One was corrected.", 1, "Words"), Correction("One was corrected.", 2, "")),
        as_of=AsOf("As of 16 April 2025.", "2025-04-16", 1),
    )
    yield "an answer", "answer", answered
    yield "an answer with all that may qualify it", "answer", qualified
    yield "an unsure answer", "answer", unsure
    yield "no evidence", "answer", refused
    yield "no evidence and nothing near", "answer", replace(refused, nearest=(), hits=(hit,))


def _syncs() -> Iterator[tuple[str, str, Any]]:
    report = SyncReport(
        added=2, updated=1, unchanged=3, duplicate=1, removed=1, chunks_embedded=9, seconds=1.23456
    )
    yield "a sync that leaves nothing out", "sync", report
    failed = SyncReport(added=1, seconds=2.0)
    failed.leave_out("draft", "a")
    failed.leave_out("advertisement", "b")
    failed.fail(ArticleError("It has no body", "a.jsonl", 3))
    failed.fail(ArticleError("Its date is none", "b.html", kept=True))
    yield "a sync with errors", "sync", failed
    many = SyncReport()
    for line in range(1, 1003):
        many.fail(ArticleError("No", "a", line, "Go on."))
    many.errors = many.errors[-1:]
    yield "a sync with more errors than are listed", "sync", many
    yield "a watch that begins", "watch", WatchEvent("watching", "", NOW)
    yield "a watch that synced", "watch", WatchEvent("synced", "news", NOW, report=failed)
    gone = ArchiveError("It is gone", "Correct the path.")
    yield "a watch that failed", "watch", WatchEvent("failed", "news", NOW, error=gone)


def _feeds_and_work() -> Iterator[tuple[str, str, Any]]:
    fetched = FeedResult(added=1, failed=1, error="It has no body. Mend it.", hint="Go on.")
    kept = Feed("https://a.test/feed", DAY, "ada", False, False, NOW, fetched, NOW)
    paused = Feed("https://b.test/page", DAY, "", True, False, NOW, FeedResult(page=True), None)
    asked = Feed("https://c.test/feed", DAY, "", False, True, None, None, NOW)
    yield "feeds", "feeds", FeedList(900, (kept, paused, asked))
    yield "no feeds", "feeds", FeedList(0, ())
    yield "work", "rebuild", WorkReport(2, 9, 1.500_49)
    checks = (Check("words", True, "all"), Check("backup", False, "none"))
    yield "a diagnosis", "doctor", Diagnosis(checks, ("deleted 2 chunks",))
    yield "a diagnosis of what is whole", "doctor", Diagnosis(checks[:1])


def documents(
    desk: Desk, folder: Path, patch: pytest.MonkeyPatch, printed: Callable[[], str]
) -> Iterator[tuple[str, str, str]]:
    """Yield a name, the schema's name ("" without one) and the text of every document.

    Args:
        desk: Over an empty archive.
        folder: For what is written.
        patch: Has the commands use that desk.
        printed: Gives what they printed since it was last called.
    """
    for name, schema, value in by_hand():
        yield name, schema, json.dumps(value.to_dict(), ensure_ascii=False)
    for opened in (Desk, Upkeep):
        patch.setattr(opened, "open", lambda *_, **__: contextlib.nullcontext(desk))
    patch.setattr(operating, "_AT_ONCE_S", 60.0)  # However busy the machine, the counts are there.
    at = ("--data-dir", str(desk.settings.data_dir), "--json")
    questions = str(SAMPLES / "questions.jsonl")
    asked = "How much is an adult single on the Hask ferry now?"
    for schema, argv in (
        ("sync", ("sync", str(SAMPLES))),
        ("sync", ("sync", str(SAMPLES))),
        ("answer", ("ask", asked, "--today", "2026-02-25")),
        ("answer", ("ask", "Who won the 1931 chess match in Valparaiso?")),
        ("search", ("search", "herring quota", "--top-k", "3", "--from", "2024-01-01")),
        ("error", ("search", "herring quota", "--source", "The Hask Currier")),
        ("error", ("ask", "What?", "--from", "yesterday")),
        ("eval", ("eval", questions, "--no-reference", "--limit", "4", "--refusal")),
        ("eval", ("eval", questions, "--no-reference", "--limit", "2", "--search-only", "--no-today")),
        ("rebuild", ("remove", "ferry-fare-2026")),
        ("rebuild", ("restore", "ferry-fare-2026")),
        ("rebuild", ("export", str(folder / "all.jsonl"))),
        ("rebuild", ("rebuild",)),
        ("doctor", ("doctor", "--repair")),
        ("status", ("status",)),
        ("model", ("model", "list")),
        ("error", ("model", "get", "nothing")),
    ):
        run([argv[0], *at, *argv[1:]])
        name = f"citedesk {' '.join(argv)}".replace(str(folder), "FOLDER")
        yield steady(name), schema, steady(printed())
    keep_feedback(desk.archive.catalogue, asked, desk.ask(asked).to_dict(), "down", "Too long", "ana")
    run(["feedback", *at, "export"])
    yield "citedesk feedback export", "", steady(printed())
    yield from _served(desk, asked)


def _served(desk: Desk, asked: str) -> Iterator[tuple[str, str, str]]:
    article = desk.search(asked)[0].article_id
    message = {"role": "user", "content": asked}
    with TestClient(create_api(desk), "http://127.0.0.1:7860", raise_server_exceptions=False) as client:
        for schema, method, path, body in (
            ("answer", "POST", "/api/ask", {"question": asked}),
            ("", "POST", "/api/ask", {"question": asked, "stream": True}),
            ("error", "POST", "/api/ask", {"question": ""}),
            ("error", "POST", "/api/ask", {"query": asked}),
            ("search", "GET", "/api/search?q=ferry&top_k=2", None),
            ("", "GET", f"/api/articles/{article}", None),
            ("error", "GET", "/api/articles/none", None),
            ("error", "GET", "/api/nothing", None),
            ("", "GET", "/healthz", None),
            ("", "POST", "/v1/chat/completions", {"messages": [message]}),
            ("", "GET", "/v1/models", None),
        ):
            text = client.request(method, path, json=body).text
            name = f"{method} {path}" + (f" {json.dumps(body)}" if body else "")
            yield name, schema, steady(text)
