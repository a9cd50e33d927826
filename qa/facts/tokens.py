"""The words of a text in order, with their capitals, and which of them are names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.lexicon import MONTHS, PRESENT_OF, SMALL_NUMBERS, WEEKDAYS
from index.search.terms import is_stop, stem, words

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_](?:[\w]|['’](?=\w)|\.(?=[A-Z]))*|[.!?;:,“”\"()$£€%]")
_OPENERS = frozenset('.!?“”"(:;')
CLAUSE_ENDS = frozenset('.!?;:,“”"()')
"""The marks that end a clause."""
BE = frozenset("was were been being is are be got".split())
"""The verbs of the passive."""
_CALENDAR = frozenset((*MONTHS, *WEEKDAYS, *(name[:3] for name in MONTHS), "sept")) - {"sep"}
_TITLES = frozenset(
    "mr mrs ms dr sir president vice prime minister senator sen gov governor rep representative general gen "
    "judge justice king queen prince princess chief secretary mayor coach captain professor pope speaker "
    "chancellor councillor lord lady rev attorney foreign former the director defense state".split()
)
_NUMERALS = frozenset(SMALL_NUMBERS[1:13])
_VERBS = PRESENT_OF.keys() | frozenset(
    "is was has had will would says can could did does must may "
    "gets takes makes plans wants leads holds".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark of punctuation.

    Attributes:
        text: As written.
        key: Lower case, without diacritics or possessive 's; a mark is its own key.
        stem: Its English stem; "" for marks.
        opens: Whether it begins a sentence or a quotation, where any word has a capital.
        start: Offset of its first code point.
    """

    text: str
    key: str
    stem: str
    opens: bool
    start: int

    @property
    def end(self) -> int:
        """Offset after its last code point."""
        return self.start + len(self.text)

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number."""
        return bool(self.stem)

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def owns(self) -> bool:
        """Whether it is a possessive: "Hask's"."""
        return self.text.endswith(("'s", "’s"))

    @property
    def acts(self) -> bool:
        """Whether it is a verb of the kind that follows names: "said", "resigned"."""
        return self.key in _VERBS or self.key.endswith("ed")

    @property
    def says(self) -> bool:
        """Whether it is a content word: neither a mark nor a stop word."""
        return self.is_word and not is_stop(self.key)


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, in order."""
    row: list[Token] = []
    opens = True
    for match in _TOKEN.finditer(text):
        piece = match.group()
        parts = words(piece)
        if parts:
            key = "".join(parts) if len(parts) > 1 else parts[0]
            row.append(Token(piece, key, stem(key), opens, match.start()))
            opens = False
        else:
            row.append(Token(piece, piece, "", False, match.start()))
            opens = opens or piece in _OPENERS
    return row


def is_name(row: Sequence[Token], place: int, known_names: frozenset[str] = frozenset()) -> bool:
    """Whether the token at `place` is (part of) a name.

    The first word of a sentence is one if it is in `known_names`, if another capitalised word follows, or if
    it is a singular before a verb.
    """
    token = row[place]
    if not token.capital or len(token.key) < 2 or token.key in _CALENDAR or is_stop(token.key):
        return False
    if not token.opens or token.key in known_names:
        return True
    behind = row[place + 1] if place + 1 < len(row) else None
    if behind is None or token.key in _TITLES or token.key in _NUMERALS:
        return False
    if token.owns or (behind.capital and behind.key not in _CALENDAR and not behind.opens):
        return True
    singular = not token.key.endswith(("s", "ing", "ly"))
    return singular and behind.acts


def names(row: Sequence[Token], known_names: frozenset[str] = frozenset()) -> list[int]:
    """Return the places of the tokens that are names, in order."""
    return [place for place in range(len(row)) if is_name(row, place, known_names)]


def is_title(key: str) -> bool:
    """Whether a word comes before names and is not part of them: "president", "mr"."""
    return key in _TITLES
