"""Whether an article is the one that the archive has under its id: an id alone is no proof."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from corpus.article import Article, Withdrawal
from corpus.errors import ArticleError
from index.catalogue import schema as t
from index.catalogue.clauses import IS_ACTIVE
from index.catalogue.engine import batches
from index.ingest.near_duplicates import shingles
from index.search.terms import terms

# Of 250 pairs of unrelated reports of one agency, 98 % share less than this by weight; of the two halves of
# one report, which stand for a rewritten text, three quarters share more.
_LEAST_WEIGHT = 0.2
# Two short reports from one town share its rare name, which weighs a lot: so they must share words, too.
_LEAST_WORDS = 0.25
_ENOUGH_SHINGLES = 5
# An outlet ends its reports alike ("This is a developing story ..."): of 1,600 pairs of unrelated reports of
# one outlet 5 % share as many runs of words, but none, walls aside, so large a part of the shorter one.
_LEAST_SHARED = 0.2
_LEAST_OF_HEADLINE = 0.5
_MOST_CHARACTERS = 3_000
_MOST_SHOWN = 5_000
_Read = TypeVar("_Read")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Namesake:
    """A different article in the archive under the same id, and where it was last read, or ""."""

    title: str
    place: str
    is_active: bool


def namesakes(connection: Connection, articles: Sequence[Article]) -> dict[str, Namesake]:
    """Return, by id, the articles in the archive that share an id with one of `articles` and nothing else.

    The active version is compared, or else the newest.
    """
    by_id = {article.article_id: article for article in articles if article.exported is None}
    others: dict[str, Namesake] = {}
    for some in batches(list(by_id)):
        for row in connection.execute(_newest(some)).all():
            article = by_id[row.article_id]
            if row.text_hash != article.text_hash:
                other = _namesake(connection, article, row.version, row.active is not None)
                others |= {row.article_id: other} if other else {}
    return others


def _newest(article_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Each article's active version, else its newest one; without texts, which are long."""
    newest = (
        select(t.version.c.article_id, func.max(t.version.c.version).label("version"))
        .where(t.version.c.article_id.in_(article_ids))
        .group_by(t.version.c.article_id)
        .subquery()
    )
    columns = (t.version.c.article_id, t.version.c.version, t.version.c.text_hash)
    return (
        select(*columns, t.article.c.version.label("active"))
        .join(newest, newest.c.article_id == t.version.c.article_id)
        .join(t.article, t.article.c.article_id == t.version.c.article_id)
        .where(t.version.c.version == func.coalesce(t.article.c.version, newest.c.version))
    )


def _namesake(connection: Connection, article: Article, number: int, is_active: bool) -> Namesake | None:
    same = (t.version.c.article_id == article.article_id, t.version.c.version == number)
    title, body = connection.execute(select(t.version.c.title, t.version.c.body).where(*same)).one()
    if are_related((title, body), (article.title, article.body)):
        return None
    place = select(t.origin.c.location).where(t.origin.c.article_id == article.article_id)
    where = connection.execute(place.order_by(t.origin.c.seen.desc())).scalar()
    return Namesake(title, where or "", is_active)


def settled(connection: Connection, article: Article) -> Article | ArticleError:
    """Return an article under an id of its own, or an error that names both articles.

    If a file now contains a different article than before, that is no error: the old one gives way.
    """
    other = namesakes(connection, [article]).get(article.article_id)
    if other is None or not other.is_active or _is_place(article):
        return article
    if article.fallback_id is not None:
        second = replace(article, article_id=article.fallback_id, fallback_id=None)
        return settled(connection, second)
    where = f" of {other.place}" if other.place else ""
    return error_at(
        article.origin,
        f"The id {article.article_id!r} of {article.title[:80]!r} is that of another article, "
        f"{other.title[:80]!r}{where}, with which it has nothing in common; that one was kept",
        "Give each an id of its own, as by a name before the number.",
    )


def meant(connection: Connection, withdrawals: Sequence[Withdrawal]) -> list[Withdrawal]:
    """Return withdrawals without the ids of active articles that have nothing in common with them.

    A table that counts its rows gives a draft the number that another table gives an article. Agencies' ids
    are nobody else's, so what takes a story back by one is believed whatever it says.
    """
    return [
        withdrawal if len(ids) == len(withdrawal.article_ids) else replace(withdrawal, article_ids=ids)
        for withdrawal in withdrawals
        if (ids := tuple(name for name in withdrawal.article_ids if _is_meant(connection, withdrawal, name)))
    ]


def _is_meant(connection: Connection, withdrawal: Withdrawal, article_id: str) -> bool:
    query = select(t.version.c.title, t.version.c.body).join(t.article, IS_ACTIVE)
    row = connection.execute(query.where(t.article.c.article_id == article_id)).first()
    return row is None or means(withdrawal, article_id, row.title, row.body)


def means(withdrawal: Withdrawal, article_id: str, title: str, body: str) -> bool:
    """Whether a withdrawal may be of the article with this headline and text."""
    if not is_told_apart(withdrawal, article_id):
        return True
    return withdrawal.text is None or are_related(withdrawal.text, (title, body))


def is_told_apart(withdrawal: Withdrawal, article_id: str) -> bool:
    """Whether an article with nothing in common with a withdrawal is not the one that it is of."""
    return withdrawal.text is not None and (not withdrawal.recalls or article_id.isdigit())


def conflict(connection: Connection, article: Article) -> ArticleError:
    """Return the error for a second text under one id in one sync if nothing says which is newer."""
    columns = (
        select(t.version.c.title, t.origin.c.location)
        .join(t.article, IS_ACTIVE)
        .outerjoin(t.origin, t.origin.c.article_id == t.version.c.article_id)
    )
    query = columns.where(t.article.c.article_id == article.article_id).order_by(t.origin.c.seen.desc())
    row = connection.execute(query).first()
    first = f", {row.title[:80]!r} of {row.location or 'an unknown place'}," if row else ""
    return error_at(
        article.origin,
        f"{article.title[:80]!r} is a second, different article with the id {article.article_id!r}: "
        f"the first one{first} was kept",
        "Give it an id of its own, or an updated_at that says which is newer.",
    )


def error_at(origin: str, message: str, hint: str, *, kept: bool = False) -> ArticleError:
    """Return the error of a place, ``path`` or ``path:line``."""
    path, _, line = origin.rpartition(":")
    if path and re.fullmatch("[0-9]{1,12}", line):
        return ArticleError(message, path, int(line), hint, kept=kept)
    return ArticleError(message, origin, None, hint, kept=kept)


def are_related(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two texts, each a headline and a body, may be the same article at different times."""
    first, second = shingles(one[1]), shingles(other[1])
    enough = max(1, min(_ENOUGH_SHINGLES, len(first) // 2, len(second) // 2))
    if len(first & second) >= max(enough, _LEAST_SHARED * min(len(first), len(second))):
        return True
    headlines = [_carrying(title) for title, _ in (one, other)]
    if all(headlines) and _share(*headlines) >= _LEAST_OF_HEADLINE:
        return True
    texts = [_carrying(f"{title}\n{body}"[:_MOST_CHARACTERS]) for title, body in (one, other)]
    words_alone = [dict.fromkeys(text, 1.0) for text in texts]
    return _share(*texts) >= _LEAST_WEIGHT and _share(*words_alone) >= _LEAST_WORDS


def _share(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The share of the lighter one's weight that both have, 0 to 1; 1 if it has no words."""
    least = min(sum(one.values()), sum(other.values()))
    return sum(weight for key, weight in one.items() if key in other) / least if least else 1.0


def _carrying(text: str) -> dict[str, float]:
    """The weighted terms of a text; in scripts without spaces, every pair of characters."""
    runs = _UNSPACED.findall(text)
    pairs = {run[i : i + 2]: 1.0 for run in runs for i in range(len(run) - 1)}
    return pairs | terms(_UNSPACED.sub(" ", text) if runs else text)


def _is_place(article: Article) -> bool:
    """Whether its id is the place where it was read."""
    return article.article_id in (article.origin, "#".join(article.origin.rsplit(":", 1)))


def findable(item: _Read, most_bytes: int | None) -> _Read | ArticleError:
    """Return what was read, or the error of an article whose id has more than `most_bytes` bytes."""
    if most_bytes is None or not isinstance(item, Article | Withdrawal):
        return item
    ids = item.article_ids if isinstance(item, Withdrawal) else (item.article_id, item.fallback_id or "")
    if all(len(name.encode()) <= most_bytes for name in ids):
        return item
    message = f"Its id has more than {most_bytes:,} bytes, which PostgreSQL cannot look up"
    return ArticleError(message, item.origin[:_MOST_SHOWN], None, "Give it a shorter id, and sync again.")
