"""Words of opposite meaning: "rose" and "fell", "before" and "after"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.facts.tokens import Token

# Words that may not replace each other; "/" separates the two sides of a row.
_OPPOSITES = [
    tuple(frozenset(side.split()) for side in row.split("/"))
    for row in (
        "rise rises rose risen rising increase increases increased increasing grow grew grown "
        "growing climb climbed "
        "jump jumped surge surged soar soared gain gained gains up / fall falls fell fallen falling "
        "decrease "
        "decreases decreased decreasing drop drops dropped dropping decline declined declines "
        "shrink shrank sink "
        "sank plunge plunged tumble tumbled slump slumped down",
        "raise raises raised raising boost boosts boosted expand expands expanded increase increases "
        "increased increasing / cut cuts cutting reduce reduces reduced reducing slash slashed trim trimmed "
        "lowers lowered",
        "faster fastest quicker quickest / slower slowest", "recruit recruits / dismiss dismissed",
        "more greater higher bigger larger longer older taller / less fewer lower smaller shorter younger",
        "most highest largest biggest best longest oldest / least fewest lowest smallest worst "
        "shortest youngest",
        "above over exceed exceeds exceeded / below under",
        "before earlier prior / after later following", "since / until",
        "win wins won winning victory beat beats defeat defeated / lose loses lost losing loss",
        "first / last final",
        "start starts started begin begins began begun open opens opened / end ends ended "
        "close closes closed finish finished",
        "accept accepts accepted approve approves approved adopt adopted pass passed / reject "
        "rejects rejected "
        "veto vetoed",
        "support supports supported supporting back backs backed favor favored favour favoured / "
        "oppose opposes opposed opposing against",
        "allow allows allowed permit permitted / ban bans banned prohibit prohibits prohibited "
        "forbid forbidden "
        "block blocked prevent prevented",
        "confirm confirms confirmed admit admits admitted / deny denies denied",
        "praise praises praised / criticize criticizes criticized criticise criticised condemn "
        "condemned slam slammed",
        "buy buys bought / sell sells sold", "hire hires hired / fire fires fired",
        "arrive arrives arrived enter entered join joins joined / leave leaves left exit exited quit",
        "guilty convicted / innocent acquitted", "always / never", "all every / none", "many / few",
        "son / daughter", "mother / father", "brother / sister", "husband / wife", "man / woman",
        "men / women",
        "adult adults / child children", "male / female",
        "boy / girl", "north northern / south southern", "east eastern / west western",
        "northeast / southeast", "northwest / southwest",
        "early / late", "morning / evening night afternoon", "yesterday / tomorrow",
        "today tonight / yesterday",
        "inside / outside", "import imports / export exports", "rich / poor",
        "strong stronger / weak weaker",
        "hot hotter warm / cold colder cool", "alive survive survived / dead died killed", "true / false",
        "succeed succeeded / failed", "add added / remove removed", "release released / detained arrested",
        "increasingly / decreasingly", "democrat democrats democratic / republican republicans",
        "liberal / conservative", "public / private", "federal / local", "maximum / minimum",
        "positive / negative",
        "safe / dangerous", "agree agreed / disagree disagreed",
        "legal / illegal", "able / unable", "likely / unlikely", "possible / impossible",
    )
]  # fmt: skip
_AGAINST: dict[str, frozenset[str]] = {}
_SAME: dict[str, frozenset[str]] = {}
for _sides in _OPPOSITES:
    for _mine, _theirs in (_sides, _sides[::-1]):
        for _word in _mine:
            _AGAINST[_word] = _AGAINST.get(_word, frozenset()) | _theirs
            _SAME[_word] = _SAME.get(_word, frozenset()) | _mine
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non")


def wrong_direction(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Return a reason for each word of a sentence whose opposite the passage has: "fell" for "rose"."""
    others = {token.key for token in theirs if token.is_word}
    reasons = []
    for token in mine:
        against = _AGAINST.get(token.key)
        if against and not others & _SAME[token.key] and others & against:
            reasons.append(f"{token.text!r} is the opposite of what the passage says")
    own = {token.key for token in mine if token.is_word}
    reasons += [f"{a!r} is the opposite of {b!r}" for a, b in _prefixed(own - others, others - own)]
    return reasons


def _prefixed(mine: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    for one, other in ((mine, theirs), (theirs, mine)):
        for word in one:
            for prefix in _PREFIXES:
                bare = word.removeprefix(prefix)
                if bare != word and len(bare) > 3 and bare in other:
                    yield word, bare


_SUPERLATIVES = [
    frozenset(row.split())
    for row in (
        "largest biggest greatest", "smallest tiniest", "fastest quickest", "slowest", "highest tallest",
        "lowest", "oldest earliest", "youngest newest", "longest", "shortest", "best",
        "worst deadliest", "richest wealthiest", "poorest", "strongest", "weakest", "heaviest", "busiest",
        "costliest",
    )
]  # fmt: skip
# With one of these words a passage may say the same without a superlative.
_UNEQUALLED = re.compile(
    r"\b(?:record|any other|no other|no one else|ever|unprecedented|top|most|leading)\b", re.I
)


def unknown_superlative(mine: Sequence[Token], text: str) -> list[str]:
    """Return a reason for each superlative of a sentence that a passage lacks: "largest" for "fastest"."""
    if _UNEQUALLED.search(text):
        return []
    superlatives = set(re.findall(r"[a-z]+est\b", text.lower())) | {"best", "worst"} & set(
        text.lower().split()
    )
    return [
        f"{token.text!r} does not stand in the passage"
        for token in mine
        for alike in _SUPERLATIVES
        if token.key in alike and not alike & superlatives
    ]


def opposes(word: str, others: frozenset[str] | set[str]) -> bool:
    """Whether one of `others` is the opposite of `word`."""
    return bool(_AGAINST.get(word, frozenset()) & others)


def opposites(word: str) -> frozenset[str]:
    """Return the opposites of a lower-case word; empty if none is known."""
    return _AGAINST.get(word, frozenset())
