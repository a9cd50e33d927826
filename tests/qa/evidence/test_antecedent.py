"""A quote says who is meant: with the sentence before a pronoun, or up to the one that names a speaker."""

from __future__ import annotations

import pytest

from index.search.hit import Hit
from qa.evidence.antecedent import with_context
from qa.evidence.candidates import Evidence
from qa.question.understand import understand

TEXT = (
    "The port was busy.\n\nIts director, Ana Vale, wrote to the crews. "
    "“I said four because the book said four,” she said. “The book was wrong. But nobody was told to lie.”"
)


def sentence(words: str, text: str = TEXT) -> Evidence:
    start = text.index(words)
    hit = Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "Title")
    return Evidence(hit, start, start + len(words), words, 1.0, 1.0)


QUOTE = "“The book was wrong. But nobody was told to lie.”"


def test_who_said_it_is_named_in_the_quote() -> None:
    wider = with_context(sentence(QUOTE), understand("Who said that nobody was told to lie?"))
    assert wider.text == TEXT[TEXT.index("Its director") :]
    assert TEXT[wider.start : wider.end] == wider.text


def test_a_speaker_who_is_named_or_too_far_away_changes_nothing() -> None:
    asked = understand("Who said so?")
    named = sentence("“Lies,” said Ana Vale.", "It rained. “Lies,” said Ana Vale.")
    assert with_context(named, asked) == named
    far = f"Ana Vale spoke. {'It went on and on and on and on and on and on. ' * 4}{QUOTE}"
    assert with_context(sentence(QUOTE, far), asked).text == QUOTE


def test_other_questions_take_the_words_alone() -> None:
    quote = sentence(QUOTE)
    assert with_context(quote, understand("What was wrong?")) == quote


@pytest.mark.parametrize(
    ("words", "refers"),
    [
        ("It has eighty cranes.", True),
        ("It was built by a friar.", True),
        ("It wasn’t until Vale turned 80 that she retired.", False),
        ("It is not clear whether it will reopen.", False),
    ],
)
def test_a_pronoun_has_what_it_refers_to_unless_it_refers_to_nothing(words: str, refers: bool) -> None:
    before = "“We have seen ups and downs,” says the port’s chaplain. "
    wider = with_context(sentence(words, before + words), understand("When did Ana Vale retire?"))
    assert wider.text == (before + words if refers else words)
