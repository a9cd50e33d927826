"""Which other story a kill notice speaks of, by its headline or its address: a notice may have its own id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import unescape

from corpus.article import NamedStory, headline_key
from corpus.identity import canonical_url, names_one_page
from corpus.rows.notices import headline_taken_back

_LEAST_WORDS = 3
_MOST_CHARACTERS = 20_000
_MOST_NAMED = 20
_QUOTED = re.compile(
    '"([^"\n]{5,300})"|[“„]([^“”„\n]{5,300})[”“]|[«»]\\s?([^«»\n]{5,300}?)\\s?[«»]|(?<!\\w)‘([^‘\n]{5,300}?)’(?!\\w)'
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”„«»)\]]{3,2000}", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’»)]*\s+|\n+|</p>|<br\b")
# What stands in the place of the killed one is no part of what is killed.
_INSTEAD = re.compile(
    r"\b(?:substitut\w*|replac\w*|correct(?:ed|ion|s)?|new version|updated|instead|"
    r"re-?(?:file|filed|sent|issue[ds]?)|use this|"
    r"ersetz\w*|ersatz\w*|remplac\w*|sustitu\w*|sostitu\w*|substitu\w*|vervang\w*)\b",
    re.I,
)


def named_story(
    title: str, texts: Iterable[str], url: str, source: str, sent_at: datetime | None
) -> NamedStory:
    """Return what a notice says of the story that it takes back.

    Args:
        title: The notice's own headline: without the notice's words it is often that of the story.
        texts: What else it says.
        url: Its own link, which may be the story's.
        source: Its outlet.
        sent_at: When it was sent.
    """
    texts = tuple(texts)
    parts = [part for text in texts for part in _SENTENCE.split(text[:_MOST_CHARACTERS]) if part]
    about = [part for part in parts if not _INSTEAD.search(part)]
    headlines = [
        headline_taken_back(title, next(iter(texts), "")),
        *(words for part in about for words in _quoted(part)),
    ]
    keys = (headline_key(line) for line in headlines if len(line.split()) >= _LEAST_WORDS)
    places = (unescape(place).rstrip(".,;:!?") for part in about for place in _ADDRESS.findall(part))
    known = (canonical_url(place) for place in (url, *places) if place)
    return NamedStory(
        tuple(dict.fromkeys(filter(None, keys)))[:_MOST_NAMED],
        tuple(dict.fromkeys(place for place in known if place and names_one_page(place)))[:_MOST_NAMED],
        source,
        sent_at,
    )


def _quoted(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        yield next(filter(None, match.groups()))
