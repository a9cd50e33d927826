"""What reaches a page: every word from elsewhere as text, and links only to the web."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.answer.model import UNSURE, Answer, Direct, NearestArticle, Sentence
from qa.answer.quotation import quoted
from qa.web.export.transcript import transcript_of
from qa.web.html import masthead, sentences
from qa.web.html.clipboard import as_plain
from qa.web.html.sources import sources
from qa.web.state.conversation import Turn
from tests.qa.web.html.turns import (
    HOSTILE,
    STATUS,
    Page,
    answered,
    citation,
    conversation,
    quote_of,
    with_answer,
)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def test_the_answer_itself_stands_first_and_in_bold_where_it_is_quoted() -> None:
    turn = answered("How much?", quote_of(1, "A single costs £14 now."), quote_of(2, "Fares rose in May."))
    html = conversation(with_answer(turn, direct=Direct("£14", 1, 15, 18, 0.9)))
    assert html.index('class="cd-direct"') < html.index('class="cd-answer') < html.index(sentences.ALSO)
    assert "A single costs <strong>£14</strong> " in html
    assert [attrs.get("id") for tag, attrs in Page(html).elements if attrs.get("data-marker") == "1"] == [
        None,
        "marker-1-1",
    ]


def test_the_headline_of_what_answers_stands_with_it_and_not_with_what_else_there_is() -> None:
    """Alone under "Also in the archive" it would promise more than it says."""
    first, other = quote_of(1, "A single costs £14 now."), quote_of(2, "Fares rose in May.")
    headline = quote_of(3, "Ferry fares", "title", article_id="article-1")
    direct = Direct("£14", 1, 15, 18, 0.9)
    page = Page(conversation(with_answer(answered("How much?", first, other, headline), direct=direct)))
    assert page.text.index("Ferry fares") < page.text.index(sentences.ALSO) < page.text.index("Fares rose")
    alone = Page(conversation(with_answer(answered("How much?", first, headline), direct=direct)))
    assert "Ferry fares" in alone.text
    assert sentences.ALSO not in alone.text


def test_a_number_and_a_headline_run_the_way_of_their_words() -> None:
    quote = "كلفت المكتبة 48 مليون دينار."
    direct = Direct("48", 1, quote.index("48"), quote.index("48") + 2, 0.9)
    headline = quote_of(2, "مكتبة جديدة", "title", article_id="article-1")
    html = conversation(with_answer(answered("كم كلفت؟", quote_of(1, quote), headline), direct=direct))

    def directions(html: str) -> dict[str | None, str | None]:
        return {attrs.get("class"): attrs.get("dir") for _, attrs in Page(html).elements}

    shown = directions(html)
    assert shown["cd-direct-words"] == "rtl"
    # A browser goes by the first letter, and passes over what has a direction of its own.
    assert shown["cd-headline-label"] == "ltr"
    turn = answered("How much?", quote_of(1, "A single costs £14 now."))
    plain = conversation(with_answer(turn, direct=Direct("£14", 1, 15, 18, 0.9)))
    assert directions(plain)["cd-direct-words"] == "ltr"


@pytest.mark.parametrize("words", ["It costs £14 now.", "It costs £14", f"It costs {'x' * 60}"])
def test_a_marker_is_never_alone_on_a_line_and_marks_nest(words: str) -> None:
    turn = answered("How much?", quote_of(1, f"“{words}” he said: “{words}”"))
    start = turn.citations[0].quote.rindex(words) + len("It costs ")
    direct = Direct(words[len("It costs ") :], 1, start, start + len(words) - len("It costs "), 0.9)
    html = conversation(with_answer(turn, direct=direct))
    ends = re.findall(r'<span class="cd-end">(.+?)<sup>', html)
    assert len(ends) == html.count("<sup>") == 2
    assert all(Page(f"{end}</span>").text.strip() for end in (f"<span>{end}" for end in ends))
    assert f"“‘{words}’ he said: ‘{words}’”" in Page(html).text
    assert "".join(re.findall("<strong>(.*?)</strong>", html)) == direct.text


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Tuesday", "reported on Wednesday, 16 April 2025"),
        ("late last week", "reported on Wednesday, 16 April 2025"),
        ("Tuesday, 15 April", "16 April 2025"),
        ("in May", "16 April 2025"),
    ],
)
def test_a_day_that_counts_from_the_report_is_told_with_the_report_s_own(words: str, day: str) -> None:
    turn = answered("When did it sink?", quote_of(1, f"It sank {words}."))
    with_answer(turn, direct=Direct(words, 1, 8, 8 + len(words), 0.9))
    assert f"The Courier · {day}“" in Page(conversation(turn)).text.replace("Quoted from the articles", "")
    assert (f"{words} ({day}) [1]" in as_plain(turn)) is day.startswith("reported")
    [part] = transcript_of([turn], "http://127.0.0.1/", datetime(2026, 3, 1, tzinfo=UTC)).parts
    assert part.direct is not None
    assert part.direct.origin == f"The Courier, {day}"


def test_words_that_answer_are_escaped() -> None:
    turn = answered("How much?", quote_of(1, HOSTILE))
    page = Page(conversation(with_answer(turn, direct=Direct(HOSTILE, 1, 0, len(HOSTILE), 0.9))))
    assert not {"script", "img"} & set(page.tags())
    assert page.text.count(HOSTILE) == 2  # In large, and beside the answer.
    assert quoted(HOSTILE) in page.text


def test_passages_that_only_come_near_are_called_that() -> None:
    html = conversation(with_answer(answered("How much?", quote_of(1, "Fares rose.")), status="unsure"))
    assert UNSURE in Page(html).text
    assert "cd-unsure" in html
    assert "cd-direct" not in html
    assert sentences.LABELS["quoted"] not in html


def test_a_headline_is_not_shown_as_a_quoted_sentence() -> None:
    page = Page(conversation(answered("What sank?", quote_of(1, "Ferry sinks off Hask", "title"))))
    assert "blockquote" not in page.tags()
    assert f"{sentences.HEADLINE} Ferry sinks off Hask" in page.text


def test_what_qualifies_an_answer_is_read_before_it() -> None:
    html = conversation(answered("How much?", quote_of(1, "It costs £14."), notices=("Reports disagree.",)))
    assert html.index("Reports disagree.") < html.index("It costs £14.")


@given(question=texts, words=texts, quote=texts, title=texts, source=texts, notice=texts)
@example(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@example("&lt;b&gt;", "&amp;", "'\" onclick='x", "[a](javascript:x)", "<!--", "]]>")
def test_every_word_is_shown_as_it_is_and_makes_no_element(
    question: str, words: str, quote: str, title: str, source: str, notice: str
) -> None:
    cited = citation(quote=quote, title=title, source=source, article_id=title)
    sentence = Sentence(f"{words} [1]", "generated", (1,), 0.9, (cited,))
    turn = answered(question, sentence, notices=(notice,))
    plain = answered("q", Sentence("w [1]", "generated", (1,), 0.9, (citation(),)), notices=("n",))
    turn.link, turn.rating, turn.comment = "name", "down", words
    plain.link, plain.rating, plain.comment = "name", "down", "w"
    left, right = Page(conversation(turn)), Page(sources(turn))
    assert left.tags() == Page(conversation(plain)).tags()
    assert right.tags() == Page(sources(plain)).tags()
    for shown, page in [(question, left), (notice, left), (quote, right), (title, right), (source, right)]:
        assert shown in page.text
    assert not any(name.startswith("on") for _, named in left.elements + right.elements for name in named)


def test_written_and_quoted_sentences_are_told_apart() -> None:
    turn = answered(
        "q",
        Sentence("A ferry sank [1]", "generated", (1,), 0.9, (citation(),)),
        Sentence("“It sank.” [1]", "quoted", (1,), 1.0),
    )
    page = Page(conversation(turn))
    assert all(label in page.text for label in sentences.LABELS.values())
    assert page.tags().count("blockquote") == 1


def test_quotes_of_one_article_stand_together_over_its_outlet_and_day() -> None:
    other = citation(3, article_id="article-3", source="The Signal", published_at=None)
    turn = answered(
        "q",
        Sentence("“Ferry sinks” [1]", "quoted", (1,), 1.0, (citation(1, article_id="a"),)),
        Sentence("“It sank.” [2]", "quoted", (2,), 1.0, (citation(2, article_id="a"),)),
        Sentence("“Nobody was hurt.” [3]", "quoted", (3,), 1.0, (other,)),
    )
    page = Page(sentences.sentences_of(turn))
    assert page.text.count("The Courier · 16 April 2025") == 1
    assert page.text.index("It sank.") < page.text.index("The Courier") < page.text.index("Nobody was hurt.")
    assert page.text.index("Nobody was hurt.") < page.text.index("The Signal")


def test_a_refusal_shows_the_nearest_headlines() -> None:
    turn = Turn(1, "Who won?")
    near = NearestArticle("a/1", "Ferry <sinks>", "The Courier", None)
    turn.take(
        Answer(
            "no_evidence", None, "The archive does not answer this question.", question="q", nearest=(near,)
        )
    )
    turn.covers = masthead.coverage({**STATUS, "sources": {name: 1 for name in "ABCDEFG"}})
    page = Page(conversation(turn))
    assert "The archive does not answer this question." in page.text
    assert "Ferry <sinks>" in page.text
    assert "The archive covers 1,397 articles" in page.text
    assert "1,397 articles from A, B, C, D, E and 2 other outlets, published between " in page.text
    assert [named["data-article"] for _, named in page.elements if "data-article" in named] == ["a/1"]


def test_an_error_keeps_what_was_shown_and_says_what_to_do() -> None:
    turn = Turn(1, "Who won?")
    turn.take(Sentence("It sank [1]", "quoted", (1,), 1.0, (citation(),)))
    assert turn.working
    assert "Looking for more" in conversation(turn)
    turn.error = ("The model failed", "Start it.")
    page = Page(conversation(turn))
    assert not turn.working
    assert "It sank" in page.text
    assert "The model failed" in page.text
    assert "Start it." in page.text


def test_outlet_and_day_of_the_answer_stand_once() -> None:
    turn = answered("How deep?", quote_of(1, "She lies at 61 metres."), quote_of(2, "She sank in 1887."))
    with_answer(turn, direct=Direct("61 metres", 1, 12, 21, 0.9))
    html = conversation(turn)
    shown = html[: html.index('class="cd-sources"')]
    assert shown.count("16 April 2025") == 2  # The answer's line, and what else there is.
    assert shown.index("16 April 2025") < shown.index('class="cd-quotation"')
