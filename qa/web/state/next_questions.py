"""Up to three questions that may come next: made from what was found, and each of them answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.errors import CitedeskError
from index.catalogue.records import ArticleRecord
from index.search.filters import Filters
from qa.answer.model import Answer
from qa.desk import Desk
from qa.web.state.examples import called, speakers

MOST = 3
_TRIES = 6
_ARTICLES = 6
# With fewer days a course of events is no more than what was just read.
_DAYS = 3


def next_questions(
    desk: Desk, answer: Answer, today: date | str | None = None, filters: Filters | None = None
) -> list[str]:
    """Return questions about names in the articles that were found; the archive answers every one.

    Args:
        desk: The archive.
        answer: What has just been answered.
        today: The day on which it was asked, if that was told.
        filters: What it was asked with.
    """
    if answer.status == "no_evidence":
        return []
    # No language model is to be bothered, or paid, for what nobody has asked.
    quoting = Desk(desk.archive, desk.settings.model_copy(update={"writing": "quotes"}))
    shown = {cited.quote for cited in answer.citations}
    found: list[str] = []
    for question, _ in zip(_candidates(desk, answer), range(_TRIES), strict=False):
        if len(found) == MOST:
            break
        if _tells_more(quoting, question, shown, today, filters):
            found.append(question)
    return found


def _candidates(desk: Desk, answer: Answer) -> Iterator[str]:
    records = _found(desk, answer)
    asked = answer.question.casefold()
    speaking = {name for record in records for name in speakers(record.body)}
    named = {name: full for name, full in called(records).items() if name.casefold() not in asked}
    days = Counter(
        name
        for name in named
        for _ in {hit.published_at and hit.published_at.date() for hit in answer.hits if name in hit.text}
    )
    often = [name for name in named if days[name] >= _DAYS and not answer.timeline]
    yield from (f"Timeline of {named[name]}" for name in often[:1])
    for name, full in named.items():
        yield f"What did {full} say?" if name in speaking else f"What is reported about {full}?"


def _found(desk: Desk, answer: Answer) -> Sequence[ArticleRecord]:
    cited = [citation.article_id for citation in answer.citations]
    ids = list(dict.fromkeys([*cited, *(hit.article_id for hit in answer.hits)]))
    records = (desk.archive.catalogue.record(article_id) for article_id in ids[:_ARTICLES])
    return [record for record in records if record is not None]


def _tells_more(
    desk: Desk, question: str, shown: set[str], today: date | str | None, filters: Filters | None
) -> bool:
    """Whether a question is answered, with more than what is on the page already."""
    try:
        answer = desk.ask(question, today=today, filters=filters)
    except CitedeskError:
        return False
    if answer.status != "answered" or (question.startswith("Timeline") and len(answer.timeline) < _DAYS):
        return False
    return not {cited.quote for cited in answer.citations} <= shown
