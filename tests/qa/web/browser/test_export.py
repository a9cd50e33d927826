"""Answers and conversations taken along, in a real browser, and the page that checks what they quote."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from index.archive import Archive
from qa import Desk
from tests.qa.web.browsing import (
    ESCAPE,
    FARE,
    IN_A_BROWSER,
    WHO,
    WRECK,
    Page,
    opened,
    put_treaty,
    watched,
)
from tests.qa.web.serving import served

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


def assert_word_has(content: bytes, questions: list[str], quotes: list[str], address: str) -> None:
    """What a word processor reads: the questions in order, and every quote in a footnote that leads to it."""
    document = Document(BytesIO(content))
    lines = [line for line in document.paragraphs if line.text]
    assert [line.text for line in lines if line.style.name == "Heading 1"] == questions
    # Below the question its answer, and below that where it is from; the quote comes after them.
    after = [line.style.name for line in lines[lines.index(first_heading(lines)) + 1 :]]
    assert after[:2] == ["Citedesk Answer", "Citedesk Origin"]
    assert after.index("Quote") > 1
    [part] = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/footnotes")]
    ids = [ref.get(qn("w:id")) for ref in document.element.body.iter(qn("w:footnoteReference"))]
    assert ids == [str(number) for number in range(1, len(quotes) + 1)]
    notes = {note.get(qn("w:id")): note for note in parse_xml(part.blob).iter(qn("w:footnote"))}
    told = ["".join(text.text for text in notes[number].iter(qn("w:t"))) for number in ids]
    # A headline is its article's name, and is not said twice.
    assert all(sum(quote in one for one in told) == 1 or quote in "".join(told) for quote in quotes)
    for number, one in zip(ids, told, strict=True):
        assert re.search(r", \d{1,2} [A-Z][a-z]+ 20\d\d, version \d+ \(in the archive", one)
        links = [part.rels[link.get(qn("r:id"))].target_ref for link in notes[number].iter(qn("w:hyperlink"))]
        assert links[0].startswith(f"{address}/?read=")
    # The number beside the answer is that of the footnote of the sentence that carries it.
    answer = next(line for line in lines if line.style.name == "Citedesk Answer")
    carrying = next(line for line in lines if line.style.name == "Quote")
    [footnote] = [ref.get(qn("w:id")) for ref in carrying._p.iter(qn("w:footnoteReference"))]
    assert answer.runs[-1].text == footnote


def first_heading(lines: list[Any]) -> Any:
    return next(line for line in lines if line.style.name == "Heading 1")


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
    quotes = [passage.get_attribute("data-quote") for passage in page.all(".cd-passage")]
    assert_word_has(content, [WRECK, FARE], quotes, page.address)
    name, content = exported(page, "nav.cd-tools .cd-export", "html")
    assert name.endswith(".html")
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


# What comes later of an answer has the server send it anew.
DRAWN_ANEW = (
    "const turn = document.getElementById('turn-1');"
    "turn.outerHTML = turn.outerHTML.replaceAll(' open=\"\"', '')"
)


def test_a_menu_that_is_open_and_who_is_on_a_button_stay_so_when_the_answer_is_drawn_anew(
    archive: Archive, desk: Desk, browser: Any
) -> None:
    put_treaty(archive)
    with served(desk, browser) as address, watched(browser, address):
        page = opened(browser, address, None)
        page.ask(WHO)
        page.click("#turn-1 .cd-export summary")
        page.until(lambda: page.all("#turn-1 .cd-export[open]"))
        focused = "return document.activeElement.textContent.trim()"
        assert page.driver.execute_script(focused) == "Export"
        page.driver.execute_script(DRAWN_ANEW)
        page.until(lambda: page.all("#turn-1 .cd-export[open]"))
        page.until(lambda: page.driver.execute_script(focused) == "Export")
        page.press(ESCAPE)
        page.until(lambda: not page.all(".cd-export[open]"))
        page.driver.execute_script("document.querySelector(\"#turn-1 [data-do='edit']\").focus()")
        page.driver.execute_script(DRAWN_ANEW)
        page.until(lambda: page.driver.execute_script(focused) == "Edit")
        assert not page.all(".cd-export[open]")


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
