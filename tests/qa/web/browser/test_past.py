"""Past conversations in a real browser: by day, found, renamed, pinned, deleted, and none lost unasked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.qa.web.browsing import ENTER, ESCAPE, FARE, IN_A_BROWSER, PIER, Page

pytestmark = [*IN_A_BROWSER, pytest.mark.real]

DAY_MS = 24 * 3600 * 1000
KEPT = "return JSON.parse(localStorage.getItem('citedesk-conversations') || '[]')"


def kept(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.driver.execute_script(KEPT)
    return sorted(found, key=lambda one: -one["at"])


def put(page: Page, count: int, turns: list[str], days: float = 1, **more: object) -> None:
    """Leave conversations in the browser that were asked on the days before today."""
    page.driver.execute_script(
        "const [count, turns, apart, more] = arguments; const made = [];"
        "for (let i = 1; i <= count; i += 1) made.push({ name: `old-${i}`, title: `Old question no${i}`,"
        " at: Date.now() - i * apart, turns, ...more });"
        "const now = JSON.parse(localStorage.getItem('citedesk-conversations') || '[]');"
        "localStorage.setItem('citedesk-conversations', JSON.stringify([...now, ...made]))",
        count,
        turns,
        days * DAY_MS,
        more,
    )


@pytest.fixture
def asked(page: Page) -> Page:
    """A page on which one question was asked, in a browser that has forgotten all others."""
    page.open()
    page.ask(PIER)
    page.until(lambda: kept(page))
    page.one(".cd-next-question")  # The last that comes of it: what is on its way when a page is left fails.
    return page


def unfold(page: Page) -> None:
    page.click("#cd-past summary")
    page.until(lambda: page.one("#cd-past-find").is_displayed())


def press(page: Page, name: str, what: str) -> None:
    # It shows when it is pointed at.
    element = page.one(f"#cd-past-list li[data-name='{name}'] [data-past='{what}']")
    page.driver.execute_script("arguments[0].focus()", element)
    page.press(ENTER)


def until_nothing_is_on_its_way(page: Page) -> None:
    """Wait for the updates of the last event: a page that is left before them says so in the console."""
    ended = (
        "const all = performance.getEntriesByType('resource');"
        "const last = (name) => all.findLast((one) => one.name.includes(name));"
        "const event = last('/queue/join'), updates = last('/queue/data');"
        "return !event || Boolean(updates && updates.responseEnd >= event.responseEnd)"
    )
    page.until(lambda: page.driver.execute_script(ended))


def titles(page: Page) -> list[str]:
    return page.texts(".cd-past-open bdi")


def test_past_conversations_stand_by_day_and_are_found_by_their_words(asked: Page) -> None:
    put(asked, 3, kept(asked)[0]["turns"])
    unfold(asked)
    days = asked.texts("#cd-past-list h3")
    assert days[:2] == ["Today", "Yesterday"]
    assert len(days) == 4
    assert (
        asked.driver.execute_script(
            "const day = new Date(Date.now() - 3 * 24 * 3600 * 1000);"
            "return day.toLocaleDateString('en-GB', { dateStyle: 'long' })"
        )
        == days[3]
    )
    assert titles(asked) == [PIER, "Old question no1", "Old question no2", "Old question no3"]
    assert asked.all(".cd-past-open")[0].get_attribute("aria-current") == "true"
    asked.everywhere("past-days", "#cd-past")
    line = asked.one("#cd-past-find")
    line.send_keys("QUESTION no2")
    asked.until(lambda: titles(asked) == ["Old question no2"])
    line.clear()
    # Words of the answer count as well as those of the question.
    line.send_keys("seventeen old")
    asked.until(lambda: titles(asked) == ["Old question no1", "Old question no2", "Old question no3"])
    line.send_keys(" xyzzy")
    asked.until(lambda: asked.one("#cd-past-state").text == "No past conversation contains all these words.")


def test_a_past_conversation_is_renamed_pinned_and_deleted_while_the_list_stays_open(asked: Page) -> None:
    put(asked, 3, kept(asked)[0]["turns"])
    unfold(asked)
    press(asked, "old-2", "rename")
    line = asked.one(".cd-past-renaming input")
    line.clear()
    line.send_keys("The <b>wreck</b>", ENTER)
    asked.until(lambda: "The <b>wreck</b>" in titles(asked))
    press(asked, "old-2", "rename")
    asked.one(".cd-past-renaming input").send_keys("x", ESCAPE)
    asked.until(lambda: not asked.all(".cd-past-renaming"))
    assert "The <b>wreck</b>" in titles(asked)
    press(asked, "old-2", "pin")
    asked.until(lambda: asked.texts("#cd-past-list h3")[0] == "Pinned")
    assert titles(asked)[0] == "The <b>wreck</b>"
    asked.everywhere("past-pinned", "#cd-past")
    press(asked, "old-1", "delete")
    asked.until(lambda: "Old question no1" not in titles(asked))
    assert asked.one("#cd-past-find").is_displayed()
    assert asked.one("#cd-past-state").text == "Old question no1 was deleted. Undo"
    # The keyboard goes on with the next one.
    focused = "return document.activeElement.closest('li').dataset.name"
    assert asked.driver.execute_script(focused) == "old-3"
    asked.click("#cd-past-state button")
    asked.until(lambda: "Old question no1" in titles(asked))
    # A click: that its target is gone from the list must not close it.
    delete = asked.one("li[data-name='old-1'] [data-past='delete']")
    asked.driver.execute_script("arguments[0].click()", delete)
    asked.until(lambda: "Old question no1" not in titles(asked))
    assert asked.one("#cd-past-find").is_displayed()
    asked.press(ESCAPE)
    asked.until(lambda: not asked.one("#cd-past-find").is_displayed())
    assert {one["title"] for one in kept(asked)} == {PIER, "The <b>wreck</b>", "Old question no3"}


@pytest.mark.soak
def test_opening_a_past_conversation_does_not_make_it_the_newest_but_asking_in_it_does(asked: Page) -> None:
    put(asked, 1, kept(asked)[0]["turns"])
    old = kept(asked)[1]["at"]
    unfold(asked)
    asked.all(".cd-past-open")[1].click()
    asked.until(lambda: asked.one("[data-conversation]").get_attribute("data-conversation") == "old-1")
    asked.until(lambda: asked.all(".cd-turn[data-kept]"))
    assert [one["name"] for one in kept(asked)][1] == "old-1"
    assert kept(asked)[1]["at"] == old
    asked.driver.refresh()
    asked.until(lambda: asked.all(".cd-turn[data-kept]"))
    assert kept(asked)[1]["at"] == old
    asked.ask(FARE)
    asked.until(lambda: kept(asked)[0]["name"] == "old-1")
    assert len(kept(asked)[0]["turns"]) == 2
    assert kept(asked)[0]["title"] == "Old question no1"


@pytest.mark.soak
def test_two_hundred_are_kept_and_pinned_ones_go_last(asked: Page) -> None:
    asked.driver.execute_script("localStorage.clear()")
    put(asked, 230, ["x" * 100], 0.01)
    asked.driver.execute_script(
        "const all = JSON.parse(localStorage.getItem('citedesk-conversations')); all[229].pinned = true;"
        "localStorage.setItem('citedesk-conversations', JSON.stringify(all))"
    )
    asked.click("[data-do='new']")
    asked.until(lambda: not asked.all(".cd-turn"))
    asked.ask(PIER)
    asked.until(lambda: kept(asked)[0]["title"] == PIER)
    names = [one["name"] for one in kept(asked)]
    assert len(names) == 200
    assert names[1:3] == ["old-1", "old-2"]
    assert names[-2:] == ["old-198", "old-230"]
    # So many characters are the most, whatever their number.
    asked.driver.execute_script("localStorage.clear()")
    put(asked, 30, ["y" * 100_000], 0.01)
    asked.driver.execute_script("document.querySelector(\"[data-do='retry']\").click()")
    asked.until(lambda: kept(asked)[0]["title"] == PIER)
    assert 15 < sum(one["name"].startswith("old-") for one in kept(asked)) < 21
    assert sum(len(text) for one in kept(asked) for text in one["turns"]) < 2_000_000


def test_what_is_being_typed_belongs_to_its_conversation(asked: Page) -> None:
    def typed() -> str:
        return str(asked.one("#cd-question textarea").get_property("value"))

    asked.one("#cd-question textarea").send_keys("half a que")
    asked.click("[data-do='new']")
    asked.until(lambda: not asked.all(".cd-turn") and typed() == "")
    asked.one("#cd-question textarea").send_keys("another ha")
    unfold(asked)
    asked.click(".cd-past-open")
    asked.until(lambda: asked.texts(".cd-question") == [PIER])
    asked.until(lambda: typed() == "half a que")
    until_nothing_is_on_its_way(asked)
    asked.driver.refresh()
    asked.until(lambda: asked.texts(".cd-question") == [PIER])
    asked.until(lambda: typed() == "half a que")
    asked.click("[data-do='new']")
    asked.until(lambda: typed() == "another ha")
    until_nothing_is_on_its_way(asked)
    asked.driver.refresh()
    asked.until(lambda: asked.all("#cd-question textarea") and typed() == "another ha")
