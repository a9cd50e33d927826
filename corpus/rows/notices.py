"""What newsrooms tell each other in a headline or a note: that a story is killed, held or embargoed."""

from __future__ import annotations

import re

from corpus.rows.publication import EMBARGOED, State

_SAID = "its headline or a note to editors says that it"
_KILLED = State("canceled", f"{_SAID} is killed", recalls=True, is_notice=True)
_HELD = State("withheld", f"{_SAID} may not be used", recalls=True, is_notice=True)
_KILL = (
    r"(?:kill(?:ed)?|withdrawn|withdrawal|retracted|zurückgezogen)(?: kill)*|"
    r"(?:this )?story (?:has been )?removed"
)
_HOLD = r"hold(?: hold)+|hold for release"
_DO_NOT_USE = (
    r"(?:do not|don't|nicht|ne pas|non|no|não|niet) (?:use|publish|run|release|verwenden|veröffentlichen|"
    r"utiliser|publier|diffuser|usare|pubblicare|usar|publicar|difundir|gebruiken|publiceren)|"
    r"not for (?:publication|use|release|broadcast)"
)
_EMBARGO = (
    r"(?:(?:strictly )?(?:embargoed|embargo|under embargo) (?:until|till|til|to|for)|"
    r"not for (?:publication|release|broadcast|use) (?:before|until|till)|"
    r"nicht (?:vor|veröffentlichen vor))\b[^\])]{0,40}?"
)
# Who is spoken to, and what of: "EDITORS: MANDATORY KILL", "This story has been withdrawn".
_CALL = r"(?:(?:urgent|mandatory|attention|attn|note to|editors?|eds|advisory|please|bulletin)\W{1,3})*"
_STORY = r"(?:(?:this )?(?:story|article|item|report|meldung) (?:is |has been |was |wurde )?)?"
_NOTICE = r"(?: (?:notice|advisory|story|item|order|note))?"
_LONGEST = 300
NOTES = ("ednote", "edNote", "ed_note", "editor_note", "editorNote", "editorial_note", "editorialNote")
"""The fields of a row that speak to editors."""


def _alone_or_in_brackets(words: str) -> str:
    phrase = rf"{_CALL}{_STORY}(?:{words}){_NOTICE}"
    return rf"(?i:\A\W*{phrase}\W*\Z|[\[(]\s*{phrase}\s*[\])])"


def _before_a_mark(words: str) -> str:
    return rf"(?i:\A\W*{_CALL}{_STORY}(?:{words}){_NOTICE}\s*[:/|])"


def _in_capitals(words: str) -> str:
    """At an end of a headline that has small letters too: "Two hurt, one killed" is news."""
    phrase = rf"(?:STORY )?(?:{words.upper()})"
    return rf"\A(?=.*[a-z])(?:\W*{phrase}\s*[:/|–—-]|.*[:/|,–—-]\s*{phrase}\W*\Z)"


# Advice to readers may begin with "Do not use:", and news of a state with "Embargo:".
_SIGNS = tuple(
    (state, re.compile("|".join(signs)))
    for state, signs in (
        (_KILLED, (_alone_or_in_brackets(_KILL), _before_a_mark(_KILL), _in_capitals(_KILL))),
        (_HELD, (_alone_or_in_brackets(f"{_HOLD}|{_DO_NOT_USE}"), _before_a_mark(_HOLD))),
        (_HELD, (_in_capitals(_DO_NOT_USE),)),
        (EMBARGOED, (_alone_or_in_brackets(_EMBARGO), _before_a_mark(rf"{_EMBARGO}|sperrfrist"))),
    )
)
_ANY = rf"{_CALL}{_STORY}(?:{_KILL}|{_HOLD}|{_DO_NOT_USE}|{_EMBARGO}){_NOTICE}"
_NOTICE_OF_HEADLINE = re.compile(
    rf"\A\W*{_ANY}\s*(?:[:/|–—-]|\Z)|[\[(]\s*{_ANY}\s*[\])]|[:/|,–—-]\s*{_ANY}\W*\Z", re.I
)


def noted_state(*texts: str) -> State | None:
    """Return what a headline or a note to editors tells in the words of newsrooms, None for news.

    Args:
        texts: The headline, and what is said to editors.
    """
    lines = [" ".join(text.split())[:_LONGEST] for text in texts if text]
    return next((state for line in lines for state, sign in _SIGNS if sign.search(line)), None)


def without_notice(headline: str) -> str:
    """Return a headline without what makes it a notice: that of the story which is taken back."""
    line = " ".join(headline.split())[:_LONGEST]
    return _NOTICE_OF_HEADLINE.sub(" ", line).strip(" -–—:/|,")
