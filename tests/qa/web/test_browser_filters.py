"""The filters of the chat in a real browser: a panel over the page, and chips of what is set."""

from __future__ import annotations

import pytest

from tests.qa.web.browsing import ESCAPE, FARE, IN_A_BROWSER, TAB, WRECK, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]


def top_of_line(page: Page) -> float:
    script = "return document.querySelector('#cd-question').getBoundingClientRect().top"
    return float(page.driver.execute_script(script))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_the_line_stays_where_it_is_whatever_is_set(page: Page, width: int, dark: bool) -> None:
    page.open(width, 860, dark)
    page.ask(FARE)
    before = top_of_line(page)
    page.open_filters()
    assert top_of_line(page) == before
    for name in ("Northshore Wire", "Hask Island Signal", "The Tarnholt Gazette"):
        page.filter(name)
        assert top_of_line(page) == before
    page.one("#cd-filter-chat-preset-4").click()
    page.until(lambda: len(page.all(".cd-filter-chip")) == 4)
    assert top_of_line(page) == before
    page.check()
    page.shoot(f"filter-panel-{width}-{'dark' if dark else 'light'}")
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width
    page.one("#cd-filter-chat-clear").click()
    page.until(lambda: not page.all(".cd-filter-chip"))
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
    assert "Limits: only Hask Island Signal" in page.one(".cd-turn").text
    page.one(".cd-filter-chip .cd-filter-off").click()
    page.until(lambda: not page.all(".cd-filter-chip"))
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
    page.until(lambda: page.all(".cd-filter-chip"))
    # What was drawn anew has whoever was on it.
    page.until(lambda: "Northshore Wire" in str(page.driver.execute_script(f"return {name}")))
    page.press(" ")
    page.until(lambda: not page.all(".cd-filter-chip"))
