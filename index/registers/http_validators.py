"""The validators (ETag, Last-Modified) of fetched pages, so that servers are asked only for changes."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from corpus.fetch.http import Validators
from corpus.identity import canonical_url
from index.catalogue import schema as t
from index.catalogue.databases.upserts import write_over
from index.catalogue.reads import Catalogue


class FetchMemory:
    """Remembers validators; `keep` writes them once the articles are in the archive.

    Written earlier, a crash could leave a page that its server calls unchanged but that is not in the
    archive.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._noted: dict[str, Validators] = {}

    def recall(self, url: str) -> Validators | None:
        """Return the validators of this address, or None.

        None too when an article from there is not in the archive any more and may come back: its server would
        say that it has not changed, and send nothing.
        """
        with self._catalogue.reading() as connection:
            if _is_missing_some(connection, url):
                return None
            row = connection.execute(select(t.fetched).where(t.fetched.c.url == url)).first()
        return Validators(row.etag, row.last_modified) if row else None

    def note(self, url: str, validators: Validators) -> None:
        """Remember the validators that a server gave."""
        if validators.etag or validators.last_modified:
            self._noted[url] = validators

    def keep(self) -> None:
        """Write the remembered validators."""
        rows = [
            {"url": url, "etag": validators.etag, "last_modified": validators.last_modified}
            for url, validators in self._noted.items()
        ]
        if rows:
            with self._catalogue.writing() as connection:
                write_over(connection, t.fetched, rows)
        self._noted.clear()


def _is_missing_some(connection: Connection, url: str) -> bool:
    brought = select(t.origin.c.article_id).where(t.origin.c.root == url)
    missing = select(t.article.c.article_id).where(
        t.article.c.version.is_(None),
        or_(t.article.c.article_id == canonical_url(url), t.article.c.article_id.in_(brought)),
        t.article.c.article_id.not_in(select(t.removal.c.article_id)),
    )
    return connection.execute(missing.limit(1)).first() is not None
