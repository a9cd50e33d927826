"""What a page says of its article in JSON-LD, told from what it says of others that it links to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from corpus.identity import canonical_url
from corpus.raw.numbers import integer
from corpus.text.cleaning import clean_line

KINDS = ("Article", "Posting")
"""How the names of its types end that are articles."""
# What hides a script from browsers of long ago, and a comma behind a last value.
_WRAPPING = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>|<!--|-->)\s*(?:\*/)?")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
# Behind a headline in a page's title: " | The Courier", " - The Courier".
_OUTLET = re.compile(r"\s+[|\-–—:•·»]\s+\S")
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_SCRIPTS = "//script[contains(translate(@type, 'ACDIJLNOPST', 'acdijlnopst'), 'application/ld+json')]/text()"


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article in a page's JSON-LD.

    `is_own` tells whether its headline or address is the page's; otherwise it is only the first on the page.
    """

    thing: Mapping[str, Any] = field(default_factory=dict)
    is_own: bool = False


def linked_article(tree: Any, titles: list[str], addresses: list[str]) -> LinkedArticle:
    """Return the page's own article, by headlines and addresses, or its first; an empty one without any."""
    things: list[Mapping[str, Any]] = []
    for script in tree.xpath(_SCRIPTS):
        for value in _values(str(script)):
            things += _articles(value)
    own = {canonical_url(url) for url in addresses} - {None}
    mine = [
        thing
        for thing in things
        if own & _addresses(thing) or is_headline_of(str(thing.get("headline") or ""), titles)
    ]
    if mine:  # What the first leaves empty, another of them may say.
        said = (item for thing in reversed(mine) for item in thing.items() if item[1] not in _NOTHING)
        return LinkedArticle(dict(said), True)
    return LinkedArticle(things[0]) if things else LinkedArticle()


def is_headline_of(headline: str, titles: list[str]) -> bool:
    """Whether a page with these titles has this headline, also with its outlet's name behind it."""
    words = _folded(headline)
    for title in map(_folded, titles):
        rest = title.removeprefix(words)
        if words and (title == words or (rest != title and _OUTLET.match(rest))):
            return True
    return False


def _folded(text: str) -> str:
    return clean_line(text).casefold()


def _addresses(thing: Mapping[str, Any]) -> set[str | None]:
    page = thing.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, Mapping) else page
    named = (page, thing.get("url"), thing.get("@id"))
    return {canonical_url(url) for url in named if isinstance(url, str) and url}


def _values(script: str) -> Iterator[Any]:
    """The JSON of a script, which may have several values, a comma too many, and line breaks in words."""
    text = _WRAPPING.sub("", script).strip()
    for written in dict.fromkeys((text, _LAST_COMMA.sub("", text))):
        values, rest = [], written
        with suppress(ValueError, RecursionError):
            while rest := rest.lstrip(" \t\r\n;,"):
                value, end = json.JSONDecoder(strict=False, parse_int=integer).raw_decode(rest)
                values.append(value)
                rest = rest[end:]
            yield from values
            return


def _articles(value: Any) -> Iterator[Mapping[str, Any]]:
    """The articles among the objects of JSON-LD."""
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, Mapping):
            kinds = thing.get("@type")
            if any(str(kind).endswith(KINDS) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield thing
            for inside in ("@graph", "mainEntity"):
                if inside in thing:
                    yield from _articles(thing[inside])
