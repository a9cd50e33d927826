"""The filters of chat and archive in a real browser: a panel, counts, and chips of what is set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk
from tests.index.makers import article, day, put
from tests.qa.web.browsing import ENTER, ESCAPE, FARE, IN_A_BROWSER, TAB, WRECK, Page, watched
from tests.qa.web.serving import served

pytestmark = [*IN_A_BROWSER, pytest.mark.real]


def top_of_line(page: Page) -> float:
    script = "return document.querySelector('#cd-question').getBoundingClientRect().top"
    return float(page.driver.execute_script(script))


@pytest.mark.parametrize(("width", "dark"), [(375, True), pytest.param(1440, False, marks=pytest.mark.soak)])
def test_the_line_stays_where_it_is_whatever_is_set(page: Page, width: int, dark: bool) -> None:
    page.open(width, 860, dark)
    page.ask(FARE)
    before = top_of_line(page)
    page.open_filters()
    assert top_of_line(page) == before
    for name in ("Northshore Wire", "Hask Island Signal", "The Tarnholt Gazette"):
        page.filter(name)
        assert top_of_line(page) == before
    assert not [text for text in page.texts(".cd-filter-preset") if text.endswith(" 0")]
    page.click("#cd-filter-chat-panel .cd-filter-preset")
    page.until(lambda: len(page.all(".cd-filter-bar .cd-chip")) == 4)
    assert top_of_line(page) == before
    clear = page.one("#cd-chat-bar .cd-filter-clear").rect
    assert clear["x"] + clear["width"] <= width
    page.check()
    page.shoot(f"filter-panel-{width}-{'dark' if dark else 'light'}")
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width
    page.click("#cd-filter-chat-clear")
    page.until(lambda: not page.all(".cd-filter-bar .cd-chip"))
    page.press(ESCAPE)
    page.until(lambda: not page.one("#cd-filter-chat-panel").is_displayed())
    assert page.driver.switch_to.active_element.get_attribute("id") == "cd-filter-chat-open"


def test_counts_follow_what_is_set_and_chips_are_taken_off(page: Page) -> None:
    page.open()
    page.open_filters()
    page.filter("Hask Island Signal")
    total = int(page.one(".cd-filter-head p").text.split()[0])
    [of_outlet] = [
        int(label.text.split()[-1])
        for label in page.all(".cd-filter-values label")
        if "Hask Island Signal" in label.text
    ]
    assert total == of_outlet
    page.press(ESCAPE)
    page.ask(WRECK)
    assert "Filter: outlet Hask Island Signal" in " ".join(page.one(".cd-turn").text.split())
    page.click(".cd-filter-bar .cd-chip-off")
    page.until(lambda: not page.all(".cd-filter-bar .cd-chip"))
    page.ask_anew(WRECK)
    assert "Limits" not in page.all(".cd-turn")[-1].text


def test_filters_are_set_by_the_keyboard_alone(page: Page) -> None:
    page.open()
    page.driver.execute_script("document.getElementById('cd-filter-chat-open').focus()")
    page.press(" ")
    page.until(lambda: page.all("#cd-filter-chat-panel"))
    name = "document.activeElement.closest('label')?.textContent"
    for _ in range(40):
        page.press(TAB)
        if "Northshore Wire" in str(page.driver.execute_script(f"return {name}")):
            break
    page.press(" ")
    page.until(lambda: page.all(".cd-filter-bar .cd-chip"))
    # What was drawn anew has whoever was on it.
    page.until(lambda: "Northshore Wire" in str(page.driver.execute_script(f"return {name}")))
    page.press(" ")
    page.until(lambda: not page.all(".cd-filter-bar .cd-chip"))


@pytest.mark.parametrize(("width", "dark"), [pytest.param(375, True, marks=pytest.mark.soak), (1440, False)])
def test_texts_are_searched_and_facets_narrow_what_was_found(page: Page, width: int, dark: bool) -> None:
    page.open(width, 1000, dark)
    page.tab("Archive")
    page.until(lambda: page.all(".cd-table tbody tr"))
    page.one("#cd-find input, #cd-find textarea").send_keys("ferry")
    page.until(lambda: page.all(".cd-snippet mark"))
    found = int(page.one(".cd-list-head p").text.split()[0])
    if width < 1000:
        page.click("#cd-filter-archive-open")
    outlets = "#cd-filter-archive-sources label"
    page.until(lambda: [one for one in page.all(outlets) if "Hask Island Signal" in one.text])[0].click()
    page.until(lambda: page.all("#cd-archive-bar .cd-chip"))
    told = page.one(".cd-list-head p")
    assert int(told.text.split()[0]) < found
    assert {row.text for row in page.all(".cd-table tbody td:nth-child(2)")} == {"Hask Island Signal"}
    if width < 600:
        off, clear = (page.one(f"#cd-archive-bar {one}").rect for one in (".cd-chip-off", ".cd-filter-clear"))
        assert off["x"] + off["width"] <= clear["x"]
    page.everywhere("found-with-filters-open" if width < 1000 else "found")
    page.click("#cd-archive-bar .cd-chip-off")
    page.until(lambda: page.one(".cd-list-head p").text.startswith(f"{found} "))
    # Of no articles nothing is said about their days.
    page.one("#cd-find input, #cd-find textarea").send_keys(" zeppelin")
    page.until(lambda: page.one(".cd-list-head p").text.startswith("0 "))
    assert "date" not in page.one("#cd-archive-timeline").text


def put_facets(archive: Archive) -> None:
    given = {"author": "Ada Wren", "section": "Harbour", "language": "fr", "source": "The Courier"}
    put(
        archive,
        article("a", "The ferry sank.", title="Ferry", published_at=day("2025-03-03"), **given),
        article("b", "The barge sank.", title="Barge", published_at=day("2026-01-04"), source="The Signal"),
        article("c", "The tug sank.", title="Tug"),
    )


def test_each_facet_of_the_archive_narrows_it_and_can_be_taken_off(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    put_facets(archive)
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open(1440, 1000)
        page.tab("Archive")
        page.until(lambda: len(page.all(".cd-table tbody tr")) == 3)
        page.everywhere("facets")
        for facet, value, headline in (
            ("sources", "The Signal", "Barge"),
            ("authors", "Ada Wren", "Ferry"),
            ("sections", "Harbour", "Ferry"),
            ("languages", "French", "Ferry"),
            ("months", "January 2026", "Barge"),
            ("months", "Undated", "Tug"),
        ):
            values = f"#cd-filter-archive-{facet} label"
            [label] = [one for one in page.all(values) if value.lower() in one.text.lower()]
            assert label.text.split()[-1] == "1"
            label.click()
            page.until(lambda told=headline: page.texts(".cd-table tbody .cd-headline") == [told])
            assert value.lower() in page.one("#cd-archive-bar .cd-chip").text.lower()
            page.click("#cd-archive-bar .cd-chip-off")
            page.until(lambda: len(page.all(".cd-table tbody tr")) == 3)


def test_bars_of_an_outlet_of_few_articles_are_as_high_as_those_of_one_of_many_and_rare_ones_can_be_chosen(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    loud = [
        article(f"{n}", f"Ship {n} sank.", source="Loud", published_at=day("2025-03-03")) for n in range(60)
    ]
    rare = [
        article(name, f"The {name} sank.", source=name, published_at=day("2025-03-04")) for name in "ABCDEFG"
    ]
    put(archive, *loud, *rare)
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open(1440, 1000)
        page.tab("Archive")
        page.until(lambda: len(page.all(".cd-bar")) == 6)
        heights = {round(bar.rect["height"]) for bar in page.all(".cd-bar")}
        assert len(heights) == 1
        assert heights.pop() > 15
        assert page.texts(".cd-lane-name")[-1] == "3 other outlets"
        page.all(".cd-bar")[-1].click()
        page.until(lambda: page.one(".cd-list-head p").text == "3 articles")
        assert {cell.text for cell in page.all(".cd-table tbody td:nth-child(2)")} == {"E", "F", "G"}
        page.everywhere("other-outlets")
        page.press(ENTER)
        page.until(lambda: page.one(".cd-list-head p").text == "67 articles")


def test_a_bar_of_the_timeline_filters_and_a_page_follows_what_others_do(
    own_page: Page, own_samples: Desk, tmp_path: Path
) -> None:
    page = own_page
    page.open(1440, 1000)
    page.tab("Archive")
    page.until(lambda: page.all(".cd-bar"))
    page.everywhere("timeline-of-the-archive")
    assert page.texts(".cd-lane-name")[0] == "The Ellisk Courier"
    bar = page.all(".cd-lane:nth-child(2) .cd-bar")[0]
    told = bar.get_attribute("title")
    bar.click()
    page.until(lambda: len(page.all("#cd-archive-bar .cd-chip")) == 2)
    assert told.split(",")[0] in page.one("#cd-archive-bar .cd-chip").text
    assert page.one(".cd-list-head p").text == f"{told.rpartition(': ')[2]} article"
    page.press("\ue014")  # The arrow to the right goes to the lane's next bar.
    page.until(lambda: page.driver.switch_to.active_element.get_attribute("title") not in ("", told))
    page.click("#cd-archive-bar .cd-filter-clear")
    page.until(lambda: not page.all("#cd-archive-bar .cd-chip"))
    page.shoot("timeline")
    path = tmp_path / "late.json"
    row = {"id": "late", "title": "Late news", "body": "It came.", "source": "Quorn Post"}
    path.write_text(json.dumps(row))
    outlets = "#cd-filter-archive-sources"
    assert own_samples.sync([path]).added == 1
    page.until(lambda: "Quorn Post" in page.one(outlets).text)
    own_samples.remove(["late"])
    page.until(lambda: "Quorn Post" not in page.one(outlets).text)
    own_samples.restore(["late"])
    page.until(lambda: "Quorn Post" in page.one(outlets).text)
