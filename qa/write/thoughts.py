"""Leaving out what a reasoning model writes before its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MARKS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[think]": "[/think]",
    "<|channel|>analysis": "<|channel|>final<|message|>",
}
_BEGINS = re.compile("|".join(map(re.escape, _MARKS)), re.I)
_ENDS = re.compile("|".join(map(re.escape, _MARKS.values())), re.I)
# Some servers give a thought without the mark that begins it. What begins like one waits for its end.
_ALOUD = re.compile(
    r"\s*(?:(?:okay|ok|alright|all right|hmm+|wait|let me|let's|let us|we (?:need|have|are|must)|looking at|"
    r"i (?:need|have|should|will|must|am)|i'(?:ll|m)|the (?:user|question|passages?))\b|first,|so,)",
    re.I,
)
_ENOUGH_TO_TELL = 24


def without_thoughts(deltas: Iterable[str]) -> Iterator[str]:
    """Yield a reply without what stands between ``<think>`` and ``</think>`` and the like, however it is cut.

    A reply that begins as people think aloud is kept back until such a thought ends, or the reply does.
    """
    pending, end = "", ""
    for delta in _without_unmarked(deltas):
        pending += delta
        while found := (re.search(re.escape(end), pending, re.I) if end else _BEGINS.search(pending)):
            if not end:
                yield pending[: found.start()]
            end = "" if end else _MARKS[found[0].lower()]
            pending = pending[found.end() :]
        tail = _begun_mark(pending, [end] if end else list(_MARKS))
        if not end:
            yield pending[: len(pending) - tail]
        pending = pending[len(pending) - tail :]
    if not end:
        yield pending


def _begun_mark(text: str, marks: Iterable[str]) -> int:
    """How many characters at the end of `text` may be the beginning of a mark: it may come in pieces."""
    tail = text[-max(map(len, _MARKS.values())) :].lower()
    return max((n for mark in marks for n in range(1, len(mark)) if tail.endswith(mark[:n])), default=0)


def _without_unmarked(deltas: Iterable[str]) -> Iterator[str]:
    """The reply without a thought at its beginning that ends with a mark and does not begin with one."""
    pending, passing = "", False
    for delta in deltas:
        if passing:
            yield delta
            continue
        pending += delta
        if len(pending.lstrip()) < _ENOUGH_TO_TELL:
            continue
        if not _ALOUD.match(pending):
            passing = True
        elif end := _ENDS.search(pending):
            pending, passing = pending[end.end() :], True
        if passing:
            yield pending
            pending = ""
    end = _ENDS.search(pending) if _ALOUD.match(pending) else None
    yield pending[end.end() :] if end else pending
