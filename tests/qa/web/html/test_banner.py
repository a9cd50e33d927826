"""What qualifies an answer stands above it: side by side, word by word, and as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from qa.answer.qualifiers import AsOf, Correction, Disagreement, Report
from qa.web.html.banner import banner, banner_of
from qa.web.state.revisions import Revision
from tests.qa.web.html.test_clipboard import qualified
from tests.qa.web.html.turns import HOSTILE, Page, answered, conversation, quote_of, with_answer


def test_everything_that_qualifies_stands_above_the_answer_once() -> None:
    html = conversation(qualified())
    page = Page(html)
    order = [
        "Reports disagree",
        "Corrected since, on 3 May 2025",
        "Corrected on 16 April 2025",
        "As of 16 April 2025.",
        "1 sentence was withheld.",
        "Quoted from the articles",
    ]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    for notice in ("Reports disagree: much.", "The report was corrected."):
        assert notice not in page.text
    assert page.text.count("As of 16 April 2025.") == 1
    assert page.tags().count("table") == 1
    assert "[removed: £12]" in page.text
    assert "[added: £14]" in page.text


def test_a_number_that_differs_is_emphasised_beside_its_outlet_day_and_marker() -> None:
    html = str(banner(qualified()))
    row = html[html.index("<tr", html.index("<tbody")) : html.index("</tr>", html.index("<tbody"))]
    page = Page(f"<table>{row}</tr></table>")
    assert page.text.strip() == "The Courier£1416 April 20251"
    assert "strong" in page.tags()
    assert [named["data-marker"] for _, named in page.elements if "data-marker" in named] == ["1"]


def test_of_an_answer_without_anything_to_say_there_is_no_banner() -> None:
    assert banner(answered("How much?", quote_of(1, "It costs £14."))) == ""


def test_that_words_still_stand_is_told_once_an_article() -> None:
    turn = answered("How?", quote_of(1, "It sank."), quote_of(2, "It cost £14."))
    turn.citations = [replace(cited, article_id="a") for cited in turn.citations]
    turn.revisions = [Revision(1, None, stands=True), Revision(2, None, stands=True)]
    [change] = banner_of(turn).changes
    assert (change.heading, change.numbers) == ("Corrected since", (1, 2))
    assert change.note == "The cited words still stand in it."
    turn.revisions = [Revision(1, None, stands=True), Revision(2, None, stands=False)]
    [change] = banner_of(turn).changes
    assert (change.numbers, change.note) == ((2,), "The cited words are no longer in it.")


def test_words_of_articles_are_text_in_it() -> None:
    turn = answered("How?", quote_of(1, HOSTILE), quote_of(2, f"{HOSTILE} [2]"))
    turn.revisions = [Revision(1, datetime(2025, 5, 3, tzinfo=UTC), stands=False, now=f"{HOSTILE}!")]
    with_answer(
        turn,
        disagreement=Disagreement("n", (Report(1, (HOSTILE,)), Report(2, ("[2]",)))),
        corrections=(Correction("m", 2, f"Not {HOSTILE}"),),
        as_of=AsOf(HOSTILE, "2025-04-16", 1),
    )
    page = Page(str(banner(turn)))
    assert not {"script", "img"} & set(page.tags())
    assert page.text.count(HOSTILE) >= 3
    assert "(2)" in page.text  # No marker but ours.


def test_numbers_may_go_on_from_those_of_earlier_answers() -> None:
    shown = banner_of(qualified(), {marker: marker + 10 for marker in range(1, 9)}, str.upper)
    assert [row.number for row in shown.rows] == [11, 12]
    assert [change.numbers for change in shown.changes] == [(13,), (11,), (12,)]
    assert shown.as_of == ("As of 16 April 2025.", 11)
    assert shown.notes == ("1 SENTENCE WAS WITHHELD.",)


def test_a_correction_that_changed_several_sentences_alike_is_told_once() -> None:
    quotes = quote_of(1, "It cost £14."), quote_of(2, "A single costs £14."), quote_of(3, "She sank.")
    turn = answered("How much?", *quotes)
    before = ("It cost £12.", "A single costs £12.", "She swam.")
    with_answer(turn, corrections=tuple(Correction("m", at, text) for at, text in enumerate(before, start=1)))
    price, fate = banner_of(turn).changes
    assert (price.before, price.numbers) == ("It cost £12.", (1, 2))
    assert (fate.before, fate.numbers) == ("She swam.", (3,))
