"""Where a Chroma server is. Settings read this, so it imports nothing that takes time."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from corpus.identity import masked

TENANT, DATABASE = "default_tenant", "default_database"


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a Chroma server is, and as whom it is asked.

    Attributes:
        url: Its address, with the path that a proxy gives it, if any.
        token: What a proxy in front of it wants to see, or None.
        tenant: Whose databases; it must be there.
        database: Which; it must be there.
        ca_file: The certificates that speak for it, in PEM; None for those of the system.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    tenant: str = TENANT
    database: str = DATABASE
    ca_file: Path | None = None

    def __str__(self) -> str:
        """Return its address, as it may be shown."""
        return masked(self.url)
