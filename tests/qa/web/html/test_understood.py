"""The line under a question, and the questions under an answer."""

from __future__ import annotations

from qa.answer.model import Understood
from tests.qa.web.html.turns import HOSTILE, Page, answered, conversation, quote_of, with_answer


def test_chips_ask_again_without_what_they_stand_for() -> None:
    turn = answered("When did she die?", quote_of(1, "She died."))
    read = (Understood("period", "March 2024", "When did she die?"), Understood("carried", "Ada", "When?"))
    page = Page(conversation(with_answer(turn, understood=read)))
    asks = [named for tag, named in page.elements if tag == "button" and named.get("data-do") == "ask"]
    said = [(named["data-question"], named.get("data-alone"), named.get("data-instead")) for named in asks]
    assert said == [
        ("When did she die?", None, "yes"),
        ("When?", "yes", None),
        ("When did she die?", "yes", None),
    ]
    assert "Ask without what went before" in page.text


def test_without_anything_carried_over_there_is_nothing_to_ask_without() -> None:
    turn = answered("When?", quote_of(1, "She died."))
    html = conversation(with_answer(turn, understood=(Understood("outlet", "The Courier", ""),)))
    assert "Ask without" not in html
    assert "The Courier" in html
    assert "cd-understood" not in conversation(with_answer(turn, understood=()))


def test_filters_that_were_set_stand_there_as_chips() -> None:
    turn = answered("When?", quote_of(1, "She died."))
    turn.limits, turn.filters = "Filters: only The Courier", (("Outlet", "The Courier"), ("Author", HOSTILE))
    page = Page(conversation(turn))
    assert "Filter: outlet The Courier" in " ".join(page.text.split())
    assert "Filters:" not in page.text
    asks = [named for tag, named in page.elements if tag == "button" and "data-filter" in named]
    assert [(one["data-filter"], one["data-text"]) for one in asks] == [
        ("Outlet", "The Courier"),
        ("Author", HOSTILE),
    ]
    assert {one["data-question"] for one in asks} == {"When?"}
    assert not {"script", "img"} & set(page.tags())


def test_what_an_older_version_kept_has_its_filters_in_words() -> None:
    turn = answered("When?", quote_of(1, "She died."))
    turn.limits = "Filters: only The Courier"
    assert "Filters: only The Courier" in Page(conversation(turn)).text


def test_chips_and_next_questions_are_text() -> None:
    turn = answered("When?", quote_of(1, "She died."))
    turn.next_questions = [HOSTILE]
    page = Page(conversation(with_answer(turn, understood=(Understood("carried", HOSTILE, HOSTILE),))))
    assert not {"script", "img"} & set(page.tags())
    assert page.text.count(HOSTILE) == 2
