"""What stands around the words that an answer cites, and who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.browse.texts import texts_of
from index.catalogue.reads import Catalogue
from qa.answer.model import Citation

_MOST_AROUND = 140


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited passage's surroundings.

    Attributes:
        before: Up to 140 characters of the same paragraph before the quote, from the beginning of a word.
        after: As many after it, to the end of a word.
        author: Whose byline the article carries, or None.
        versions: How many versions of the article there are.
    """

    before: str = ""
    after: str = ""
    author: str | None = None
    versions: int = 1


def passages_of(catalogue: Catalogue, citations: Sequence[Citation]) -> dict[int, Passage]:
    """Return the surroundings of citations by their markers."""
    texts = texts_of(catalogue, sorted({(cited.article_id, cited.version) for cited in citations}))
    passages = {}
    for cited in citations:
        if (text := texts.get((cited.article_id, cited.version))) is not None:
            before, after = _around(getattr(text, cited.field), cited.start, cited.end)
            passages[cited.marker] = Passage(before, after, text.author, text.versions)
    return passages


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    before = text[:start].rpartition("\n")[2].strip()
    after = text[end:].partition("\n")[0].strip()
    if len(before) > _MOST_AROUND:
        before = f"…{before[-_MOST_AROUND:].partition(' ')[2]}"
    if len(after) > _MOST_AROUND:
        after = f"{after[:_MOST_AROUND].rpartition(' ')[0]}…"
    return before, after
