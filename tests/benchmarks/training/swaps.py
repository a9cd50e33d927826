"""Sentences of real news with one thing changed, and honest rewordings, to measure the check with."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from corpus.text.sentences import sentences
from tests.benchmarks.training.check_rewordings import rewordings
from tests.benchmarks.training.check_sets import Claim, day_of
from tests.benchmarks.training.check_swaps import MONTHS, MORE, WEEKDAYS, Swap

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_SAID = re.compile(r"(?P<who>(?:[A-Z][a-z]+ )*[A-Z][a-z]+) (?P<verb>said|told|added|argued|warned)\b")
_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w.]|,\d|-\d)|\b(?:two|three|four|five|six|seven|"
    r"eight|nine|ten)\b"
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-2]\d)\b")
_DAY = re.compile(r"\b(?:" + "|".join([*MONTHS, *WEEKDAYS]) + r")\b")
_AUX = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|did|does|do)\b(?! not|n't)")
_NOT = re.compile(
    r"\b(is|are|was|were|will|would|has|have|had|could|should) not\b|\b(is|are|was|were|would|has|"
    r"have|had|could|should)n['’]t\b"
)


Article = Mapping[str, Any]
"""A row of a corpus."""


def true_sentences(
    articles: Sequence[Article], count: int, draw: random.Random
) -> list[tuple[str, str, date | None]]:
    """Draw sentences of 8 to 40 words from different articles.

    Each comes with the three that it stands among, and with the day of its article.
    """
    found: list[tuple[str, str, date | None]] = []
    for article in draw.sample(articles, len(articles)):
        drawn = draw.sample(fit := telling(article["body"]), min(2, len(fit)))
        found += [(text, among, day_of(article)) for text, among in drawn]
        if len(found) >= count:
            break
    return found


def telling(body: str) -> list[tuple[str, str]]:
    """Return the sentences of 8 to 40 words, each with the three that it stands among."""
    row = [span.of(body) for span in sentences(body)]
    return [
        (text, " ".join(row[max(0, at - 1) : at + 2]))
        for at, text in enumerate(row)
        if 8 <= len(text.split()) <= 40 and text[-1] in '.”"' and text[0].isupper()
    ]


def samples(articles: Sequence[Article], count: int = 600, seed: int = 5) -> Iterator[Claim]:
    """Yield true sentences, honest rewordings and every swap that fits each."""
    draw = random.Random(seed)
    drawn = true_sentences(articles, count, draw)
    names = [name for text, *_ in drawn for name in names_of(text)]
    for number, (text, among, day) in enumerate(drawn):
        # Cited alone, and among its neighbours, which lend names and numbers to a wrong sentence.
        passage = (among if number % 2 else text,)
        claim = partial(Claim, passages=passage, published=day)
        yield claim(text, carried=True, kind="as it stands")
        for kind, reworded in rewordings(text):
            yield claim(reworded, carried=True, kind=kind)
        for kind, swap in SWAPS.items():
            changed = swap(text, draw, names)
            if changed and changed != text:
                yield claim(changed, carried=False, kind=kind)
        for kind, changed in beside(text, among, draw) if number % 2 else ():
            yield claim(changed, carried=False, kind=kind)


def names_of(text: str) -> list[str]:
    """Return the names of two words or more in `text`."""
    return _NAME.findall(text)


def beside(text: str, among: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the sentence with a name, and with a number, of the sentences that it stands among."""
    inside = [name for name in dict.fromkeys(_NAME.findall(among)) if name not in text]
    if inside and (changed := _name(text, draw, inside)):
        yield "name from beside it", changed
    figures = [n for n in dict.fromkeys(_NUMBER.findall(among)) if n not in _NUMBER.findall(text)]
    mine = _NUMBER.search(text)
    if figures and mine:
        yield "number from beside it", text[: mine.start()] + draw.choice(figures) + text[mine.end() :]


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
    if not others:
        return None
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
        new = draw.choice([word for word in (MONTHS if old in MONTHS else WEEKDAYS) if word != old])
    return text[: match.start()] + new + text[match.end() :]


def _speaker(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = _SAID.search(text)
    if not match:
        return None
    inside = [m.group() for m in _NAME.finditer(text) if m.group() not in match["who"]]
    others = inside or [name for name in names if not set(name.split()) & set(text.split())]
    if match["who"].split()[0] in ("He", "She", "They", "It"):
        others = [name for name in names if name not in text]
    if not others:
        return None
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


SWAPS: dict[str, Swap] = {
    "number": _number,
    "name": _name,
    "part of a name": _part_of_name,
    "who did what": _two_names,
    "date": _date,
    "speaker": _speaker,
    "negation put in": _negation_in,
    "negation taken out": _negation_out,
    "direction": _direction,
    **MORE,
}
