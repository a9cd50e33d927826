"""A server is asked for changes only while what it gave is in the archive."""

import pytest

from corpus.fetch.http import Fetched, Fetcher, Validators
from index.archive import Archive
from index.ingest.removal import remove, restore
from index.ingest.sync import SyncOptions, sync
from index.upkeep.rebuild import rebuild

pytestmark = pytest.mark.both_databases

PAGE = "https://courier.example/ferry"
HTML = (
    b"<html><head><title>Ferry sinks</title></head>"
    b"<body><article><h1>Ferry sinks</h1>%s</article></body></html>"
)
TEXT = b"<p>The ferry sank on Monday with forty people aboard, the harbour master said. All were saved.</p>"


class Server(Fetcher):
    """Gives one page, and says that it has not changed to whoever knows its ETag."""

    def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        body = None if validators and validators.etag == '"1"' else HTML % (TEXT * 3)
        return Fetched(url, "text/html", body, Validators('"1"', ""))


def found(archive: Archive) -> bool:
    return archive.catalogue.record(PAGE) is not None


@pytest.mark.parametrize("purged", [False, True])
def test_a_page_that_was_taken_out_comes_back_though_its_server_calls_it_unchanged(
    archive: Archive, purged: bool
) -> None:
    assert sync(archive, [PAGE], SyncOptions(fetcher=Server())).added == 1
    assert sync(archive, [PAGE], SyncOptions(fetcher=Server())).added == 0
    remove(archive, [PAGE])
    assert sync(archive, [PAGE], SyncOptions(fetcher=Server())).added == 0
    assert not found(archive)
    if purged:
        rebuild(archive)
    restore(archive, [PAGE])
    sync(archive, [PAGE], SyncOptions(fetcher=Server()))
    assert found(archive)


def test_a_page_that_was_pruned_comes_back(archive: Archive) -> None:
    from index.ingest.recovery import deactivate

    sync(archive, [PAGE], SyncOptions(fetcher=Server()))
    with archive.catalogue.writing() as connection:
        deactivate(connection, PAGE)
    assert not found(archive)
    assert sync(archive, [PAGE], SyncOptions(fetcher=Server())).added == 1
    assert found(archive)
