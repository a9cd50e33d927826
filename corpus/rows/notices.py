"""What newsrooms tell each other in a headline or a note: that a story is killed, held or embargoed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.rows.publication import EMBARGOED, State, plain_name
from corpus.text.datelines import dateline_end
from corpus.text.lexicon import MONTH_NAMES, WEEKDAY_NAMES, any_of, any_pattern
from corpus.text.outlets import outlet_name
from corpus.word_lists import rows_in

_SAID = "its headline or a note to editors says that it"
KILLED = State("canceled", f"{_SAID} is killed", recalls=True, is_notice=True)
HELD = State("withheld", f"{_SAID} may not be used", recalls=True, is_notice=True)
_KILL = (
    r"(?:kill(?:ed)?|withdrawn|withdrawal|retracted|zurückgezogen)(?: kill)*|"
    r"(?:this )?story (?:has been )?removed"
)
_HOLD = r"hold(?: hold)+|hold for release(?: until\b.{0,40}?)?"
_DO_NOT_USE = (
    r"(?:do not|don't|nicht|ne pas|non|no|não|niet) (?:use|publish|run|release|verwenden|veröffentlichen|"
    r"utiliser|publier|diffuser|usare|pubblicare|usar|publicar|difundir|gebruiken|publiceren)|"
    r"not for (?:publication|use|release|broadcast)"
)
_EMBARGO = (
    r"(?:(?:strictly )?(?:embargoed|embargo|under embargo) (?:until|till|til|to|for)|"
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
    r"strictly|embargoed|draft|(?:strictly )?(?:private|confidential)|(?:for )?internal use only)\W{1,3})*"
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


def _alone(words: str) -> str:
    return rf"(?i:\A\W*{_CALL}{_STORY}(?:{words}){_NOTICE}\W*\Z)"


def _alone_or_in_brackets(words: str) -> str:
    return rf"{_alone(words)}|(?i:[\[(]\s*{_CALL}{_STORY}(?:{words}){_NOTICE}\s*[\])])"


def _before_a_mark(words: str) -> str:
    return rf"(?i:\A\W*{_CALL}{_STORY}(?:{words}){_NOTICE}\s*[:/|])"


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
# A page that has come in the place of its own story.
_OF_ITSELF = re.compile(
    r"\A\W*(?:editor(?:'|’)?s?(?:'|’)? note\W{1,3})?this (?:news )?(?:story|article|dispatch) "
    r"(?:has been|was) (?:hereby |now )?(?:retracted|withdrawn|killed|removed|taken down|unpublished)\b"
    r"(?! from\b)",
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
