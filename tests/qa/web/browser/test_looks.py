"""Every state of an answer, and every part of the page, in every width and both themes."""

from __future__ import annotations

import pytest

from tests.qa.web.browsing import ESCAPE, FARE, IN_A_BROWSER, TURBINE, WINDOWS, WRECK, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

ANSWERED, UNSURE, NONE, DISAGREE, CORRECTED, TIMELINE, DAY, FOLLOW_UP = range(1, 9)
QUESTIONS = {
    ANSWERED: WRECK,
    UNSURE: "Which shipyard built the Sula Bright?",
    NONE: "Who invented the zeppelin sandwich machine?",
    DISAGREE: "How many people took part in the march against the herring quota in Port Ellisk?",
    CORRECTED: TURBINE,
    TIMELINE: "How has the price of the Hask ferry changed?",
    DAY: FARE,
    FOLLOW_UP: "What did it cost in 2024?",
}
# What a turn has, and what no other has.
STATES = {
    ANSWERED: (".cd-direct", ".cd-unsure, .cd-nothing, .cd-banner, .cd-timeline"),
    UNSURE: (".cd-unsure .cd-label", ".cd-direct, .cd-nothing, .cd-timeline"),
    NONE: (".cd-refused .cd-nothing-text", ".cd-direct, .cd-answer, .cd-sources"),
    DISAGREE: (".cd-reports", ".cd-unsure, .cd-nothing"),
    CORRECTED: (".cd-change del", ".cd-unsure, .cd-nothing"),
    TIMELINE: (".cd-fact-value", ".cd-direct, .cd-unsure, .cd-nothing"),
    DAY: (".cd-of-a-day", ".cd-unsure, .cd-nothing"),
    FOLLOW_UP: (".cd-understood-alone", ".cd-nothing"),
}


def test_the_states_of_an_answer_look_different_and_all_can_be_read_everywhere(page: Page) -> None:
    page.open(1440, 900)
    for question in QUESTIONS.values():
        page.ask(question)
    for turn, (has, has_not) in STATES.items():
        assert page.all(f"#turn-{turn} {has.replace(', ', f', #turn-{turn} ')}"), QUESTIONS[turn]
        assert not page.all(", ".join(f"#turn-{turn} {one}" for one in has_not.split(", "))), QUESTIONS[turn]
    assert page.one(f"#turn-{UNSURE} .cd-label").text.startswith("No direct answer")
    assert page.one(f"#turn-{NONE} .cd-refused").value_of_css_property("border-top-style") == "dashed"
    for width, dark in page.windows:
        page.resize(width, 900, dark)
        assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width
        for turn in QUESTIONS:
            into_view = "document.getElementById(arguments[0]).scrollIntoView()"
            page.driver.execute_script(into_view, f"turn-{turn}")
            page.shoot(f"turn-{turn}-{width}-{'dark' if dark else 'light'}")
        if (width, dark) in (WINDOWS[0], WINDOWS[-1]):
            page.check()


STYLE = """
const styled = getComputedStyle(arguments[0]), box = arguments[0].getBoundingClientRect();
return [box.top, parseFloat(styled.fontSize), styled.color];
"""


def test_the_answer_stands_first_then_what_carries_it_then_quieter_what_else_there_is(page: Page) -> None:
    page.open(1440, 900)
    page.ask(FARE)
    direct, told = page.one(".cd-direct"), page.one(".cd-direct-words").text
    assert direct.find_element("css selector", ".cd-origin").text == "Hask Island Signal · 15 January 2026"
    bold = page.one(".cd-quotation strong")
    assert told.startswith(bold.text)
    carrying = page.one(".cd-answer:not(.cd-also) .cd-sentence")
    assert bold.text in carrying.text
    markers = [one.find_elements("css selector", ".cd-marker")[0].text for one in (direct, carrying)]
    assert markers[0] == markers[1]
    first, second, third = (
        page.driver.execute_script(STYLE, one)
        for one in (page.one(".cd-direct-words"), carrying, page.one(".cd-also .cd-sentence"))
    )
    assert first[0] < second[0] < third[0]
    assert first[1] > 1.4 * second[1] > 1.4 * third[1]
    assert second[2] != third[2]
    # A headline is called one, and quoted as none of the sentences.
    page.ask(WRECK)
    [headline] = page.all("#turn-2 .cd-as-headline")
    words = page.one("#turn-2 .cd-passage[data-field='title']").get_attribute("data-quote")
    assert headline.text.startswith(f"Headline {words}")
    assert not [one for one in page.all("#turn-2 blockquote") if words in one.text]


@pytest.mark.soak
def test_the_reader_the_filters_and_the_archive_can_be_read_everywhere(page: Page) -> None:
    page.open(1440, 900)
    page.ask(TURBINE)
    assert page.read(".cd-sentence [data-marker='1']")
    page.everywhere("reader")
    page.resize(375, 900, False)
    assert page.one("dialog[open]").rect["x"] == 0
    page.resize(1440, 900, False)
    page.close_reader()
    page.open_filters()
    page.until(lambda: page.all("#cd-filter-chat-panel"))
    page.everywhere("filters")
    page.press(ESCAPE)
    page.tab("Archive")
    page.until(lambda: page.all(".cd-table tbody tr") and page.all(".cd-bar"))
    page.everywhere("archive")


SHINING_THROUGH = """
const { left, right, top, bottom } = document.querySelector("dialog[open]").getBoundingClientRect();
const found = [];
for (let x = left + 4; x < right; x += 16) {
  for (let y = top + 4; y < bottom; y += 6) found.push(document.elementFromPoint(x, y));
}
return found.filter((one) => one && !one.closest("dialog")).map((one) => one.outerHTML.slice(0, 80));
"""


def test_nothing_of_the_page_shines_through_the_reader(page: Page) -> None:
    page.open(1120, 900)
    page.tab("Archive")
    page.click(".cd-table .cd-headline")
    page.until(lambda: page.all("dialog[open] .cd-reader-body"))
    for width in (1120, 375):  # As when a tablet is turned.
        page.resize(width, 900, False)
        assert page.driver.execute_script(SHINING_THROUGH) == []
        page.shoot(f"archive-reader-{width}")


def top_of(page: Page, selector: str) -> float:
    top = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
    return float(page.driver.execute_script(top, selector))


def test_the_line_stands_below_what_greets_until_a_question_is_on_its_way(page: Page) -> None:
    page.open(1440, 900)
    for width, dark in page.windows:
        page.resize(width, 900, dark)
        greeting = page.one(".cd-welcome").rect
        assert 0 < top_of(page, "#cd-question") - greeting["y"] - greeting["height"] < 60
        assert page.one("#cd-composer").rect["y"] < page.one(".cd-example").rect["y"]
        page.open_filters()
        panel = page.one("#cd-filter-chat-panel")
        page.until(lambda panel=panel: panel.is_displayed())
        inside = "const box = arguments[0].getBoundingClientRect(); return [box.top, box.bottom]"
        above, below = page.driver.execute_script(inside, panel)
        assert above >= 0
        assert below <= 900
        page.shoot(f"start-filters-{width}-{'dark' if dark else 'light'}")
        page.press(ESCAPE)
    page.resize(1440, 900, False)
    page.ask(WRECK)
    assert page.one("#cd-composer").rect["y"] > 700
    assert not page.one(".cd-welcome").is_displayed()
    # A conversation that comes back is not greeted first.
    page.until(lambda: "conversation=" in page.driver.current_url)
    page.driver.refresh()
    page.one("#cd-question textarea")
    assert not [one for one in page.all(".cd-welcome, .cd-example") if one.is_displayed()]
    assert top_of(page, "#cd-question") > 700
    page.click("[data-do='new']")
    page.until(lambda: page.one(".cd-welcome").is_displayed())
    assert top_of(page, "#cd-question") < 400


def test_on_paper_stand_the_answers_with_their_sources_and_nothing_to_click(page: Page) -> None:
    page.open(794, 900)
    page.ask(WRECK)
    on_paper(page, True)
    printed, clicked = [".cd-direct", ".cd-card"], ["#cd-composer", ".cd-actions", ".cd-read", ".cd-menu"]
    shown = [part for part in (*printed, *clicked) if any(one.is_displayed() for one in page.all(part))]
    assert shown == printed
    page.shoot("paper")
    on_paper(page, False)
    page.read("[data-marker='1']")
    on_paper(page, True)
    page.until(lambda: not page.one(".cd-turn").is_displayed())
    assert page.one("dialog .cd-reader-title").is_displayed()
    page.shoot("paper-reader")
    on_paper(page, False)


def on_paper(page: Page, printed: bool) -> None:
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print" if printed else ""})
