"""Who did what to whom: "the council sued the firm" where the passage says that the firm sued the council."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus.text.sentences import sentences
from qa.facts.tokens import BE, CLAUSE_ENDS, Token, is_passive, tokens

# Only a sentence that has this share of its content words from one of the passage's is laid beside it, and
# only words this near to a verb are who did it or to whom.
_SHARE, _NEAR = 0.75, 8
_PRESENT = frozenset("leads makes owns takes".split())
# Who met whom does not matter, and speakers stand before their words or behind them.
_EITHER_WAY = frozenset(
    "meet met faced joined married merged played tied according added announced asked said say says tell "
    "tells told wrote".split()
)


def turned_roles(mine: Sequence[Token], passages: Sequence[str]) -> list[str]:
    """Say what has changed places around a verb that a sentence shares with its passage."""
    for text in passages:
        for span in sentences(text):
            theirs = tokens(span.of(text))
            if not _repeats(mine, theirs) or is_passive(mine) != is_passive(theirs):
                continue
            for before, behind in _turned(mine, theirs):
                return [f"it turns round what the passage says of {before.text} and {behind.text}"]
    return []


def _repeats(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    ours, given = [token.stem for token in mine if token.says], {token.stem for token in theirs}
    return bool(ours) and sum(stem in given for stem in ours) >= _SHARE * len(ours)


def _turned(mine: Sequence[Token], theirs: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield the words next to a verb, on both sides of it, that have changed sides in the other row."""
    ours, given = _once(mine), _once(theirs)
    shared = ours.keys() & given.keys()
    for verb in sorted(shared, key=ours.__getitem__):
        a, b = ours[verb], given[verb]
        if not (_is_verb(mine, a) and _is_verb(theirs, b)):
            continue
        behind = [
            word for word in shared if _reaches(mine, a, ours[word]) and _reaches(theirs, given[word], b)
        ]
        before = [
            word for word in shared if _reaches(mine, ours[word], a) and _reaches(theirs, b, given[word])
        ]
        if before and behind:
            yield mine[max(ours[word] for word in before)], mine[min(ours[word] for word in behind)]


def _once(row: Sequence[Token]) -> Mapping[str, int]:
    """The places of the content words that stand in a row once, by their stems."""
    counts = Counter(token.stem for token in row if token.says)
    return {token.stem: place for place, token in enumerate(row) if token.says and counts[token.stem] == 1}


def _is_verb(row: Sequence[Token], place: int) -> bool:
    token = row[place]
    passive = place > 0 and row[place - 1].key in BE
    acts = token.acts or token.key in _PRESENT
    return acts and not token.capital and not passive and token.key not in _EITHER_WAY


def _reaches(row: Sequence[Token], first: int, second: int) -> bool:
    """Whether the second place is a little behind the first, in the same clause."""
    near = 0 < second - first <= _NEAR
    return near and not any(token.text in CLAUSE_ENDS for token in row[first:second])
