"""What reaches a page: every word from elsewhere as text, and links only to the web."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import ModelError
from qa.answer import Answer, Citation, NearestArticle, Notice, Sentence
from qa.web import render
from qa.web.turns import Turn, history_of

HOSTILE = '</blockquote><script>alert(1)</script><img src=x onerror="alert(2)">'
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its elements and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
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


def answered(question: str, *sentences: Sentence, notices: tuple[str, ...] = ()) -> Turn:
    turn = Turn(1, question)
    cited = tuple(item for sentence in sentences for item in sentence.citations)
    for sentence in sentences:
        turn.take(sentence)
    text = " ".join(sentence.text for sentence in sentences)
    turn.take(
        Answer("answered", "quoted", text, question, sentences=sentences, citations=cited, notices=notices)
    )
    return turn


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
    left, right = Page(render.conversation([turn])), Page(render.sources([turn]))
    assert left.tags() == Page(render.conversation([plain])).tags()
    assert right.tags() == Page(render.sources([plain])).tags()
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
    links = [named for tag, named in Page(render.sources([turn])).elements if tag == "a"]
    assert [link["href"] for link in links] == ([url] if linked else [])
    assert all("noopener" in (link["rel"] or "") for link in links)


def test_markers_name_their_card_and_carry_the_quote() -> None:
    cited = (citation(1), citation(2, quote="Nobody was hurt."))
    turn = answered("q", Sentence("It sank [2] of 3 [1][2].", "generated", (1, 2), 0.8, cited))
    page = Page(render.conversation([turn]))
    markers = [named for tag, named in page.elements if "data-marker" in named]
    cards = {named["id"] for tag, named in Page(render.sources([turn])).elements if tag == "li"}
    assert [marker["data-marker"] for marker in markers] == ["1", "2"]
    assert [marker["title"] for marker in markers] == ["It sank.", "Nobody was hurt."]
    assert {marker["data-card"] for marker in markers} == cards
    assert "It sank [2] of 3." in page.text  # The article's own bracket stays where it was.


def test_written_and_quoted_sentences_are_told_apart() -> None:
    turn = answered(
        "q",
        Sentence("A ferry sank [1]", "generated", (1,), 0.9, (citation(),)),
        Sentence("“It sank.” [1]", "quoted", (1,), 1.0),
    )
    page = Page(render.conversation([turn]))
    assert all(label in page.text for label in render.LABELS.values())
    assert page.tags().count("blockquote") == 1


def test_quotes_of_one_article_stand_together_over_its_outlet_and_day() -> None:
    other = citation(3, article_id="article-3", source="The Signal", published_at=None)
    turn = answered(
        "q",
        Sentence("“Ferry sinks” [1]", "quoted", (1,), 1.0, (citation(1, article_id="a"),)),
        Sentence("“It sank.” [2]", "quoted", (2,), 1.0, (citation(2, article_id="a"),)),
        Sentence("“Nobody was hurt.” [3]", "quoted", (3,), 1.0, (other,)),
    )
    page = Page(render.conversation([turn]))
    assert page.text.count("The Courier · 16 April 2025") == 1
    assert page.text.index("It sank.") < page.text.index("The Courier") < page.text.index("Nobody was hurt.")
    assert page.text.endswith("The Signal")


def test_a_refusal_shows_the_nearest_headlines() -> None:
    turn = Turn(1, "Who won?")
    near = NearestArticle("a/1", "Ferry <sinks>", "The Courier", None)
    turn.take(Answer("no_evidence", None, "The archive does not answer this question.", "q", nearest=(near,)))
    page = Page(render.conversation([turn]))
    assert "The archive does not answer this question." in page.text
    assert "Ferry <sinks>" in page.text
    assert [named["data-article"] for _, named in page.elements if "data-article" in named] == ["a/1"]


def test_an_error_keeps_what_was_shown_and_says_what_to_do() -> None:
    turn = Turn(1, "Who won?")
    turn.take(Sentence("It sank [1]", "quoted", (1,), 1.0, (citation(),)))
    assert turn.working
    assert "Looking for more" in render.conversation([turn])
    turn.fail(ModelError("The model failed", "Start it."))
    page = Page(render.conversation([turn]))
    assert not turn.working
    assert "It sank" in page.text
    assert "The model failed" in page.text
    assert "Start it." in page.text


def test_earlier_sources_fold_away_and_history_keeps_finished_turns_only() -> None:
    first = answered("First?", Sentence("A [1]", "quoted", (1,), 1.0, (citation(),)))
    second = Turn(2, "Second?")
    second.take(Notice("Slow today."))
    page = Page(render.sources([first, second]))
    assert "Earlier: First?" in page.text
    assert [turn["content"] for turn in history_of([first, second])] == ["First?", "A [1]"]


def test_the_head_tells_what_the_archive_holds() -> None:
    status = {
        "articles": 1397,
        "sources": {"AP": 1397, "": 2},
        "first_published": "2023-11-01T00:00:00Z",
        "last_published": "2024-04-05T00:00:00Z",
    }
    assert "1,397 articles · 1 outlet · 1 Nov 2023 – 5 Apr 2024" in Page(render.header(status)).text
    empty = Page(render.header({"articles": 0, "sources": {}}, loading=True, failed=("No <model>", "Try")))
    assert "An empty archive" in empty.text
    assert "No <model>" in empty.text
    assert "citedesk sync" in Page(render.welcome(0)).text
