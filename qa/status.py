"""What an archive holds and what it is built with, as `citedesk status` tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.archive import Archive
from index.catalogue.audit_log import last_actions
from index.catalogue.listing import last_syncs
from index.catalogue.records import Counts, iso_utc
from index.embed.models import known_languages
from index.place import short_fingerprint
from qa.models.client import written_by
from qa.settings import Settings

_LOG_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status:
    """What an archive holds and what it is built with; `to_dict` is the contract's JSON."""

    counts: Counts
    embedding_model: str
    fingerprint: str
    llm: str | None
    bytes_on_disk: Mapping[str, int]
    last_sync: Mapping[str, Any] | None
    log: Sequence[Mapping[str, Any]]

    @property
    def language_unknown_to_model(self) -> int:
        """How many articles are in a language that the embedding model does not know."""
        known = known_languages(self.embedding_model)
        spoken = self.counts.languages
        return sum(n for code, n in spoken.items() if code and code not in known) if known else 0

    def to_dict(self) -> dict[str, Any]:
        """Return the status as JSON, of plain values only."""
        counts = self.counts
        return {
            "articles": counts.articles,
            "versions": counts.versions,
            "stories": counts.stories,
            "chunks": counts.chunks,
            "sources": dict(counts.sources),
            "first_published": iso_utc(counts.first_published),
            "last_published": iso_utc(counts.last_published),
            "expired": counts.expired,
            "last_expired": iso_utc(counts.last_expired),
            "languages": dict(counts.languages),
            "language_unknown_to_model": self.language_unknown_to_model,
            "embedding_model": self.embedding_model,
            "fingerprint": self.fingerprint,
            "llm": self.llm,
            "bytes": dict(self.bytes_on_disk),
            "last_sync": dict(self.last_sync) if self.last_sync else None,
            "log": [dict(entry) for entry in self.log],
        }


def status_of(archive: Archive, settings: Settings) -> Status:
    """Return what an archive holds and what it is built with.

    Raises:
        ArchiveError: The archive is broken.
    """
    return Status(
        counts=archive.catalogue.counts(),
        embedding_model=settings.embedding_model,
        fingerprint=short_fingerprint(archive.fingerprint),
        llm=written_by(settings),
        bytes_on_disk=archive.bytes_on_disk(),
        last_sync=next(iter(last_syncs(archive.catalogue, 1)), None),
        log=last_actions(archive.catalogue, _LOG_SHOWN),
    )
