"""The whole of a conversation without a mouse."""

from __future__ import annotations

import pytest

from tests.qa.web.browsing import ENTER, ESCAPE, IN_A_BROWSER, PIER, TAB, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

MOST_STEPS = 60


def tab_to(page: Page, selector: str, back: bool = False) -> None:
    """Go from stop to stop until one that `selector` names."""
    from selenium.webdriver import ActionChains, Keys

    for _ in range(MOST_STEPS):
        if page.driver.execute_script("return document.activeElement.matches(arguments[0])", selector):
            return
        if back:
            ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(TAB).key_up(Keys.SHIFT).perform()
        else:
            page.press(TAB)
    raise AssertionError(f"{selector} is not reached in {MOST_STEPS} steps")


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (1440, False),
        *(pytest.param(*one, marks=pytest.mark.soak) for one in ((1440, True), (375, False), (375, True))),
    ],
)
def test_a_whole_conversation_needs_no_mouse(page: Page, width: int, dark: bool) -> None:
    page.open(width, 900, dark)
    tab_to(page, "#cd-question textarea")
    page.press(PIER + ENTER)
    page.until_answered(1)
    page.one("#turn-1 .cd-next-question")
    asked = page.texts("#turn-1 .cd-next-question")[-1]
    # The line keeps the focus, and what came up stands before it.
    tab_to(page, "#turn-1 .cd-next-question", back=True)
    page.press(ENTER)
    page.until_answered(2)
    assert page.texts(".cd-question") == [PIER, asked]

    page.press("/")
    tab_to(page, "#turn-2 [data-do='edit']", back=True)
    page.press(ENTER)
    page.until(lambda: page.all(".cd-mode"))
    page.until(lambda: page.driver.execute_script("return document.activeElement.value") == asked)
    page.press(ESCAPE)
    page.until(lambda: not page.all(".cd-mode"))

    page.press("/")
    tab_to(page, "#turn-2 .cd-sentence .cd-marker", back=True)
    page.press(ENTER)
    page.until(lambda: page.all("dialog[open] mark"))
    page.check()
    page.shoot("keyboard-reader")
    page.press(ESCAPE)
    page.until(lambda: not page.all("dialog[open]"))
    assert page.driver.execute_script("return document.activeElement.matches('.cd-marker')")

    tab_to(page, "[data-do='new']", back=True)
    page.press(ENTER)
    page.until(lambda: not page.all(".cd-turn"))
    page.press("/")
    tab_to(page, "#cd-past summary", back=True)
    page.press(ENTER)
    tab_to(page, ".cd-past-open")
    page.press(ENTER)
    page.until(lambda: page.texts(".cd-question") == [PIER, asked])
