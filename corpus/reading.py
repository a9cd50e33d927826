"""How articles are read: what every form of file is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read.

    Attributes:
        of_folder: Whether the file was found in a folder or zip, and so may be something else than articles.
        fields: Names of fields beside the usual ones: ours to theirs, as ``{"title": "hl1"}``.
        outlets: Names of outlets beside the usual ones: as they are written to as they are kept.
    """

    of_folder: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
