"""What is copied of an answer: its words, what qualifies it and its citations."""

from __future__ import annotations

from qa.answer.model import UNSURE, Answer, Direct, Sentence
from qa.web.html.clipboard import as_markdown, as_plain
from qa.web.state.conversation import Turn
from tests.qa.web.html.test_answers import answered, citation, quote_of, with_answer


def test_an_answer_is_copied_with_its_citations_and_no_markdown_of_an_article_works() -> None:
    quote = "*It* sank <b>[here](x)</b>."
    cited = citation(quote=quote, title="A_b", url="https://courier.example/a b")
    turn = answered("Who *won*?", Sentence(f"“{quote}” [1]", "quoted", (1,), 1.0, (cited,)))
    assert as_plain(turn) == (
        f"Who *won*?\n\n“{quote}” [1]\n\n"
        f"[1] “{quote}” A_b, The Courier, 16 April 2025 https://courier.example/a b"
    )
    told = "\\*It\\* sank \\<b\\>\\[here\\](x)\\</b\\>."
    assert as_markdown(turn) == (
        f"**Who \\*won\\*?**\n\n“{told}”[^1]\n\n"
        f"[^1]: “{told}” A\\_b, The Courier, 16 April 2025 <https://courier.example/a%20b>"
    )


def test_what_qualifies_an_answer_is_copied_before_it_and_so_are_the_words_that_answer() -> None:
    notices = ("Reports disagree: £14, £15.", "As of 3 May 2025.")
    turn = answered("How much?", quote_of(1, "A single costs £14 now."), notices=notices)
    with_answer(turn, direct=Direct("£14", 1, 15, 18, 0.9))
    plain, markdown = as_plain(turn), as_markdown(turn)
    assert plain.startswith(f"How much?\n\n{notices[0]}\n{notices[1]}\n\n£14 [1]\n\n“A single")
    assert f"> {notices[0]}\n>\n> {notices[1]}\n\n**£14**[^1]\n\n“A single" in markdown


def test_what_is_copied_says_that_it_answers_nothing() -> None:
    sentence = Sentence("It sank. [1]", "quoted", (1,), 1.0)
    turn = Turn(1, "Who won?")
    turn.take(
        Answer("unsure", "quoted", f"{UNSURE} It sank. [1]", question="Who won?", sentences=(sentence,))
    )
    for copied in (as_plain(turn), as_markdown(turn)):
        assert copied.index(UNSURE) < copied.index("It sank.")
