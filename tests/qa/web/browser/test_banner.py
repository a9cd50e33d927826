"""What qualifies an answer, above it in a real browser: reports that disagree, corrections, the day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk
from tests.fakes import GatedModel
from tests.index.makers import article, day, put
from tests.qa.web.browser.test_writing import writing_desk
from tests.qa.web.browsing import IN_A_BROWSER, WHO, Page, opened, put_treaty, watched
from tests.qa.web.serving import served

pytestmark = IN_A_BROWSER

MARCH = "How many people marched for a higher herring quota?"
ABOARD = "How many people were aboard the ferry to Hask?"
NOW = "What does the ferry to Hask cost now?"


def put_reports(archive: Archive) -> None:
    for source, number in (("The Courier", "4,200"), ("The Signal", "6,500")):
        text = f"{number} people marched for a higher herring quota in Port Ellisk on Sunday."
        put(archive, article(source, text, title="March", source=source, published_at=day("2025-03-03")))


def put_ferry(archive: Archive, people: str, **more: Any) -> None:
    text = f"The ferry to Hask sank. {people} people were aboard the ferry to Hask, the master said."
    given = {"title": "Ferry sinks", "source": "The Courier", "published_at": day("2025-05-02")}
    put(archive, article("ferry", text, **given, **more))


def seen(shown: Page, name: str) -> None:
    assert_above(shown)
    shown.check()
    shown.driver.execute_script("document.querySelector('.cd-turn:last-child').scrollIntoView()")
    shown.shoot(name)


def assert_above(shown: Page) -> None:
    """The banner is above what it qualifies, and nothing in it is cut off."""
    inside = "const box = document.querySelector('.cd-banner'); return box.scrollWidth <= box.clientWidth"
    assert shown.driver.execute_script(inside)
    assert shown.one(".cd-banner").rect["y"] < shown.one(".cd-sentence").rect["y"]


def seen_everywhere(shown: Page, name: str) -> None:
    shown.everywhere(name)
    for width in (1440, 375):
        shown.resize(width, 900, False)
        assert_above(shown)


def test_reports_that_disagree_stand_above_the_answer_side_by_side(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    put_reports(archive)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.ask(MARCH)
        assert shown.one(".cd-reports caption").text == "Reports disagree"
        outlets = {row.text for row in shown.all(".cd-reports tbody th")}
        values = {value.text for value in shown.all(".cd-reports td strong")}
        assert outlets == {"The Courier", "The Signal"}
        assert values == {"4,200 people", "6,500 people"}
        seen_everywhere(shown, "disagree")
        assert shown.read(".cd-reports tr:last-child .cd-marker").startswith(("4,200", "6,500"))


@pytest.mark.soak
def test_that_reports_disagree_is_told_while_a_model_still_writes(
    archive: Archive, browser: Any, screenshots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_reports(archive)
    model = GatedModel("\n6,500 people marched for a higher herring quota. [1]\n")
    with served(writing_desk(archive, model, monkeypatch), browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.send(MARCH)
        shown.until(lambda: shown.all(".cd-turn[aria-busy] .cd-reports tbody tr"))
        seen(shown, "disagree-writing")
        model.gate.set()
        shown.until_answered(1)
        assert len(shown.all(".cd-reports tbody tr")) == 2
        assert not shown.all(".cd-banner .cd-note")
        seen(shown, "disagree-written")


def test_what_was_corrected_is_shown_word_by_word_also_behind_a_link_of_before(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    put_ferry(archive, "Forty")
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.ask(ABOARD)
        assert not shown.all(".cd-banner")
        share = shown.one("[data-do='share']")
        browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", share)
        share.click()
        link = shown.one("a[data-fresh-link]").get_attribute("href")
        put_ferry(archive, "Fourteen", updated_at=datetime(2025, 5, 3, tzinfo=UTC))
        shown.open()
        shown.ask(ABOARD)
        assert_told(shown, "Corrected on 3 May 2025")
        seen_everywhere(shown, "corrected")
        browser.get(link)
        shown.until(lambda: shown.all(".cd-turn[data-sealed]"))
        assert_told(shown, "Corrected since, on 3 May 2025")
        seen_everywhere(shown, "corrected-since")


def assert_told(shown: Page, heading: str) -> None:
    """What changed stands on the page with accessible words, and in what is copied."""
    assert shown.one(".cd-qualifier-name").text.startswith(heading)
    assert shown.texts(".cd-change del") == ["[removed: Forty]"]
    assert shown.texts(".cd-change ins") == ["[added: Fourteen]"]
    copied = shown.one("[data-copy]").get_attribute("data-copy")
    assert f"{heading} (The Courier):\n- Before: “Forty people" in copied
    assert "- Now: “Fourteen people" in copied


@pytest.mark.soak
def test_the_day_of_an_answer_is_that_of_its_report(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    fare = article("fare", "The ferry to Hask costs €9 now.", title="Fare", published_at=day("2025-02-03"))
    put(archive, fare, article("whale", "A whale was seen.", title="Whale", published_at=day("2026-02-19")))
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.ask(NOW)
        [note] = shown.texts(".cd-banner .cd-note")
        assert note.startswith("As of 3 February 2025")
        seen(shown, "as-of")


def test_an_open_answer_says_so_when_its_article_is_corrected_meanwhile(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    put_ferry(archive, "Forty")
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.ask(ABOARD)
        put_ferry(archive, "Fourteen", updated_at=datetime(2025, 5, 3, tzinfo=UTC))
        browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
        shown.until(lambda: shown.all(".cd-banner"))
        assert_told(shown, "Corrected since, on 3 May 2025")
        seen_everywhere(shown, "corrected-meanwhile")


def test_an_answer_whose_article_was_taken_out_says_so_and_quotes_it_no_more(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    put_treaty(archive)
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        shown.ask(WHO)
        shown.until(lambda: "conversation=" in browser.current_url)
        # As when somebody comes back to the page, which looks every few seconds as well.
        look = "document.dispatchEvent(new Event('visibilitychange'))"
        quoted = "return [...document.querySelectorAll('.cd-passage')].map((one) => one.dataset.quote || '')"
        quotes = browser.execute_script(quoted)
        desk.remove(["a"])
        browser.execute_script(look)
        shown.until(lambda: shown.all(".cd-turn .cd-changed"))
        shown.everywhere("removed-meanwhile")
        desk.restore(["a"])
        browser.execute_script(look)
        shown.until(lambda: browser.execute_script(quoted) == quotes)
        assert not shown.all(".cd-turn .cd-changed")
        desk.remove(["a"])
        browser.refresh()
        shown.until(lambda: shown.all(".cd-turn .cd-changed"))
        assert "has since been removed from the archive" in shown.one(".cd-turn .cd-changed").text
        assert not shown.all(".cd-read")
        shown.everywhere("removed-since")
