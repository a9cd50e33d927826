"""Answers and conversations taken along, in a real browser, and the page that checks what they quote."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from docx import Document

from tests.qa.web.browsing import ESCAPE, FARE, IN_A_BROWSER, WRECK, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

# What would be downloaded, as base64.
TAKE = (
    "window.files = [];"
    "HTMLAnchorElement.prototype.click = function () { window.files[0].name = this.download };"
    "URL.createObjectURL = (file) => { window.files.unshift({ file }); return '#' }"
)
READ = (
    "const [done] = arguments, reader = new FileReader();"
    "reader.onload = () => done([window.files[0].name, reader.result.split(',')[1]]);"
    "reader.readAsDataURL(window.files[0].file)"
)


def exported(page: Page, menu: str, form: str) -> tuple[str, bytes]:
    page.driver.execute_script(TAKE)
    summary = page.one(f"{menu} summary")
    page.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", summary)
    summary.click()
    page.until(lambda: page.one(f"{menu} [data-export='{form}']").is_displayed())
    page.click(f"{menu} [data-export='{form}']")
    page.until(lambda: page.driver.execute_script("return window.files[0]?.name"))
    name, content = page.driver.execute_async_script(READ)
    assert not page.one(f"{menu}").get_attribute("open")
    return name, base64.b64decode(content)


def test_an_answer_and_a_conversation_are_taken_along_and_checked(page: Page) -> None:
    page.open()
    assert not page.one("nav.cd-tools .cd-export").is_displayed()
    page.ask(WRECK)
    page.ask(FARE)
    page.click("#turn-2 .cd-export summary")
    page.everywhere("export-menu", "#turn-2")
    page.press(ESCAPE)
    page.until(lambda: not page.all(".cd-export[open]"))
    name, content = exported(page, "#turn-2 .cd-export", "markdown")
    assert name.startswith("citedesk-how-much-is-an-adult-single")
    assert name.endswith(".md")
    text = content.decode()
    assert FARE in text.replace("\\", "")
    assert "As of 15 January 2026" in text
    assert WRECK not in text
    name, content = exported(page, "nav.cd-tools .cd-export", "word")
    assert name.endswith(".docx")
    headings = [line.text for line in Document(BytesIO(content)).paragraphs if line.style.name == "Heading 1"]
    assert headings == [WRECK, FARE]
    name, content = exported(page, "nav.cd-tools .cd-export", "html")
    assert name.endswith(".html")
    quotes = [passage.get_attribute("data-quote") for passage in page.all(".cd-passage")]
    bodies = page.all(".cd-passage:not([data-field='title'])")
    sentences = [passage.get_attribute("data-quote") for passage in bodies]
    page.driver.get(f"data:text/html;base64,{base64.b64encode(content).decode()}")
    assert page.texts("h1") == [WRECK, FARE]
    assert len(page.all(".notes li")) == len(quotes)
    page.everywhere("exported")
    link = page.one(".check a").get_attribute("href")
    assert link.startswith(page.address)
    page.driver.get(link)
    assert page.one(".cd-summary").text == f"All {len(quotes)} quotations still stand."
    assert sorted(page.texts(".cd-standing blockquote")) == sorted(f"“{words}”" for words in sentences)
    checked = "".join(page.texts(".cd-standing li"))
    assert all(quote in checked for quote in quotes)
    assert checked.count("Headline: ") == len(quotes) - len(sentences)
    page.everywhere("standing")
    page.click(".cd-standing li a")
    page.until(lambda: page.texts("dialog[open] mark") == [quotes[0]])


@pytest.mark.soak
def test_an_answer_behind_a_link_is_taken_along_and_an_outage_is_told(page: Page) -> None:
    page.open(375, 760)
    page.ask(WRECK)
    share = page.one("[data-do='share']")
    page.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", share)
    share.click()
    page.driver.get(page.one("a[data-fresh-link]").get_attribute("href"))
    page.until(lambda: page.all(".cd-turn[data-sealed]"))
    _, content = exported(page, ".cd-turn .cd-export", "markdown")
    assert "61 metres" in content.decode()
    page.driver.execute_script("window.fetch = async () => { throw new TypeError('gone') }")
    page.click(".cd-turn .cd-export summary")
    page.click(".cd-turn [data-export='word']")
    page.until(lambda: "cannot be reached" in page.one(".cd-export-trouble").text)
    page.everywhere("export-trouble")
