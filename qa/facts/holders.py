"""Sentences that name who holds an office: "Hask mayor Ada Roe", "Ada Roe, the mayor of Hask", "named mayor".

The reader takes "Who is the president of Ukraine?" for a question that any president's name answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.sentences import Span
from index.search.terms import is_stop, words
from qa.facts.definitions import Definition
from qa.facts.nationalities import is_named
from qa.facts.tokens import Token, is_name, names, tokens

# How likely a name is the holder's: with what the office is of beside it, and with that in the headline only.
_BESIDE, _NEAR = 0.95, 0.6
# Before an office, whoever follows no longer holds it or not yet.
_NOT_NOW = frozenset(
    "former ex then late onetime past previous outgoing ousted deposed longest first last next incoming "
    "future elect nominee candidate would-be prospective temporary interim vice deputy assistant lt "
    "lieutenant fellow replacing replaced succeeding".split()
)
_NOT_YET = frozenset(
    "nominate nominated nominates pick picked picks tap tapped taps choice nominee candidate candidates "
    "running run runs will would could elect electing replace succeed next candidacy race campaign".split()
)
# Of these many are spoken of beside whatever they are not of: "President Biden said Ukraine".
_OF_STATES = frozenset(
    "president minister secretary chancellor king queen ambassador general leader head".split()
)
_OF_MANY = _OF_STATES | frozenset(
    "governor mayor ceo executive senator coach chief speaker chairman chairwoman chair commissioner "
    "sheriff quarterback".split()
)
_CHOSEN = frozenset("named appointed elected reelected chosen hired confirmed promoted".split())
_NAMES_LIKE_MONTHS = frozenset("jan april may june august".split())
_MOST_BEFORE, _LEAST_NAME, _MOST_NAME = 4, 2, 5
_REST_OF_NAME = re.compile(r"(?:-\w+)+")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_OF = frozenset("of at for in".split())
_SKIPPED = frozenset("the a an its their his her our new current longtime acting head then who".split())
_JOINING = frozenset("is was as became becomes".split())
_OTHERWISE = {
    "ceo": ("chief executive officer", "chief executive"),
    "chief executive": ("ceo",),
    "governor": ("gov",),
    "senator": ("sen",),
    "representative": ("rep",),
    "head": (
        "director general",
        "secretary general",
        "managing director",
        "executive director",
        "director",
        "commissioner",
        "chief executive",
        "ceo",
        "chief",
        "administrator",
        "president",
        "chairman",
        "chairwoman",
        "chair",
        "leader",
    ),
}
# What may be said of a place or a firm beside its name.
_ADDED = frozenset("city county state university party inc corp".split())
_KNOWN_AS = {
    "united kingdom": "uk britain british",
    "uk": "britain british",
    "united states": "us american",
    "us": "american",
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office whose holder is asked for.

    Attributes:
        name: Such as "press secretary", in lower case.
        of: What it is an office of, such as "white house", in lower case; "" for nothing.
    """

    name: str
    of: str = ""

    @property
    def is_one_of_many(self) -> bool:
        """Whether others of the same name are everywhere in the news, so that a holder may be another's."""
        return bool(self.of) and self.name.split()[-1] in _OF_MANY


def holder_in(text: str, headline: str, year: int | None, office: Office) -> Definition | None:
    """Return the name of who holds an office in a sentence, with how likely that is; None for nobody's.

    `year` is when the text was published: a sentence that mentions earlier years is about another time.
    """
    # Most sentences name no such office, and taking one apart costs more than looking for its last word.
    if not any(noun.split()[-1] in text.lower() for noun in _nouns(office)):
        return None
    if any(int(past) < (year or 0) - 1 for past in _YEAR.findall(text)):
        return None
    row = tokens(text)
    places = _places_of_names(row)
    for first, beyond in _mentions(row, office):
        probability = _BESIDE
        start, end = _with_what_it_is_of(row, first, beyond, office)
        if office.of and (start, end) == (first, beyond):
            if not _may_be_of(row, first, beyond, office, headline):
                continue
            probability = _NEAR
        if row[beyond - 1].owns:
            continue
        if any(token.key in _NOT_NOW for token in row[max(0, start - 2) : first]):
            continue
        span = _name_after(row, end, places) or _name_before(row, start, places)
        if span and not any(token.key in _NOT_YET for token in row[max(0, start - 8) : end + 4]):
            rest = _REST_OF_NAME.match(text, span.end)
            return Definition(Span(span.start, rest.end()) if rest else span, probability)
    return None


def _places_of_names(row: Sequence[Token]) -> frozenset[int]:
    """The places of names, of "Theresa May" both words."""
    places = frozenset(names(row))
    months = {
        at
        for at, token in enumerate(row)
        if token.capital and token.key in _NAMES_LIKE_MONTHS and not places.isdisjoint((at - 1, at + 1))
    }
    return places | {at for at in months if at + 1 == len(row) or not row[at + 1].text[0].isdigit()}


def _nouns(office: Office) -> tuple[str, ...]:
    """What an office is called: its name, and other words for it."""
    return office.name, *_OTHERWISE.get(office.name, ())


def _mentions(row: Sequence[Token], office: Office) -> Iterator[tuple[int, int]]:
    """The places where the office is named: its first token, and the one behind its last."""
    for noun in _nouns(office):
        parts = noun.split()
        for at in range(len(row) - len(parts) + 1):
            if [token.key for token in row[at : at + len(parts)]] == parts:
                yield at, at + len(parts)


def _with_what_it_is_of(row: Sequence[Token], first: int, beyond: int, office: Office) -> tuple[int, int]:
    """The same places, widened to what the office is of where that stands before or behind it."""
    if not office.of:
        return first, beyond

    def belongs(place: int) -> bool:
        return 0 <= place < len(row) and (row[place].capital or _is_part(row[place], office))

    at = first - 1
    while at >= 0 and row[at].key in _SKIPPED:
        at -= 1
    if at >= 0 and _is_part(row[at], office):
        while belongs(at - 1) and first - at < _MOST_BEFORE:
            at -= 1
        several = " " in office.of
        return (first, beyond) if several and _has_others(row[at:first], office) else (at, beyond)
    end = beyond
    if end < len(row) and row[end].key in _OF:
        end += 2 if end + 1 < len(row) and row[end + 1].key == "the" else 1
        begin = end
        while belongs(end) and end - begin < _MOST_BEFORE:
            end += 1
        part = row[begin:end]
        if any(_is_part(token, office) for token in part) and not _has_others(part, office):
            return first, end
    return first, beyond


def _has_others(row: Sequence[Token], office: Office) -> bool:
    """Whether a name has other words than what an office is of: "South Line", not "North Line"."""
    known = {*office.of.split(), *_ADDED}
    return any(
        token.capital and not token.opens and not _is_part(token, office) and token.key not in known
        for token in row
    )


def _is_part(token: Token, office: Office) -> bool:
    """Whether a word is a part of what an office is of, its initials, or the adjective of that country.

    Without a capital only its first or last: "health" is no part of the World Health Organization.
    """
    parts = office.of.split()
    known = parts if token.capital else (parts[0], parts[-1])
    initials = "".join(part[0] for part in parts if not is_stop(part))
    if token.text.isupper() and len(initials) > 1 and token.key == initials:
        return True
    return token.key in _KNOWN_AS.get(office.of, "").split() or is_named(token.key, known)


def _is_of_another(row: Sequence[Token], first: int, beyond: int) -> bool:
    """Whether something else stands before an office or behind it: "Hask Line CEO", "mayor of Hask"."""
    before = first - 1
    whose = before >= 0 and (is_name(row, before) or row[before].owns)
    return whose or (beyond < len(row) and row[beyond].key in _OF)


def _may_be_of(row: Sequence[Token], first: int, beyond: int, office: Office, headline: str) -> bool:
    """Whether an office named without its place may be the one asked for, judging by the headline."""
    of_state = office.name.split()[-1] in _OF_STATES
    return not of_state and not _is_of_another(row, first, beyond) and _is_about(headline, office)


def _is_about(text: str, office: Office) -> bool:
    """Whether a text names what an office is of; True where it is of nothing."""
    keys = {token.key for token in tokens(text)}
    others = _KNOWN_AS.get(office.of, "").split()
    return not keys.isdisjoint(others) or all(
        is_named(word, keys) for word in words(office.of) if not is_stop(word)
    )


def _name_after(row: Sequence[Token], at: int, places: frozenset[int]) -> Span | None:
    apart = at < len(row) and row[at].key == ","
    abbreviated = at < len(row) and row[at].key == "."
    at += apart or abbreviated
    end = at
    while end < len(row) and end - at < _MOST_NAME and (end in places or _is_initial(row, end)):
        # "Ada Roe Britain's Queen" is a caption and the next one.
        if row[end].owns and end + 1 in places:
            break
        end += 1
    # "The governor, Ada Roe, said", and not "for governor, General Assembly".
    if end - at < _LEAST_NAME or (apart and (end == len(row) or row[end].key != ",")):
        return None
    return _span(row[at], row[end - 1])


def _span(first: Token, last: Token) -> Span:
    return Span(first.start, last.end - 2 * last.owns)


def _name_before(row: Sequence[Token], at: int, places: frozenset[int]) -> Span | None:
    """A name before an office: "Ada Roe, the", "Ada Roe, 47, is the", "named Ada Roe as", "was named"."""
    at -= 1
    joined = False
    while at >= 0 and (row[at].key in _SKIPPED or _joins(row[at])):
        joined = joined or _joins(row[at])
        at -= 1
    if at > 0 and row[at].key in _CHOSEN and row[at - 1].key in ("was", "been", "is"):
        # The person who was named opens the sentence, however much is said about them before the verb.
        return _name_after(row, 0, places)
    first = at
    while first >= 0 and at - first < _MOST_NAME and (first in places or _is_initial(row, first)):
        first -= 1
    return _span(row[first + 1], row[at]) if joined and at - first >= _LEAST_NAME else None


def _is_initial(row: Sequence[Token], place: int) -> bool:
    """Whether a token is an initial within a name, or the stop behind one: "Ada J. Roe"."""
    at = place - (row[place].key == ".")
    is_letter = at >= 0 and len(row[at].text) == 1 and row[at].capital
    return is_letter and at + 1 < len(row) and row[at + 1].key == "."


def _joins(token: Token) -> bool:
    return token.key in _JOINING or token.key == "," or token.key.isdigit()


def announces(text: str) -> bool:
    """Whether a sentence reports that somebody was chosen or took office, rather than mentions them."""
    return any(token.key in _CHOSEN or token.key in ("became", "new") for token in tokens(text))
