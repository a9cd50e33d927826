"""What is copied of an answer: its words, what qualifies it and its citations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from markdown_it import MarkdownIt

from qa.answer.model import UNSURE, Answer, Direct, Sentence
from qa.answer.qualifiers import AsOf, Correction, Disagreement, Report
from qa.web.html.clipboard import as_markdown, as_plain
from qa.web.state.conversation import Turn
from qa.web.state.revisions import Revision
from tests.qa.web.html.turns import answered, citation, quote_of, with_answer


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


def qualified() -> Turn:
    """An answer with everything that may qualify one."""
    reports = (quote_of(1, "It cost £14 then."), quote_of(2, "It cost | £15."), quote_of(3, "It sank."))
    told = "Reports disagree: much.", "The report was corrected.", "As of 16 April 2025."
    turn = answered("How much?", *reports, notices=(*told, "1 sentence was withheld."))
    turn.citations = [replace(cited, corrected_at=cited.published_at) for cited in turn.citations]
    turn.revisions = [Revision(3, datetime(2025, 5, 3, tzinfo=UTC), stands=False, now="It *sank* twice.")]
    return with_answer(
        turn,
        disagreement=Disagreement(told[0], (Report(1, ("£14",)), Report(2, ("| £15",)))),
        corrections=(Correction(told[1], 1, "It cost £12 then."), Correction(told[1], 2, "")),
        as_of=AsOf(told[2], "2025-04-16", 1),
    )


def test_what_qualifies_an_answer_is_copied_side_by_side_and_with_both_wordings() -> None:
    plain = as_plain(qualified())
    assert plain.startswith(
        "How much?\n\nReports disagree:\n- The Courier, 16 April 2025: £14 [1]\n"
        "- The Courier, 16 April 2025: | £15 [2]\n"
        "Corrected since, on 3 May 2025 (The Courier):\n"
        "- Before: “It sank.”\n- Now: “It *sank* twice.” [3]\n"
        "Corrected on 16 April 2025 (The Courier):\n"
        "- Before: “It cost £12 then.”\n- Now: “It cost £14 then.” [1]\n"
        "Corrected on 16 April 2025 (The Courier): The cited words were not in it before. [2]\n"
        "As of 16 April 2025. [1]\n1 sentence was withheld.\n\n“It cost"
    )
    assert plain.count("Reports disagree") == 1


def test_a_change_is_markdown_of_ours_and_its_words_are_none() -> None:
    markdown = as_markdown(qualified())
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    assert "It cost <del>£12</del> <ins>£14</ins> then." in html
    assert "<ins>*</ins>sank<ins>* twice</ins>." in html
    assert html.count("<tr>") == 3
    assert "<strong>| £15</strong>[^2]" in html
    assert "> As of 16 April 2025.[^1]\n>\n> 1 sentence was withheld.\n" in markdown


def test_a_headline_is_copied_as_one_and_not_as_a_quoted_sentence() -> None:
    turn = answered("How much?", quote_of(1, "A single costs £14 now."), quote_of(2, "Ferry fares", "title"))
    turn.citations = [replace(cited, title="Ferry fares") for cited in turn.citations]
    plain, markdown = as_plain(turn), as_markdown(turn)
    assert "\nHeadline: Ferry fares [2]\n" in plain
    assert plain.endswith("\n[2] Ferry fares, The Courier, 16 April 2025")
    assert "\n\nHeadline: Ferry fares[^2]\n" in markdown
    assert markdown.endswith("\n[^2]: Ferry fares, The Courier, 16 April 2025")


def test_that_there_is_no_answer_is_copied_before_why() -> None:
    turn = Turn(1, "Wer hat gewonnen?")
    why = "The question seems to be in German."
    turn.take(Answer("no_evidence", None, "The archive does not answer.", question="", notices=(why,)))
    assert as_plain(turn) == f"Wer hat gewonnen?\n\nThe archive does not answer.\n\n{why}"
    assert as_markdown(turn) == f"**Wer hat gewonnen?**\n\nThe archive does not answer.\n\n> {why}"
