"""Keeping out what publishers withdraw, in whatever order story and withdrawal are read.

A withdrawal is remembered with the place that gave it. A story comes back when its publisher's clock says
that it was published later, when the very file or feed that took it back publishes it, or when an operator
restores it; a canceled one by an operator alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, delete, select

from corpus.article import Article, NamedStory, Withdrawal
from corpus.errors import ArticleError
from index.archive import Archive
from index.backup.copy import mark_in_backup
from index.catalogue import schema as t
from index.catalogue.clauses import IS_ACTIVE, present_in
from index.catalogue.databases.upserts import write_new
from index.catalogue.engine import batches
from index.catalogue.records import to_ms
from index.ingest.identity import error_at, is_told_apart, means, meant
from index.ingest.named_stories import (
    file_of,
    has_own_story,
    is_of_story,
    notice_about,
    notices_before,
    remember_named,
    with_named,
)
from index.ingest.provenance import with_entries
from index.ingest.publishers_words import Word, has_taken_back, remember, remember_held, word_of, words_about
from index.ingest.recovery import bump_generation, collect_garbage, deactivate, recover
from index.registers.audit_log import log_action

# Of a file that no longer takes back what it publishes; more of them come back with the next sync.
_MOST_WAITING = 1_000


def withdraw(
    archive: Archive, withdrawals: Sequence[Withdrawal], on_wait: Callable[[str], None] | None = None
) -> int:
    """Take articles that are not published any more out of every answer; the log says why.

    A word holds too when its article is not here yet: an earlier publication may be read after it.

    Returns:
        How many articles answers used until then.
    """
    remember_named(archive, withdrawals)
    withdrawals = with_named(archive, withdrawals)
    with archive.catalogue.reading() as connection:
        withdrawals = meant(connection, with_entries(connection, withdrawals))
        effects = _effects(connection, withdrawals)
    if not effects:
        return 0
    final = [name for w in withdrawals if w.final for name in w.article_ids]
    with archive.writer("withdraw", on_wait):
        recover(archive)
        mark_in_backup(archive.place.folder, final, removed=True)
        with archive.catalogue.writing() as connection:
            for effect in effects:
                _apply(connection, effect)
            generation = bump_generation(connection)
        collect_garbage(archive)
        archive.mark_seen(generation)
    return len({name for effect in effects for name in effect.active})


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a withdrawal does: which active articles leave, and about which ids it is remembered."""

    withdrawal: Withdrawal
    active: tuple[str, ...]
    about: tuple[str, ...]


def _effects(connection: Connection, withdrawals: Sequence[Withdrawal]) -> list[_Effect]:
    ids = list(dict.fromkeys(name for w in withdrawals for name in w.article_ids))
    updated = _active_among(connection, ids)
    words = words_about(connection, ids)
    removed = present_in(connection, t.removal.c.article_id, ids)
    effects = []
    for withdrawal in withdrawals:
        word = word_of(withdrawal)

        def heeds(name: str, word: Word = word, final: bool = withdrawal.final) -> bool:
            known = [other for other in words.get(name, ()) if other.is_that_of(word)]
            lifted = any(other.lifted for other in known)
            return not lifted and (final or not word.yields_to(updated.get(name)))

        active = tuple(name for name in withdrawal.article_ids if name in updated and heeds(name))
        about = active or withdrawal.article_ids[:1]
        known = all(any(other.is_that_of(word) for other in words.get(name, ())) for name in about)
        known = known and (not withdrawal.final or all(name in removed or not heeds(name) for name in about))
        if active or not known:
            effects.append(_Effect(withdrawal, active, about))
    return effects


def _apply(connection: Connection, effect: _Effect) -> None:
    withdrawal, about = effect.withdrawal, effect.about
    for name in effect.active:
        deactivate(connection, name)
    articles = [{"article_id": name, "version": None, "story": name} for name in about]
    write_new(connection, t.article, articles)
    word = word_of(withdrawal)
    remember(connection, about, word)
    told_apart = [name for name in about if is_told_apart(withdrawal, name)]
    remember_held(connection, told_apart, word.place, withdrawal.text)
    if withdrawal.final:
        write_new(connection, t.removal, [{"article_id": name} for name in about])
    if effect.active or withdrawal.final:
        names = list(effect.active or about)
        detail = {"article_ids": names, "reason": withdrawal.reason, "origin": withdrawal.origin}
        log_action(connection, "withdraw", detail)


def _active_among(connection: Connection, article_ids: Sequence[str]) -> dict[str, int | None]:
    """When the publisher last changed each of these articles that answers use."""
    active: dict[str, int | None] = {}
    for some in batches(article_ids):
        query = select(t.article.c.article_id, t.version.c.updated_ms).join(t.version, IS_ACTIVE)
        rows: Any = connection.execute(query.where(t.article.c.article_id.in_(some)))
        active |= {row.article_id: row.updated_ms for row in rows}
    return active


@dataclass(slots=True)
class Withdrawals:
    """The withdrawals that one run reads, and the articles that stay away for the words of earlier ones.

    `pending` are those that no batch has applied yet.
    """

    archive: Archive
    pending: list[Withdrawal] = field(default_factory=list)
    _naming: list[tuple[NamedStory, Withdrawal]] = field(default_factory=list)
    _read: set[tuple[str, str]] = field(default_factory=set)
    _waiting: dict[str, Article] = field(default_factory=dict)
    _before: dict[str, list[Withdrawal]] | None = None

    def add(self, withdrawal: Withdrawal, batch: dict[str, Article]) -> int:
        """Take note of one that was just read, and take what it is about out of a batch.

        Returns:
            How many articles of the batch that were.
        """
        named = [batch[name] for name in withdrawal.article_ids if name in batch]
        here = [one for one in named if means(withdrawal, one.article_id, one.title, one.body)]
        if withdrawal.named is not None and not here and not self._has_own_story(withdrawal):
            self._naming.append((withdrawal.named, withdrawal))
            for article in [one for one in batch.values() if is_of_story(withdrawal.named, one)]:
                here.append(article)
                self._take(replace(withdrawal, article_ids=(article.article_id,), named=None))
        self._take(withdrawal)
        word = word_of(withdrawal)
        withdrawn = [a for a in here if withdrawal.final or not word.yields_to(to_ms(a.updated_at))]
        for article in withdrawn:
            del batch[article.article_id]
        return len(withdrawn)

    def _take(self, withdrawal: Withdrawal) -> None:
        self.pending.append(withdrawal)
        place = word_of(withdrawal).place
        self._read.update((name, place) for name in withdrawal.article_ids)

    def _has_own_story(self, withdrawal: Withdrawal) -> bool:
        with self.archive.catalogue.reading() as connection:
            return has_own_story(connection, withdrawal)

    def take_back(self, article: Article) -> bool:
        """Whether a notice, of this run or an earlier one, names an article; then that is remembered."""
        notice = self._naming_it(article) or notice_about(self._earlier(), article)
        if notice is None or self._is_lifted(article.article_id):
            return False
        self._take(notice)
        return True

    def _naming_it(self, article: Article) -> Withdrawal | None:
        """The notice of this run that names an article."""
        naming = (withdrawal for named, withdrawal in self._naming if is_of_story(named, article))
        return next((replace(one, article_ids=(article.article_id,), named=None) for one in naming), None)

    def tell_unfound(self, tell: Callable[[ArticleError], None]) -> None:
        """Tell of this run's notices that have taken no story back, now or before."""
        with self.archive.catalogue.reading() as connection:
            alone = [one for _, one in self._naming if not has_taken_back(connection, one)]
        message = "The notice names no story that is in the archive; one that comes later stays away"
        for notice in alone:
            tell(error_at(notice.origin, message, "If its story is here, remove it by its id.", kept=True))

    def _earlier(self) -> dict[str, list[Withdrawal]]:
        if self._before is None:
            with self.archive.catalogue.reading() as connection:
                self._before = notices_before(connection)
        return self._before

    def _is_lifted(self, article_id: str) -> bool:
        with self.archive.catalogue.reading() as connection:
            return any(word.lifted for word in words_about(connection, [article_id]).get(article_id, ()))

    def concern(self, article_id: str) -> bool:
        """Whether one that is pending may be about an article."""
        return any(article_id in withdrawal.article_ids for withdrawal in self.pending)

    def take(self) -> list[Withdrawal]:
        """Return those that are pending; from then on they no longer are."""
        pending, self.pending = self.pending, []
        return pending

    def hold(self, article: Article) -> None:
        """Keep an article that an earlier word kept away, until it is known whether that still stands."""
        if len(self._waiting) < _MOST_WAITING:
            self._waiting[article.article_id] = article

    def published_again(self) -> list[Article]:
        """Return the articles whose own file or feed took them back, and publishes them now.

        What it said before is forgotten.
        """
        waiting, self._waiting = self._waiting, {}
        back = []
        with self.archive.catalogue.reading() as connection:
            words = words_about(connection, list(waiting))
        for name, article in waiting.items():
            own = file_of(article.origin)
            places = {word.place for word in words.get(name, ()) if not word.lifted}
            if places == {own} and (name, own) not in self._read:
                back.append(article)
        if back:
            with self.archive.catalogue.writing() as connection:
                for article in back:
                    same = t.withdrawal.c.article_id == article.article_id
                    connection.execute(delete(t.withdrawal).where(same))
        return back
