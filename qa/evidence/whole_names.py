"""The sentence that gives a whole name before the one that gives only the last word of it.

"James became the first player to score 40,000 points" answers as surely as a sentence with "LeBron James",
and tells who reads no more than that less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.evidence.candidates import Evidence

# In the reader's log-odds, and in the score: of what is further behind, one in two is about another bearer
# of the name.
_ABOUT_AS_SURE, _ABOUT_AS_GOOD = 3.5, 1.0
_LOOKED_AT = 8
_WORD = re.compile(r"[^\W\d_](?:[\w'’.&-]*\w)?")
# At most so many words stand before the last: "Jamie Lee Curtis".
_MOST_BEFORE = 2
# Before a place's name they make it another place, or a part of it; a person's name they leave as short.
_NO_PART_OF_IT = frozenset(
    "north south east west central new old upper lower greater northern southern eastern western mr mrs ms "
    "miss".split()
)


def whole_name_first(read: Sequence[Evidence], worth: Callable[[Evidence], float]) -> list[Evidence]:
    """Return the evidence, with a sentence in front that gives the best one's answer as a whole name.

    Args:
        read: Sentences that the reader judged, best first.
        worth: The score of a sentence, by which they were ordered.
    """
    short = _name(read[0]) if read else ()
    if len(short) != 1:
        return list(read)
    least = worth(read[0]) - _ABOUT_AS_GOOD
    for item in read[1:_LOOKED_AT]:
        answers = item.logit >= read[0].logit - _ABOUT_AS_SURE
        if answers and worth(item) >= least and _is_whole(_name(item), short[0]):
            rest = [other for other in read if other is not item]
            return [replace(item, score=max(item.score, read[0].score)), *rest]
    return list(read)


def _is_whole(name: Sequence[str], last: str) -> bool:
    """Whether some words are a longer name with the same last word, in form of the same bearer."""
    before = name[:-1]
    return (
        0 < len(before) <= _MOST_BEFORE
        and name[-1] == last
        and not any(word.casefold() in _NO_PART_OF_IT for word in before)
    )


def _name(item: Evidence) -> tuple[str, ...]:
    """The words of a sentence's answer if it is a name and nothing else, without "the"; else none."""
    place = item.answer_in_text
    answer = place.of(item.text).strip(" '\"‘’“”") if place else ""
    answer = re.sub(r"^the |['’]s?$", "", answer, flags=re.I)
    parts = answer.split()
    are_names = all(_WORD.fullmatch(part) and part[0].isupper() for part in parts)
    return tuple(parts) if are_names else ()
