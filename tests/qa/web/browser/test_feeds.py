"""Feeds in a real browser: added by Enter, fetched at once, paused, fetched again and deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk, Settings
from tests.corpus.fetch.test_http import site
from tests.fakes import WordChecker, WordReader
from tests.qa.web.browsing import ENTER, IN_A_BROWSER, Page, watched
from tests.qa.web.serving import served

__all__ = ["site"]
pytestmark = IN_A_BROWSER


@pytest.fixture
def feed_page(archive: Archive, browser: Any, screenshots: Path | None) -> Any:
    settings = Settings(data_dir=archive.place.folder, writing="quotes", fetch_local=True)
    desk = Desk(archive, settings, WordReader(), WordChecker())
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.tab("Archive")
        yield page


def told(page: Page) -> str:
    return " ".join(" ".join(page.texts("#cd-feeds")).split())


def test_a_feed_is_added_by_enter_fetched_paused_and_deleted(
    feed_page: Page, site: str, archive: Archive
) -> None:
    page = feed_page
    page.one("#cd-feed input, #cd-feed textarea").send_keys(f"{site}/feed", ENTER)
    page.until(lambda: "1 added, 1 failed" in told(page))
    assert "Next " in told(page)
    # The whole tab follows.
    page.until(lambda: page.texts(".cd-table tbody .cd-headline"))
    assert page.one("#cd-feed input, #cd-feed textarea").get_property("value") == ""
    page.everywhere("archive-feeds", "#cd-feeds")
    page.click("#cd-feeds [data-do='pause']")
    page.until(lambda: "Paused" in told(page))
    page.click("#cd-feeds [data-do='fetch']")
    page.until(lambda: "failed · Paused" in told(page) and "added" not in told(page))
    page.click("#cd-feeds [data-do='resume']")
    page.until(lambda: "Next " in told(page))
    page.click("#cd-feeds [data-do='forget']")
    page.until(lambda: not page.all(".cd-feed"))
    page.until(lambda: "has been deleted. Its articles stay." in page.one("#cd-feed-deleted").text)
    focused = "return document.activeElement.dataset.do"
    page.until(lambda: page.driver.execute_script(focused) == "keep")
    page.everywhere("feed-deleted", "#cd-feed-deleted")
    page.press(ENTER)
    page.until(lambda: page.all(".cd-feed"))
    page.until(lambda: not page.all("#cd-feed-deleted button"))
    page.until(lambda: "Next " in told(page))
    page.click("#cd-feeds [data-do='forget']")
    page.until(lambda: not page.all(".cd-feed"))
    assert archive.catalogue.counts().articles == 1


def test_what_cannot_be_kept_is_said_and_stays_in_the_line(feed_page: Page) -> None:
    page = feed_page
    page.one("#cd-feed input, #cd-feed textarea").send_keys("https://ada:s3cret@courier.example/feed")
    page.click("#cd-add-feed")
    page.until(lambda: page.all("#cd-feeds [role='alert']"))
    assert "without them" in told(page)
    assert "s3cret" not in told(page)
    assert "s3cret" in page.one("#cd-feed input, #cd-feed textarea").get_property("value")
