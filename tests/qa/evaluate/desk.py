"""A desk over a few whole articles, for runs of the evaluation that need no search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.search.filters import Filters
from index.search.hit import Hit
from qa.answer.model import Answer, Citation, Sentence
from qa.evaluate.cases import Case


@dataclass(frozen=True)
class StoredText:
    article_id: str
    title: str
    body: str
    summary: str = ""


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    embedding_model: str = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class Status:
    articles: int
    versions: int
    chunks: int
    fingerprint: str = "f1"
    embedding_model: str = "all-MiniLM-L6-v2"
    llm: str | None = None


@dataclass
class FakeDesk:
    """A desk over whole articles that knows the question's article by one word, or finds the wrong ones."""

    settings: Settings
    articles: list[StoredText]
    worthless: bool = False
    inexact: bool = False
    breaks_at: int | None = None
    fingerprint: str = "f1"
    asked: list[tuple[str, date | None, tuple[str, ...]]] = field(default_factory=list)
    searched: list[tuple[str, int, date | None]] = field(default_factory=list)

    def _ranked(self, question: str, without: Sequence[str] = ()) -> list[StoredText]:
        topic = question.rstrip("?").split()[-1]
        kept = [article for article in self.articles if article.article_id not in without]
        return [article for article in kept if (topic in article.title) is not self.worthless]

    def ask(self, question: str, *, today: date | None = None, filters: Filters | None = None) -> Answer:
        if self.breaks_at is not None and len(self.asked) >= self.breaks_at:
            raise ModelError("The model broke off", "Ask again.")
        without = tuple(filters.exclude_articles) if filters else ()
        self.asked.append((question, today, without))
        times = {"retrieve": 10.0, "first_sentence": 20.0, "total": 30.0}
        ranked = self._ranked(question, without)
        if not ranked:
            return Answer("no_evidence", None, "Nothing answers this.", question=question, timings_ms=times)
        best = ranked[0]
        shift = int(self.inexact)
        cited = Citation(1, best.article_id, 1, "body", shift, len(best.body) + shift, best.body, best.title)
        text = f'"{best.body}" [1]'
        sentence = Sentence(text, "quoted", (1,), 1.0)
        return Answer(
            "answered",
            "quoted",
            text,
            question=question,
            sentences=(sentence,),
            citations=(cited,),
            timings_ms=times,
        )

    def find(self, query: str, *, top_k: int, today: date | None = None) -> Found:
        self.searched.append((query, top_k, today))
        hits = [
            Hit(rank, 1 / rank, a.article_id, 1, f"{a.article_id}-0", 0, len(a.body), a.body, a.title)
            for rank, a in enumerate(self._ranked(query)[:top_k], start=1)
        ]
        return Found(tuple(hits), {"embed": 1.0, "total": 5.0})

    def evidence(self, question: str, *, today: date | None = None, limit: int = 3) -> list[Any]:
        @dataclass(frozen=True)
        class Evidence:
            text: str
            title: str

        return [Evidence(article.body, article.title) for article in self._ranked(question)[:limit]]

    def article(self, article_id: str, version: int | None = None) -> StoredText:
        return next(article for article in self.articles if article.article_id == article_id)

    def each_article(self) -> Iterator[StoredText]:
        return iter(self.articles)

    def status(self) -> Status:
        return Status(*[len(self.articles)] * 3, self.fingerprint)


TOPICS = ("herring", "lighthouse", "ferry", "glassworks")
FILLER = [StoredText(f"x{i}", f"Filler {i}", "Nothing of note, though common.") for i in range(100)]
ARTICLES = [
    StoredText(topic, f"News of the {topic}", f"The {topic} cost {n}00 crowns.")
    for n, topic in enumerate(TOPICS, start=1)
]
CASES = [
    Case(
        id=f"q{n}", question=f"What of the {topic}?", answer=f"{n}00 crowns", gold_docs=(topic,), split="tune"
    )
    for n, topic in enumerate(TOPICS, start=1)
]
