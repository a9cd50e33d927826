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
        authors: With one of these bylines. Words and Chroma do not know them.
    """

    sources: tuple[str, ...] = ()
    from_ms: int | None = None
    to_ms: int | None = None
    authors: tuple[str, ...] = ()
