"""The timeline as HTML: a lane and a scale for each outlet, and every bar can be chosen."""

from __future__ import annotations

from datetime import date

from index.browse.timeline import Timeline
from qa.web.html.lanes import lanes
from qa.web.state.limits import Limits
from tests.qa.web.html.turns import HOSTILE, Page

WEEKS = ((date(2025, 1, 6), date(2025, 1, 12)), (date(2025, 1, 13), date(2025, 1, 19)))


def bars(page: Page) -> list[dict[str, str | None]]:
    return [named for tag, named in page.elements if tag == "button" and named.get("data-do") == "span"]


def said(page: Page, do: str) -> list[dict[str, str | None]]:
    """What each button that does so says: its own words, and the outlets of its lane."""
    told, outlets = [], None
    for tag, named in page.elements:
        outlets = named.get("data-outlets", outlets)
        if tag == "button" and named.get("data-do") == do:
            own = {name[5:]: value for name, value in named.items() if name.startswith("data-")}
            told.append(own | {"outlets": outlets})
    return told


def test_thousands_of_one_outlet_leave_another_its_height() -> None:
    page = Page(lanes(Timeline("week", WEEKS, {"Loud": (5000, 2500), "Quiet": (0, 1)}), Limits()))
    heights = [str(bar["style"]).rpartition(":")[2] for bar in bars(page)]
    assert heights == ["100%", "50%", "100%"]
    assert [bar["aria-label"] for bar in bars(page)][1:] == [
        "week of 13 January 2025: 2,500 articles",
        "week of 13 January 2025: 1 article",
    ]


def test_a_bar_sets_its_days_and_its_outlet_and_takes_them_off_again() -> None:
    drawn = Timeline("week", WEEKS, {"Loud": (2, 0), "Quiet": (0, 1)})
    _, bar = said(Page(lanes(drawn, Limits())), "span")
    limits = Limits(authors=("Ada",)).changed(bar)
    assert limits == Limits(("Quiet",), "2025-01-13", "2025-01-19", authors=("Ada",))
    quieter = [str(named["class"]) for named in bars(Page(lanes(drawn, limits)))]
    assert quieter == ["cd-bar cd-bar-out", "cd-bar"]
    assert limits.changed(bar) == Limits(authors=("Ada",))


def test_rare_outlets_share_a_lane_that_can_be_chosen_like_any_other() -> None:
    counts = {name: (number, 1) for number, name in zip(range(9, 1, -1), "ABCDEFGH", strict=True)}
    drawn = Timeline("week", WEEKS, counts)
    page = Page(lanes(drawn, Limits()))
    assert "3 other outlets" in page.text
    assert bars(page)[-2]["aria-label"] == "week of 6 January 2025: 9 articles"
    of_others = said(page, "span")[-2]
    limits = Limits(("A",)).changed(of_others)
    assert limits == Limits(("F", "G", "H"), "2025-01-06", "2025-01-12")
    assert limits.changed(of_others) == Limits()
    *_, name = said(page, "outlets")
    named = Limits(("A",)).changed(name)
    assert named == Limits(("A", "F", "G", "H"))
    assert named.changed(name) == Limits(("A",))
    pressed = [one.get("aria-pressed") for _, one in Page(lanes(drawn, named)).elements]
    assert [one for one in pressed if one] == ["true", *["false"] * 4, "true"]


def test_more_outlets_than_can_be_chosen_together_set_days_only() -> None:
    counts = {f"{number}": (2000 - number, 0) for number in range(1_010)}
    page = Page(lanes(Timeline("week", WEEKS, counts), Limits()))
    assert "1,005 other outlets" in page.text
    assert len(said(page, "outlets")) == 5


def test_what_has_no_dates_says_so() -> None:
    assert "No article has a date yet." in lanes(None, Limits())
    assert "None of these articles" in lanes(None, Limits(("Courier",)))


def test_every_word_of_it_is_text() -> None:
    def page(word: str) -> Page:
        return Page(lanes(Timeline("week", WEEKS, {word: (1, 1), "": (1, 0)}), Limits((word,))))

    assert page(HOSTILE).tags() == page("word").tags()
