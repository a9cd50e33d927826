"""The filters of a search as the stores understand them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """What a hit must be: of one of `sources` (when there are any), published in ``[from_ms, to_ms)``."""

    sources: tuple[str, ...] = ()
    from_ms: int | None = None
    to_ms: int | None = None
