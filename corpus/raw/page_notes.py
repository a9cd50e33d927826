"""The lines of a page that may be a note to editors: short ones of their own, above or below its text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Any

from corpus.raw.markup import words_of

_LONGEST = 80
# Others within others would be looked through again and again.
_MOST_TEXTS, _MOST_LOOKED_AT, _MOST_PARAGRAPHS = 5, 2_000, 50
# Around a text, and what in it speaks of others.
_TEXTS, _LINES = ("article", "main"), ("p", "div", "section", "h2", "h3", "h4", "strong", "em", "span")
_OF_OTHERS = frozenset({"a", "aside", "nav", "footer", "figure", "ul", "ol"})


def lines_above(tree: Any) -> list[str]:
    """Return the short lines of a page's article that stand above its first paragraph.

    The text stands within `<article>` or `<main>`.
    """
    return [line for text in islice(tree.iter(*_TEXTS), _MOST_TEXTS) for line in _opening(text)]


def _opening(text: Any) -> Iterator[str]:
    blocks = takewhile(lambda block: not _is_paragraph(block), text.iter(*_LINES))
    for block in islice(blocks, _MOST_LOOKED_AT):
        is_others = any(above.tag in _OF_OTHERS for above in (block, *block.iterancestors()))
        if not len(block) and not is_others and (line := " ".join((block.text or "").split())):
            yield from [line] if _may_be_note(line) else ()


def _is_paragraph(block: Any) -> bool:
    return block.tag == "p" and len(words_of(block)) > _LONGEST


def paragraphs_of(tree: Any) -> str:
    """Return the beginning of a page's paragraphs, also those that are too short for an article."""
    own = (block for block in tree.iter("p") if not any(up.tag in _OF_OTHERS for up in block.iterancestors()))
    return "\n\n".join(filter(None, map(words_of, islice(own, _MOST_PARAGRAPHS))))


def lines_around(prose: str) -> list[str]:
    """Return the short lines at the beginning of a page's text, and at its end."""
    lines = [line for line in prose.split("\n") if line.strip()]
    return [line for line in (*lines[:3], *lines[-1:]) if _may_be_note(line.strip())]


def _may_be_note(line: str) -> bool:
    """Whether it is short, and more than a word that may be a heading or a caption ("Killed")."""
    return len(line) <= _LONGEST and (" " in line or line.isupper())
