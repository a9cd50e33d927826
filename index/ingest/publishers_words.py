"""What publishers said of articles that are not out, as the archive remembers it.

Of a text that was held back hashes are kept: enough to tell it from another article, and nothing to read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select, update

from corpus.article import Article, Withdrawal, headline_key
from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_over
from index.catalogue.engine import batches
from index.catalogue.records import to_ms
from index.ingest.named_stories import file_of
from index.ingest.near_duplicates import shingles

# Those with the smallest hashes, of any text the same ones: two texts that share a tenth share some of them.
# Source: Broder, On the resemblance and containment of documents, 1997.
_MOST = 64
# A text of fewer runs of words is told from no other.
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Word:
    """What the archive remembers of a withdrawal.

    Attributes:
        place: The file or address that gives it.
        changed_ms: When the publisher gave it, UTC milliseconds since 1970, or None.
        recalls: Whether it takes back what was out, and does not only say that it is not out yet.
        lifted: Whether an operator let the article in all the same.
        keys: Hashes of what it holds back; none where that is not known.
    """

    place: str
    changed_ms: int | None
    recalls: bool
    lifted: bool = False
    keys: frozenset[str] = frozenset()

    def holds(self, article: Article) -> bool:
        """Whether it keeps away an article under its id, also one that was read elsewhere."""
        if self.lifted or self.yields_to(to_ms(article.updated_at)):
            return False
        if not self.keys or file_of(article.origin) == self.place:
            return True
        return bool(self.keys & keys_of(article.title, article.body))

    def yields_to(self, updated_ms: int | None) -> bool:
        """Whether a publication of this instant is later by its publisher's clock."""
        if self.changed_ms is None or updated_ms is None:
            return False
        return updated_ms > self.changed_ms or (updated_ms == self.changed_ms and not self.recalls)

    def is_that_of(self, other: Word) -> bool:
        """Whether another word is this one, read again."""
        return (self.place, self.changed_ms) == (other.place, other.changed_ms)


def word_of(withdrawal: Withdrawal) -> Word:
    """Return what is remembered of a withdrawal."""
    return Word(file_of(withdrawal.origin), to_ms(withdrawal.changed_at), withdrawal.recalls)


def words_about(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[Word]]:
    """Return the words that the archive remembers about each of these articles that has any."""
    words: dict[str, list[Word]] = {}
    for some in batches(article_ids):
        for row in connection.execute(_words_of(some)):
            keys = frozenset((row.keys or "").split())
            word = Word(row.place, row.changed_ms, bool(row.recalls), bool(row.lifted), keys)
            words.setdefault(row.article_id, []).append(word)
    return words


def _words_of(article_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    same = (t.held.c.article_id == t.withdrawal.c.article_id) & (t.held.c.place == t.withdrawal.c.place)
    words = select(t.withdrawal, t.held.c["keys"]).outerjoin(t.held, same)
    return words.where(t.withdrawal.c.article_id.in_(article_ids))


def has_taken_back(connection: Connection, notice: Withdrawal) -> bool:
    """Whether a notice is remembered about an article under another id than its own."""
    word, kept = word_of(notice), t.withdrawal.c
    same = (kept.place == word.place, kept.changed_ms.is_not_distinct_from(word.changed_ms))
    others = select(kept.article_id).where(*same, kept.article_id.not_in(notice.article_ids))
    return connection.execute(others.limit(1)).first() is not None


def lift(connection: Connection, article_ids: Sequence[str]) -> None:
    """Let articles in whatever was said of them: the same words, read again, do not take them out."""
    for some in batches(article_ids):
        lifted = update(t.withdrawal).where(t.withdrawal.c.article_id.in_(some)).values(lifted=1)
        connection.execute(lifted)


def remember(connection: Connection, about: Sequence[str], word: Word) -> None:
    """Keep a word about each of these ids."""
    row = {"place": word.place, "changed_ms": word.changed_ms, "recalls": int(word.recalls), "lifted": 0}
    write_over(connection, t.withdrawal, [{"article_id": name, **row} for name in about])


def keys_of(title: str, body: str) -> frozenset[str]:
    """Return the hashes of a headline and of runs of four words; none for a text too short to be told."""
    runs = sorted(map(_hash, shingles(body)))
    return (
        frozenset((_hash(f"headline {headline_key(title)}"), *runs)) if len(runs) >= _LEAST else frozenset()
    )


def remember_held(
    connection: Connection, article_ids: Iterable[str], place: str, text: tuple[str, str] | None
) -> None:
    """Keep of a text that is held back what tells it from another one with its id.

    A text that is not known is None.
    """
    headline, *runs = _in_order(*text) if text else ("",)
    if headline:
        keys = " ".join((headline, *runs[:_MOST]))
        write_over(
            connection, t.held, [{"article_id": name, "place": place, "keys": keys} for name in article_ids]
        )


def _in_order(title: str, body: str) -> tuple[str, ...]:
    keys = keys_of(title, body)
    headline = _hash(f"headline {headline_key(title)}")
    return (headline, *sorted(keys - {headline})) if keys else ("",)


def _hash(words: str) -> str:
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()
