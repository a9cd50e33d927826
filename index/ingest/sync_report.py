"""What a sync did, and what it left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, WithJsonSchema

from corpus.article import Article
from corpus.errors import ArticleError
from index.contract import Count, Document, Hidden, Number, Seconds, Time, Words, plain

# Otherwise a file of a million broken rows would fill the memory with errors.
_MOST_ERRORS = 1_000
_LONGEST_ERROR = 1_000
_MOST_EXAMPLES = 5
_LONGEST_EXAMPLE = 80

EXPIRED, UNDER_EMBARGO = "expired", "under embargo"
"""Kinds of what is in the archive and not to be found now."""
WITHDRAWN, REMOVED = "withdrawn article", "removed article"
"""Kinds of what stays away for an earlier word, of its publisher or of an operator."""


@dataclass(frozen=True, slots=True)
class SyncError(Document):
    """An article, row or file that was left out, or was kept with something missing (`kept`)."""

    path: Words
    line: Number | None
    error: Words
    kept: Annotated[bool, Hidden] = False


@dataclass
class SyncCounts(Document):
    """How many articles a sync did what to.

    Attributes:
        added: Articles that were not there.
        updated: Articles whose text or metadata changed.
        unchanged: Articles that were there as they are, or stay away: removed or withdrawn.
        duplicate: Rows that give an article a second time in the same sync.
        removed: Articles that `prune` took out.
        failed: Articles, rows or files left out.
        chunks_embedded: Texts that went through the encoder.
        seconds: How long it took.
    """

    added: Count = 0
    updated: Count = 0
    unchanged: Count = 0
    duplicate: Count = 0
    removed: Count = 0
    failed: Count = 0
    chunks_embedded: Count = 0
    seconds: Seconds = 0.0

    @property
    def changed(self) -> bool:
        """Whether the archive is not as it was before."""
        return bool(self.added or self.updated or self.removed)


def _sorted(counts: Counter[str]) -> dict[str, Number]:
    return dict(sorted(counts.items()))


@dataclass
class SyncReport(SyncCounts):
    """What a sync did; each article, row or file that failed has an entry in `errors`.

    Attributes:
        left_out: What is no published article, and what is not to be found now, counted by kind.
        errors: What was left out, and what was kept with something missing; the first thousand of them.
        unlisted: How many more there were.
        unread: Where something was left out.
        examples: A few of each kind that was left out, shortly named.
    """

    left_out: Annotated[Counter[str], PlainSerializer(_sorted, when_used="json")] = field(
        default_factory=Counter
    )
    errors: list[SyncError] = field(default_factory=list)
    unlisted: Annotated[int, Hidden] = 0
    unread: Annotated[set[str], Hidden] = field(default_factory=set)
    examples: Annotated[dict[str, list[str]], Hidden] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON of the contract."""
        return plain(self) | {"errors": [error.to_dict() for error in self.listed()]}

    def fail(self, error: ArticleError) -> None:
        """Count and list one article that was left out, or list one that was kept with a fault."""
        if len(self.errors) < _MOST_ERRORS:
            text = f"{error.message[:_LONGEST_ERROR]}. {error.hint}"
            self.errors.append(SyncError(error.path, error.line, text, error.kept))
        else:
            self.unlisted += error.count
        if not error.kept:
            self.failed += error.count
            self.unread.add(error.path)

    def count_hidden(self, article: Article, now: datetime, keep_expired: bool) -> None:
        """Count an article that was taken in and is not found now: it has expired, or is under embargo."""
        if article.expires_at is not None and article.expires_at <= now and not keep_expired:
            self.leave_out(EXPIRED, f"since {article.expires_at:%Y-%m-%d}")
        elif article.embargoed_until is not None and article.embargoed_until > now:
            self.leave_out(UNDER_EMBARGO, f"until {article.embargoed_until:%Y-%m-%d}")

    def count_away(self, article_id: str, *, withdrawn: bool) -> None:
        """Count an article that stays away for an earlier word: its publisher's when `withdrawn`."""
        self.leave_out(WITHDRAWN if withdrawn else REMOVED, article_id[:_LONGEST_EXAMPLE])

    def let_in(self, count: int) -> None:
        """Count no longer as withdrawn so many articles that came back."""
        self.unchanged -= count
        self.left_out[WITHDRAWN] -= count
        self.left_out = +self.left_out

    def leave_out(self, kind: str, example: str = "") -> None:
        """Count something that is no published article, or is not to be found now."""
        self.left_out[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if example and example not in examples and len(examples) < _MOST_EXAMPLES:
            examples.append(example)

    def listed(self) -> list[SyncError]:
        """Return the errors, and last how many more there were, if there were."""
        if not self.unlisted:
            return self.errors
        text = f"{self.unlisted:,} more are counted and not listed. Fix these, and sync again."
        return [*self.errors, SyncError(self.errors[-1].path, None, text, kept=True)]


_COUNTED = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}


@dataclass
class _Finished(Document):
    finished_at: Time
    paths: tuple[str, ...]


@dataclass
class LastSync(SyncCounts, _Finished):
    """What the last sync did.

    Attributes:
        finished_at: When it ended.
        paths: What it was given.
        left_out: What was left out, counted by kind; missing where an older version did the sync.
    """

    left_out: Annotated[
        dict[str, Number] | None,
        Field(exclude_if=lambda counts: counts is None),
        WithJsonSchema(_COUNTED, mode="serialization"),
    ] = None
