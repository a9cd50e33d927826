"""Sentences of real news said in other words, by rule: what a check has to let through."""

from __future__ import annotations

import re
from collections.abc import Iterator

NUMBERS = "zero one two three four five six seven eight nine ten".split()
_PLAIN = [
    ("said", "stated"), ("more than", "over"), ("about", "around"), ("because", "since"), ("but", "though"),
    ("people", "persons"), ("killed", "slain"), ("big", "large"), ("percent", "%"), ("also", "too"),
    ("children", "kids"), ("began", "started"), ("during", "in"), ("several", "some"), ("two", "2"),
    ("three", "3"), ("help", "assist"), ("show", "display"), ("purchase", "buy"), ("home", "house"),
]  # fmt: skip
_ACTOR = r"(?:[Tt]he (?:[a-z]+ )?[a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)*)"
ACTIVE = re.compile(
    rf"(?P<a>(?<![\w,] ){_ACTOR}|(?:(?<=[a-z] )|(?<=, ))[A-Z][a-z]+(?: [A-Z][a-z]+)*) "
    r"(?P<v>accused|acquired|approved|arrested|attacked|backed|blamed|blocked|bought|charged|condemned|"
    r"criticized|defeated|endorsed|fined|fired|hired|invited|killed|nominated|opposed|ordered|praised|"
    r"rejected|replaced|rescued|succeeded|sued|supported|thanked|urged|warned|welcomed|wounded) "
    rf"(?P<b>(?:the (?:[a-z]+ )?[a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)*))"
    r"(?=[.,]| (?:over|of|for|in|on|to|after|from|at|during|as|with)\b)"
)
"""One who does something to another, in the active voice."""
_DIGIT = re.compile(r"(?<![\d.,$£€-])\b([2-9])\b(?= [a-z])")
_SPELLED = re.compile(r"\b(two|three|four|five|six|seven|eight|nine)\b(?= [a-z])")
_NOT_ACTORS = frozenset("The A In He She It But They And This That We I You When".split())


def rewordings(text: str) -> Iterator[tuple[str, str]]:
    """Yield a sentence in other words, each with what was done: a clause less, a moved speaker, passive…"""
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
    yield from _shorter(text)
    respelled = respell(text)
    if respelled != text:
        yield "numbers respelled", respelled
    if turned := passive(text):
        yield "passive", turned


def _shorter(text: str) -> Iterator[tuple[str, str]]:
    """Without what stands between two commas, and without who said it."""
    if aside := re.search(r"(?<=\w), (?:who|which|a|an|the|whose) [^,“”\"]{6,80},(?= [a-z])", text):
        yield "without an aside", text[: aside.start()] + text[aside.end() :]
    said = re.fullmatch(r"([^“”\",]{40,}), [^,“”\"]{3,60} (?:said|told [^,]{3,30})(?: \w+day)?\.", text)
    if said:
        yield "without who said it", f"{said[1]}."


def respell(text: str) -> str:
    """Return the text with its small numbers and per cents written the other way."""
    if re.search("per ?cent", text):
        text = re.sub(r"\b(\d[\d.,]*) per ?cent\b", r"\1%", text)
    else:
        text = re.sub(r"\b(\d[\d.,]*)%", r"\1 percent", text)
    if _DIGIT.search(text):
        return _DIGIT.sub(lambda match: NUMBERS[int(match[1])], text)
    return _SPELLED.sub(lambda match: str(NUMBERS.index(match[1])), text)


def active(text: str) -> re.Match[str] | None:
    """Return where somebody does something to somebody, if it can be turned round."""
    for match in ACTIVE.finditer(text):
        if not {match["a"].split()[0], match["b"].split()[0]} & _NOT_ACTORS:
            return match
    return None


def passive(text: str, turned: bool = False) -> str | None:
    """Return the sentence in the passive voice, None where it has no such form.

    Args:
        text: A sentence.
        turned: Exchange the two, so that it says the opposite.
    """
    match = active(text)
    if match is None:
        return None
    a, b = match["a"], match["b"]
    first = b if not turned else a
    by = a if not turned else b
    opens = match.start() == 0
    verb = f"{'were' if first.endswith('s') and not first[0].isupper() else 'was'} {match['v']} by"
    first = first[0].upper() + first[1:] if opens else first
    by = by[0].lower() + by[1:] if by.startswith("The ") else by
    return f"{text[: match.start()]}{first} {verb} {by}{text[match.end() :]}"


def _lower(text: str) -> str:
    first = text.split()[0]
    return text if first in ("I",) or re.match(r"[A-Z][a-z]+ [A-Z]", text) else text[0].lower() + text[1:]
