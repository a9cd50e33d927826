"""Turns of a conversation to draw, and a reader of what is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

from qa.answer.model import Answer, Citation, Sentence
from qa.answer.quotation import quoted
from qa.web.html import answers
from qa.web.state.conversation import Conversation, Turn

HOSTILE = '</blockquote><script>alert(1)</script><img src=x onerror="alert(2)">'
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


def quote_of(marker: int, words: str, field: str = "body", **more: object) -> Sentence:
    cited = citation(marker, quote=words, start=0, end=len(words), field=field, **more)
    return Sentence(f"{quoted(words)} [{marker}]", "quoted", (marker,), 1.0, (cited,))


def with_answer(turn: Turn, **changes: object) -> Turn:
    assert turn.answer is not None
    turn.answer = replace(turn.answer, **changes)  # type: ignore[arg-type]
    return turn
