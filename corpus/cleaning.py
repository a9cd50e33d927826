"""What is cleaned out of a body before it is kept: lines that carry no news, and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Only whole lines, and only of shapes that no reporter writes a sentence in.
_PROMOTION = re.compile(
    r"""^(?:
        (?:SEE\ ALSO|READ\ (?:MORE|ALSO|NEXT)|RELATED(?:\ (?:ARTICLES?|STOR(?:Y|IES)|CONTENT))?|MORE\ ON|
           MORE\ FROM|WATCH|LISTEN|ALSO\ READ|DON'T\ MISS)\s*:.{0,200}
      | (?:sign\ up|subscribe)\b.{0,120}\b(?:newsletters?|alerts?|inbox|podcast|updates|here)\b.{0,60}
      | (?:follow|like)\ (?:us|him|her|them|@\w+|[\w.'’ -]{2,40})\ on\ 
            (?:twitter|x|facebook|instagram|tiktok|youtube|threads|bluesky)\b.{0,80}
      | (?:share\ this\ (?:article|story|page)|share\ on\ \w+|advertisement|story\ continues\ below.{0,40}|
           click\ here\ (?:to|for).{0,120})
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# A link to another story as some sites paste it into their copy: "A lead:Its headline without a full stop".
# In 4,000 such lines of real copy, about one in sixty read was something else (an item of a list).
_PASTED_LINK = re.compile(r"^[^:\n]{3,70}[^\s\d:]:(?=[A-Z'\"“‘$])[^\n]{12,170}[^.!?\"”\s:,;]$")
_PHOTO = re.compile(
    r"^(?:(?:photo|image|picture|video|graphic|illustration)s?(?:\ (?:credit|by|courtesy of))?\s*[:/]|"
    r"(?:\(?AP Photo|Getty Images|REUTERS/)).{0,120}$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:with (?:additional )?(?:reporting|contributions?|material|files) (?:by|from)|"
    r"(?:additional )?reporting by|written by|edited by)\b.{1,200}$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^By (?:[A-Z][\w.'’-]*|and|of)(?:[ ,]+(?:[A-Z][\w.'’-]*|and|of|de|van|von|al))*$")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]"
)
_MOST_BYLINE_WORDS = 12
# A list of names has commas, and no word in lower case but small ones.
_LEAST_COMMAS = 2
_ORDINARY_WORD = re.compile(r"\b[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A body as it is kept.

    Attributes:
        body: Paragraphs separated by one blank line.
        credit: Its credit lines, joined, or None.
        byline: The byline that it began with, or None.
        removed: The lines that were taken out, in order.
    """

    body: str
    credit: str | None = None
    byline: str | None = None
    removed: tuple[str, ...] = ()


def clean_line(text: str) -> str:
    """Return `text` on one line: NFC, no invisible characters, single spaces, trimmed."""
    return " ".join(_plain(text).split())


def clean_body(text: str) -> CleanText:
    """Return `text` without lines that carry no news; a text of nothing else is left as it is.

    Promotion ("SEE ALSO: ..."), photo credits and sign-up lines go; a credit line ("With reporting by
    ...") and a byline before the text are kept beside the body. Every line break is a paragraph's border.
    """
    lines = [line for raw in _plain(text).split("\n") if (line := " ".join(raw.split()))]
    kept: list[str] = []
    credits: list[str] = []
    removed: list[str] = []
    byline = None
    for line in lines:
        if not kept and _is_byline(line):
            byline = byline or line
        elif _CREDIT.match(line):
            credits.append(line)
        elif not (_PROMOTION.match(line) or _PHOTO.match(line) or _is_pasted_link(line)):
            kept.append(line)
            continue
        removed.append(line)
    if not kept:
        return CleanText("\n\n".join(lines))
    return CleanText("\n\n".join(kept), " ".join(credits) or None, byline, tuple(removed))


def _plain(text: str) -> str:
    joined = re.sub(r"\r\n?|[\u2028\u2029\u0085]", "\n", text.encode("utf-8", "replace").decode("utf-8"))
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", joined))


def _is_pasted_link(line: str) -> bool:
    """Whether a line is a link's lead and headline, and not a list of names such as a fact box has."""
    if not _PASTED_LINK.match(line):
        return False
    told = line.partition(":")[2]
    return told.count(",") < _LEAST_COMMAS or bool(_ORDINARY_WORD.search(told))


def _is_byline(line: str) -> bool:
    return bool(_BYLINE.match(line)) and len(line.split()) <= _MOST_BYLINE_WORDS
