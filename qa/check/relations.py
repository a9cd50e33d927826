"""Who said it, and whether it is denied: what a sentence must keep of what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.text.sentences import sentences
from index.search.terms import coverage, terms
from qa.facts.tokens import BE, ENDS, Token, names

_NEGATOR = re.compile(
    r"(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|against|unable|unlikely|hardly|"
    r"\w+n['’]?t|fail(?:s|ed|ing)?|refus(?:es?|ed|ing|al)|lack(?:s|ed|ing)?|"
    r"den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing|ion)?|declin(?:es?|ed|ing)|oppos(?:es?|ed|ing|ition))"
)
_NO_NEGATOR = frozenset(
    "want wont sent went spent meant bent lent rent dent cent tent vent event agent".split()
)
# "Against" denies behind these, and behind others names whom an appeal or a match is about.
_DECIDES = frozenset("vote votes voted voting rule ruled ruling decide decided argue argued came".split())
_CLAUSE = frozenset('.!?;:,“”"()')
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
_PEOPLE = frozenset("he she they who i we".split())
_PRONOUNS = _PEOPLE | {"it"}
# Who may be meant by them is left open, if somebody spoke.
_ANYBODY = frozenset(
    "officials official authorities spokesperson spokesman spokeswoman spokespeople representative "
    "organizers statement announcement report article experts researchers scientists sources people "
    "source".split()
)
_NEAR = 4
_REPORTED = 0.5


def negators(row: Sequence[Token]) -> list[int]:
    """Return the places of the words that deny, in order."""
    found = []
    for place, token in enumerate(row):
        key = token.key.replace("’", "'")
        behind = row[place + 1].key if place + 1 < len(row) else ""
        if key in _NO_NEGATOR or not _NEGATOR.fullmatch(key) or (key == "no" and behind in ("", ".")):
            continue
        if key == "against" and not {other.key for other in row[max(0, place - 2) : place]} & _DECIDES:
            continue
        if (key == "not" and behind in ("only", "just")) or (
            key.endswith("nt") and "'" not in token.text.replace("’", "'")
        ):
            continue
        found.append(place)
    return found


def _behind(row: Sequence[Token], place: int, count: int = _NEAR) -> set[str]:
    """The stems of the meaning words close behind a place, within its clause."""
    found: set[str] = set()
    for token in row[place + 1 : place + 10]:
        if token.text in _CLAUSE or len(found) >= count:
            break
        if token.says:
            found.add(token.stem)
    return found


def _around(row: Sequence[Token], place: int, before: int = 6, after: int = 7) -> set[str]:
    return {token.stem for token in row[max(0, place - before) : place + after + 1] if token.says}


def turned_negation(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say whether a sentence denies what the passage does not, or leaves a denial of it out."""
    my_negators, their_negators = negators(mine), negators(theirs)
    if any(not _matched(mine, place, theirs, their_negators) for place in my_negators):
        return ["it denies what the passage does not deny"]
    held = {token.stem for token in mine if token.says}
    for place in their_negators:
        denied = _behind(theirs, place)
        if not denied or len(denied & held) < max(1, len(denied) / 2):
            continue
        near = _around(theirs, place)
        if len(near & held) >= 0.5 * len(near) and not _matched(theirs, place, mine, my_negators):
            return ["it leaves out a denial of the passage"]
    return []


def _matched(row: Sequence[Token], place: int, other: Sequence[Token], places: Sequence[int]) -> bool:
    denied = _behind(row, place) or _around(row, place, 4, 0)
    return any((_behind(other, at) | _around(other, at, 3, 0)) & denied for at in places)


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


_CAUSES = re.compile(
    r"\b(?:because|due to|thanks to|owing to|as a result|result(?:s|ed|ing) in|lead(?:s|ing) to|led to|"
    r"caus(?:es?|ed|ing))\b",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r"\b(?:because|due|thanks|owing|result\w*|lead\w*|led|caus\w+|prompt\w*|spark\w*|trigger\w*|blam\w+|reasons?|"
    r"why|since|so|amid|over|drove|driven|driving|fuel\w*|contribut\w+|forc\w+|link\w*|attribut\w+|stem\w*|"
    r"made|makes?|meant|means?|effects?|consequen\w+|through|given|in response)\b",
    re.IGNORECASE,
)


def added_cause(sentence: str, text: str) -> list[str]:
    """Say whether a sentence gives a cause where the passage speaks of none."""
    if _CAUSES.search(sentence) and not _CAUSED.search(text):
        return ["it gives a cause that the passage does not give"]
    return []


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
            inverted = place == 0 or row[place - 1].text in _CLAUSE
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
        if stop and (token.text in _CLAUSE or token.key in ("that", "on", "in", "at", "after")):
            break
        if token.says or token.key in _PRONOUNS:
            found[token.key] = token.capital and (not token.opens or token.key in capitals)
    return found
