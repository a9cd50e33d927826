"""The filters of a search as the stores understand them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.catalogue.records import ChunkRow


@dataclass(frozen=True, slots=True)
class Limit:
    """What a hit must be, if anything is set.

    Attributes:
        sources: Of one of these outlets.
        from_ms: Published at this instant or later, UTC milliseconds since 1970.
        to_ms: Published before this instant.
        authors: With one of these bylines.
        sections: In one of these sections. The word index and Chroma know neither of these two.
    """

    sources: tuple[str, ...] = ()
    from_ms: int | None = None
    to_ms: int | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def is_of_catalogue(self) -> bool:
        """Whether only the catalogue and its copies can apply this limit."""
        return bool(self.authors or self.sections)

    def within(self, span: Limit) -> Limit:
        """Return what it and the days of another limit leave; where they have none in common, no instant."""
        begins = [one for one in (self.from_ms, span.from_ms) if one is not None]
        ends = [one for one in (self.to_ms, span.to_ms) if one is not None]
        return replace(self, from_ms=max(begins, default=None), to_ms=min(ends, default=None))

    def holds(self, row: ChunkRow) -> bool:
        """Whether a chunk lies within it."""
        chosen = (
            (self.sources, row.source),
            (self.authors, row.author),
            (self.sections, row.section),
        )
        if any(wanted and value not in wanted for wanted, value in chosen):
            return False
        if self.from_ms is None and self.to_ms is None:
            return True
        if row.published_ms is None or (self.from_ms is not None and row.published_ms < self.from_ms):
            return False
        return self.to_ms is None or row.published_ms < self.to_ms


NO_LIMIT = Limit()
"""What holds for every chunk."""
