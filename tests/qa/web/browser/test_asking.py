"""Asking in a real browser: what a reader sees, clicks and must never see.

``pytest tests/qa/web/browser/test_asking.py --screenshots docs`` makes the README's pictures.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Desk
from tests.qa.web.browsing import ENTER, ESCAPE, FARE, IN_A_BROWSER, WRECK, Page
from tests.qa.web.proofreading import contrast

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

HOSTILE = {
    "id": "hostile",
    "title": "Café 😀 owner <b onmouseover=alert(1)>Zoltan Quibbleworth</b> wins prize",
    "body": (
        "The evening was loud: 😀👩🏽\u200d🚀 e\u0301toile \U0001d518\U0001d518 مرحبا, and nobody minded.\n\n"
        "Zoltan Quibbleworth won the Zanzibar soup prize <script>window.hacked = 1</script> with "
        "[a link](javascript:window.hacked=2) of **leek** & <img src=x onerror='window.hacked=3'> cream."
    ),
    "source": "The <i>Ladle</i>",
    "published_at": "2025-06-01",
    "url": "javascript:window.hacked=4",
}


def test_an_answer_leads_to_the_exact_words(page: Page, samples: Desk) -> None:
    page.open()
    assert any(WRECK in text for text in page.texts("button.cd-example"))
    page.everywhere("start")
    page.ask(WRECK)
    answer = samples.ask(WRECK)
    assert answer.status == "answered"
    assert len(page.all(".cd-answer [data-marker]")) == len(answer.citations)
    assert "Quoted from the articles" in page.one(".cd-answer").text
    assert not any(example.is_displayed() for example in page.all("button.cd-example"))
    quotes = [passage.get_attribute("data-quote") for passage in page.all(".cd-passage")]
    assert sorted(quotes) == sorted(citation.quote for citation in answer.citations)
    assert len(page.all(".cd-card")) == len({citation.article_id for citation in answer.citations})
    [card] = page.texts(".cd-card")
    for citation in answer.citations:
        assert citation.title in card
        assert str(citation.source) in card
        assert "8 July 2025" in card
    for citation in answer.citations:
        assert page.read(f"[data-marker='{citation.marker}']") == citation.quote
        assert page.one(".cd-passage.cd-lit").get_attribute("id") == f"source-1-{citation.marker}"
        page.close_reader()
    page.check()
    page.read("[data-marker='1']")
    mark = page.one("dialog[open] mark")
    box, window = mark.rect, page.driver.get_window_size()
    assert 0 <= box["y"] <= window["height"]
    page.shoot("reader")


def test_an_answer_from_several_years_names_outlet_and_day_of_each(page: Page) -> None:
    page.open()
    page.ask(FARE)
    days = [origin.split("·")[-1].strip() for origin in page.texts(".cd-card .cd-origin")]
    assert list(dict.fromkeys(days))[:2] == ["15 January 2026", "13 February 2025"]
    assert "€10.20" in page.texts(".cd-sentence")[0]
    assert "As of 15 January 2026" in page.one(".cd-note").text
    page.shoot("chat")
    # Nor is it by how much the fare has changed, or what a car pays.
    page.ask("How much is the ferry?")
    assert page.one("#turn-2 .cd-direct-words").text.startswith("€10.20")
    assert page.one("#turn-2 .cd-direct .cd-origin").text.endswith("15 January 2026")


# Types a question and presses Enter, twice, in the moment in which the answer before stands.
AT_ONCE = """
const [question] = arguments;
new MutationObserver((_, watching) => {
  if (!document.querySelector(".cd-turn") || document.querySelector(".cd-turn[aria-busy]")) return;
  watching.disconnect();
  const box = document.querySelector("#cd-question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  for (const type of ["keypress", "keypress"]) {
    box.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true }));
  }
}).observe(document.body, { attributes: true, childList: true, subtree: true });
"""


def test_a_question_that_comes_right_after_an_answer_is_asked_once(page: Page) -> None:
    page.open()
    page.driver.execute_script(AT_ONCE, FARE)
    page.send(WRECK)
    page.until(lambda: page.texts(".cd-question") == [WRECK, FARE])
    page.until_answered(2)
    assert page.driver.execute_script("return document.querySelector('#cd-question textarea').value") == ""


def test_over_a_slow_line_the_button_shows_that_a_question_is_on_its_way(page: Page) -> None:
    page.open()
    page.one("#cd-question textarea").send_keys(" ", ENTER)
    on_its_way = "#cd-composer[data-sent]"
    assert not page.all(on_its_way)
    page.driver.execute_script(
        "const line = document.getElementById('cd-composer'); new MutationObserver(() => {"
        "window.wasOnItsWay ||= 'sent' in line.dataset }).observe(line, { attributes: true })"
    )
    limits = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**limits, "latency": 400})
    page.one("#cd-question textarea").send_keys(WRECK, ENTER)
    page.until(lambda: page.driver.execute_script("return window.wasOnItsWay"))
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**limits, "latency": 0})
    page.until_answered(1)
    assert not page.all(on_its_way)


def test_an_example_is_one_click(page: Page) -> None:
    page.open()
    page.click("button.cd-example")
    page.until_answered(1)
    assert page.all("[data-marker]")
    page.driver.get(f"{page.address}/docs")
    page.one("main h1")
    page.check()
    page.shoot("docs")


def test_a_refusal_shows_near_headlines_that_open(page: Page) -> None:
    page.open()
    page.ask("Did the Hask ferry hit a whale in 1998?")
    assert "does not answer" in page.one(".cd-nothing").text
    assert "nothing found in it mentions 1998" in page.one(".cd-nothing .cd-note").text
    assert "The archive covers " in page.one(".cd-covers").text
    assert not page.all("[data-marker]")
    page.everywhere("refusal")
    headline = page.one(".cd-nearest .cd-headline").text
    assert page.read(".cd-nearest .cd-headline") == ""
    assert page.one(".cd-reader-title").text == headline
    page.check()
    page.close_reader()
    page.click("[data-do='share']")
    link = page.one("a[data-fresh-link]").get_attribute("href")
    page.driver.execute_script("navigator.clipboard.writeText = async (text) => { window.written = text }")
    page.click("[data-copy-link]")
    page.until(lambda: page.driver.execute_script("return window.written") == link)
    page.driver.get(link)
    page.until(lambda: page.texts(".cd-nearest .cd-headline")[:1] == [headline])
    assert "The archive covers " in page.one(".cd-covers").text
    page.ask("Who won the World Cup final in Paris?")
    # What shares nothing with the question but that nothing is nearer is not shown.
    assert not page.all("#turn-2 .cd-nearest")


def test_what_cannot_be_used_is_an_error_that_says_what_to_do(page: Page) -> None:
    page.open()
    long = f"{WRECK} " * 60
    # As if it were pasted.
    page.driver.execute_script(
        "const box = document.querySelector('#cd-question textarea');"
        "box.value = arguments[0]; box.dispatchEvent(new Event('input', { bubbles: true }))",
        long,
    )
    page.ask("")
    assert "the limit is 2,000" in page.one(".cd-error").text
    assert "in a sentence or two" in page.one(".cd-error").text
    assert len(page.one(".cd-question").text) < 600
    box = page.one("#cd-question textarea")
    page.until(lambda: box.get_property("value") == long)
    page.driver.execute_script("arguments[0].value = ''", box)
    page.click("[data-do='new']")
    page.until(lambda: not page.all(".cd-turn"))
    page.open_filters()
    assert "Articles from 5 March 2024" in page.one(".cd-filter-days").text
    page.check()
    page.shoot("filters")
    for day, keys in (("first_day", "5/1/2025"), ("last_day", "1.4.2025"), ("first_day", "1 May 2025")):
        line = page.one(f"#cd-filter-chat-{day}")
        line.clear()
        line.send_keys(keys, ENTER)
        if keys == "5/1/2025":
            page.until(
                lambda: "may be 1 May 2025 or 5 January 2025" in "".join(page.texts(".cd-filter-fault"))
            )
            page.check()
            page.shoot("no-day")
            continue
        told = "1 May 2025" if day == "first_day" else "1 April 2025"
        page.until(lambda told=told: told in page.one(".cd-filter-bar .cd-chip").text)
    page.until(lambda: page.one("#cd-filter-chat-first_day").get_property("value") == "1 May 2025")
    page.press(ESCAPE)
    page.ask(WRECK)
    assert "1 April 2025, before it begins on 1 May 2025" in page.one(".cd-error").text


def test_an_article_is_text_and_its_offsets_count_code_points(
    own_page: Page, own_samples: Desk, tmp_path: Path
) -> None:
    page = own_page
    page.open()  # Before the article comes: a page that is open sees what is synced meanwhile.
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(HOSTILE), encoding="utf-8")
    assert own_samples.sync([path]).added == 1
    page.ask("Who won the Zanzibar soup prize?")
    body = own_samples.article("hostile").body
    quoted = [passage.get_attribute("data-quote") for passage in page.all(".cd-passage")]
    [quote] = [text for text in quoted if "Zanzibar" in text]
    assert quote in body
    assert "[a link](javascript:window.hacked=2) of **leek**" in body
    assert page.read("[data-marker='1']") == quote
    assert page.texts("dialog .cd-reader-body") == [body]
    assert page.one(".cd-reader-title").text == own_samples.article("hostile").title
    assert not page.all("dialog a[href], .cd-card a[href^='javascript']")
    assert page.driver.execute_script("return window.hacked === undefined")


@pytest.mark.parametrize("dark", [pytest.param(False, marks=pytest.mark.soak), True], ids=["light", "dark"])
def test_words_are_dark_enough_and_nothing_moves_by_itself(page: Page, dark: bool) -> None:
    page.open(375, 760, dark)
    page.ask(WRECK)
    colours = page.driver.execute_script(
        "const style = getComputedStyle(document.querySelector('.cd-sentence'));"
        "return [style.color, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(*colours) >= 7
    assert page.jumps() < 0.1
    day = page.open_filters()
    style = "const style = getComputedStyle(arguments[0]); return [style.color, style.backgroundColor]"
    # axe-core does not look into a line for a day.
    assert contrast(*page.driver.execute_script(style, day)) >= 4.5


def test_a_marker_shows_its_quote_and_the_reader_goes_from_source_to_source(
    page: Page, samples: Desk
) -> None:
    page.open()
    page.ask(WRECK)
    quotes = [cited.quote for cited in samples.ask(WRECK).citations]
    for marker in (".cd-direct [data-marker]", "#marker-1-1"):
        page.driver.execute_script("document.querySelector(arguments[0]).focus()", marker)
        assert page.one(".cd-hover-quote").text == quotes[0]
        tip, sentence = page.one(".cd-hover").rect, page.one(".cd-sentence").rect
        over = tip["y"] + tip["height"] <= sentence["y"]
        assert over or tip["y"] >= sentence["y"] + sentence["height"]
    page.press(ESCAPE)
    assert not page.all(".cd-hover")
    assert page.read("[data-marker='1']") == quotes[0]
    # Of an article that was never corrected no version is told.
    assert "Version" not in page.one("dialog[open]").text
    page.click("dialog .cd-step[aria-label='Next source']")
    page.until(lambda: page.texts("dialog[open] mark") == [quotes[1]])
    assert quotes[0] in page.texts("dialog[open] .cd-other-mark")
    line = page.one("dialog .cd-finder input")
    line.send_keys("quennish", ENTER)
    page.until(lambda: page.one("dialog .cd-finder span").text.startswith("2 of "))
    page.shoot("finder")
    page.driver.execute_script("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    page.all("dialog .cd-take-along button")[0].click()
    assert page.driver.execute_script("return window.copied").startswith(f"“{quotes[1]}” (")
    page.all("dialog .cd-take-along button")[1].click()
    link = page.driver.execute_script("return window.copied")
    page.close_reader()
    assert page.driver.execute_script("return document.activeElement.dataset.marker") == "1"
    # That the focus is back on its marker asks for no tooltip; coming to the marker again does.
    assert not page.all(".cd-hover")
    page.driver.execute_script("document.activeElement.blur()")
    page.driver.execute_script("document.querySelector('#marker-1-1').focus()")
    assert page.one(".cd-hover-quote").text == quotes[0]
    page.driver.execute_script("document.activeElement.blur()")
    page.press("/")
    assert page.driver.execute_script("return document.activeElement.tagName") == "TEXTAREA"
    page.read("[data-marker='1']")
    page.driver.back()
    page.until(lambda: not page.all("dialog[open]"))
    assert page.texts(".cd-question") == [WRECK]
    page.driver.get(link)
    page.until(lambda: page.texts("dialog[open] mark") == [quotes[1]])


@pytest.mark.soak
def test_a_question_and_its_quote_need_no_mouse(page: Page) -> None:
    from selenium.webdriver import ActionChains, Keys

    page.open()
    page.ask(WRECK)
    focused = "return document.activeElement.id || document.activeElement.className"
    passed = []
    for _ in range(40):
        passed.append(page.driver.execute_script(focused))
        if passed[-1] == "marker-1-1":
            break
        ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert passed[-1] == "marker-1-1", passed
    page.press(Keys.ENTER)
    page.until(lambda: page.all("dialog[open] mark"))
    page.close_reader()
    assert page.driver.execute_script(focused) == "marker-1-1"
