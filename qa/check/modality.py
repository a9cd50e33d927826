"""Modality: what a passage says may happen, or says of some, is not stated as done, or of all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from corpus.text.lexicon import PRESENT_OF
from qa.facts.tokens import Token

_MAY = frozenset("may might could would will should can shall likely unlikely possible".split())
# Behind "to" a thing is not done yet, but for these.
_DONE_TO = frozenset(
    "vote votes voted manage managed help helps helped continue continues continued begin begins began begun "
    "start starts started go goes went gone come comes came chose chosen get gets got had able used forced "
    "made rush rushed turn turned".split()
)
_UNIVERSAL = frozenset("all every everyone everybody everything always never nobody none".split())
_AS_UNIVERSAL = frozenset(
    "each any anyone anything no not both entire entirely whole full fully total throughout across nothing "
    "nationwide worldwide unanimous unanimously rest".split()
)
_BETWEEN = frozenset("also not soon now then likely".split())
_NOT_DONE = frozenset("if unless whether until".split())
_HAS = frozenset("has have had having".split())
_CLAUSE = frozenset('.!?;:“”"()')
_BACK, _AHEAD = 5, 4
# Participles that are adjectives, or begin a noun phrase, as often as they report what was done.
_ADJECTIVES = frozenset("united based related alleged proposed planned expected supposed so-called".split())


def made_certain(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say what a sentence reports as done that the passage only calls possible or wanted.

    "Has joined" for "would join", "decided to end" for "to decide whether to end". A verb counts that the
    sentence has in the past, and that stands nowhere in the passage but behind "would", "to" and their like,
    or that follows a word which has it behind "would" in the passage, though it stands elsewhere too.
    """
    for place, token in enumerate(mine):
        if not _is_past(mine, place) or _is_open(mine, place):
            continue
        places = [at for at, other in enumerate(theirs) if other.stem == token.stem]
        if places and all(_is_open(theirs, at) for at in places):
            return [f"it tells as done what the passage only says may be: {token.text!r}"]
    return [
        f"it tells as done what the passage only says may be: {token.text!r}"
        for before, token in itertools.pairwise(mine)
        if (verbs := _infinitives(token))
        and verbs & _to_come(before, theirs)
        and not _is_behind(before, token, theirs)
    ][:1]


def _infinitives(token: Token) -> set[str]:
    """What may be the infinitive of a verb in the past, as words and stems."""
    if token.key in PRESENT_OF:
        return {PRESENT_OF[token.key]}
    return {token.stem} if token.key.endswith("ed") and not token.capital else set()


def _to_come(before: Token, row: Sequence[Token]) -> set[str]:
    """The verbs, as words and stems, that follow a word and "would", "will" or their like in a row."""
    verbs: set[str] = set()
    for at in range(len(row) - 2):
        if row[at].key == before.key and row[at + 1].key in _MAY:
            verb = next((other for other in row[at + 2 : at + 4] if other.key not in _BETWEEN), None)
            verbs |= {verb.key, verb.stem} if verb else set()
    return verbs


def _is_behind(before: Token, token: Token, row: Sequence[Token]) -> bool:
    return any(a.key == before.key and b.key == token.key for a, b in itertools.pairwise(row))


def made_universal(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say whether a sentence speaks of all or none where the passage does of neither, or of all of others."""
    if {token.key for token in theirs} & (_UNIVERSAL | _AS_UNIVERSAL):
        return [
            f"the passage does not say {token.key!r} of {noun.text!r}"
            for token, noun in _all_of(mine)
            if not _is_all_of(noun, theirs)
        ]
    return [f"the passage does not say {token.key!r}" for token in mine if token.key in _UNIVERSAL]


def _all_of(row: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield each "all" and "every" with the content word behind it; "not all" claims less, not more."""
    for place, token in enumerate(row):
        denied = any(other.key == "not" for other in row[max(0, place - _BACK) : place])
        if token.key not in ("all", "every") or denied:
            continue
        behind = row[place + 1 : place + 1 + _AHEAD]
        noun = next((other for other in behind if other.says and other.key not in _AS_UNIVERSAL), None)
        if noun is not None:
            yield token, noun


def _is_all_of(noun: Token, row: Sequence[Token]) -> bool:
    """Whether a row lacks the word, which others judge, or has it behind an "all" somewhere."""
    places = [at for at, other in enumerate(row) if other.stem == noun.stem]
    return not places or any(
        other.key in _UNIVERSAL or other.key in _AS_UNIVERSAL
        for at in places
        for other in row[max(0, at - _BACK) : at]
    )


def _is_past(row: Sequence[Token], place: int) -> bool:
    """Whether a word looks like a verb that reports what was done: "joined", "has won"."""
    token = row[place]
    if not token.says or token.capital or token.key in _ADJECTIVES:
        return False
    before = {other.key for other in row[max(0, place - 2) : place]}
    return token.key.endswith("ed") or bool(before & _HAS)


def _is_open(row: Sequence[Token], place: int) -> bool:
    """Whether what the word at `place` describes is still to come, or only said to be possible."""
    for at in range(place - 1, max(-1, place - 1 - _BACK), -1):
        key = row[at].key
        if row[at].text in _CLAUSE:
            return False
        if key in _MAY or key in _NOT_DONE:
            return True
        if key == "to" and place - at <= 2 and not row[place].key.endswith("ed"):
            return at == 0 or row[at - 1].key not in _DONE_TO
    return False
