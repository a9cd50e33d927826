"""Notices that only a headline and the text below it make together, and the story that they take back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import unescape

from corpus.article import NamedStory, headline_key
from corpus.identity import canonical_url, names_one_page
from corpus.rows.notices import HELD, KILLED, noted_state, without_notice
from corpus.rows.publication import State
from corpus.text.datelines import dateline_end
from corpus.text.lexicon import any_pattern
from corpus.text.outlets import outlet_name
from corpus.word_lists import rows_in

# What only headline and text together make one: "HOLD: Pier closes" over "Please hold this story."
_LONGEST_NOTICE, _LONGEST_LINE = 600, 80
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_ARTICLE = re.compile(r"(?:the |l(?:'|’)|la |die )", re.I)
_TAG = re.compile(r"<[^<>]{0,300}>")
_TO = r"(?:(?:urgent|mandatory|attention|attn|editors?|eds)\W{1,3})*"
_BEGINS = re.compile(
    rf"\A\W*{_TO}(?:story )?(?:(?P<held>hold|on hold)|retraction|retract(?:ed)?|remov(?:ed|al)|deleted|"
    rf"cancel(?:l?ed|lation)|kill(?:ed)?|withdraw(?:n|al)|storno|annul[eé]e?|annulation|retirad[ao]|"
    r"anula(?:do|da|ción|ção)|annulla(?:to|ta|re|mento)|ritirat[ao]|аннул\w{3,9}|отозван[аоы]?|撤稿|撤回|"
    r"(?:achtung\W{1,3})?(?:bitte )?nicht (?:mehr )?verwenden)"
    r"(?: notice| story)?(?:\s*[:：/|]|\Z|\s+[–—-]\s|(?-i:(?<=KILL)\s))\s*",
    re.I,
)
_ONE = r"(?:story|article|item|report|dispatch)"
_WHICH = rf"(?:this|our|the|that) (?:(?:above|earlier|previous|following) )?{_ONE}"
_GONE = (
    r"retracted|withdrawn|killed|cancell?ed|removed|deleted|taken down|"
    r"on hold|held|to be held|not (?:to be |be )?(?:used|published|run|released)"
)
# Only what begins the text: a report may tell of a story that was removed further down.
_SAYS = re.compile(
    rf"\A\W*{_TO}(?:{_WHICH} (?:is|was|has been|must be|should be|must|should|may) "
    rf"(?:hereby |now |being |not be )?(?:{_GONE}|used|published)\b|"
    rf"(?:please )?(?:hold|kill|retract|remove|withdraw|cancel|disregard|spike|delete) {_WHICH}\b|"
    rf"(?:we|the agency|the editors) (?:have |has )?(?:retract|withdr[ae]w|remove|kill|cancel)\w* {_WHICH}\b|"
    r"(?:please )?do not (?:use|publish|run|release)\b)",
    re.I,
)


# The same in other languages, of which a story's own headline says nothing.
_SAYS_ABROAD = re.compile(rf"\A\W*(?:{'|'.join(rows_in(__file__, 'notices_abroad'))})", re.I)
# "AP withdraws story: Pier closes", which others report of too.
_WITHDRAWS = re.compile(
    r"\A\W*(?P<who>\S+(?: \S+){0,4}?) (?:has |have )?(?:withdr[ae]ws?|withdrawn|retract(?:s|ed)|kill(?:s|ed)|"
    r"remove[sd]|zieht|annule|retire|retira|anula|ritira)\b "
    r"(?:(?:its|the|a|an|this|eine|ihre|sa|une|la|una|su|l(?:'|’))\s?)?"
    r"(?:story|article|report|item|dispatch|meldung|bericht|artikel|dépêche|information|noticia|nota|notizia)\b"
    r"(?: zurück)?(?P<names>\s*:\s*|\s+[–—-]\s+)?",
    re.I,
)
_AGENCY_SAYS = re.compile(
    rf"\A\W*{_TO}\S+(?: \S+){{0,5}}? (?:has |have |is |hereby |now )*"
    r"(?:withdr[ae]wn?|withdr[ae]ws|withdrawing|retract(?:s|ed|ing)|kill(?:s|ed|ing)|remov(?:es|ed|ing)) "
    rf"(?:its|the|this|that|a|an|our)(?: \w+){{0,3}}? {_ONE}\b",
    re.I,
)
# What nobody says who only reports of it.
_ADVICE = any_pattern(
    r"\b(?:do not|don't|should not|must not|not be) use",
    r"\b(?:editors|clients|subscribers|members)\b(?: ?[:,–—-]| (?:are|is|should|must|may|who|were)\b)",
    r"\badvis\w* (?:all |our |its )?(?:editors|clients|subscribers|members)\b",
)
# A page that has come in the place of its own story, and what editors alone are told of another.
_OF_ITSELF = re.compile(
    r"\A\W*(?:editor(?:'|’)?s?(?:'|’)? note\W{1,3})?this (?:news )?(?:story|article|dispatch) "
    r"(?:has been|was) (?:hereby |now )?(?:retracted|withdrawn|killed|removed|taken down|unpublished)\b"
    r"(?! from\b)|"
    r"\A\W*(?:attention |note to |urgent )?(?:all )?(?:editors|eds)\W{1,3}(?:please note\W{1,3}(?:that )?)?"
    rf"(?:the|our|this|an?)\b[^.]{{0,80}}?\b{_ONE}\b[^.]{{0,160}}?\b(?:is|was|has been) "
    r"(?:hereby |now |being )?(?:retracted|withdrawn|killed|spiked|cancell?ed)\b",
    re.I,
)


def spoken_state(title: str, text: str, source: str = "") -> State | None:
    """Return what headline and text tell editors together, None for news: "Cancelled: ferry to Hask".

    Args:
        title: The headline.
        text: What stands below it.
        source: The outlet, "" for an unknown one: of another's story it reports.
    """
    says = " ".join(_TAG.sub(" ", text[: 2 * _LONGEST_NOTICE]).split())
    if _OF_ITSELF.match(says):
        return KILLED
    if len(says) > _LONGEST_NOTICE:
        return None
    begins = _BEGINS.match(title)
    if begins is not None and (_SAYS.match(says) or _SAYS_ABROAD.match(says)):
        return HELD if begins["held"] else KILLED
    return KILLED if _is_of_agency(title, says, source) else None


def _is_of_agency(title: str, says: str, source: str) -> bool:
    """Whether an agency takes its own story back, and nobody else tells of that."""
    withdraws = _WITHDRAWS.match(title)
    if _HOST.fullmatch(_agency(source)):  # An address names no agency.
        source = ""
    if withdraws is None or (source and _agency(withdraws["who"]) != _agency(source)):
        return False
    says = says[dateline_end(says, opens=True) :]
    if not any(said.match(says) for said in (_SAYS, _SAYS_ABROAD, _AGENCY_SAYS)):
        return False
    return bool(source or withdraws["names"] or _ADVICE.search(says))


def _agency(name: str) -> str:
    return outlet_name(_ARTICLE.sub("", name.strip())).casefold()


def headline_taken_back(title: str, text: str) -> str:
    """Return the headline of the story that a notice with this headline and text takes back."""
    if spoken_state(title, text) is None:
        return without_notice(title)
    begins = _BEGINS.match(title) or _WITHDRAWS.match(title)
    return title[begins.end() :] if begins else title


def state_of_text(title: str, blocks: Sequence[str], source: str = "") -> State | None:
    """Return what the headline, the paragraphs or a line above or below them tell, None for news."""
    alone = [block for block in (*blocks[1:3], *blocks[-1:]) if len(block.strip()) <= _LONGEST_LINE]
    return noted_state(title, *blocks[:1], *alone) or spoken_state(title, "\n\n".join(blocks), source)


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
