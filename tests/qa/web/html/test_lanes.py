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
    bar = bars(Page(lanes(drawn, Limits())))[1]
    said = {name.removeprefix("data-"): value for name, value in bar.items() if name.startswith("data-")}
    limits = Limits(authors=("Ada",)).changed(said)
    assert limits == Limits(("Quiet",), "2025-01-13", "2025-01-19", authors=("Ada",))
    quieter = [str(named["class"]) for named in bars(Page(lanes(drawn, limits)))]
    assert quieter == ["cd-bar cd-bar-out", "cd-bar"]
    assert limits.changed(said) == Limits(authors=("Ada",))


def test_rare_outlets_share_a_lane_whose_bars_set_days_only() -> None:
    counts = {name: (number, 1) for number, name in zip(range(9, 1, -1), "ABCDEFGH", strict=True)}
    page = Page(lanes(Timeline("week", WEEKS, counts), Limits()))
    assert "3 other outlets" in page.text
    assert "data-source" not in bars(page)[-1]
    assert bars(page)[-2]["aria-label"] == "week of 6 January 2025: 9 articles"


def test_what_has_no_dates_says_so() -> None:
    assert "No article has a date yet." in lanes(None, Limits())
    assert "None of these articles" in lanes(None, Limits(("Courier",)))


def test_every_word_of_it_is_text() -> None:
    def page(word: str) -> Page:
        return Page(lanes(Timeline("week", WEEKS, {word: (1, 1), "": (1, 0)}), Limits((word,))))

    assert page(HOSTILE).tags() == page("word").tags()
