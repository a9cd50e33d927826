"""What reaches a page: every word from elsewhere as text, and links only to the web."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.browse.listing import Listed
from qa.answer.model import UNSURE, Answer, Citation, Direct, NearestArticle, Notice, Sentence
from qa.answer.quotation import quoted
from qa.web.html import answers, masthead, sentences
from qa.web.html.sources import origin, sources
from qa.web.state.conversation import Conversation, Turn, history_of
from qa.web.state.passages import Passage
from qa.web.state.revisions import Revision

HOSTILE = '</blockquote><script>alert(1)</script><img src=x onerror="alert(2)">'
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


STATUS = {
    "articles": 1397,
    "sources": {"AP": 1397, "": 2},
    "first_published": "2023-11-01T00:00:00Z",
    "last_published": "2024-04-05T00:00:00Z",
}


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its elements and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "input":  # It has no end.
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "elements do not nest"

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]


def citation(marker: int = 1, **more: object) -> Citation:
    values: dict[str, object] = {
        "marker": marker,
        "article_id": f"article-{marker}",
        "version": 1,
        "field": "body",
        "start": 4,
        "end": 12,
        "quote": "It sank.",
        "title": "Ferry sinks",
        "source": "The Courier",
        "published_at": datetime(2025, 4, 16, tzinfo=UTC),
    }
    return Citation(**(values | more))  # type: ignore[arg-type]


def conversation(*turns: Turn) -> str:
    return answers.conversation(Conversation(turns=list(turns)))


def answered(question: str, *sentences: Sentence, notices: tuple[str, ...] = ()) -> Turn:
    turn = Turn(1, question)
    cited = tuple(item for sentence in sentences for item in sentence.citations)
    for sentence in sentences:
        turn.take(sentence)
    text = " ".join(sentence.text for sentence in sentences)
    turn.take(
        Answer(
            "answered",
            "quoted",
            text,
            question=question,
            sentences=sentences,
            citations=cited,
            notices=notices,
        )
    )
    return turn


def quote_of(marker: int, words: str, field: str = "body") -> Sentence:
    cited = citation(marker, quote=words, start=0, end=len(words), field=field)
    return Sentence(f"{quoted(words)} [{marker}]", "quoted", (marker,), 1.0, (cited,))


def with_answer(turn: Turn, **changes: object) -> Turn:
    assert turn.answer is not None
    turn.answer = replace(turn.answer, **changes)  # type: ignore[arg-type]
    return turn


def test_the_answer_itself_stands_first_and_in_bold_where_it_is_quoted() -> None:
    turn = answered("How much?", quote_of(1, "A single costs £14 now."), quote_of(2, "Fares rose in May."))
    html = conversation(with_answer(turn, direct=Direct("£14", 1, 15, 18, 0.9)))
    assert html.index('class="cd-direct"') < html.index('class="cd-answer') < html.index(sentences.ALSO)
    assert "A single costs <strong>£14</strong> " in html
    assert [attrs.get("id") for tag, attrs in Page(html).elements if attrs.get("data-marker") == "1"] == [
        None,
        "marker-1-1",
    ]


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


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://courier.example/a?b=c&d", True),
        ("HTTP://courier.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        (" https://courier.example", False),
        ("https:courier", False),
        ("//courier.example", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, linked: bool) -> None:
    turn = answered("q", Sentence("w [1]", "quoted", (1,), 1.0, (citation(url=url),)))
    links = [named for tag, named in Page(sources(turn)).elements if tag == "a"]
    assert [link["href"] for link in links] == ([url] if linked else [])
    assert all("noopener" in (link["rel"] or "") for link in links)


def test_markers_name_their_card_and_carry_the_quote() -> None:
    cited = (citation(1), citation(2, quote="Nobody was hurt."))
    turn = answered("q", Sentence("It sank [2] of 3 [1][2].", "generated", (1, 2), 0.8, cited))
    page = Page(conversation(turn))
    markers = [named for tag, named in page.elements if "data-marker" in named]
    right = Page(sources(turn))
    cards = {named["id"] for tag, named in right.elements if "data-quote" in named}
    assert "Nobody was hurt." in right.text
    assert [marker["data-marker"] for marker in markers] == ["1", "2"]
    assert [marker["aria-label"] for marker in markers] == ["Source 1: Ferry sinks", "Source 2: Ferry sinks"]
    assert {marker["data-card"] for marker in markers} == cards
    assert "It sank [2] of 3." in page.text  # The article's own bracket stays where it was.


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
    assert "The archive covers: 1,397 articles" in page.text
    assert "(A, B, C, D, E and 2 more)" in page.text
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


def test_each_turn_has_its_own_sources_and_history_keeps_finished_turns_only() -> None:
    first = answered("First?", Sentence("A [1]", "quoted", (1,), 1.0, (citation(),)))
    second = Turn(2, "Second?")
    second.take(Notice("Slow today."))
    turns = conversation(first, second).split("<article")[1:]
    assert ["cd-sources" in turn for turn in turns] == [True, False]
    assert [turn["content"] for turn in history_of([first, second])] == ["First?", "A [1]"]


def test_an_article_has_one_card_with_all_that_is_cited_of_it() -> None:
    cited = (
        citation(1, article_id="a"),
        citation(2, article_id="b", source=None, published_at=None, title="No name"),
        citation(3, article_id="a", quote="Nobody was hurt."),
    )
    turn = answered("q", Sentence("It sank [1][2][3]", "generated", (1, 2, 3), 0.8, cited))
    turn.passages = {1: Passage("On Sunday.", "Then it was quiet.", "Ada Wren", 2)}
    page = Page(sources(turn))
    looks = [named.get("class") for tag, named in page.elements if tag == "li"]
    assert looks == ["cd-card", "cd-passage", "cd-passage", "cd-card", "cd-passage"]
    assert "By Ada Wren · version 1 of 2" in page.text
    assert "On Sunday. It sank. Then it was quiet." in " ".join(page.text.split())
    assert "undated" in page.text
    assert "No name · undated" in Page(origin(None, None, title="No name")).text


def test_a_long_quote_is_not_shown_in_full_a_second_time() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    turn = answered("q", quote_of(1, words))
    page = Page(sources(turn))
    assert "word0 word1 word2 word3 word4 word5 word6 … word35" in page.text
    assert words in [named.get("data-quote") for _, named in page.elements]


def test_a_marker_stays_with_the_last_word() -> None:
    html = conversation(answered("How much?", quote_of(1, "A single costs £14 now.")))
    assert '<span class="cd-end">now.”<sup>' in html


def test_the_head_tells_what_the_archive_holds() -> None:
    assert "1,397 articles · 1 outlet · 1 November 2023 – 5 April 2024" in Page(masthead.header(STATUS)).text
    nothing = {"articles": 0, "sources": {}, "expired": 0}
    empty = Page(masthead.header(nothing, loading=True, failed=("No <model>", "Try")))
    assert "An empty archive" in empty.text
    assert "No <model>" in empty.text
    assert "Whoever runs this server" in Page(masthead.welcome(0)).text
    coming = Page(masthead.header(STATUS, model="Fetching the language model <x> (30 %)"))
    assert "Fetching the language model <x> (30 %)" in coming.text


def test_an_archive_whose_articles_have_all_expired_is_not_called_empty() -> None:
    status = {"articles": 0, "sources": {}, "expired": 1_204, "last_expired": "2024-06-12T00:00:00Z"}
    expired = masthead.expiry(status)
    assert expired == "1,204 articles have expired, the last on 12 June 2024"
    assert masthead.expiry(status | {"expired": 1}) == "1 article has expired, on 12 June 2024"
    for html in (masthead.header(status), masthead.welcome(0, expired=expired)):
        text = Page(html).text
        assert expired in text
        assert "empty" not in text
    assert "KEEP_EXPIRED=true" in Page(masthead.welcome(0, expired=expired)).text


def test_what_became_of_a_cited_article_is_told() -> None:
    cited = (citation(1, copies=("copy",)), citation(2, quote="", title=""), citation(3))
    turn = answered(
        "q",
        Sentence("“It sank.” [1]", "quoted", (1,), 1.0, cited),
        Sentence("", "quoted", (2,), 1.0),
        Sentence("“It sank.” [3]", "quoted", (3,), 1.0),
    )
    turn.known = {
        "article-1": Listed("article-1", 2, 2, "Ferry sinks", "The Courier", None, corrects=1),
        "article-2": Listed("article-2", None, 0, "", None, None),
        "article-3": Listed("article-3", 1, 1, "Ferry sinks", "The Courier", None),
        "copy": Listed("copy", 1, 1, "Ferry sinks", "The Signal", None),
    }
    turn.revisions = [Revision(1, None, stands=True)]
    left, right = Page(conversation(turn)), Page(sources(turn))
    assert "Corrected since · The Courier" in left.text
    assert "A cited article has been removed since" in left.text
    assert sentences.REMOVED in left.text
    assert "Corrected since: this answer quotes version 1. Read version 2" in right.text
    assert "This article has since been removed from the archive." in right.text
    assert "Also in: The Signal" in right.text
    passages = [named for _, named in right.elements if named.get("class") == "cd-passage"]
    assert [named.get("data-article") for named in passages] == ["article-1", None, "article-3"]


def test_outlet_and_day_of_the_answer_stand_once() -> None:
    turn = answered("How deep?", quote_of(1, "She lies at 61 metres."), quote_of(2, "She sank in 1887."))
    with_answer(turn, direct=Direct("61 metres", 1, 12, 21, 0.9))
    html = conversation(turn)
    shown = html[: html.index('class="cd-sources"')]
    assert shown.count("16 April 2025") == 2  # The answer's line, and what else there is.
    assert shown.index("16 April 2025") < shown.index('class="cd-quotation"')
