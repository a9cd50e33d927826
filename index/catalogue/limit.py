"""The filters of a search as the stores understand them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """What a hit must be, where something is set.

    Attributes:
        sources: Of one of these outlets.
        from_ms: Published at this instant or later, UTC milliseconds since 1970.
        to_ms: Published before this instant.
        authors: With one of these bylines.
        sections: Of one of these sections. Words and Chroma know neither of these two.
    """

    sources: tuple[str, ...] = ()
    from_ms: int | None = None
    to_ms: int | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def is_of_catalogue(self) -> bool:
        """Whether only the catalogue, and what is read of it, can tell what lies within."""
        return bool(self.authors or self.sections)
