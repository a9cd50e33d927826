"""Reading what a language model writes, sentence by sentence, while it streams."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.text.sentences import sentences
from qa.models.injection import without_invisible
from qa.write.thoughts import without_thoughts

# "[1]", "[1, 2]", "[1-3]", "[^1]", "【1】", "[Source 1]", in a text whose white space is single spaces.
_MARKER = re.compile(
    r" ?[\[【] ?(?:(?:sources?|passages?|refs?\.?) ?)?(?:\^ ?)?"
    r"(\d{1,4}(?: ?(?:,|;|-|–|and|&) ?\d{1,4})*) ?[\]】]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,4})\s*[-–]\s*(\d{1,4})")
_MARKERS_AT_START = re.compile(rf"(?:{_MARKER.pattern})+", re.IGNORECASE)
_BULLETS = re.compile(r"^ ?(?:(?:[-*•–]|\d{1,2}[.)]|#{1,6}|>) )++")
_WORDS = re.compile(r"\w+")
_ORDINAL = re.compile(r"\d{1,2}[.)]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*+\)")
_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"\*\*|__|`+|~~|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_ALL_MARKS = str.maketrans("", "", "&<>[]*_`~")
_LONGEST_RANGE = 20
# Looking for the end of a sentence costs its length, at every word of it.
_LONGEST_SENTENCE = 600
# Without a mark of any kind but these no sentence has ended.
_MAY_END = re.compile(r"[^\w\s,;()\[\]\"'’“”–-]")
_MOST_ROUNDS = 10
_LABEL = re.compile(r"(?:the )?answer ?: ?", re.IGNORECASE)
_MARKER_WORDS = frozenset({"source", "sources", "passage", "passages", "ref", "refs", "and", "see"})


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as a model wrote it, not yet checked.

    Attributes:
        text: Plain words without markers and markup.
        numbers: The passages that it cites, from 1, in order of first mention; only such as there are.
        dropped: How many passages it cites that there are not.
    """

    text: str
    numbers: tuple[int, ...]
    dropped: int = 0


def read_sentences(deltas: Iterable[str], passages: int) -> Iterator[DraftSentence]:
    """Yield each sentence of a streamed reply as soon as it is certainly whole.

    The result does not depend on how the reply is cut into `deltas`. A marker belongs to the sentence that
    it stands in or right behind; a line break ends a sentence.
    """
    pending = ""
    for delta in without_thoughts(deltas):
        for char in delta:
            if not char.isspace():
                pending += char
                if len(pending) < _LONGEST_SENTENCE:
                    continue
            elif char == "\n" or not pending[-1:].isspace():
                pending += "\n" if char == "\n" else " "
            else:
                continue
            # Looked at after every word, however the words came: so the pieces make no difference.
            cut = _first_end(pending) if char == "\n" or _MAY_END.search(pending) else None
            if cut is None and len(pending) >= _LONGEST_SENTENCE:
                cut = len(pending)
            if cut is not None:
                yield from _drafts(pending[:cut], passages)
                pending = pending[cut:]
    while pending:
        cut = _first_end(pending, final=True) or len(pending)
        yield from _drafts(pending[:cut], passages)
        pending = pending[cut:]


def _first_end(text: str, *, final: bool = False) -> int | None:
    """Where the first sentence and the markers behind it end; None while more text could move that."""
    line_end = text.find("\n")
    line = text if line_end < 0 else text[:line_end]
    whole = final or line_end >= 0
    spans = sentences(_masked(line))
    for number, span in enumerate(spans):
        end = _after_markers(line, span.end)
        if number + 1 == len(spans):
            break
        # The next sentence must have begun with a whole word, or the border may still move.
        begun = line[spans[number + 1].start :]
        if end <= spans[number + 1].start and (whole or len(begun.split()) > 2):
            return end
    return line_end + 1 if line_end >= 0 else None


def _masked(line: str) -> str:
    """The line with markers as spaces of the same length, so that they do not hide a sentence's end."""
    return _MARKER.sub(lambda match: " " * len(match.group()), line)


def _after_markers(line: str, end: int) -> int:
    behind = _MARKERS_AT_START.match(line, end)
    return behind.end() if behind else end


def _drafts(piece: str, passages: int) -> Iterator[DraftSentence]:
    numbers, dropped = _numbers(piece, passages)
    text = plain_text(piece)
    if label := _LABEL.match(text):
        text = text[label.end() :]
    if any(char.isalnum() for char in text) and not (
        _ORDINAL.fullmatch(text) or _is_marker(text, numbers, passages)
    ):
        yield DraftSentence(text, numbers, dropped)


def _is_marker(text: str, numbers: Sequence[int], passages: int) -> bool:
    """Whether words only name passages: "Passage 4", or "(4)", for an answer of a number has a marker too."""
    row = _WORDS.findall(text.casefold())
    if not all(word in _MARKER_WORDS or word.isdecimal() for word in row):
        return False
    named = any(word in _MARKER_WORDS for word in row)
    return named or (not numbers and all(len(word) < 3 and int(word) <= passages for word in row))


def _numbers(piece: str, passages: int) -> tuple[tuple[int, ...], int]:
    cited: list[int] = []
    for match in _MARKER.finditer(piece):
        inside = _RANGE.sub(_spelled_out, match.group(1))
        cited += [int(number) for number in re.findall(r"\d+", inside)]
    unique = list(dict.fromkeys(cited))
    valid = tuple(number for number in unique if 1 <= number <= passages)
    return valid, len(unique) - len(valid)


def _spelled_out(match: re.Match[str]) -> str:
    first, last = int(match.group(1)), int(match.group(2))
    if not first <= last < first + _LONGEST_RANGE:
        return f"{first} {last}"
    return " ".join(str(number) for number in range(first, last + 1))


def plain_text(piece: str) -> str:
    """Return a piece of a reply as plain words: no markers, no Markdown, no HTML, on one line."""
    before = None
    text = " ".join(without_invisible(piece).split())
    rounds = 0
    # Taking one piece of markup away can put another together.
    while text != before:
        before = text
        text = " ".join(_BULLETS.sub("", without_invisible(html.unescape(text))).split())
        text = _without_tags(_LINK.sub(r"\1", text))
        text = _MARKUP.sub("", _MARKER.sub("", text))
        text = " ".join(text.split())
        rounds += 1
        if rounds == _MOST_ROUNDS:  # Nobody writes so by mistake.
            text = " ".join(text.translate(_ALL_MARKS).split())
            break
    return re.sub(r" ([.,;:!?])", r"\1", text)


def _without_tags(text: str) -> str:
    # Behind the last ">" no tag ends, and a search from every "<" would find that out each time.
    last = text.rfind(">") + 1
    return _TAG.sub("", text[:last]) + text[last:]
