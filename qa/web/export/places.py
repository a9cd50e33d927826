"""Where cited words stand, as an address has it, and whether they still stand there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from urllib.parse import urlencode

from index.catalogue.reads import Catalogue
from index.catalogue.records import ArticleRecord
from qa.answer.model import Citation, Field

Fate = Literal["unchanged", "changed", "removed"]
"""Whether the words still stand, no longer stand in the version in use, or have left with their article."""

CHECK = "check"
_DIGEST = 10
_PACKED = re.compile(
    r"([0-9]{1,9})\.(title|summary|body)\.([0-9]{1,9})\.([0-9]{1,9})\.([0-9a-f]{10})\.(.{1,2000})", re.S
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the archive cited words stand.

    Attributes:
        article_id: The article.
        version: Its version.
        field: Which of its texts.
        start: Offset of the first code point.
        end: Offset after the last one.
        digest: Of the words, so that others in their place are not taken for them.
    """

    article_id: str
    version: int
    field: Field
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of cited words.

    Attributes:
        place: Where they stood.
        fate: What became of them.
        quote: The words, "" where the archive does not have them any more.
        title: The headline, "" of an article that is gone.
        source: The outlet, or None.
        published_at: Aware UTC, or None.
        used: The version in use, None where the article is gone.
    """

    place: Place
    fate: Fate
    quote: str = ""
    title: str = ""
    source: str | None = None
    published_at: datetime | None = None
    used: int | None = None


def place_of(cited: Citation) -> Place:
    """Return where a citation's words stand."""
    return Place(
        cited.article_id, cited.version, cited.field, cited.start, cited.end, _digest_of(cited.quote)
    )


def passage_address(base: str, place: Place) -> str:
    """Return the address that opens an article at some words."""
    named = {"read": place.article_id, "version": place.version, "field": place.field}
    return f"{base}?{urlencode({**named, 'start': place.start, 'end': place.end})}"


def check_address(base: str, places: Sequence[Place], first: int) -> str:
    """Return the address of the page that tells what became of words.

    The places are in the order of their footnotes, numbered from `first` on.
    """
    packed = [
        ("c", f"{at.version}.{at.field}.{at.start}.{at.end}.{at.digest}.{at.article_id}") for at in places
    ]
    return f"{base}{CHECK}?{urlencode([('first', first), *packed])}"


def place_from(packed: str) -> Place | None:
    """Return the place that a part of a check's address names, None when it names none."""
    match = _PACKED.fullmatch(packed)
    if match is None:
        return None
    version, field, start, end, digest, article_id = match.groups()
    return Place(article_id, int(version), cast(Field, field), int(start), int(end), digest)


def standing(catalogue: Catalogue, place: Place) -> Standing:
    """Return what became of cited words; of an article that no answer may use, nothing more than that."""
    used = catalogue.record(place.article_id)
    if used is None:
        return Standing(place, "removed")
    cited = used if used.version == place.version else catalogue.record(place.article_id, place.version)
    quote = getattr(cited, place.field)[place.start : place.end] if cited else ""
    if not quote or _digest_of(quote) != place.digest:
        quote = ""
    fate: Fate = "unchanged" if quote and (cited is used or _stands(quote, used)) else "changed"
    return Standing(place, fate, quote, used.title, used.source, used.published_at, used.version)


def _stands(quote: str, article: ArticleRecord) -> bool:
    """Whether words stand in an article, however its lines are broken."""
    sought = " ".join(quote.split())
    return any(sought in " ".join(text.split()) for text in (article.title, article.summary, article.body))


def _digest_of(quote: str) -> str:
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
