"""Whether a row, post or item is published at all, as its publisher's system says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class State:
    """Why something is no published article.

    Attributes:
        kind: What it is counted as.
        reason: Why, as a clause.
        final: Whether it must never come back.
        recalls: Whether it takes back what was out, and does not only say that it is not out yet.
    """

    kind: str
    reason: str
    final: bool = False
    recalls: bool = False


_DRAFT = State("draft", "it is a draft")
_WAITING = State("draft", "it waits for its editor")
_SCHEDULED = State("scheduled", "it is to be published later")
_PRIVATE = State("private", "it is private")
_TRASHED = State("trashed", "its publisher deleted it", recalls=True)
_UNPUBLISHED = State("unpublished", "its publisher took it down", recalls=True)
_WITHHELD = State("withheld", "its publisher withholds it", recalls=True)
_CANCELED = State("canceled", "its publisher canceled it", final=True, recalls=True)
EMBARGOED = State("embargoed", "it is under an embargo that names no end")

# WordPress: post_status. IPTC: the NewsCodes pubstatusg2 and providerpubstatus, NITF's management-status.
# Superdesk: the states of its items.
_STATES = {
    "draft": _DRAFT,
    "auto-draft": _DRAFT,
    "in_progress": _DRAFT,
    "pending": _WAITING,
    "submitted": _WAITING,
    "future": _SCHEDULED,
    "scheduled": _SCHEDULED,
    "private": _PRIVATE,
    "trash": _TRASHED,
    "trashed": _TRASHED,
    "deleted": _TRASHED,
    "unpublished": _UNPUBLISHED,
    "withheld": _WITHHELD,
    "spiked": _WITHHELD,
    "canceled": _CANCELED,
    "cancelled": _CANCELED,
    "killed": _CANCELED,
    "kill": _CANCELED,
    "recalled": _CANCELED,
    "retracted": State("canceled", "its publisher retracted it", final=True, recalls=True),
    "embargoed": EMBARGOED,
}
_STATUS_NAMES = (
    *("pubstatus", "pubStatus", "pub_status", "status", "post_status", "publication_status"),
    *("management_status", "management-status", "visibility"),
)
_YES, _NO = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "off"})


def state_named(status: str) -> State | None:
    """Return the state that a status names, None when that is published or unknown.

    Args:
        status: A word in any case, or a code or address of one: ``stat:canceled``, ``http://.../canceled``.
    """
    return _STATES.get(status.strip().rpartition("/")[2].rpartition(":")[2].lower())


def state_of(row: Mapping[str, Any]) -> State | None:
    """Return why a row of fields is no published article, None when nothing says that it is not."""
    for name in _STATUS_NAMES:
        value = row.get(name)
        if isinstance(value, str) and (state := state_named(value)) is not None:
            return state
    if _flag(row.get("draft")) is True:
        return _DRAFT
    if _flag(row.get("embargoed")) is True or _flag(row.get("embargo")) is True:
        return EMBARGOED
    # A day under this name says when it was published; only a plain "no" says that it was not.
    return _UNPUBLISHED if _flag(row.get("published")) is False else None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _YES else False if word in _NO else None
