"""Cleaning a body before it is stored: lines without news, and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from corpus.text.bylines import is_byline
from corpus.text.lexicon import any_pattern
from corpus.text.wrapping import unwrapped

CLEANER = "text-11"
"""Names the rules by which files become texts; raised with every change of what they keep.

It tells a text that its publisher changed from one that is only cleaned otherwise than before.
"""

# Only whole lines, and only of forms that no reporter's sentence has.
_PROMOTION = re.compile(
    r"""^(?:
        (?:SEE\ ALSO|READ\ (?:MORE|ALSO|NEXT)|RELATED(?:\ (?:ARTICLES?|STOR(?:Y|IES)|CONTENT|LINKS?))?|
           MORE\ ON|MORE\ FROM(?:\ [\w.'’ -]{2,40})?|WATCH|LISTEN|ALSO\ READ|DON'T\ MISS)\s*:.{0,200}
      | (?:SEE\ ALSO|READ\ (?:MORE|ALSO|NEXT)|ALSO\ READ|RELATED\ (?:ARTICLES|STORIES|CONTENT|LINKS))\.?
      | (?:lesen\ sie\ (?:auch|mehr)|mehr\ zum\ thema|(?:à\ )?lire\ aussi|lea\ también|leia\ também|
           leggi\ anche|lees\ ook|les\ også|läs\ också)\s*(?::.{0,200}|\.)?
      | more\s*:(?:\s*(?-i:[A-Z0-9'"‘“$]).{0,180}[^.])?
      | read\ (?:more|the\ (?:full|original)\ (?:story|article))\b.{0,100}\bhere\.?
      | (?:sign\ up|subscribe)\b.{0,120}\b(?:newsletters?|alerts?|inbox|podcast|updates|here)\b.{0,160}
      | for\ more\ (?!than\b).{0,80}\b(?:sign\ up|subscribe)\b.{0,100}
      | (?:follow|like)\ (?:us|him|her|them|@\w+|[\w.'’ -]{2,40})\ on\ 
            (?:twitter|x|facebook|instagram|tiktok|youtube|threads|bluesky)\b.{0,80}
      | (?:follow|read|see|find|more(?!\ than\b))\b.{0,140}\b(?:https?://|www\.)\S+
      | follow\ (?:every\ game|live|along|our|the\ latest)\b[^:]{0,60}:.{0,120}
      | (?:contact|reach|email|e-mail)\b.{0,80}\S@\S+\.\w+.{0,40}
            (?:\bon\ (?:twitter|x|facebook|instagram)\b|@\w+|\bfollow\b).{0,120}
      | (?:video\ ad\ feedback\b|video\b).{0,180}\ \d{1,2}:\d\d\ -\ source:.{2,30}
      | the\ post\ .{1,200}\ (?:appeared\ first|first\ appeared)\ on\ (?-i:[A-Z0-9]).{1,80}
      | der\ beitrag\ .{1,200}\ erschien\ zuerst\ auf\ .{1,80}
      | l['’]article\ .{1,200}\ est\ apparu\ en\ premier\ sur\ .{1,80}
      | la\ entrada\ .{1,200}\ (?:se\ publicó\ primero|aparece\ primero)\ en\ .{1,80}
      | l['’]articolo\ .{1,200}\ proviene\ da\ .{1,80}
      | o\ post\ .{1,200}\ apareceu\ primeiro\ em\ .{1,80}
      | in(?:lägget|nlegget|dlægget)\ .{1,200}\ (?:dök\ först\ upp|dukket\ først\ opp|
            blev\ først\ udgivet)\ på\ .{1,80}
      | artykuł\ .{1,200}\ pochodzi\ z\ serwisu\ .{1,80}
      | сообщение\ .{1,200}\ (?:появились\ сначала|впервые\ появилось)\ на\ .{1,80}
      | het\ bericht\ .{1,200}\ verscheen\ eerst\ op\ .{1,80}
      | (?:©|\(c\)\ ?(?:\d{4}|(?-i:[A-Z]))|copyright\ (?:©|\(c\)|\d{4}))(?!.*\bsa(?:id|ys)\b).{0,240}
      | (?:share\ this\ (?:article|story|page)|share\ on\ \w+|advertisement|
           (?:(?:the\ )?(?:story|article)\ continues|continue\ reading)\ (?:below|after)
               (?:\ (?:the\ |this\ )?(?:ad|advert|advertisement|video|photo|image|gallery))?\W{0,3}|
           click\ here\ (?:to|for).{0,120})
      | [-–—(*#\s]{1,4}(?:30|ends?|more|mf|ende|fin|fine|slut|slutt)[-–—)*#\s]{1,4}
      | (?-i:ENDS|ENDE|MORE)
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# What looks like promotion but is news: a sentence after a label, and quotations.
_LABELLED_NEWS = re.compile(
    r"^(?:(?:related|more on|more from|more)\b[^:]{0,40}:\s*(?-i:[a-z])|"
    r"(?:watch|listen|photos?|images?|pictures?|videos?|graphics?)\b[^:]{0,40}:\s*"
    r"(?:(?-i:[a-z])|.*\b(?:is|are|was|were|has|have|had|will|did)\b)).*[a-z0-9)]['\"’”]?\.$",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|says|told|warned|announced|urged|according to)\b[^:]*\.$")
_LINK_LABEL = re.compile(
    r"^(?:see also|read (?:more|also|next)|also read|don't miss|copyright|©|related\b.*:|lesen sie|mehr zum|"
    r"(?:à )?lire aussi|lea también|leia também|leggi anche|lees ook|les også|läs också|"
    r"more (?:on|from)\b.*:)",
    re.IGNORECASE,
)
# Labels and contents of fact boxes: "Kick-off:Saturday at Hask Park".
_FACT = any_pattern(
    "^(?:(?:opening|start|local|closing|kick-?off|show|match|game) )?"
    "(?:kick-?off|venue|referee|stadium|tickets?|tv|channel|times?|dates?|days?|where(?: to watch)?|"
    "when|hours|location|address|phone|price|admission|score|result|attendance|capacity|born|died|age|"
    "height|director|cast|known for|doors|umpires?|line-?ups?):",
    "^[^:]+:(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:at|to|from|and|through|until|,)",
)
_RULE = re.compile(r"^[\W_]+$")
# A link to another story as some sites paste it into their copy: "A lead:Its headline without a full stop".
# In 4,000 such lines of real copy, about one in sixty read was something else (an item of a list).
_PASTED_LINK = re.compile(r"^[^:\n]{3,70}[^\s\d:]:(?=[A-Z'\"“‘$])[^\n]{12,170}[^.!?\"”\s:,;]$")
_PHOTO = re.compile(
    r"^(?:(?:photo|image|picture|video|graphic|illustration)s?(?: (?:credit|by|courtesy of))?\s*[:/].{0,120}|"
    r"(?:(?:archiv|symbol)?(?:foto|bild)s?|fotografía|crédits?(?: photo)?|crédito)\s*[:/].{0,120}|"
    r"\(?AP Photos?\b(?:\s*[/:,)(].{0,120})?|\(?Getty Images\b(?:\s*[/|,)(].{0,80})?|REUTERS/.{0,120})$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^[(_\s]*+(?:with (?:additional )?(?:reporting|contributions?|material|files) (?:by|from)|"
    r"(?:additional )?(?:reporting|writing) by|(?:written|edited|compiled) by|contributing(?=:))\b.{0,200}$",
    re.IGNORECASE,
)
# Longer lines are text, and are not compared with the patterns.
_LONGEST_LINE = 2_000
# "Associated Press writers Ann Roe in Oslo and Jo Doe contributed to this report."
_CONTRIBUTED = re.compile(
    r"^[_\s]*+(?:[\w.'’/-]+ ){0,6}(?:writers?|reporters?|journalists?|correspondents?|researchers?|editors?|"
    r"staff|producers?|photographers?) (?=(?-i:[A-Z])|around the world).{2,220}\bcontributed"
    r"(?: (?:to (?:this|his|her|their|the) (?:report|reporting|story|article|dispatch|coverage|project|"
    r"investigation)|(?:reporting )?from (?-i:[A-Z])).{0,80})?\.?$",
    re.IGNORECASE,
)
# Windows-1252 read as Latin-1, or UTF-8 read as windows-1252: lines without any of these are neither.
_MISREAD = re.compile("[\u0080-\u009f]|\u00e2\u20ac|[\u00c2\u00c3][\u00a0-\u00bf]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]"
)
# Normalising takes the square of a run of accents: of a longer one so many are kept as Unicode's
# stream-safe form allows (UAX #15). No accent has a number below U+0300.
_BEYOND_LATIN = re.compile("[^\u0000-\u02ff]{500,}+")
_MOST_ACCENTS = 30
_MOST_HIDDEN = 3
# A list of names has commas, and only small words in lower case.
_LEAST_COMMAS = 2
# What a credit line may contain beside names.
_SMALL_WORDS = frozenset(
    "a additional and at by contributed contributing contributions compiled de der del di edited editing "
    "files for from graphics in la material of on photos production reported reporting research the to van "
    "von with writing written".split()
)
_ORDINARY_WORD = re.compile(r"\b[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A body as it is stored.

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


@cache
def cleaner_with(library: str) -> str:
    """Return the name of the rules for texts that a library extracts from their files."""
    return f"{CLEANER} {library}-{version(library)}"


def is_extracted(cleaner: str | None) -> bool:
    """Whether rules of this name read a text that a library had extracted from its file."""
    return " " in (cleaner or "")


def clean_line(text: str) -> str:
    """Return `text` on one line: NFC, no invisible characters, single spaces, trimmed."""
    return " ".join(_legible(text).split())


def clean_body(text: str) -> CleanText:
    """Return `text` without lines that have no news; a text of only such lines is left as it is.

    Promotion ("SEE ALSO: ..."), photo credits, sign-up lines and rules ("___") go; credit lines ("With
    reporting by ...") and the first byline are kept beside the body. A line break is a paragraph's border,
    unless the lines were only broken to fit a width.
    """
    lines = [line for raw in unwrapped(_legible(text)).split("\n") if (line := " ".join(raw.split()))]
    news: list[str] = []
    credits: list[str] = []
    removed: list[str] = []
    byline = None
    for line in lines:
        if len(line) > _LONGEST_LINE and not _RULE.match(line):
            news.append(line)
            continue
        if is_byline(line, within=bool(news)):
            byline = byline or line
        elif _is_credit(line):
            credits.append(line.strip("_ "))
        elif not _is_promotion(line):
            news.append(line)
            continue
        removed.append(line)
    if not news:
        return CleanText("\n\n".join(lines))
    return CleanText("\n\n".join(news), " ".join(credits) or None, byline, tuple(removed))


def cleaned_before(text: str) -> CleanText:
    """Return an already cleaned text as it is, whatever the current rules are."""
    lines = [line for raw in _plain(text).split("\n") if (line := " ".join(raw.split()))]
    return CleanText("\n\n".join(lines))


def _legible(text: str) -> str:
    """The text as it was meant, plain; what stood between two misread characters may hide them at first."""
    plain = _plain(_well_read(text))
    for _ in range(_MOST_HIDDEN):
        if not _MISREAD.search(plain):
            break
        plain = _plain(_well_read(plain))
    return plain


def _plain(text: str) -> str:
    few = text if text.isascii() else _BEYOND_LATIN.sub(_with_few_accents, text)
    joined = re.sub(r"\r\n?|[\u2028\u2029\u0085]", "\n", few.encode("utf-8", "replace").decode("utf-8"))
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", joined))


def _well_read(text: str) -> str:
    """The text with the characters that its bytes stood for, where they were read by a wrong label.

    Line by line, for a text may be put together from several.
    """
    if not _MISREAD.search(text):
        return text
    # Here and not above: few texts need it, and it takes a tenth of a second.
    from ftfy import fix_encoding
    from ftfy.fixes import fix_c1_controls

    return "\n".join(
        fix_c1_controls(fix_encoding(line)) if _MISREAD.search(line) else line for line in text.split("\n")
    )


def _with_few_accents(run: re.Match[str]) -> str:
    left: list[str] = []
    accents = 0
    for char in run.group():
        accents = accents + 1 if unicodedata.combining(char) else 0
        if accents <= _MOST_ACCENTS:
            left.append(char)
    return "".join(left)


def _is_pasted_link(line: str) -> bool:
    """Whether a line is a link's lead and headline, and not a list of names as in a fact box."""
    if not _PASTED_LINK.match(line) or _FACT.match(line):
        return False
    headline = line.partition(":")[2]
    return headline.count(",") < _LEAST_COMMAS or bool(_ORDINARY_WORD.search(headline))


def _is_promotion(line: str) -> bool:
    if _RULE.match(line) or _is_pasted_link(line):
        return True
    if _LABELLED_NEWS.match(line) or (_SAID.search(line) and not _LINK_LABEL.match(line)):
        return False
    return bool(_PROMOTION.match(line) or _PHOTO.match(line))


def _is_credit(line: str) -> bool:
    """Whether a line says who made the article; with words other than names it may be news."""
    if _CONTRIBUTED.match(line):
        return True
    return bool(_CREDIT.match(line)) and all(
        not word[0].islower() or word in _SMALL_WORDS for word in re.findall(r"[^\W\d_][\w'’-]*", line)
    )
