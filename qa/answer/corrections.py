"""Telling the reader that cited words are not those that were published first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.catalogue.reads import Catalogue
from qa.answer.model import Citation


def corrections(catalogue: Catalogue, citations: Iterable[Citation]) -> Iterator[str]:
    """Yield a notice for each cited article whose correction changed the words that are cited.

    A correction elsewhere in the article is shown with the citation only.
    """
    changed: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.corrected_at is not None and _is_of_correction(catalogue, citation):
            changed.setdefault(citation.article_id, []).append(citation)
    for some in changed.values():
        marks = "".join(f"[{citation.marker}]" for citation in some)
        day = f"{some[0].corrected_at:%-d %B %Y}"
        origin = f" of {some[0].source}" if some[0].source else ""
        yield f"The report{origin} was corrected on {day}; the words at {marks} were not in it before."


def _is_of_correction(catalogue: Catalogue, citation: Citation) -> bool:
    """Whether the cited words came with the correction: they may also come of another way of cleaning."""
    cited = catalogue.record(citation.article_id, citation.version)
    if cited is None or cited.corrects is None:
        return False
    # Later versions that are only cleaned otherwise have the correction too: the first of them made it.
    made = next((number for number in cited.versions if number > cited.corrects), citation.version)
    before, after = (catalogue.record(citation.article_id, number) for number in (cited.corrects, made))
    if before is None or after is None:
        return False
    field = citation.field
    return citation.quote in getattr(after, field) and citation.quote not in getattr(before, field)
