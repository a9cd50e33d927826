"""What servers gave with their pages, kept in the catalogue so that they are asked for changes only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from corpus.fetching import Validators
from index import tables as t
from index.catalogue import Catalogue


class FetchMemory:
    """Remembers validators; what is noted is written by `keep`, once the articles are in the archive.

    Written before, a crash would leave a page that its server calls unchanged and that nobody has.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._noted: dict[str, Validators] = {}

    def recall(self, url: str) -> Validators | None:
        """Return what a server gave with this address, or None."""
        with self._catalogue.reading() as connection:
            row = connection.execute(select(t.fetched).where(t.fetched.c.url == url)).first()
        return Validators(row.etag, row.last_modified) if row else None

    def note(self, url: str, validators: Validators) -> None:
        """Take note of what a server gave."""
        if validators.etag or validators.last_modified:
            self._noted[url] = validators

    def keep(self) -> None:
        """Write what was noted."""
        rows = [
            {"url": url, "etag": given.etag, "last_modified": given.last_modified}
            for url, given in self._noted.items()
        ]
        if rows:
            statement = insert(t.fetched)
            replace = statement.on_conflict_do_update(
                index_elements=["url"],
                set_={"etag": statement.excluded.etag, "last_modified": statement.excluded.last_modified},
            )
            with self._catalogue.writing() as connection:
                connection.execute(replace, rows)
        self._noted.clear()
