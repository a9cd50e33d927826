"""Questions made by rule from the sets themselves, for what their own questions do not ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from corpus.article import Article
from corpus.formats.read import read_path
from corpus.text.sentences import sentences
from qa.evaluate.cases import Case

_EVERY = 16
_WORDS = range(14, 40)
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")


def older_cases(corpus: Path, today: date) -> list[Case]:
    """Return known-item questions about articles that are at least a year older than `today`.

    Of every sixteenth such article (in the order of their ids), the first sentence of its second half
    that has 14 to 39 words and two names; the article is the one to be found.
    """
    read = (item for item in read_path(corpus) if isinstance(item, Article) and item.published_at)
    old = sorted(
        (a for a in read if a.published_at and (today - a.published_at.date()).days > 365),
        key=lambda article: article.article_id,
    )
    cases = []
    for article in old[::_EVERY]:
        sentence = _telling_sentence(article.body)
        if sentence:
            cases.append(
                Case(
                    id=article.article_id, question=sentence, asked_on=today, gold_docs=(article.article_id,)
                )
            )
    return cases


def _telling_sentence(body: str) -> str | None:
    half = len(body) // 2
    found = (span.of(body) for span in sentences(body) if span.start >= half)
    return next((s for s in found if len(s.split()) in _WORDS and len(_NAME.findall(s)) >= 2), None)


def dated(cases: Sequence[Case], corpus: Path) -> list[Case]:
    """Return the cases with the month and year of their article named at the end."""
    days = {item.article_id: item.published_at for item in read_path(corpus) if isinstance(item, Article)}
    named = []
    for case in cases:
        day = days[case.gold_docs[0]]
        if day:
            question = f"{case.question.rstrip('.')} in {day:%B %Y}?"
            named.append(case.model_copy(update={"question": question}))
    return named


def attributed(cases: Sequence[Case], corpus: Path) -> list[Case]:
    """Return the cases with the outlet of their first gold article named at the end."""
    sources = {item.article_id: item.source for item in read_path(corpus) if isinstance(item, Article)}
    return [
        case.model_copy(update={"question": f"{case.question.rstrip('?. ')}, according to {source}?"})
        for case in cases
        if case.gold_docs and (source := sources.get(case.gold_docs[0]))
    ]


def paired(cases: Sequence[Case]) -> list[tuple[str, Case, Case]]:
    """Return questions of two parts, each made of two neighbouring cases, with those cases.

    Only cases that are one question asked in one sentence are taken.
    """
    plain = [
        case
        for case in cases
        if re.match(r"(?:who|what|when|where|which|how)\b[^.?!]*\?$", case.question, re.I)
    ]
    return [
        (f"{one.question.rstrip('? ')}, and {other.question[0].lower()}{other.question[1:]}", one, other)
        for one, other in list(pairwise(plain))[::2]
    ]
