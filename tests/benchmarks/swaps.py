"""Sentences of real news with one thing changed, and honest rewordings, to measure the check with."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text.sentences import sentences

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_SAID = re.compile(r"(?P<who>(?:[A-Z][a-z]+ )*[A-Z][a-z]+) (?P<verb>said|told|added|argued|warned)\b")
_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w.]|,\d|-\d)|\b(?:two|three|four|five|six|seven|"
    r"eight|nine|ten)\b"
)
_MONTHS = "January February March April June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-2]\d)\b")
_DAY = re.compile(r"\b(?:" + "|".join([*_MONTHS, *_WEEKDAYS]) + r")\b")
_AUX = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|did|does|do)\b(?! not|n't)")
_NOT = re.compile(
    r"\b(is|are|was|were|will|would|has|have|had|could|should) not\b|\b(is|are|was|were|would|has|"
    r"have|had|could|should)n['’]t\b"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence about a passage and whether the passage carries it."""

    kind: str
    sentence: str
    passage: str
    carried: bool


def true_sentences(corpus: Path, count: int, seed: int) -> list[tuple[str, str]]:
    """Draw sentences of 8 to 40 words from different articles, each with the three that it stands among."""
    draw = random.Random(seed)
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    draw.shuffle(bodies)
    found: list[tuple[str, str]] = []
    for body in bodies:
        row = [span.of(body) for span in sentences(body)]
        fit = [
            (text, " ".join(row[max(0, at - 1) : at + 2]))
            for at, text in enumerate(row)
            if 8 <= len(text.split()) <= 40 and text[-1] in '.”"' and text[0].isupper()
        ]
        found += draw.sample(fit, min(2, len(fit)))
        if len(found) >= count:
            break
    return found


def samples(corpus: Path, count: int = 600, seed: int = 5) -> Iterator[Sample]:
    """Yield true sentences, honest rewordings and every swap that fits each."""
    draw = random.Random(seed)
    drawn = true_sentences(corpus, count, seed)
    names = [match.group() for text, _ in drawn for match in _NAME.finditer(text)]
    for number, (text, among) in enumerate(drawn):
        # Cited alone, and among its neighbours, which lend names and numbers to a wrong sentence.
        passage = among if number % 2 else text
        yield Sample("as it stands", text, passage, True)
        for kind, reworded in rewordings(text):
            yield Sample(kind, reworded, passage, True)
        for kind, swap in _SWAPS.items():
            changed = swap(text, draw, names)
            if changed and changed != text:
                yield Sample(kind, changed, passage, False)
        inside = [name for name in dict.fromkeys(_NAME.findall(among)) if name not in text]
        if inside and (changed := _name(text, draw, inside)) and number % 2:
            yield Sample("name from beside it", changed, passage, False)
        figures = [n for n in dict.fromkeys(_NUMBER.findall(among)) if n not in _NUMBER.findall(text)]
        mine = _NUMBER.search(text)
        if figures and mine and number % 2:
            changed = text[: mine.start()] + draw.choice(figures) + text[mine.end() :]
            yield Sample("number from beside it", changed, passage, False)


def rewordings(text: str) -> Iterator[tuple[str, str]]:
    """Say a sentence in other words: by a shorter clause, a moved speaker, plainer words."""
    head, comma, _tail = text.partition(", ")
    if comma and len(head.split()) >= 7 and not re.search(r"[“\"]", text):
        yield "its first clause", head.rstrip(".") + "."
    moved = re.fullmatch(r"([^“\"]+), (.{3,40}) said\.", text)
    if moved and not re.search(r"\d", moved[2]):
        yield "speaker in front", f"{moved[2][0].upper()}{moved[2][1:]} said that {_lower(moved[1])}."
    plainer = text
    for word, other in _PLAIN:
        plainer = re.sub(rf"\b{word}\b", other, plainer)
    if plainer != text:
        yield "other words", plainer
    day = re.match(r"((?:On|In|Last|After|During) [^,]{3,40}), ([^“\"]+)\.$", text)
    if day:
        yield "time at the end", f"{day[2][0].upper()}{day[2][1:]} {_lower(day[1])}."


_PLAIN = [
    ("said", "stated"), ("more than", "over"), ("about", "around"), ("because", "since"), ("but", "though"),
    ("people", "persons"), ("killed", "slain"), ("big", "large"), ("percent", "%"), ("also", "too"),
    ("children", "kids"), ("began", "started"), ("during", "in"), ("several", "some"), ("two", "2"),
    ("three", "3"), ("help", "assist"), ("show", "display"), ("purchase", "buy"), ("home", "house"),
]  # fmt: skip


def _lower(text: str) -> str:
    first = text.split()[0]
    return text if first in ("I",) or re.match(r"[A-Z][a-z]+ [A-Z]", text) else text[0].lower() + text[1:]


Swap = Callable[[str, random.Random, Sequence[str]], str | None]


def _number(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = [m for m in _NUMBER.finditer(text)]
    if not found:
        return None
    match = draw.choice(found)
    words = "two three four five six seven eight nine ten".split()
    old = match.group()
    if old in words:
        new = draw.choice([word for word in words if word != old])
    else:
        value = float(old.replace(",", ""))
        new = f"{value + draw.choice([1, 2, 3, 10]):g}" if value < 1000 else f"{int(value * 1.3):,}"
    return text[: match.start()] + new + text[match.end() :]


def _name(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = list(_NAME.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    others = [name for name in names if not set(name.split()) & set(text.split())]
    return text[: match.start()] + draw.choice(others) + text[match.end() :] if others else None


def _part_of_name(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = list(_NAME.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    others = [name.split()[-1] for name in names if not set(name.split()) & set(text.split())]
    return (
        text[: match.start()]
        + f"{match.group().rsplit(' ', 1)[0]} {draw.choice(others)}"
        + text[match.end() :]
    )


def _two_names(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Exchange two names around an active verb."""
    match = re.search(
        r"(?P<a>[A-Z][a-z]+(?: [A-Z][a-z]+)*) "
        r"(?P<v>(?:[a-z]+ed|beat|met|told|won|sued|led) (?:the |"
        r"with )?)(?P<b>[A-Z][a-z]+(?: [A-Z][a-z]+)*)",
        text,
    )
    if (
        not match
        or match["a"].split()[0] in ("The", "A", "In", "He", "She", "It", "But", "They")
        or _DAY.search(match["b"])
    ):
        return None
    return text[: match.start()] + f"{match['b']} {match['v']}{match['a']}" + text[match.end() :]


def _date(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = [*_DAY.finditer(text), *_YEAR.finditer(text)]
    if not found:
        return None
    match = draw.choice(found)
    old = match.group()
    if old.isdigit():
        new = str(int(old) + draw.choice([-3, -2, -1, 1, 2]))
    else:
        new = draw.choice([word for word in (_MONTHS if old in _MONTHS else _WEEKDAYS) if word != old])
    return text[: match.start()] + new + text[match.end() :]


def _speaker(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = _SAID.search(text)
    if not match:
        return None
    inside = [m.group() for m in _NAME.finditer(text) if m.group() not in match["who"]]
    others = inside or [name for name in names if not set(name.split()) & set(text.split())]
    if match["who"].split()[0] in ("He", "She", "They", "It"):
        others = [name for name in names if name not in text]
    return text[: match.start("who")] + draw.choice(others) + text[match.end("who") :]


def _negation_in(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = list(_AUX.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    return text[: match.end()] + " not" + text[match.end() :]


def _negation_out(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = _NOT.search(text)
    return text[: match.start()] + (match[1] or match[2]) + text[match.end() :] if match else None


_TURN = {"rose": "fell", "fell": "rose", "more": "fewer", "before": "after", "after": "before", "won": "lost",
         "increase": "decrease", "higher": "lower", "lower": "higher", "first": "last",
         "approved": "rejected",
         "million": "billion", "north": "south", "father": "mother", "least": "most",
         "most": "least"}  # fmt: skip


def _direction(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    found = [m for m in re.finditer(r"\b(?:" + "|".join(_TURN) + r")\b", text)]
    if not found:
        return None
    match = draw.choice(found)
    return text[: match.start()] + _TURN[match.group()] + text[match.end() :]


_SWAPS: dict[str, Swap] = {
    "number": _number,
    "name": _name,
    "part of a name": _part_of_name,
    "who did what": _two_names,
    "date": _date,
    "speaker": _speaker,
    "negation put in": _negation_in,
    "negation taken out": _negation_out,
    "direction": _direction,
}
