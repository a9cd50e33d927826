"""Questions to offer before the first one is asked, made from what the archive holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from corpus.errors import CitedeskError
from index.listing import list_articles
from index.record import ArticleRecord
from qa.desk import Desk

MOST = 6
_ARTICLES = 60
_TRIES = 3
# A name of two to four words inside a sentence, not at its beginning, where anything is in capitals.
_NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w’'-]+ ){1,3}[A-Z][\w’'-]+")
_CALENDAR = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b"
)


def make_examples(desk: Desk, offered: Sequence[str] = ()) -> list[str]:
    """Return up to six questions that this archive answers.

    Names that newer articles tell of become questions, and where there are none a headline is one; each is
    asked once, and only those that are answered are offered.

    Args:
        desk: The archive.
        offered: Questions that are known to be answered; they come first.
    """
    found = list(offered[:MOST])
    tries = (MOST - len(found)) * _TRIES
    for question, _ in zip(_candidates(desk), range(tries), strict=False):
        if len(found) >= MOST:
            break
        if _is_answered(desk, question):
            found.append(question)
    return found


def _candidates(desk: Desk) -> Iterator[str]:
    records = _newest(desk)
    yield from (f"What is reported about {name}?" for name in names(records))
    yield from (record.title for record in records)


def _newest(desk: Desk) -> list[ArticleRecord]:
    """The newest articles, of each outlet in turn, so that the loudest one does not take every place."""
    by_outlet: dict[str | None, list[str]] = defaultdict(list)
    for item in list_articles(desk.archive.catalogue, limit=_ARTICLES).articles:
        by_outlet[item.source].append(item.article_id)
    ordered = [
        article_id
        for rank in range(_ARTICLES)
        for ids in by_outlet.values()
        for article_id in ids[rank : rank + 1]
    ]
    records = (desk.archive.catalogue.record(article_id) for article_id in ordered)
    return [record for record in records if record is not None]


def names(records: Sequence[ArticleRecord]) -> list[str]:
    """Return the names that most of these articles tell of, one an article, the commonest first."""
    told: dict[str, set[str]] = {
        record.article_id: {
            name for name in _NAME.findall(record.body) if not _CALENDAR.search(name) and len(name) <= 60
        }
        for record in records
    }
    articles = Counter(name for found in told.values() for name in found)
    chosen: list[str] = []
    for record in records:
        best = sorted(told[record.article_id], key=lambda name: (-articles[name], name))
        fresh = (name for name in best if not any(name in other or other in name for other in chosen))
        chosen += [name for name, _ in zip(fresh, range(1), strict=False)]
    return sorted(chosen, key=lambda name: -articles[name])


def _is_answered(desk: Desk, question: str) -> bool:
    try:
        return desk.ask(question).status == "answered"
    except CitedeskError:  # An article's headline may be longer than a question may be.
        return False
