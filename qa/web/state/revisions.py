"""What became of cited words whose article was corrected since they were cited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from corpus.text.changes import counterpart
from index.catalogue.reads import Catalogue
from qa.answer.model import Citation


@dataclass(frozen=True, slots=True)
class Revision:
    """A cited passage of an article that has a newer version.

    Attributes:
        marker: The citation's.
        corrected_at: When the article was corrected, aware UTC, or None.
        stands: Whether the words are in the newer version too.
        now: The words in their place, "" where there are none.
    """

    marker: int
    corrected_at: datetime | None
    stands: bool
    now: str = ""


def revisions_of(catalogue: Catalogue, citations: Iterable[Citation]) -> tuple[Revision, ...]:
    """Return what became of citations, all of articles that were corrected since."""
    return tuple(made for cited in citations if (made := _revision(catalogue, cited)) is not None)


def _revision(catalogue: Catalogue, cited: Citation) -> Revision | None:
    used = catalogue.record(cited.article_id)
    then = catalogue.record(cited.article_id, cited.version)
    if used is None or then is None:
        return None
    old, new = (getattr(record, cited.field) for record in (then, used))
    stands = " ".join(cited.quote.split()) in " ".join(new.split())
    now = "" if stands else counterpart(cited.quote, old, new, used.language or "en")
    return Revision(cited.marker, used.corrected_at, stands, now)
