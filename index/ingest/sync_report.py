"""What a sync did, and what it left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from corpus.article import Article
from corpus.errors import ArticleError

# A file of a million rows that are none would else fill the memory with errors.
_MOST_ERRORS = 1_000
_LONGEST_ERROR = 1_000
_MOST_EXAMPLES = 5

EXPIRED, UNDER_EMBARGO = "expired", "under embargo"
"""Kinds of what is in the archive and not to be found now."""


@dataclass(frozen=True, slots=True)
class SyncError:
    """An article, row or file that was left out, or was kept with something missing (`kept`)."""

    path: str
    line: int | None
    error: str
    kept: bool = False


@dataclass(slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        added: Articles that were not there.
        updated: Articles whose text or metadata changed.
        unchanged: Articles that were there as they are, or that an operator removed.
        duplicate: Rows that give an article a second time in the same sync.
        removed: Articles that `prune` took out.
        failed: Articles, rows or files left out; each has an entry in `errors`.
        chunks_embedded: Texts that went through the encoder.
        seconds: How long it took.
        errors: What was left out, and what was kept with something missing; the first thousand of them.
        unlisted: How many more there were.
        left_out: What is no published article, and what is not to be found now, counted by kind.
        examples: A few of each kind, shortly named.
        unread: Where something was left out.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    removed: int = 0
    failed: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0
    errors: list[SyncError] = field(default_factory=list)
    unlisted: int = 0
    unread: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON of the contract."""
        counts = {
            name: getattr(self, name)
            for name in ("added", "updated", "unchanged", "duplicate", "removed", "failed", "chunks_embedded")
        }
        errors = [{"path": e.path, "line": e.line, "error": e.error} for e in self.listed()]
        return {
            **counts,
            "seconds": round(self.seconds, 3),
            "left_out": dict(sorted(self.left_out.items())),
            "errors": errors,
        }

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
        text = f"{self.unlisted:,} more are counted and not listed. Mend these, and sync again."
        return [*self.errors, SyncError(self.errors[-1].path, None, text, kept=True)]
