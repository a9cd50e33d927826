"""Notices that cited words are not those that were published first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.text.changes import counterpart
from index.catalogue.reads import Catalogue
from qa.answer.model import Citation
from qa.answer.qualifiers import Correction


def corrections(catalogue: Catalogue, citations: Iterable[Citation]) -> Iterator[Correction]:
    """Yield each citation whose words came with a correction of its article, article by article.

    A correction elsewhere in the article is shown with the citation only.
    """
    changed: dict[str, list[tuple[Citation, str]]] = {}
    for cited in citations:
        before = _before(catalogue, cited) if cited.corrected_at is not None else None
        if before is not None:
            changed.setdefault(cited.article_id, []).append((cited, before))
    for some in changed.values():
        text = _notice([cited for cited, _ in some])
        yield from (Correction(text, cited.marker, before) for cited, before in some)


def _notice(citations: list[Citation]) -> str:
    marks = "".join(f"[{cited.marker}]" for cited in citations)
    origin = f" of {citations[0].source}" if citations[0].source else ""
    day = f"{citations[0].corrected_at:%-d %B %Y}"
    return f"The report{origin} was corrected on {day}; the words at {marks} were not in it before."


def _before(catalogue: Catalogue, citation: Citation) -> str | None:
    """The words that a correction replaced by the cited ones, "" if it added them.

    None if the cited words did not come with the correction: a changed way of cleaning may add words too.
    """
    cited = catalogue.record(citation.article_id, citation.version)
    if cited is None or cited.corrects is None:
        return None
    # Later versions that differ only in cleaning contain the correction too; the first one introduced it.
    corrected = next((number for number in cited.versions if number > cited.corrects), citation.version)
    before, after = (catalogue.record(citation.article_id, number) for number in (cited.corrects, corrected))
    if before is None or after is None:
        return None
    old, new = (getattr(record, citation.field) for record in (before, after))
    if citation.quote in old or citation.quote not in new:
        return None
    return counterpart(citation.quote, new, old, cited.language or "en")
