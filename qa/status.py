"""What an archive holds and what it is built with, as `citedesk status` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.archive import Archive
from index.browse.listing import last_syncs
from index.catalogue.records import Counts
from index.contract import Count, Document, Time, Words
from index.embed.models import known_languages
from index.ingest.sync_report import LastSync
from index.place import short_fingerprint
from index.registers.audit_log import LogEntry, last_actions
from qa.models.client import written_by
from qa.settings import Settings

_LOG_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status(Document):
    """What an archive holds, and what it is built with.

    Attributes:
        articles: Those that answers use.
        versions: Of all articles.
        stories: An event's text is one, however many outlets carry it.
        chunks: Of the articles that answers use.
        sources: Articles by outlet.
        first_published: The earliest date of an article; null when none has one.
        last_published: The latest.
        expired: Articles that are not found because they have expired.
        last_expired: When the last of them did.
        languages: Articles by the ISO 639-1 code of their language; "" for unknown.
        language_unknown_to_model: Articles in a language that the embedding model does not know.
        embedding_model: Its name.
        fingerprint: What built the indexes, as a digest.
        llm: The language model that writes, if one does.
        bytes: On the disk, by what they hold.
        last_sync: The last sync; null before the first.
        log: What operators did beside syncing, newest first.
    """

    articles: Count
    versions: Count
    stories: Count
    chunks: Count
    sources: Mapping[str, Count]
    first_published: Time | None
    last_published: Time | None
    expired: Count
    last_expired: Time | None
    languages: Mapping[str, Count]
    language_unknown_to_model: Count
    embedding_model: Words
    fingerprint: Words
    llm: str | None
    bytes: Mapping[str, Count]
    last_sync: LastSync | None
    log: Sequence[LogEntry]


def status_of(archive: Archive, settings: Settings) -> Status:
    """Return what an archive holds and what it is built with.

    Raises:
        ArchiveError: The archive is broken.
    """
    counts = archive.catalogue.counts()
    last = next(iter(last_syncs(archive.catalogue, 1)), None)
    return Status(
        articles=counts.articles,
        versions=counts.versions,
        stories=counts.stories,
        chunks=counts.chunks,
        sources=counts.sources,
        first_published=counts.first_published,
        last_published=counts.last_published,
        expired=counts.expired,
        last_expired=counts.last_expired,
        languages=counts.languages,
        language_unknown_to_model=_unknown_to_model(counts, settings.embedding_model),
        embedding_model=settings.embedding_model,
        fingerprint=short_fingerprint(archive.fingerprint),
        llm=written_by(settings),
        bytes=archive.bytes_on_disk(),
        last_sync=LastSync.from_dict(last) if last else None,
        log=last_actions(archive.catalogue, _LOG_SHOWN),
    )


def _unknown_to_model(counts: Counts, model: str) -> int:
    model_languages = known_languages(model)
    return (
        sum(n for code, n in counts.languages.items() if code and code not in model_languages)
        if model_languages
        else 0
    )
