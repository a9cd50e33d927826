"""What newsrooms tell each other in a headline or a note: that a story is killed, held or embargoed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.rows.publication import EMBARGOED, State, plain_name
from corpus.text.lexicon import MONTH_NAMES, WEEKDAY_NAMES, any_of

_SAID = "its headline or a note to editors says that it"
KILLED = State("canceled", f"{_SAID} is killed", recalls=True, is_notice=True)
HELD = State("withheld", f"{_SAID} may not be used", recalls=True, is_notice=True)
_KILL = (
    r"(?:kill(?:ed)?|withdrawn|withdrawal|retracted|zurückgezogen)(?: kill)*|"
    r"(?:this )?story (?:has been )?removed"
)
_HOLD = r"hold(?: hold)+|hold for release(?: until\b.{0,40}?)?"
_DO_NOT_USE = (
    r"(?:do not|don't|nicht|ne pas|non|no|não|niet) (?:use|publish|run|release|circulate|"
    r"distribute|verwenden|veröffentlichen|utiliser|publier|diffuser|usare|pubblicare|usar|publicar|"
    r"difundir|gebruiken|publiceren)|"
    r"not for (?:publication|use|release|broadcast|circulation|distribution)"
)
# What an embargo that is one names: "Embargo until peace holds" is news.
_MOMENTS = (
    rf"\b(?:{any_of((*WEEKDAY_NAMES, *MONTH_NAMES))}|noon|midnight|midday|morning|evening|night|today|"
    r"tonight|tomorrow|further|notice|releas|publi|deliver|present|announce|hours|gmt|bst|utc)"
)
_EMBARGO = (
    r"(?:(?:strictly )?(?:embargoed|embargo|under embargo) (?:until|till|til|to|for)"
    rf"(?=[^\])]{{0,40}}(?:\d|{_MOMENTS}))|"
    r"(?:sous|bajo|sotto|sob|onder) embargo (?:jusqu\W|hasta|fino|até|tot)|embargado hasta|embargo jusqu\W|"
    r"gesperrt bis|sperrfrist bis|эмбарго до|"
    r"not for (?:publication|release|broadcast|use) (?:before|until|till)|"
    r"nicht (?:vor|veröffentlichen vor))\b[^\])]{0,40}?"
)
_WHEN = (
    rf"(?:[\d.:/,-]+(?:st|nd|rd|th)?|[ap]\.?m\.?|uhr|at|on|until|gmt|bst|ce?s?t|utc|e[ds]t|hours|hrs|noon|"
    rf"midnight|{any_of((*WEEKDAY_NAMES, *MONTH_NAMES))})"
)
# "EMBARGO: 12 May, 18:00", with nothing else on its line.
_EMBARGO_DAY = (
    rf"(?:strict(?:ly)? )?(?:embargo(?:ed)?|sperrfrist)[\s:–-]+(?=\D{{0,40}}\d{{1,2}}(?!\d))"
    rf"{_WHEN}(?:[\s,]+{_WHEN}){{0,8}}"
)
# Who is spoken to, and what of: "EDITORS: MANDATORY KILL", "This story has been withdrawn".
_CALL = (
    r"(?:(?:urgent|mandatory|attention|attn|note to|editors?|eds|advisory|please|bulletin|"
    r"strictly|embargoed|(?:internal |confidential )?draft(?: copy)?|(?:strictly )?(?:private|confidential)|"
    r"(?:for )?internal(?: use only)?)\W{1,3})*"
)
_STORY = r"(?:(?:this )?(?:story|article|item|report|meldung) (?:is |has been |was |wurde )?)?"
_NOTICE = r"(?: (?:notice|advisory|story|item|order|note))?"
_LONGEST = 300
# The fields of a row that speak to editors, without what joins their words: "Note to editors", "edNote".
_NOTES = frozenset(
    "ednote editornote editornotes editorsnote editorsnotes editorialnote notetoeditor notetoeditors "
    "notestoeditors noteforeditors notesforeditors notes note internalnote internalnotes remarks bemerkung "
    "bemerkungen".split()
)


_COUNT = (
    r"(?:at least |about |some |nearly )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|dozens|scores)"
)


def _alone(words: str) -> str:
    return rf"(?i:\A\W*{_CALL}{_STORY}(?:{words}){_NOTICE}\W*\Z)"


def _alone_or_in_brackets(words: str) -> str:
    return rf"{_alone(words)}|(?i:[\[(]\s*{_CALL}{_STORY}(?:{words}){_NOTICE}\s*[\])])"


def _before_a_mark(words: str) -> str:
    """As in "KILLED: Pier closes"; "Killed: three men" is news."""
    return rf"(?i:\A\W*{_CALL}{_STORY}(?:{words}){_NOTICE}\s*[:/|](?!(?-i:(?<=illed:))\s*(?:{_COUNT})\b))"


def _asked_of_editors(words: str) -> str:
    """As in "EDITORS: Please kill the story ...", which asks it of nobody else."""
    spoken_to = r"(?:attention |attn |note to |urgent |dear )*(?:editors?|eds)\W{1,3}(?:please )?(?:all )?"
    which = r"(?:the|our|this|that|all|any|earlier|previous)\b"
    what = rf"{which}[^.]{{0,60}}?\b(?:story|stories|report|item|article|version)"
    return rf"(?i:\A\W*{spoken_to}(?:{words}) {what})"


def _in_capitals(words: str) -> str:
    """At an end of a headline that has small letters too: "Two hurt, one killed" is news."""
    phrase = rf"(?:STORY )?(?:{words.upper()})"
    return rf"\A(?=.*[a-z])(?:\W*{phrase}\s*[:/|–—-]|.*[:/|,–—-]\s*{phrase}\W*\Z)"


_Signs = tuple[tuple[State, re.Pattern[str]], ...]


def _compiled(*signs: tuple[State, Sequence[str]]) -> _Signs:
    return tuple((state, re.compile("|".join(patterns))) for state, patterns in signs)


# "NOT FOR PUBLICATION. Internal draft."
_SHOUTED = r"\A\W*(?:NOT FOR (?:PUBLICATION|RELEASE|BROADCAST)|DO NOT (?:PUBLISH|RELEASE))\s*[.!]"
_EMBARGOES = (
    _before_a_mark(rf"{_EMBARGO}|sperrfrist|strictly embargoed"),
    *map(_alone, (_EMBARGO_DAY, "strictly embargoed")),
)
_ASKED = (
    (KILLED, (_asked_of_editors("kill|disregard|spike|retract"),)),
    (HELD, (_asked_of_editors("withhold|hold|do not use|don't use|do not publish|do not run"),)),
)
# Advice to readers may begin with "Do not use:", and news of a state with "Embargo:".
_SIGNS = _compiled(
    (KILLED, (_alone_or_in_brackets(_KILL), _before_a_mark(_KILL), _in_capitals(_KILL))),
    *_ASKED,
    (HELD, (_alone_or_in_brackets(f"{_HOLD}|{_DO_NOT_USE}"), _before_a_mark(_HOLD))),
    (HELD, (_in_capitals(_DO_NOT_USE), _SHOUTED)),
    (EMBARGOED, (r"(?i:[\[(]\s*(?:embargoed|sperrfrist|sous embargo|bajo embargo)\s*[\])]\W*\Z)",)),
    (EMBARGOED, (_alone_or_in_brackets(_EMBARGO), _alone_or_in_brackets(_EMBARGO_DAY), *_EMBARGOES)),
)
# A page has headlines of others, and captions such as "Killed: three men", beside its own lines.
_SIGNS_OF_LINE = _compiled(
    (KILLED, (_alone(_KILL),)),
    *_ASKED,
    (HELD, (_alone(f"{_HOLD}|{_DO_NOT_USE}"), _SHOUTED)),
    (EMBARGOED, (_alone(_EMBARGO), *_EMBARGOES)),
)
# To editors alone one may be short: "Kill. Do not use.", "Please hold, legal review".
_BY = r"(?: by (?:the |its |our )?(?:agency|source|publisher|sender|author|desk|editors?|newsroom))?"
_SIGNS_OF_NOTE = _compiled(
    (KILLED, (rf"(?i:\A\W*{_CALL}{_STORY}(?:{_KILL}){_NOTICE}{_BY}\s*(?:[.!]|\Z))",)),
    (
        HELD,
        (
            rf"(?i:\A\W*{_CALL}(?:on )?hold(?: (?:this |the )?(?:story|item|article|report))?"
            r"(?:\s*(?:[.,:;!]|\Z)|\s[–—-]|\s(?:for|pending|until|till)\b))",
            rf"(?i:\A\W*{_CALL}{_STORY}(?:{_DO_NOT_USE})(?:\s*[.!;]|\s[–—-]))",
        ),
    ),
    (
        EMBARGOED,
        (
            rf"(?i:\A\W*{_CALL}embargoed\s*(?:[:.!]|\Z)(?!\s*(?:lifted|none|no\b|expired|over)))",
            rf"(?i:\A\W*{_CALL}embargo\s*:\s*(?:strict|not (?:for|before)|until|till))",
        ),
    ),
)
_ANY = rf"{_CALL}{_STORY}(?:{_KILL}|{_HOLD}|{_DO_NOT_USE}|{_EMBARGO}){_NOTICE}"
_NOTICE_OF_HEADLINE = re.compile(
    rf"\A\W*{_ANY}\s*(?:[:/|–—-]|\Z)|[\[(]\s*{_ANY}\s*[\])]|[:/|,–—-]\s*{_ANY}\W*\Z", re.I
)


def noted_state(*texts: str, notes: Sequence[str] = ()) -> State | None:
    """Return what a headline, first lines, or notes to editors tell in newsrooms' words, None for news."""
    return _told(texts, _SIGNS) or _told(notes, _SIGNS) or _told(notes, _SIGNS_OF_NOTE)


def state_in_lines(*lines: str) -> State | None:
    """Return what lines of a page tell, of which each is nothing but a notice; None for news."""
    return _told(lines, _SIGNS_OF_LINE)


def _told(texts: Sequence[str], signs: _Signs) -> State | None:
    lines = [" ".join(text.split())[:_LONGEST] for text in texts if text]
    return next((state for line in lines for state, sign in signs if sign.search(line)), None)


def is_note(name: str) -> bool:
    """Whether a field of this name speaks to editors."""
    return plain_name(name) in _NOTES


def notes_of(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the fields of a row say to editors."""
    yield from (note for name, note in row.items() if isinstance(note, str) and is_note(str(name)))


def without_notice(headline: str) -> str:
    """Return a headline without what makes it a notice: that of the story which is taken back."""
    line = " ".join(headline.split())[:_LONGEST]
    return _NOTICE_OF_HEADLINE.sub(" ", line).strip(" -–—:/|,")
