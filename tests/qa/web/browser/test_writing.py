"""The page while a language model writes: the evidence at once, then the sentences that pass above it.

The server is in this process, over a bag of words and scripted models that wait to be let go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from index.archive import Archive
from qa import Desk, Settings
from tests.fakes import GatedModel
from tests.qa.web.browsing import ENTER, IN_A_BROWSER, TREATY, WHO, opened, put_treaty, watched
from tests.qa.web.drawn_times import WATCH
from tests.qa.web.serving import served

pytestmark = IN_A_BROWSER

TRIES = 4
AT_ONCE_MS = 300
# From Enter to the question being drawn, before anything is searched: on a machine that is busy otherwise it
# takes longer, and so does everything.
ROUND_TRIP_MS = 150


def writing_desk(archive: Archive, model: GatedModel, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="model"))
    monkeypatch.setattr(desk, "_language_model", lambda: model)
    return desk


@pytest.mark.soak
def test_evidence_stands_at_once_while_a_slow_model_has_written_nothing(
    archive: Archive, browser: Any, screenshots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_treaty(archive)
    model = GatedModel(*[f"\n{TREATY} [1]\n"] * TRIES)
    desk = writing_desk(archive, model, monkeypatch)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        took = []
        for turn in range(1, TRIES + 1):
            model.gate.clear()
            browser.execute_script(WATCH)
            shown.send(WHO)
            times = shown.until(lambda: "evidence" in (got := browser.execute_script("return times")) and got)
            assert model.waiting.acquire(timeout=120)
            assert not shown.all(".cd-turn[aria-busy] .cd-generated")
            took.append((times["evidence"] - times["enter"], times["question"] - times["enter"]))
            model.gate.set()
            shown.until_answered(turn)
        assert any(whole < AT_ONCE_MS * max(1.0, begun / ROUND_TRIP_MS) for whole, begun in took), took


def test_what_passes_comes_above_the_evidence_and_takes_its_place(
    archive: Archive, browser: Any, screenshots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_treaty(archive)
    model = GatedModel(f"\n{TREATY} [1]\n", at_once=1)
    desk = writing_desk(archive, model, monkeypatch)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        with model.queue.place(), model.queue.place():
            shown.send(WHO)
            assert shown.one(".cd-evidence .cd-sentence").text.startswith(f"“{TREATY}”")
            assert "2 questions before yours" in shown.one(".cd-working").text
            shown.shoot("queue")
        shown.until(lambda: shown.texts(".cd-working") == ["Writing and checking…"])
        assert shown.one(".cd-passage").get_attribute("data-quote") == TREATY
        assert not shown.all(".cd-generated")
        shown.everywhere("writing")
        moving = "return getComputedStyle(document.querySelector('.cd-dots')).animationName"
        assert browser.execute_script(moving) != "none"
        calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": calm})
        assert browser.execute_script(moving) == "none"
        model.gate.set()
        shown.until_answered(1)
        assert shown.one(".cd-generated .cd-sentence").text.startswith(TREATY)
        assert not shown.all(".cd-evidence")


@pytest.mark.parametrize(("width", "dark"), [(375, True), pytest.param(1440, False, marks=pytest.mark.soak)])
def test_evidence_below_what_is_written_can_be_read_by_everybody(
    archive: Archive,
    browser: Any,
    screenshots: Path | None,
    monkeypatch: pytest.MonkeyPatch,
    dark: bool,
    width: int,
) -> None:
    put_treaty(archive)
    model = GatedModel(f"{TREATY} [1]\nIt must do so by 12 May. [1]\n")
    desk = writing_desk(archive, model, monkeypatch)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots, width=width, dark=dark)
        shown.send(WHO)
        above, below = shown.one(".cd-generated"), shown.one(".cd-evidence")
        assert above.location["y"] < below.location["y"]
        marks = shown.texts(".cd-turn .cd-marker")
        assert len(set(marks)) == len(shown.all(".cd-passage"))
        shown.check()
        shown.shoot(f"evidence-{width}-{'dark' if dark else 'light'}")
        model.gate.set()
        shown.until_answered(1)
        shown.shoot(f"written-{width}-{'dark' if dark else 'light'}")


def test_sentences_show_while_the_model_writes_on_and_nobody_else_waits(
    archive: Archive, browser: Any, screenshots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_treaty(archive)
    reply = f"{TREATY} [1]\nIt must do so by 13 May [1]."
    model = GatedModel(reply, reply, reply)
    desk = writing_desk(archive, model, monkeypatch)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.send(WHO)
        assert shown.one(".cd-turn[aria-busy] .cd-generated .cd-sentence").text.startswith(TREATY)
        assert shown.one(".cd-passage").get_attribute("data-quote") == TREATY
        assert shown.one("#cd-stop").is_displayed()
        shown.everywhere("streaming")
        found = httpx.get(f"{address}/api/search", params={"q": "fishing agreement"}, timeout=120).json()
        assert found["hits"]
        first = browser.current_window_handle
        browser.switch_to.new_window("window")
        other = opened(browser, address, screenshots)
        assert not other.all(".cd-turn")
        other.tab("Archive")
        other.until(lambda: len(other.all(".cd-table tbody tr")) == 2)
        other.tab("Chat")
        other.one("#cd-question textarea").send_keys("Who must ratify it?", ENTER)
        other.until(lambda: other.all(".cd-turn[aria-busy] .cd-sentence"))
        other.click("#cd-stop")
        other.until(lambda: "You stopped this answer." in other.one(".cd-turn").text)
        assert other.all(".cd-sentence")
        model.gate.set()
        browser.close()
        browser.switch_to.window(first)
        shown.until_answered(1)
        assert len(shown.all(".cd-sentence")) == 1
        assert "1 sentence was withheld" in shown.one(".cd-note").text
        assert shown.texts(".cd-question") == [WHO]
        shown.shoot("withheld")
