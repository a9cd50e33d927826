"""In a browser: what was understood under a question, timelines, and what may be asked next."""

from __future__ import annotations

import pytest

from tests.qa.web.browsing import ESCAPE, FARE, IN_A_BROWSER, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

FARES = "How has the price of the Hask ferry changed?"
PIER = "How many people were injured when the ferry struck Kirkvoe pier?"


def test_a_timeline_has_a_rail_a_value_and_next_questions_that_are_answered(page: Page) -> None:
    page.open(1440, 1000)
    page.ask(FARES)
    assert page.texts(".cd-fact-value")[-1] == "€10.20"
    assert page.texts(".cd-fact-day")[-1] == "15 January 2026"
    page.check()
    page.shoot("timeline")
    page.ask(PIER)
    question = page.one("#turn-2 .cd-next-question").text
    page.click("#turn-2 .cd-next-question")
    page.until_answered(3)
    assert page.texts(".cd-question")[-1] == question
    assert not page.all("#turn-3 .cd-nothing, #turn-3 .cd-unsure, #turn-3 .cd-understood")


def test_day_and_outlet_of_a_question_can_be_taken_off(page: Page) -> None:
    page.open(1440, 1000)
    page.open_filters()
    page.filter("Northshore Wire")
    page.press(ESCAPE)
    page.ask("What did the Northshore Wire report about the Hask ferry in January 2026?")
    assert page.texts("#turn-1 .cd-chip-kind") == ["Filter: outlet", "Period", "Outlet"]
    page.everywhere("chips")
    # Its words are ready to be typed over.
    page.click("#turn-1 [aria-label='Change January 2026']")
    selected = (
        "const box = document.querySelector('#cd-question textarea');"
        "return document.activeElement === box && box.value.slice(box.selectionStart, box.selectionEnd)"
    )
    page.until(lambda: page.driver.execute_script(selected) == "January 2026")
    page.press(ESCAPE)
    page.until(lambda: not page.all(".cd-mode"))
    page.click("#turn-1 .cd-chip-off[aria-label='Ask without Northshore Wire']")
    page.until_answered(2)
    assert page.texts(".cd-question")[-1] == "What was reported about the Hask ferry in January 2026?"
    assert page.texts("#turn-2 .cd-chip-kind") == ["Filter: outlet", "Period"]
    page.click("#turn-2 .cd-chip-off[aria-label='Ask without January 2026']")
    page.until_answered(3)
    assert page.texts(".cd-question")[-1] == "What was reported about the Hask ferry?"
    assert page.texts("#turn-3 .cd-chip-kind") == ["Filter: outlet"]
    page.click("#turn-3 .cd-chip-off[aria-label='Ask without the filter Northshore Wire']")
    page.until_answered(4)
    assert page.texts(".cd-question")[-1] == page.texts(".cd-question")[-2]
    assert not page.all("#turn-4 .cd-understood")
    # What a question is asked without is set no longer.
    page.until(lambda: not page.all("#cd-chat-bar .cd-chip"))


@pytest.mark.soak
def test_where_filters_leave_no_answer_the_whole_archive_is_one_click_away(page: Page) -> None:
    page.open(375, 900, dark=True)
    page.open_filters()
    page.filter("The Tarnholt Gazette")
    page.press(ESCAPE)
    page.ask(FARE)
    assert "Only articles that match the filters were searched." in page.one("#turn-1 .cd-nothing").text
    page.everywhere("filtered-out-phone")
    page.click("#turn-1 .cd-nothing [data-filter='']")
    page.until_answered(2)
    assert "€10.20" in page.one("#turn-2 .cd-answer").text
    page.until(lambda: not page.all("#cd-chat-bar .cd-chip"))


def test_thanks_are_answered_as_thanks_and_leave_nothing_to_do(page: Page) -> None:
    page.open(1600, 900)
    page.ask("Thanks!")
    assert page.one("#turn-1 .cd-nothing").text == "You are welcome. What else would you like to know?"
    assert not page.all("#turn-1 .cd-refused")
    assert not page.all("#turn-1 .cd-actions")
    page.everywhere("thanks")


@pytest.mark.soak
def test_what_is_carried_over_can_be_taken_off(page: Page) -> None:
    page.open(375, 900)
    page.ask(PIER)
    page.ask("When did she sail again?")
    assert page.texts("#turn-2 .cd-chip-kind")[0] == "Carried over"
    page.everywhere("understood-phone")
    page.click("#turn-2 .cd-understood-alone")
    page.until_answered(3)
    assert page.texts(".cd-question")[-1] == "When did she sail again?"
    assert not page.all("#turn-3 .cd-understood")
