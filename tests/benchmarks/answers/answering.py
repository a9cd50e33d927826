"""`python -m tests.benchmarks.answers.answering [--data DIR]`: how sure must the reader be of an answer?

Of each question of a news quiz that an article answers, right sentences of two kinds: the article's own, and
those of the passage that the quiz's makers gave (another article). Against them, of the same articles, the
sentences without the answer that share most with the question: true, carried by their passages, and beside
the point. Printed is which share of each kind is not found to answer; every question counts once.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.text.sentences import sentences
from index.search.terms import coverage, terms
from qa.evaluate.cases import Case, load_cases
from qa.evaluate.metrics import contains
from qa.evidence.quotable import quotable_spans
from qa.evidence.reader import Passage, origin, project_reader
from qa.question.understand import Question, understand
from qa.write.answering import ABOUT_AS_SURE, SURE
from qa.write.asked_kind import lacks_asked_kind

_READ, _BESIDE = 12, 3
_SURE = (-2.0, -1.0, SURE, 1.0)
_LESS_SURE = (2.0, 4.0, ABOUT_AS_SURE, 6.0)


@dataclass(frozen=True, slots=True)
class _Article:
    title: str
    body: str
    source: str | None
    day: date | None


_Said = tuple[_Article, str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """The log-odds of the best of an article's sentences, and those of each kind."""

    best: float
    kinds: dict[str, list[float]]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers.answering", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--weeks", choices=["even", "odd"], default="odd", help="even ones are for tuning")
    arguments = parser.parse_args()
    folder = arguments.data / "realtimeqa-2024"
    remainder = ["even", "odd"].index(arguments.weeks)
    cases = [
        case
        for case in load_cases(folder / "questions.jsonl")
        if case.answerable and case.asked_on and case.asked_on.isocalendar().week % 2 == remainder
    ]
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        given = {row["id"]: row["evidence"] for row in _rows(lines)}
    wanted = {name for case in cases for name in case.gold_docs}
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {row["id"]: _article(row) for row in _rows(lines) if row["id"] in wanted}
    judged = [found for case in cases if (found := _judged(case, given[case.id], articles))]
    kinds = list(judged[0].kinds)
    print(f"| sure from | or so near the best | {' | '.join(kinds)} |\n|--:|--:|{'--:|' * len(kinds)}")
    for sure in _SURE:
        for less in _LESS_SURE:
            shares = (_share(judged, kind, sure, less) for kind in kinds)
            print(f"| {sure} | {less} | {' | '.join(f'{share:.3f}' for share in shares)} |")
    print("questions:", *(sum(bool(one.kinds[kind]) for one in judged) for kind in kinds))


def _rows(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in lines if line.strip())


def _article(row: dict[str, str]) -> _Article:
    day = date.fromisoformat(row["published_at"][:10]) if row.get("published_at") else None
    return _Article(row["title"], row["body"], row.get("source"), day)


def _share(judged: Sequence[_Judged], kind: str, sure: float, less: float) -> float:
    """Of a question's sentences of a kind, the share that is not found to answer, on average."""
    each = [
        sum(logit < min(sure, one.best - less) for logit in one.kinds[kind]) / len(one.kinds[kind])
        for one in judged
        if one.kinds[kind]
    ]
    return sum(each) / len(each)


def _judged(case: Case, given: str, articles: dict[str, _Article]) -> _Judged | None:
    gold = [articles[name] for name in case.gold_docs if name in articles]
    spoken = [(article, span.of(article.body)) for article in gold for span in quotable_spans(article.body)]
    asked, answer = understand(case.question), case.answer or ""
    spoken.sort(key=lambda said: -coverage(asked.terms, terms(said[1])))
    right = [said for said in spoken if contains(said[1], answer)][:1]
    if not right:
        return None
    others = [span.of(given) for span in sentences(given)]
    kinds = {
        "the article's sentence": right,
        "another article's": [(right[0][0], text) for text in others if contains(text, answer)],
        "beside the point": [said for said in spoken if not contains(said[1], answer)][:_BESIDE],
    }
    best = max(_log_odds(case, asked.query, spoken[:_READ]))
    return _Judged(best, {kind: _as_answers(case, asked, said) for kind, said in kinds.items()})


def _as_answers(case: Case, asked: Question, said: Sequence[_Said]) -> list[float]:
    """The log-odds of sentences, without end below zero where one has nothing of the kind asked for."""
    logits = _log_odds(case, asked.query, said)
    nothing = [lacks_asked_kind(text, asked) for _, text in said]
    return [-math.inf if empty else logit for empty, logit in zip(nothing, logits, strict=True)]


def _log_odds(case: Case, asked: str, said: Sequence[_Said]) -> list[float]:
    passages = [Passage(text, origin(a.title, a.source, a.day, case.asked_on)) for a, text in said]
    return [one.logit for one in project_reader().judge(asked, passages)]


if __name__ == "__main__":
    main()
