"""Who said it, and whether it is only alleged: what a sentence must keep of what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.text.lexicon import SUBJECTS
from corpus.text.sentences import sentences
from index.search.terms import coverage, terms
from qa.facts.tokens import BE, CLAUSE_ENDS, ENDS, Token, names

_SAYS = frozenset(
    "say said says saying tell told tells state stated states claim claimed claims allege alleged "
    "alleges announce "
    "announced announces warn warned warns argue argued argues add added adds write wrote writes "
    "report reported "
    "reports accuse accused accuses suggest suggested insist insisted admit admitted acknowledge "
    "acknowledged "
    "explain explained tweeted testified declared noted confirmed deny denies denied refute refutes refuted "
    "contend contends contended vow vows vowed promise promises promised pledge pledged".split()
)


# As often nouns: verbs only before "that" or a quotation.
_SAYS_THAT = frozenset("state states report reports claim claims".split())


_ALLEGES = re.compile(
    r"\b(?:claim(?:s|ed|ing)?|alleg(?:e|es|ed|edly|ing|ation|ations)|accus(?:e|es|ed|ing|ation|ations)|"
    r"reportedly|suspected|apparently|purported(?:ly)?|den(?:y|ies|ied|ying)|"
    r"(?:prosecutors?|lawsuits?|complaint|indictment|plaintiffs?|accusers?|critics|opponents)"
    r"(?: \w+){0,2} (?:say|says|said|argue[sd]?|contend(?:s|ed)?))\b",
    re.IGNORECASE,
)


_HEDGES = re.compile(
    r"\b(?:said|says?|saying|told|stat(?:e|es|ed)|according to|report(?:s|ed|edly)?|may|might|could|"
    r"would|wrote|argued?|"
    r"suggest(?:s|ed)?|warn(?:s|ed)?|believ(?:e|es|ed)|expect(?:s|ed)?|plann?(?:s|ed)?|propos(?:e|es|ed)|"
    r"claim(?:s|ed|ing)?|alleg\w+|accus\w+|suspect\w*|apparently|purported(?:ly)?|charg(?:ed|es)|"
    r"denie[sd])\b",
    re.IGNORECASE,
)


_PEOPLE = frozenset((*SUBJECTS, "who"))


_PRONOUNS = _PEOPLE | {"it"}


# Who may be meant by them is left open, if somebody spoke.
_ANYBODY = frozenset(
    "officials official authorities spokesperson spokesman spokeswoman spokespeople representative "
    "organizers statement announcement report article experts researchers scientists sources people "
    "source".split()
)


_REPORTED = 0.5


def lost_speaker(sentence: str, text: str) -> list[str]:
    """Say whether a sentence states as a fact what the passage reports as an allegation, or denied."""
    if _HEDGES.search(sentence):
        return []
    mine = terms(sentence)
    for span in sentences(text):
        reported = span.of(text)
        if coverage(mine, terms(reported)) < _REPORTED:
            continue
        if any(coverage(terms(alleged), mine) >= _REPORTED for alleged in _alleged(reported)):
            return ["it states as a fact what the passage reports as an allegation"]
    return []


def _alleged(reported: str) -> Iterator[str]:
    """What is only alleged: what stands behind the verb up to the next comma, or all before it."""
    for match in _ALLEGES.finditer(reported):
        behind = re.split(r"[,;:.]", reported[match.end() :], maxsplit=1)[0]
        yield behind if len(terms(behind)) > 1 else reported[: match.start()]


def other_speaker(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say whether a sentence gives somebody's words to somebody else."""
    held = {token.stem for token in mine if token.says}
    nearest = max(_split(theirs), key=lambda row: len(held & {t.stem for t in row}), default=[])
    reported = [speaker for speaker in _speakers(nearest) if speaker]
    known = {key for speaker in reported for key in speaker}
    everything = {token.key for token in theirs} | _PRONOUNS
    for speaker in _speakers(mine):
        named = {key for key, is_name in speaker.items() if is_name}
        # "He said": whoever is named before may be meant.
        other = named and reported and not named & known and not known & _PEOPLE
        vague = speaker.keys() & _ANYBODY and _speakers(theirs)
        if other or (speaker and not named and not vague and not speaker.keys() & everything):
            return [f"the passage does not give these words to {' '.join(named or speaker)}"]
    return []


def _split(row: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in row:
        found[-1].append(token)
        if token.text in ENDS:
            found.append([])
    return [piece for piece in found if piece]


def _speakers(row: Sequence[Token]) -> list[dict[str, bool]]:
    """For each verb of saying, the words of its subject, and whether each is a name."""
    capitals = frozenset(row[place].key for place in names(row))
    found = []
    for place, token in enumerate(row):
        if token.key == "according" and place + 1 < len(row) and row[place + 1].key == "to":
            found.append(_phrase(row, range(place + 2, min(place + 9, len(row))), capitals))
        elif token.key in _SAYS and not _passive(row, place) and not _is_noun(row, place):
            before = _subject(row, place, capitals)
            after = _phrase(row, range(place + 1, min(place + 7, len(row))), capitals)
            inverted = place == 0 or row[place - 1].text in CLAUSE_ENDS
            found.append(after if inverted and any(after.values()) else before or after)
    return found


def _is_noun(row: Sequence[Token], place: int) -> bool:
    behind = row[place + 1].key if place + 1 < len(row) else ""
    return row[place].key in _SAYS_THAT and behind not in ("that", "“", '"', ":")


def _passive(row: Sequence[Token], place: int) -> bool:
    return place > 0 and row[place - 1].key in BE


def _subject(row: Sequence[Token], place: int, capitals: frozenset[str]) -> dict[str, bool]:
    """The words before a verb, back over one pair of commas: "Bo Lund, the mayor of Hask, said"."""
    start, commas = place, 0
    while start > 0 and place - start < 14:
        mark = row[start - 1].text
        if mark in '“”".!?;:' or (mark == "," and commas == 2):
            break
        commas += mark == ","
        start -= 1
    if commas == 1:
        # A single comma is the border to what was said.
        border = max(at for at in range(start, place) if row[at].text == ",")
        if border < place - 1:
            start = border + 1
    return _phrase(row, range(start, place), capitals, stop=False)


def _phrase(
    row: Sequence[Token], places: Iterable[int], capitals: frozenset[str], stop: bool = True
) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for place in places:
        token = row[place]
        if stop and (token.text in CLAUSE_ENDS or token.key in ("that", "on", "in", "at", "after")):
            break
        if token.says or token.key in _PRONOUNS:
            found[token.key] = token.capital and (not token.opens or token.key in capitals)
    return found
