"""Who did what to whom: "the council sued the firm" where the passage says that the firm sued the council."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product, takewhile

from corpus.text.sentences import sentences
from qa.facts.tokens import BE, CLAUSE_ENDS, Token, tokens

# A sentence is compared only with one of the passage's that has this share of its content words, and only
# words this near to a verb are taken for its subject or object: further off, more stand on both sides.
_SHARE, _NEAR = 0.75, (8, 12)
_BY_WITHIN, _NAME = 6, 5
_PRESENT = frozenset("leads makes owns shot takes".split())
# Who met whom does not matter.
_EITHER_WAY = frozenset("meet met faced joined married merged played tied according".split())
_BEHIND_AGENT = frozenset("after at before during for from in on over since to with".split())
_AUXILIARY = frozenset("is was has had will would can could did does must may".split())


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands around a verb, by stems.

    Attributes:
        passive: Whether a form of "be" stands before the verb.
        nearest: The last content word before it.
        before: The content words before it.
        behind: Those behind it; of a passive, those before "by".
        by: Those behind the "by" of a passive.
    """

    passive: bool
    nearest: frozenset[str]
    before: frozenset[str]
    behind: frozenset[str]
    by: frozenset[str]


def turned_roles(mine: Sequence[Token], passages: Sequence[str]) -> list[str]:
    """Say what has changed places around a verb that a sentence shares with its passage."""
    for text in passages:
        for span in sentences(text):
            theirs = tokens(span.of(text))
            if not _repeats(mine, theirs):
                continue
            for before, behind in _turned(mine, theirs):
                return [f"it turns round what the passage says of {before} and {behind}"]
    return []


def _repeats(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    ours, given = [token.stem for token in mine if token.says], {token.stem for token in theirs}
    return bool(ours) and sum(stem in given for stem in ours) >= _SHARE * len(ours)


def _turned(mine: Sequence[Token], theirs: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield a word before a verb and one behind it that do not belong there by the other row."""
    ours, given = _verbs(mine), _verbs(theirs)
    for stem in sorted(ours.keys() & given.keys()):
        # Of several of one verb the first is laid beside the first.
        if len(ours[stem]) != len(given[stem]):
            continue
        for (place, other), near in product(zip(ours[stem], given[stem], strict=True), _NEAR):
            for before, behind in _exchanged(_around(mine, place, near), _around(theirs, other, near)):
                if before and behind:
                    yield _text(mine, before, last=True), _text(mine, behind)


def _exchanged(mine: _Clause, theirs: _Clause) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield which words stand before the verb, and which behind it, that say the contrary of the other."""
    if mine.passive == theirs.passive:
        yield mine.before & (theirs.behind | theirs.by), (mine.behind | mine.by) & theirs.before
        return
    # "The firm sued the council" is not "the firm was sued by the council".
    yield mine.nearest & theirs.before, (mine.behind & theirs.by) | (mine.by & theirs.behind)


def _verbs(row: Sequence[Token]) -> dict[str, list[int]]:
    """The places of the verbs of a row, by their stems."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(row):
        acts = token.acts or token.key in _PRESENT
        if acts and not token.capital and token.key not in _EITHER_WAY | _AUXILIARY:
            places.setdefault(token.stem, []).append(place)
    return places


def _around(row: Sequence[Token], place: int, near: int) -> _Clause:
    ends = min(place + 1 + near, len(row))
    by = next(
        (at for at in range(place + 1, min(place + _BY_WITHIN, ends - 1)) if _begins_agent(row, at)), ends
    )
    passive = _is_passive(row, place) or by == place + 1
    if not passive:
        by = ends
    ahead = _stems(row, range(place - 1, max(-1, place - 1 - near), -1))
    before, behind = frozenset(ahead), frozenset(_stems(row, range(place + 1, by)))
    agent = list(takewhile(lambda at: row[at].key not in _BEHIND_AGENT, range(by, ends)))
    agents = frozenset(_stems(row, agent))
    both = before & (behind | agents)
    return _Clause(passive, frozenset(ahead[:1]) - both, before - both, behind - both, agents - both)


def _begins_agent(row: Sequence[Token], place: int) -> bool:
    """Whether a "by" names who did it, and not by how much something rose."""
    return row[place].key == "by" and row[place + 1].text[0].isalpha()


def _is_passive(row: Sequence[Token], place: int) -> bool:
    """Whether a form of "be" stands before a verb, perhaps with "not" or an adverb between them."""
    at = place - 1
    while at > 0 and (row[at].key == "not" or row[at].key.endswith("ly")):
        at -= 1
    return at >= 0 and row[at].key in BE


def _stems(row: Sequence[Token], places: Iterable[int]) -> list[str]:
    """The content words at some places, one after another as far as the clause goes."""
    stems = []
    for place in places:
        if row[place].text in CLAUSE_ENDS and not _goes_on(row, place):
            break
        if row[place].says and row[place].key != "never":
            stems.append(row[place].stem)
    return stems


def _goes_on(row: Sequence[Token], place: int) -> bool:
    """Whether a comma stands before "who", or on either side of a name that says who is meant."""
    if row[place].text != ",":
        return False
    if place + 1 < len(row) and row[place + 1].key in ("who", "which"):
        return True
    ahead = list(takewhile(lambda token: token.capital, row[place + 1 : place + _NAME]))
    back = list(takewhile(lambda token: token.capital, reversed(row[max(0, place - _NAME + 1) : place])))
    return _is_comma(row, place + len(ahead) + 1, ahead) or _is_comma(row, place - len(back) - 1, back)


def _is_comma(row: Sequence[Token], place: int, name: Sequence[Token]) -> bool:
    return bool(name) and 0 <= place < len(row) and row[place].text == ","


def _text(row: Sequence[Token], stems: frozenset[str], last: bool = False) -> str:
    texts = [token.text for token in row if token.stem in stems]
    return texts[-1 if last else 0]
