"""Whether an article is the one that the archive holds under its id: an id alone is not believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from corpus.article import Article
from corpus.errors import ArticleError
from index.catalogue import schema as t
from index.catalogue.engine import batches
from index.ingest.near_duplicates import shingles
from index.search.terms import terms

# Of 250 pairs of unrelated reports of one agency 98 in 100 share less than this by weight, while of a
# report's two halves, as of a text written anew, three quarters share more.
_LEAST_WEIGHT = 0.2
# Two short reports of one town share its rare name, which weighs much: so many of their words too.
_LEAST_WORDS = 0.25
_ENOUGH_SHINGLES = 5
_LEAST_OF_HEADLINE = 0.5
_MOST_CHARACTERS = 3_000
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another article than the one that has its id.

    Attributes:
        title: The headline of the one that the archive holds.
        place: Where that one was read last, or "".
        is_active: Whether answers use it.
    """

    title: str
    place: str
    is_active: bool


def namesakes(connection: Connection, articles: Sequence[Article]) -> dict[str, Namesake]:
    """Return, by id, what the archive holds under the ids of `articles` that has nothing in common with them.

    Compared is the version that answers use, else the newest.
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
    """The version of each article that answers use, else its newest one; without texts, which are long."""
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
    """Return an article under the id that is its own, or the error that names both when it has none.

    A file that now holds another article than before is no fault: there the old one gives way.
    """
    other = namesakes(connection, [article]).get(article.article_id)
    if other is None or not other.is_active or _is_place(article):
        return article
    if article.fallback_id is not None:
        second = replace(article, article_id=article.fallback_id, fallback_id=None)
        return settled(connection, second)
    where = f" of {other.place}" if other.place else ""
    return _error(
        article,
        f"The id {article.article_id!r} of {article.title[:80]!r} is that of another article, "
        f"{other.title[:80]!r}{where}, with which it has nothing in common; that one was kept",
        "Give each an id of its own, as by a name before the number.",
    )


def conflict(article: Article) -> ArticleError:
    """Return the error of a second text under one id in one sync, when nothing says which is the newer."""
    return _error(
        article,
        f"A second, different article has the id {article.article_id!r}: the first one was kept",
        "Give it an id of its own, or an updated_at that says which is newer.",
    )


def _error(article: Article, message: str, hint: str) -> ArticleError:
    path, _, line = article.origin.rpartition(":")
    if path and re.fullmatch("[0-9]{1,12}", line):
        return ArticleError(message, path, int(line), hint)
    return ArticleError(message, article.origin, None, hint)


def are_related(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two texts, each a headline and a body, may be one article at two times."""
    first, second = shingles(one[1]), shingles(other[1])
    if len(first & second) >= max(1, min(_ENOUGH_SHINGLES, len(first) // 2, len(second) // 2)):
        return True
    headlines = [_carrying(title) for title, _ in (one, other)]
    if all(headlines) and _share(*headlines) >= _LEAST_OF_HEADLINE:
        return True
    texts = [_carrying(f"{title}\n{body}"[:_MOST_CHARACTERS]) for title, body in (one, other)]
    words_alone = [dict.fromkeys(text, 1.0) for text in texts]
    return _share(*texts) >= _LEAST_WEIGHT and _share(*words_alone) >= _LEAST_WORDS


def _share(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of the lighter one the other has too, 0 to 1; all, when it has no words."""
    least = min(sum(one.values()), sum(other.values()))
    return sum(weight for key, weight in one.items() if key in other) / least if least else 1.0


def _carrying(text: str) -> dict[str, float]:
    """What carries a text, weighted: its terms; of scripts without spaces, every two characters."""
    runs = _UNSPACED.findall(text)
    pairs = {run[i : i + 2]: 1.0 for run in runs for i in range(len(run) - 1)}
    return pairs | terms(_UNSPACED.sub(" ", text) if runs else text)


def _is_place(article: Article) -> bool:
    """Whether its id is where it was read."""
    return article.article_id in (article.origin, "#".join(article.origin.rsplit(":", 1)))
