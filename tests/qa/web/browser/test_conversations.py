"""Conversations in a real browser: what can be done with an answer, and what no other browser sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from index.registers.feedback import each_feedback
from qa import Desk
from tests.qa.web.browsing import ESCAPE, FARE, IN_A_BROWSER, PIER, TURBINE, WRECK, Page, start_browser

pytestmark = [*IN_A_BROWSER, pytest.mark.real]


def test_a_conversation_keeps_its_turns_and_their_sources(page: Page) -> None:
    page.open()
    page.ask(FARE)
    page.ask(WRECK)
    assert page.texts(".cd-question") == [FARE, WRECK]
    quote = page.one("#source-1-1").get_attribute("data-quote")
    assert page.read("#turn-1 [data-marker='1']") == quote
    page.close_reader()
    for turn in ("#turn-1", "#turn-2"):
        page.driver.execute_script(f"document.querySelector('{turn}').scrollIntoView()")
        answer, sources = page.one(turn).rect, page.one(f"{turn} .cd-sources").rect
        assert answer["y"] <= sources["y"]
        assert sources["y"] + sources["height"] <= answer["y"] + answer["height"] + 1


def test_an_article_is_one_card_with_all_that_is_cited_of_it_and_what_stands_around(page: Page) -> None:
    page.open()
    page.ask(TURBINE)
    page.ask(WRECK)
    passages = page.all("#turn-2 .cd-card .cd-passage")
    assert len(passages) > len(page.all("#turn-2 .cd-card"))
    for turn in ("#turn-1", "#turn-2"):
        card = " ".join(page.one(f"{turn} .cd-card").text.split())
        assert "By " in page.one(f"{turn} .cd-byline").text
        quoted = page.one(f"{turn} .cd-sentence").text
        cited = page.one(f"{turn} .cd-cited").text
        # What the answer has in full stands here by its first and last words.
        assert len(cited) <= 100
        assert card.count(cited) == 1
        assert cited.split()[0] in quoted
    # A standfirst stands alone, a sentence of the text among others.
    assert len(page.one("#turn-2 .cd-around:has(.cd-cited)").text) > len(cited) + 20
    assert "version 2 of 2" in page.one("#turn-1 .cd-byline").text.lower()
    assert "version" not in page.one("#turn-2 .cd-byline").text.lower()


def test_sources_fold_in_under_the_answer_on_a_phone(page: Page) -> None:
    page.open(375, 760)
    page.ask(WRECK)
    assert not page.one(".cd-card").is_displayed()
    fold = page.one("[data-fold]")
    page.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", fold)
    fold.click()
    assert page.one(".cd-card").is_displayed()
    assert fold.get_attribute("aria-expanded") == "true"
    page.check()
    page.shoot("phone-sources")


def test_nothing_is_lost_by_asking_again_editing_or_loading_the_page_again(page: Page) -> None:
    page.open()
    page.ask(WRECK)
    page.ask(TURBINE)
    page.click("#turn-1 [data-do='retry']")
    page.until(lambda: page.all("[data-reopen]"))
    page.until_answered(1)
    page.everywhere("branch")
    page.click("[data-reopen]")
    page.until(lambda: page.texts(".cd-question") == [WRECK, TURBINE])
    page.click("#turn-2 [data-do='edit']")
    page.until(lambda: "You are editing question 2" in "".join(page.texts(".cd-mode")))
    page.everywhere("editing")
    page.press(ESCAPE)
    page.until(lambda: not page.all(".cd-mode"))
    page.until(lambda: not page.one("#cd-question textarea").get_property("value"))
    page.one("#cd-question textarea").send_keys("half a questi")
    page.driver.refresh()
    page.until(lambda: page.texts(".cd-question") == [WRECK, TURBINE])
    page.until(lambda: page.one("#cd-question textarea").get_property("value") == "half a questi")


def test_what_is_read_has_its_address_and_back_and_forward_close_and_open_the_reader(page: Page) -> None:
    page.open(1440, 900)
    page.ask(WRECK)
    at_first = page.driver.current_url
    quote = page.read("[data-marker='1']")
    assert f"{at_first}&read=" in page.driver.current_url
    page.driver.back()
    page.until(lambda: not page.all("dialog[open]"))
    assert page.driver.current_url == at_first
    page.driver.forward()
    page.until(lambda: quote in page.texts("dialog[open] mark"))
    page.driver.refresh()
    page.until(lambda: quote in page.texts("dialog[open] mark") and page.texts(".cd-question") == [WRECK])
    page.close_reader()
    page.until(lambda: page.driver.current_url == at_first)


@pytest.mark.soak
def test_a_conversation_is_shared_by_one_link(page: Page) -> None:
    page.open()
    page.ask(WRECK)
    page.ask(TURBINE)
    page.click("#turn-2 [data-do='share']")
    page.click("#turn-2 [data-do='share-all']")
    page.until(lambda: "read this conversation" in page.one("#turn-2 .cd-link").text)
    page.everywhere("shared-conversation")
    link = page.one("#turn-2 .cd-link a").get_attribute("href")
    page.open()
    page.driver.get(link)
    page.until(lambda: page.texts(".cd-question") == [WRECK, TURBINE])
    assert len([text for text in page.texts(".cd-label") if text.startswith("Shared on ")]) == 2
    page.everywhere("shared-opened")


def test_what_an_address_names_and_is_not_there_is_told(page: Page) -> None:
    for search, told in (
        ("answer", "no answer behind this link"),
        ("conversation", "not saved in this browser"),
    ):
        page.driver.get(f"{page.address}?{search}=nope")
        page.until(lambda told=told: told in "".join(page.texts(".cd-error")))
        assert not page.all(".cd-actions")  # It is no question that could be asked again.


def test_feedback_a_link_and_a_past_conversation(page: Page, samples: Desk) -> None:
    page.open()
    page.ask(WRECK)
    answer = samples.ask(WRECK)
    page.driver.execute_script("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    for name, note in (("Copy", "[1] “"), ("Copy as Markdown", "[^1]: “")):
        [copy] = [button for button in page.all("[data-copy]") if button.text == name]
        copy.click()
        page.until(lambda copy=copy: copy.text == "Copied")
        copied = page.driver.execute_script("return window.copied")
        assert WRECK in copied
        assert f"{note}{answer.citations[0].quote}" in copied
    page.click("[data-rating='down']")
    page.one(".cd-comment textarea").send_keys("Too long")
    page.click("[data-do='comment']")
    page.until(lambda: "Your comment has been saved." in page.one(".cd-comment").text)
    page.check()
    *_, said = each_feedback(samples.archive.catalogue)
    assert (said.rating, said.comment, said.asked) == ("down", "Too long", WRECK)
    assert [cited["quote"] for cited in said.answer["citations"]] == [c.quote for c in answer.citations]
    page.click("[data-do='share']")
    link = page.one("a[data-fresh-link]").get_attribute("href")
    page.click("[data-do='new']")
    page.until(lambda: not page.all(".cd-turn"))
    assert any(example.is_displayed() for example in page.all("button.cd-example"))
    page.click("#cd-past summary")
    page.one(".cd-past-open")
    page.check()
    page.shoot("past")
    page.click(".cd-past-open")
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    quoted = [passage.get_attribute("data-quote") for passage in page.all(".cd-passage")]
    assert quoted == [cited.quote for cited in answer.citations]
    page.driver.get(link)
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    assert "Shared on" in page.one(".cd-turn").text
    assert page.read("[data-marker='1']") == answer.citations[0].quote


@pytest.mark.soak
def test_twenty_people_at_once_get_their_answers(page: Page, samples: Desk) -> None:
    answer = samples.ask(WRECK).text
    asked: dict[str, Any] = {"json": {"question": WRECK}, "timeout": 60}
    with ThreadPoolExecutor(20) as pool:
        tasks = [pool.submit(httpx.post, f"{page.address}/api/ask", **asked) for _ in range(20)]
        assert {task.result().json()["text"] for task in tasks} == {answer}
    page.open()  # What is watched must have asked something.


@pytest.mark.soak
def test_an_outlet_is_chosen_and_told_and_another_browser_knows_nothing_of_it(page: Page) -> None:
    page.open()
    page.open_filters()
    page.filter("Northshore Wire")
    page.ask(WRECK)
    assert "Northshore Wire" in page.texts(".cd-turn .cd-chip bdi")
    assert {text.split("·")[0].strip() for text in page.texts(".cd-card .cd-origin")} == {"Northshore Wire"}
    driver = start_browser()
    try:
        other = Page(driver, page.address, None)
        other.open()
        assert not other.all(".cd-turn, .cd-past-open")
        assert not other.all(".cd-filter-bar .cd-chip")
        other.ask(FARE)
        assert not [name for name in other.texts(".cd-turn .cd-chip-kind") if name.startswith("Filter")]
        assert "Hask Island Signal" in "".join(other.texts(".cd-card .cd-origin"))
        assert other.texts(".cd-question") == [FARE]
    finally:
        driver.quit()
    assert page.texts(".cd-question") == [WRECK]
    assert "Northshore Wire" in page.one(".cd-filter-bar .cd-chip").text


@pytest.mark.soak
def test_editing_a_question_puts_it_back_into_the_line(page: Page) -> None:
    page.open(375)
    page.ask("How deep does the wreck lie?")
    page.click("[data-do='edit']")
    box = page.one("#cd-question textarea")
    page.until(lambda: box.get_property("value") == "How deep does the wreck lie?")
    # On one line, however narrow the page.
    assert page.one("#cd-mode [data-do='cancel']").rect["height"] < 48
    page.everywhere("edit")
    box.clear()
    page.ask_anew(WRECK)
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    kept = page.until(lambda: page.one(".cd-turn").get_attribute("data-kept"))
    page.click("[data-do='retry']")
    page.until(lambda: page.one(".cd-turn").get_attribute("data-kept") not in (None, kept))
    assert page.texts(".cd-question") == [WRECK]
    assert page.all("[data-marker]")


@pytest.mark.soak
def test_a_conversation_that_is_half_drawn_is_not_kept_so(page: Page) -> None:
    page.open()
    page.ask(WRECK)
    page.ask(TURBINE)
    kept = (
        "return JSON.parse(localStorage.getItem('citedesk-conversations'))"
        ".find((one) => one.name === window.citedesk.current()).turns.length"
    )
    page.until(lambda: page.driver.execute_script(kept) == 2)
    half = "document.querySelector('#cd-earlier-turns .cd-turns').remove(); window.citedesk.save();"
    page.driver.execute_script(half)
    assert page.driver.execute_script(kept) == 2


def test_a_turn_stays_as_it_is_while_others_come_and_change(page: Page) -> None:
    page.open()
    page.ask(PIER)
    page.one("#turn-1 .cd-next-question")  # The last that comes of it.
    page.ask(TURBINE)
    page.ask(FARE)
    # Marked as no update of the server would mark them.
    page.driver.execute_script("for (const turn of document.querySelectorAll('.cd-turn')) turn.mine = true")
    page.click("#turn-2 [data-do='rate']")
    page.until(lambda: page.all("#turn-2 .cd-comment"))
    mine = "return [...document.querySelectorAll('.cd-turn')].map((turn) => turn.mine === true)"
    assert page.driver.execute_script(mine)[:2] == [True, False]
    assert page.driver.execute_script("return document.activeElement.matches('#turn-2 [data-do=\"rate\"]')")
    page.driver.execute_script("document.querySelector('#cd-earlier-turns .cd-turns').remove()")
    page.send(WRECK)
    page.until(lambda: page.texts(".cd-question") == [PIER, TURBINE, FARE, WRECK])
