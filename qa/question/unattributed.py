"""Questions that name an outlet: "What did the Courier say?" without it becomes "What was said?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from corpus.text.outlets import KNOWN_OUTLETS
from index.search.hints import named_sources, source_names

_PARTICIPLES = {
    "say": "said",
    "says": "said",
    "said": "said",
    "report": "reported",
    "reports": "reported",
    "reported": "reported",
    "write": "written",
    "writes": "written",
    "wrote": "written",
    "written": "written",
    "publish": "published",
    "tell": "told",
}
_VERBS = "|".join(_PARTICIPLES)
# What is reported stands before the verb, as in "What did the Courier report?"; else "it" takes its place.
_OBJECT = re.compile(r"\b(?:(?P<many>which\s+\w+s)|what(?:\s+else)?|which\s+\w+)\s*$", re.I)
_CLAUSE = re.compile(r"\s*(?:(?:that|whether|if|how|why|who|what|when|where|on|about|of)\b|\W*$)", re.I)
_AUXILIARIES = {
    "did": ("was", "were"),
    "does": ("is", "are"),
    "has": ("has been", "have been"),
    "had": ("had been", "had been"),
}
_MOST_PLACES = 5


def of_other_outlets(question: str, outlets: Collection[str], shown: Collection[str]) -> Iterator[str]:
    """Yield what is to be said where a question names who reported something, and only others are quoted."""
    ending = "; other outlets are quoted." if shown else "."
    if asked := named_sources(question, sorted(outlets)):
        if not asked & set(shown):
            yield f"No report by {' or '.join(sorted(asked))} answers this{ending}"
        return
    if absent := _outlet_of_others(question):
        yield f"The archive has no articles by {absent}{ending}"


def _outlet_of_others(question: str) -> str:
    """The outlet that a question names, of those that everybody knows; "" where it may be any of several."""
    written = {name: _name_in(question, name) for name in named_sources(question, KNOWN_OUTLETS)}
    longest = max(map(len, written.values()), default=0)
    # "The New York Times" ends as others do.
    names = [name for name, text in written.items() if longest and len(text) == longest]
    return names[0] if len(names) == 1 else ""


def _name_in(question: str, outlet: str) -> str:
    """An outlet's name as a question writes it, with a capital: "an independent report" is nobody's."""
    matches = re.finditer(rf"\b(?:{source_names(outlet)})\b", question, re.I)
    written = (re.sub("^the ", "", match[0], flags=re.I) for match in matches if not match[0].islower())
    return max(written, key=len, default="")


def without_outlet(question: str, outlet: str) -> str:
    """Return a question that asks the same of any outlet; "" where that cannot be said by rule."""
    left = question
    for _ in range(_MOST_PLACES):
        if not named_sources(left, [outlet]):
            break
        left = _without_one(left, source_names(outlet))
    if named_sources(left, [outlet]) or not re.search(r"\w", left):
        return ""
    return _tidy(left, question)


def _without_one(question: str, name: str) -> str:
    """The question without the first place where one of the ways to name the outlet stands."""
    name = rf"(?:the\s+)?(?:{name})"
    forms: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
        (rf",?\s*\b(?:according to|as told to|in an interview with)\s+{name}\b,?", " "),
        (rf"\b(reported|reporting|published)\s+(?:by|in)\s+{name}\b", r"\1"),
        (rf"\btold\s+{name}\b", "said"),
        (rf"\b(did|does|has|had)\s+{name}\s+({_VERBS})\b", _asked_of_none),
        (rf"\b{name}(?:'s|’s)\s+(?=\w)", "the "),
        (
            rf"\b{name}\s+(?=(?:article|story|coverage|interview|poll)\b|reports?\s+(?:on|about|of|from)\b)",
            "the ",
        ),
        (rf"\b{name}\s+({_VERBS})\b", _told_by_none),
    )
    for pattern, put in forms:
        left, count = re.subn(pattern, put, question, count=1, flags=re.I)
        if count:
            return left
    return question


def _asked_of_none(match: re.Match[str]) -> str:
    """Say "did the Courier report" as "was reported", or "was it reported" where nothing before it was."""
    asked_for = _OBJECT.search(match.string[: match.start()])
    auxiliary = _AUXILIARIES[match[1].lower()][bool(asked_for and asked_for["many"])]
    if asked_for:
        return f"{auxiliary} {_PARTICIPLES[match[2].lower()]}"
    if not _CLAUSE.match(match.string[match.end() :]):
        return match[0]
    first, _, rest = auxiliary.partition(" ")
    return " ".join(part for part in (first, "it", rest, _PARTICIPLES[match[2].lower()]) if part)


def _told_by_none(match: re.Match[str]) -> str:
    """Say "the Courier reported" as "was reported", or "it was reported" where nothing before it was."""
    asked_for = _OBJECT.search(match.string[: match.start()])
    is_present = match[1].lower() in {"says", "reports", "writes"}
    singular, plural = ("is", "are") if is_present else ("was", "were")
    verb = plural if asked_for and asked_for["many"] else singular
    return f"{'' if asked_for else 'it '}{verb} {_PARTICIPLES[match[1].lower()]}"


def _tidy(text: str, original: str) -> str:
    """One line without what is left of commas, which begins as the original does."""
    text = re.sub(r"\s+([?,.;!])", r"\1", " ".join(text.split())).lstrip(" ,;")
    return text[0].upper() + text[1:] if original[:1].isupper() else text
