"""From conversation to conversation by the browser's Back, in two tabs, and from source to source."""

from __future__ import annotations

import pytest

from tests.qa.web.browsing import FARE, IN_A_BROWSER, PIER, WRECK, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

MARCH = "How many people took part in the march against the herring quota in Port Ellisk?"


def test_back_and_forward_lead_from_conversation_to_conversation(page: Page) -> None:
    page.open()
    page.ask(PIER)
    page.click("[data-do='new']")
    page.until(lambda: not page.all(".cd-turn"))
    page.ask(WRECK)
    page.until(lambda: "conversation=" in page.driver.current_url)
    page.one("#cd-question textarea").send_keys("half a que")
    page.driver.back()
    page.until(lambda: page.texts(".cd-question") == [PIER])
    page.until(lambda: page.driver.title == f"{PIER} · Citedesk")
    page.until(lambda: page.one("#cd-question textarea").get_property("value") == "")
    page.driver.forward()
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    page.until(lambda: page.one("#cd-question textarea").get_property("value") == "half a que")
    # What is read is a step of its own, in the conversation that it belongs to.
    page.read("#turn-1 [data-marker='1']")
    page.driver.back()
    page.until(lambda: not page.all("dialog[open]"))
    assert page.texts(".cd-question") == [WRECK]
    page.driver.back()
    page.until(lambda: page.texts(".cd-question") == [PIER])


def test_an_article_that_is_read_while_the_first_answer_comes_loses_no_address(page: Page) -> None:
    page.open(1440, 900)
    page.tab("Archive")
    page.click(".cd-table tbody .cd-headline")
    page.until(lambda: page.all("dialog[open] .cd-reader-title"))
    page.tab("Chat")
    page.ask(PIER)
    page.until(lambda: "conversation=" in page.driver.current_url)
    page.close_reader()
    page.until(lambda: "read=" not in page.driver.current_url and "conversation=" in page.driver.current_url)
    assert page.texts(".cd-question") == [PIER]


def test_two_tabs_on_one_conversation_go_on_from_each_other(page: Page) -> None:
    page.open()
    page.ask(PIER)
    page.until(lambda: "conversation=" in page.driver.current_url)
    first, address = page.driver.current_window_handle, page.driver.current_url
    page.driver.switch_to.new_window("tab")
    second = page.driver.current_window_handle
    try:
        page.driver.get(address)
        page.until(lambda: page.texts(".cd-question") == [PIER])
        page.ask(WRECK)
        page.driver.switch_to.window(first)
        page.until(lambda: page.texts(".cd-question") == [PIER, WRECK])
        page.ask(FARE)
        page.driver.switch_to.window(second)
        page.until(lambda: page.texts(".cd-question") == [PIER, WRECK, FARE])
    finally:
        page.driver.switch_to.window(second)
        page.driver.close()
        page.driver.switch_to.window(first)


def kept_questions(page: Page) -> list[str]:
    """What this browser keeps of its only conversation."""
    kept = (
        "const [one] = JSON.parse(localStorage.getItem('citedesk-conversations'));"
        "return one.turns.map((turn) => JSON.parse(JSON.parse(turn).turn).question)"
    )
    return list(page.driver.execute_script(kept))


def test_two_tabs_that_ask_at_the_same_moment_lose_no_turn(page: Page) -> None:
    page.open()
    page.ask(PIER)
    page.until(lambda: "conversation=" in page.driver.current_url)
    first, address = page.driver.current_window_handle, page.driver.current_url
    page.driver.switch_to.new_window("tab")
    second = page.driver.current_window_handle
    try:
        page.driver.get(address)
        page.until(lambda: page.texts(".cd-question") == [PIER])
        page.driver.switch_to.window(first)
        # Over a line so slow that the other tab has its answer before this one.
        limits = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
        page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**limits, "latency": 1500})
        page.send(FARE)
        page.driver.switch_to.window(second)
        page.ask(WRECK)
        page.driver.switch_to.window(first)
        page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**limits, "latency": 0})
        page.until(lambda: page.texts(".cd-question") == [PIER, WRECK, FARE])
        page.until_answered(3)
        assert kept_questions(page) == [PIER, WRECK, FARE]
        page.driver.switch_to.window(second)
        page.until(lambda: page.texts(".cd-question") == [PIER, WRECK, FARE])
    finally:
        page.driver.switch_to.window(second)
        page.driver.close()
        page.driver.switch_to.window(first)


def test_what_another_tab_wrote_over_is_written_again(page: Page) -> None:
    page.open()
    page.ask(PIER)
    page.ask(WRECK)
    page.until(lambda: kept_questions(page) == [PIER, WRECK])
    # Of two that write at once, neither may have seen yet what the other wrote.
    page.driver.execute_script(
        "const place = 'citedesk-conversations', [one] = JSON.parse(localStorage.getItem(place));"
        "const other = one.turns[0].replace(arguments[0], arguments[1]);"
        "localStorage.setItem(place, JSON.stringify([{ ...one, turns: [one.turns[0], other] }]));"
        "window.dispatchEvent(new StorageEvent('storage', { key: place }))",
        PIER,
        FARE,
    )
    page.until(lambda: kept_questions(page) == [PIER, FARE, WRECK])


def test_the_reader_goes_through_the_sources_in_the_order_of_the_answer(page: Page) -> None:
    page.open()
    page.ask(MARCH)
    markers = page.driver.execute_script(
        "return [...document.querySelectorAll('.cd-passage')].map((one) => Number(one.dataset.markerOf))"
    )
    assert markers != sorted(markers)  # A card has all of its article.
    page.read("[data-marker='1']")
    for number in range(1, len(markers) + 1):
        told = f"Source {number} of {len(markers)}"
        page.until(lambda told=told: page.texts("dialog .cd-reader-name") == [told])
        steps = page.all("dialog .cd-step[aria-label='Next source']:enabled")
        assert bool(steps) is (number < len(markers))
        for step in steps:
            step.click()
