"""Questions that an archive cannot answer as they are asked, made by rule from real ones."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?![\w.]|,\d|-\d)")
_YEAR = re.compile(r"\b20[0-2]\d\b")
_TURNS = [("rise", "fall"), ("increase", "decrease"), ("win", "lose"), ("first", "last"), ("before", "after"),
          ("more", "fewer"), ("approve", "reject"), ("highest", "lowest"), ("largest", "smallest"),
          ("support", "oppose"), ("ban", "allow"), ("north", "south"), ("most", "least")]  # fmt: skip
_INVENTED = [
    "Olga Petrowitsch", "Dmitri Vandersloot", "Hana Okonkwo", "Tobias Quillfeather", "Ximena Abernathy",
    "Kwame Lindqvist", "Priya Thornbury", "Anselm Drăgulescu",
]  # fmt: skip
_LATER = [
    "What happened in {topic} in {when}?",
    "Who spoke about {topic} in {when}?",
    "How did {topic} change in {when}?",
]
_WHEN = ["May 2026", "January 2027", "the summer of 2028", "March 2025", "2029", "October 2025"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and in which way it cannot be answered as it stands."""

    kind: str
    question: str


def false_premises(questions: Sequence[str], seed: int = 3) -> list[Asked]:
    """Return questions with a name, number, year or direction changed to one that is not so."""
    draw = random.Random(seed)
    made: list[Asked] = []
    for question in questions:
        if match := _NAME.search(question):
            other = draw.choice(_INVENTED)
            made.append(Asked("name", question[: match.start()] + other + question[match.end() :]))
        if match := _NUMBER.search(question):
            value = int(match.group().replace(",", "")) * 3 + 1
            made.append(Asked("number", question[: match.start()] + f"{value:,}" + question[match.end() :]))
        if match := _YEAR.search(question):
            year = str(int(match.group()) - 7)
            made.append(Asked("year", question[: match.start()] + year + question[match.end() :]))
        for word, other in _TURNS:
            changed = re.sub(rf"\b{word}(?=\b|s\b|d\b)", other, question, count=1)
            if changed != question:
                made.append(Asked("direction", changed))
                break
    return made


def later(questions: Sequence[str], count: int = 36) -> list[Asked]:
    """Return questions about what real ones are about, at a time after them."""
    topics = [match.group() for question in questions if (match := _NAME.search(question))]
    topics = list(dict.fromkeys(topics)) or ["the economy"]
    return [
        Asked(
            "later", _LATER[n % len(_LATER)].format(topic=topics[n % len(topics)], when=_WHEN[n % len(_WHEN)])
        )
        for n in range(count)
    ]
