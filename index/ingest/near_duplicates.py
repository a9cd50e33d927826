"""Recognising syndicated and nearly equal copies as one story, by MinHash."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, delete, select

from index.catalogue import schema as t
from index.catalogue.clauses import IS_ACTIVE
from index.catalogue.databases.upserts import write_new

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# 20 bands of 5 rows find a pair with Jaccard similarity 0.8 with probability 0.9996, one of 0.3 with 0.05.
_BANDS, _ROWS = 20, 5
_LEAST_JACCARD = 0.75
_LEAST_SHINGLES = 12


def shingles(body: str) -> frozenset[str]:
    """Return the runs of four words of `body`, in lower case."""
    words = _WORD.findall(body.lower())
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def bands(pieces: frozenset[str]) -> list[int]:
    """Return the keys that an article shares with its copies: signed 64-bit; none for a tiny text.

    Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4 (banding of MinHash signatures).
    """
    if len(pieces) < _LEAST_SHINGLES:
        return []
    # It imports scipy, which takes a third of a second that questions and searches need not wait for.
    from datasketch import MinHash

    signature = MinHash(num_perm=_BANDS * _ROWS, seed=1)
    signature.update_batch([piece.encode() for piece in sorted(pieces)])
    rows = np.asarray(signature.hashvalues, dtype=np.uint64).reshape(_BANDS, _ROWS)
    mixer = np.arange(1, 2 * _ROWS, 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        keys = (rows * mixer).sum(axis=1, dtype=np.uint64) ^ np.arange(_BANDS, dtype=np.uint64)
    return [int(key) for key in keys.astype(np.int64)]


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of shingles that both texts have, 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def join_story(connection: Connection, article_id: str, version: int, body: str) -> str:
    """Return the story of an article with this body, and store its bands for later articles.

    It is the story of the most similar active article if that is similar enough, else a new one.
    """
    pieces = shingles(body)
    keys = bands(pieces)
    connection.execute(delete(t.band).where(t.band.c.article_id == article_id))
    story = _nearest_story(connection, article_id, pieces, keys) or f"{article_id}#{version}"
    write_new(connection, t.band, [{"band": key, "article_id": article_id} for key in keys])
    return story


def _nearest_story(
    connection: Connection, article_id: str, pieces: frozenset[str], keys: Sequence[int]
) -> str | None:
    query = (
        select(t.article.c.article_id, t.article.c.story, t.version.c.body)
        .join(t.band, t.band.c.article_id == t.article.c.article_id)
        .join(t.version, IS_ACTIVE)
        .where(t.band.c.band.in_(keys), t.article.c.article_id != article_id)
        .distinct()
        .order_by(t.article.c.article_id)
    )
    best, nearest = _LEAST_JACCARD, None
    for _, story, body in connection.execute(query):
        similarity = jaccard(pieces, shingles(body))
        if similarity >= best:
            best, nearest = similarity, str(story)
    return nearest
