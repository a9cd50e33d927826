"""More ways to make a true sentence false: its roles, its sureness, its extent, its causes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from qa.facts.antonyms import opposites
from tests.benchmarks.training.check_rewordings import active, passive

Swap = Callable[[str, random.Random, Sequence[str]], str | None]
"""Changes a sentence, perhaps by one of some names; None where it has nothing of the kind."""

MONTHS = "January February March April June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MAY = re.compile(
    r"\b(?:may|might|could|would|should|will|can|is expected to|are expected to|plans to|plan to) "
    r"(?P<v>(?!\w+ly\b|like)[a-z]{3,})\b"
)
_IRREGULAR = {
    "be": "was", "have": "had", "go": "went", "make": "made", "take": "took", "become": "became",
    "get": "got", "see": "saw", "give": "gave", "lead": "led", "leave": "left", "lose": "lost", "win": "won",
    "begin": "began", "bring": "brought", "buy": "bought", "sell": "sold", "find": "found", "hold": "held",
    "keep": "kept", "meet": "met", "pay": "paid", "run": "ran", "send": "sent", "spend": "spent",
    "stand": "stood", "tell": "told", "rise": "rose", "fall": "fell", "grow": "grew", "come": "came",
    "put": "put", "cut": "cut", "cost": "cost", "hit": "hit", "let": "let", "set": "set", "speak": "spoke",
    "write": "wrote", "build": "built", "feel": "felt", "face": "faced", "know": "knew", "think": "thought",
    "break": "broke", "choose": "chose", "drive": "drove", "draw": "drew", "not": "", "also": "", "still": "",
}  # fmt: skip
_TIMES = {"doubled": "tripled", "tripled": "doubled", "twice": "three times", "half": "a third",
          "a third": "half", "double": "triple", "weeks": "months", "months": "weeks", "days": "weeks",
          "years": "months", "hours": "days", "dozens": "hundreds", "hundreds": "thousands",
          "thousands": "millions", "second": "third", "third": "fourth", "a quarter": "a half",
          "nearly": "more than", "at least": "at most", "more than": "less than",
          "less than": "more than", "up to": "at least"}  # fmt: skip
_SOME = re.compile(r"\b([Ss]ome|[Mm]any|[Mm]ost|[Ss]everal)(?: of the)? (?=[a-z]+s\b)")
_BESIDE = re.compile(r"(?<=\w)(?:,? (?:while|as|after|when|and)) (?=(?:the|a|he|she|it|they|[A-Z])\w* )")
_HEDGE = re.compile(
    r", (?:prosecutors|police|officials|authorities|investigators|witnesses|the lawsuit|the complaint|"
    r"critics) (?:said|say|says|allege|alleges|alleged|claim|claims)(?: \w+day)?(?=\.)|"
    r"\b(?:allegedly|reportedly|probably|possibly|likely|nearly|almost|potentially) |"
    r"\b(?:alleged|suspected|proposed|planned|possible) (?=[a-z])"
)
_PHRASE = r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) (?:[a-z]+ )?[a-z]{3,}|[A-Z][a-z]+(?: [A-Z][a-z]+)*)"
_EXCHANGED = re.compile(
    rf"(?<![\w-])(?P<a>{_PHRASE}) (?P<v>(?:(?:was|were|has|have|had|is|are) )?(?:[a-z]+ed|beat|met|told|won|"
    rf"sued|led|shot|made|gave|sent|took|bought|sold|found|left|saw|asks?|wants?|calls?|hits?|sues?|backs?|helps?)"
    rf"(?: (?:by|with|against|from|to|for|over|of|on|at|in))?) (?P<b>{_PHRASE})(?![\w-])"
)
_CALENDAR = frozenset((*MONTHS, *WEEKDAYS))
_NOBODY = frozenset("The A In He She It But They And This That We I You When After As If On At For".split())


def _modal(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Tell as done what may be: "may walk out" as "walked out"."""
    for match in _MAY.finditer(text):
        verb = match["v"]
        done = _IRREGULAR.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed")
        if verb.endswith("y") and verb[-2] not in "aeiou":
            done = f"{verb[:-1]}ied"
        if done:
            return f"{text[: match.start()]}{done}{text[match.end() :]}"
    return None


def _extent(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Say another multiple, measure of time, size or bound: tripled for doubled."""
    found = list(re.finditer(r"\b(?:" + "|".join(_TIMES) + r")\b", text))
    if not found:
        return None
    match = draw.choice(found)
    return text[: match.start()] + _TIMES[match.group()] + text[match.end() :]


def _all(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = _SOME.search(text)
    return (
        f"{text[: match.start()]}{'All' if match[1][0].isupper() else 'all'} {text[match.end() :]}"
        if match
        else None
    )


def _cause(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Make a cause of what only happened beside it."""
    match = _BESIDE.search(text)
    return f"{text[: match.start()]} because {text[match.end() :]}" if match else None


def _hedge(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = _HEDGE.search(text)
    return text[: match.start()] + text[match.end() :] if match else None


def _opposite(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Put a word that says the contrary, with an ending like the other's."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", text) if opposites(m.group())]
    if not found:
        return None
    match = draw.choice(found)
    alike = [
        w
        for w in sorted(opposites(match.group()))
        if w[-2:] == match.group()[-2:] or w[-1] == match.group()[-1]
    ]
    return text[: match.start()] + draw.choice(alike) + text[match.end() :] if alike else None


def _roles(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    """Exchange two that stand around a verb: "the court ordered the firm" as "the firm ordered the court"."""
    found = [
        m
        for m in _EXCHANGED.finditer(text)
        if m["a"].split()[0] not in _NOBODY - {"The", "A"}
        and not {m["a"], m["b"]} & _NOBODY
        and not _CALENDAR & {*m["a"].split(), *m["b"].split()}
        and not m["v"].startswith(("met", "married"))
        and m["a"].lower() != m["b"].lower()
    ]
    if not found:
        return None
    match = draw.choice(found)
    a, b = match["a"], match["b"]
    if a.startswith(("The ", "A ", "An ", "His ", "Her ", "Their ")):
        a, b = a[0].lower() + a[1:], b[0].upper() + b[1:]
    return f"{text[: match.start()]}{b} {match['v']} {a}{text[match.end() :]}"


def _passive_turned(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    return passive(text, turned=True)


def _active_turned(text: str, draw: random.Random, names: Sequence[str]) -> str | None:
    match = active(text)
    if match is None:
        return None
    a, b = match["a"], match["b"]
    if a.startswith("The "):
        a, b = a[0].lower() + a[1:], b[0].upper() + b[1:]
    return f"{text[: match.start()]}{b} {match['v']} {a}{text[match.end() :]}"


MORE: dict[str, Swap] = {
    "opposite": _opposite,
    "may as did": _modal,
    "extent": _extent,
    "all for some": _all,
    "cause put in": _cause,
    "hedge taken out": _hedge,
    "roles exchanged": _roles,
    "passive, turned": _passive_turned,
    "active, turned": _active_turned,
}
