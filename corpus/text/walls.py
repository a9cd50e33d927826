"""Recognising pages in place of an article: offers to subscribe, requests for consent, error pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.errors import ArticleError
from corpus.text.lexicon import any_pattern
from corpus.text.scripts import WITHOUT_SPACES
from corpus.word_lists import any_pattern_in, rows_in

# What is left of an article that a wall hides may be its first sentences; of an error page nothing is.
_LEAST_WORDS = 25
_MOST_WORDS = 200
# A text of more characters has more words.
_MOST_CHARACTERS = 4_000
_MOST_TITLE = 5
# A page that is closed to readers of a region says so first, and has no more words.
_MOST_WORDS_CLOSED = 120
_UNSPACED = re.compile(f"[{WITHOUT_SPACES}]")
_QUOTED = re.compile(r"[\"“„«][^\"”“»\n]{0,300}[\"”“»]")
_OFFER = any_pattern_in(__file__, "wall_offers")
_OFFER_ABROAD = any_pattern_in(__file__, "wall_offers_abroad")
# A text without any of them holds no such offer, and looking for them takes a hundredth of the time.
_WORDS_ABROAD = rows_in(__file__, "wall_words_abroad")
_AD_BLOCKER = any_pattern_in(__file__, "wall_ad_blockers")
_SITE = r"(?:web)?(?:site|page|seite|auftritt|web|contenu|contenido|content|inhalt|article|artículo|artikel)"
_NOT_THERE = (
    r"(?:not available|unavailable|not accessible|inaccessible|cannot|can(?:'|’)t|unable|blocked|"
    r"nicht (?:verfügbar|erreichbar|zugänglich|abrufbar)|pas (?:disponible|accessible)|"
    r"no (?:está|se encuentra|es) (?:disponible|accesible))"
)
_RULES = r"(?:gdpr|general data protection regulation|dsgvo|datenschutz-?grundverordnung|rgpd)"
_REGION = any_pattern(
    r"\b(?:not|isn(?:'|’)t|un) ?(?:currently |yet )?available (?:in|for|to|from)\b[^.!?]{0,30}\byour "
    r"(?:region|country|location|area)\b",
    r"\byour (?:region|country|location)\b[^.!?]{0,40}\b"
    r"(?:not (?:available|supported)|blocked|restricted)\b",
    r"\b(?:our|this|unsere|diese|notre|ce|nuestr[ao]|este)"
    rf" {_SITE}\b[^.!?]{{0,60}}\b{_NOT_THERE}\b[^.!?]{{0,80}}\b(?:europ\w+|eu|eea|ue)\b",
    r"\b(?:because of|due to|under|aufgrund|wegen|en raison|à cause|"
    rf"debido)\b[^.!?]{{0,60}}\b{_RULES}\b[^.!?]{{0,40}}\b"
    "(?:our|this|unsere|diese|notre|ce|nuestr[ao]|este|we|wir|nous) "
    rf"(?:{_SITE}\b)?[^.!?]{{0,60}}\b{_NOT_THERE}\b",
    r"\byou(?:(?:'|’)re| are)\b[^.!?]{0,40}\b(?:from|in|within)\b[^.!?]{0,40}\b"
    r"(?:european (?:union|economic area)|eu|eea|europe)\b[^.!?]{0,120}\b"
    r"(?:unable to|cannot be|denied)\b",
    r"\bin (?:ihrem|deinem|ihrer|deiner) (?:land|region|gebiet|standort)\b[^.!?]{0,30}\b"
    r"(?:nicht (?:verfügbar|abrufbar|zugänglich|erreichbar)|gesperrt)\b",
    r"\bpas (?:disponible|accessible)s?\b[^.!?]{0,20}\b(?:dans|depuis) votre (?:pays|région|zone)\b",
    r"\bno (?:está|se encuentra|es) (?:disponible|accesible)\b[^.!?]{0,20}\b(?:en|desde|para) "
    r"(?:tu|su|vuestr[oa]) (?:país|región|zona|ubicación)\b",
    r"\bnon (?:è )?(?:disponibile|accessibile)\b[^.!?]{0,20}\b(?:nel tuo|nella tua|dal tuo) "
    r"(?:paese|regione|area|zona)\b",
    r"\bniet beschikbaar in (?:uw|jouw|je) (?:land|regio)\b",
    r"\bnão (?:está )?disponível\b[^.!?]{0,20}\b(?:no seu país|na sua região)\b",
)
_CONSENT = any_pattern_in(__file__, "wall_consents")
_ERROR_TITLE = any_pattern_in(__file__, "wall_error_titles")
_ERROR = any_pattern_in(__file__, "wall_errors")
# A page in an article's place quotes nobody and reports nothing about others.
_REPORTED = re.compile(
    r"\b(?:said|says?|told|according to|sagten?|a déclaré|selon|dijo|según|ha detto|disse)\b",
    re.I,
)


def _is_offer(text: str) -> bool:
    if _OFFER.search(text):
        return True
    folded = text.lower()
    return any(word in folded for word in _WORDS_ABROAD) and bool(_OFFER_ABROAD.search(text))


_Sign = Callable[[str], object]
_KINDS: tuple[tuple[str, _Sign], ...] = (
    ("an offer to subscribe", _is_offer),
    ("a request for consent", _CONSENT.search),
    ("an error page", _ERROR.search),
    ("a request to switch off an ad blocker", _AD_BLOCKER.search),
    ("a page that is closed to readers of a region", _REGION.search),
)
# Beside an article nobody writes that there is none: such a line is news of it.
_BESIDE: tuple[_Sign, ...] = (_is_offer, _CONSENT.search, _AD_BLOCKER.search)


class WallError(ArticleError):
    """A page shows something else in place of its article, and will tomorrow; or there is no page.

    Attributes:
        what: What it shows, in words; "" where there is no page.
    """

    what = ""


def wall_of(title: str, text: str) -> str:
    """Return what a text is in place of an article, in words; "" for the text of one."""
    if len(text) > _MOST_CHARACTERS:
        return ""
    try:
        behind_wall(title, text, "")
    except WallError as error:
        return error.what
    return ""


def behind_wall(title: str, text: str, path: str) -> str:
    """Return the text of a page without paragraphs that only ask to subscribe or to consent.

    Only a short text is looked at: a long one is an article, even one about cookies.

    Raises:
        WallError: Nothing of an article is left.
    """
    words = _count(text)
    if words > _MOST_WORDS and not _is_offer(text):
        return text
    lines = text.split("\n")
    if words <= _MOST_WORDS and _ERROR_TITLE.search(title.strip()) and _ERROR.search(f"{title}. {text}."):
        beside = sum(_count(line) for line in lines if not _ERROR.search(line))
        # A longer title may be a headline: "Council page not found after hack".
        if len(title.split()) <= _MOST_TITLE or beside < _LEAST_WORDS:
            raise _wall("an error page", path)
    if words <= _MOST_WORDS_CLOSED and _is_closed(title, text):
        raise _wall("a page that is closed to readers of a region", path)
    left = [line for line in lines if not _is_wall(line, words)]
    if len(left) == len(lines):
        return text
    if sum(map(_count, left)) < _LEAST_WORDS:
        raise _wall(next(name for name, is_kind in _KINDS if is_kind(text)), path)
    return "\n".join(line for line in lines if line in left or not any(is_kind(line) for is_kind in _BESIDE))


def _is_closed(title: str, text: str) -> bool:
    """Whether a page begins by saying that it is closed to its reader's region, and reports on no other."""
    if _REPORTED.search(_QUOTED.sub("", text)):
        return False
    said = _REGION.search(text)
    return bool(_REGION.search(title)) or (said is not None and _count(text[: said.start()]) < _LEAST_WORDS)


def _count(text: str) -> int:
    """How many words a text has; in scripts without spaces two characters are about one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _is_wall(line: str, words: int) -> bool:
    """Whether a paragraph is nothing but a wall's; in a long text only a short one that offers."""
    kinds = [is_kind for _, is_kind in _KINDS] if words <= _MOST_WORDS else [_is_offer]
    own = _QUOTED.sub("", line)  # What somebody is quoted to say offers nothing.
    is_short = _count(line) <= _LEAST_WORDS * 2 and not _REPORTED.search(own)
    return is_short and any(is_kind(own) for is_kind in kinds)


def _wall(what: str, path: str) -> WallError:
    error = WallError(
        f"This page shows {what}, and no article", path, None, "Save the page as a reader sees it."
    )
    error.what = what
    return error
