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
    held, end = "", ""
    for delta in _without_unmarked(deltas):
        held += delta
        while found := (re.search(re.escape(end), held, re.I) if end else _BEGINS.search(held)):
            if not end:
                yield held[: found.start()]
            end = "" if end else _MARKS[found[0].lower()]
            held = held[found.end() :]
        kept = _begun_mark(held, [end] if end else list(_MARKS))
        if not end:
            yield held[: len(held) - kept]
        held = held[len(held) - kept :]
    if not end:
        yield held


def _begun_mark(text: str, marks: Iterable[str]) -> int:
    """How many characters at the end of `text` may be the beginning of a mark: it may come in pieces."""
    tail = text[-max(map(len, _MARKS.values())) :].lower()
    return max((n for mark in marks for n in range(1, len(mark)) if tail.endswith(mark[:n])), default=0)


def _without_unmarked(deltas: Iterable[str]) -> Iterator[str]:
    """The reply without a thought at its beginning that ends with a mark and does not begin with one."""
    held, passing = "", False
    for delta in deltas:
        if passing:
            yield delta
            continue
        held += delta
        if len(held.lstrip()) < _ENOUGH_TO_TELL:
            continue
        if not _ALOUD.match(held):
            passing = True
        elif end := _ENDS.search(held):
            held, passing = held[end.end() :], True
        if passing:
            yield held
            held = ""
    end = _ENDS.search(held) if _ALOUD.match(held) else None
    yield held[end.end() :] if end else held
