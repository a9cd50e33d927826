"""Questions in other languages: which language, what they ask for, which of their words tell anything."""

from __future__ import annotations

import pytest

from qa.question.language import languages_of, terms_asked
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Ab wann fährt die neue Fähre?", ("date",)),
        ("Wie hoch ist der Zoll im Hafen?", ("number",)),
        ("¿Cuántos barcos hay en el puerto?", ("number",)),
        ("Quand le pont a-t-il fermé ?", ("date",)),
        ("Сколько стоит билет?", ("number",)),
        ("Når åpner brua?", ("date",)),
        ("船票多少钱？", ("number",)),
        ("新桥什么时候开放？", ("date",)),
        ("كم سعر التذكرة؟", ("number",)),
        ("Did Quanta buy the port?", ()),
        ("Is Kaç a town?", ()),
    ],
)
def test_what_is_asked_for(question: str, kinds: tuple[str, ...]) -> None:
    assert understand(question).kinds == kinds


def test_what_asks_and_joins_in_its_language_is_no_term() -> None:
    assert set(terms_asked("Ab wann gilt die Erhöhung?")) == {"ab", "gilt", "erhohung"}
    assert set(terms_asked("¿Cuándo se abrió el puente?")) == {"abrio", "puent"}
    weights = terms_asked("Wann gilt die Erhöhung von 2024?")
    assert weights["erhohung"] > weights["gilt"]
    assert "2024" in weights


def test_a_question_of_nothing_but_small_words_keeps_them() -> None:
    assert terms_asked("Wer ist der und der?")


def test_german_is_told_from_english_that_shares_a_word() -> None:
    assert languages_of("Wie viele Menschen waren da?")[0] == "de"
    assert languages_of("Was the road closed?")[0] == "en"


def test_a_question_abroad_is_not_in_the_present_for_want_of_an_english_verb() -> None:
    assert not understand("船票多少钱？").present
    assert understand("ferry fare").present
