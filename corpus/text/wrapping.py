"""Lines that were broken to fit a width, joined to the paragraphs that they were."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.text.language import is_counted, language_of, zipf
from corpus.text.scripts import WITHOUT_SPACES

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
# A narrower text is a list, a wider one was not wrapped: its lines are paragraphs.
_NARROWEST, _WIDEST = 25, 100
_FULL = 0.6
_ENDS = re.compile(r"[.!?…:;。！？؟۔।]['\"’”»)\]」』）]*$|[\"”»」』]$")
# Scripts without capitals do not say where a sentence begins: a line that goes on is nearly full, as in a
# column. Two of them put no space between words.
_CASELESS_NARROWEST, _CASELESS_FULL = 16, 0.85
_WITHOUT_SPACES = re.compile(rf"[{WITHOUT_SPACES}\u3001-\u3011“”！-｠]")
_ITEM = re.compile(r"[-–—*•·▪+>|#]|\d{1,3}[.)]\s|[a-z]\)\s")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-\n[^\S\n]*((?!\d)[^\W_]+)")
# How usual a word must be without its hyphen: "wellknown" is not, "midday" is.
_USUAL = 2.5
_INDENTED = re.compile(r"[^\S\n]*")
# No line of a list, a headline or a heading ends in one of these.
_SMALL_WORDS = frozenset(
    "a about after almost an and as at before between but by for from her his in into its nearly of on or "
    "over since than that the their to until which who with "
    "am auf das dem den der des die ein eine einem einen einer für im mit oder und vom von zu zum zur "
    "au aux de des du en et la le les ou par pour sur un une con del el las los por que una y".split()
)


def unwrapped(text: str) -> str:
    """Return `text` with its hard-wrapped lines joined; blank lines and indented ones begin paragraphs.

    A run of lines was wrapped when it ends as prose does and a line of it plainly goes on in the next: it
    ends in "of the" or a comma, or is nearly as long as the longest and the next one begins in lower case.
    Lists, verses of short lines and paragraphs of one line each are left as they are.
    """
    if "\n" not in text:
        return text
    language = language_of(text) if _BROKEN_WORD.search(text) else None
    return "\n\n".join(_joined(run, language) for run in _BLANK.split(text))


def _joined(run: str, language: str | None) -> str:
    raw = [line for line in run.split("\n") if line.strip()]
    lines = [line.strip() for line in raw]
    if len(lines) < 2 or not _ENDS.search(lines[-1]):
        return run
    width = max(map(len, lines))
    pairs = list(pairwise(lines))
    if width > _WIDEST or not any(_goes_on(one, other, width) for one, other in pairs):
        return run
    pieces = [lines[0]]
    for place, (one, other) in enumerate(pairs):
        if _is_border(raw[place], raw[place + 1]) or not _fills(one, other, width):
            pieces.append(f"\n{other}")
        else:
            if _is_broken_word(one, other, language):
                pieces[-1] = pieces[-1][:-1]
            touches = _HYPHENATED.search(one) or _touches(one, other)
            pieces.append(other if touches else f" {other}")
    return "".join(pieces)


def _is_broken_word(one: str, other: str, language: str | None) -> bool:
    """Whether the hyphen at the end of a line is only there because the line ends: "govern-", "ment"."""
    match = _BROKEN_WORD.search(f"{one}\n{other}")
    if match is None or language is None or not is_counted(language):
        return False
    return zipf(f"{match[1]}{match[2]}".lower(), language) >= _USUAL


def _goes_on(one: str, other: str, width: int) -> bool:
    """Whether a line plainly ends within a sentence that the other one goes on with."""
    if _ENDS.search(one) or _ITEM.match(other):
        return False
    if _HYPHENATED.search(one) and other[0].islower():
        return True
    if one.rpartition(" ")[2] in _SMALL_WORDS:
        return True
    if _has_no_case(other[0]) and _has_no_case(one.rstrip("،、，,»）)")[-1:]):
        return width >= _CASELESS_NARROWEST and len(one) >= _CASELESS_FULL * width
    return width >= _NARROWEST and len(one) >= _FULL * width and (other[0].islower() or one.endswith(","))


def _has_no_case(char: str) -> bool:
    return char.isalpha() and char.lower() == char.upper()


def _touches(one: str, other: str) -> bool:
    """Whether no space belongs between two lines, as in Chinese and Japanese."""
    return bool(_WITHOUT_SPACES.match(one[-1]) and _WITHOUT_SPACES.match(other[0]))


def _fills(one: str, other: str, width: int) -> bool:
    """Whether the first word of the next line had no room on this one, so that it had to be broken."""
    if _touches(one, other):  # A sentence may end where its line does.
        return len(one) >= width - 1
    return _goes_on(one, other, width) or len(one) + 1 + len(other.split(None, 1)[0]) > width


def _is_border(one: str, other: str) -> bool:
    """Whether the other line begins a paragraph: by its indent, or as an item of a list."""
    indents = [len(_INDENTED.match(line)[0].expandtabs()) for line in (one, other)]  # type: ignore[index]
    deeper = indents[1] >= indents[0] + 2 and bool(_ENDS.search(one.strip()))
    return deeper or bool(_ITEM.match(other.strip()))
