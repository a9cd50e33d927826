"""A feed may take an entry back by the id that it gave it, although the archive knows it by its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from corpus.fetch.feeds_and_pages import Memory, Unchanged
from corpus.fetch.http import Fetched, Fetcher, Validators
from corpus.options import Reading
from index.archive import Archive
from index.catalogue import schema as t
from index.ingest.sync import SyncOptions, sync
from tests.index.makers import assert_whole

FEED = "https://quay.example/feed"
TAG = "tag:quay.example,2024:{}"
NAMED = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
LONG = "The lock gate of Tarn was lifted out on Thursday by a crane from Hask, its keeper said. " * 12


def entry(number: int, link: str = "") -> str:
    page = link or f"https://quay.example/{number}"
    told = f"<id>{TAG.format(number)}</id><link href='{page}'/><updated>2024-05-02T08:00:00Z</updated>"
    return f"<entry>{told}<title>Lock {number} of Tarn lifted out</title><content>{LONG}</content></entry>"


def gone(number: int) -> str:
    return f'<at:deleted-entry ref="{TAG.format(number)}" when="2024-05-03T08:00:00Z"/>'


def feed(*inside: str) -> bytes:
    return f"<feed {NAMED}><title>The Quay</title>{''.join(inside)}</feed>".encode()


class Served(Fetcher):
    """Gives one answer for every address."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw

    def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        return Fetched(url, "application/atom+xml", self.raw, Validators())


def ids(archive: Archive) -> set[str]:
    with archive.catalogue.reading() as connection:
        found = connection.scalars(select(t.article.c.article_id).where(t.article.c.version.is_not(None)))
        return {name.rpartition("/")[2] for name in found}


@pytest.mark.both_databases
def test_a_file_takes_back_what_it_brought(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    path = folder / "quay.atom"
    path.write_bytes(feed(entry(1), entry(2)))
    sync(archive, [folder])
    path.write_bytes(feed(gone(1), entry(2)))
    report = sync(archive, [folder])
    assert (report.removed, report.left_out, ids(archive)) == (1, {"trashed": 1}, {"2"})
    assert sync(archive, [folder]).removed == 0
    path.write_bytes(feed(entry(1), entry(2)))  # Published again.
    sync(archive, [folder])
    assert ids(archive) == {"1", "2"}
    assert_whole(archive)


def test_an_address_takes_back_what_it_brought(archive: Archive) -> None:
    sync(archive, [FEED], SyncOptions(fetcher=Served(feed(entry(1), entry(2)))))
    assert sync(archive, [FEED], SyncOptions(fetcher=Served(feed(gone(1))))).removed == 1
    assert ids(archive) == {"2"}


def test_an_entry_that_the_feed_lists_still_is_taken_back_too(archive: Archive) -> None:
    sync(archive, [FEED], SyncOptions(fetcher=Served(feed(entry(1), entry(2), gone(1)))))
    assert ids(archive) == {"2"}


def test_an_entry_whose_page_had_not_changed_is_found_by_its_id(archive: Archive) -> None:
    def unchanged(url: str, reading: Reading, fetcher: Fetcher, memory: Memory):  # type: ignore[no-untyped-def]
        yield Unchanged("https://quay.example/1")

    sync(archive, [FEED], SyncOptions(fetcher=Served(feed(entry(1), entry(2)))))
    sync(archive, [FEED], SyncOptions(fetch=unchanged))
    assert sync(archive, [FEED], SyncOptions(fetcher=Served(feed(gone(1))))).removed == 1


def test_another_feed_takes_nothing_back_by_the_same_id(archive: Archive) -> None:
    sync(archive, [FEED], SyncOptions(fetcher=Served(feed(entry(1)))))
    assert (
        sync(archive, ["https://tern.example/feed"], SyncOptions(fetcher=Served(feed(gone(1))))).removed == 0
    )
    assert ids(archive) == {"1"}


def test_a_feed_that_lists_the_page_of_another_host_cannot_take_it_from_who_else_brought_it(
    archive: Archive,
) -> None:
    sync(archive, ["https://tern.example/feed"], SyncOptions(fetcher=Served(feed(entry(1)))))
    sync(archive, [FEED], SyncOptions(fetcher=Served(feed(entry(1)))))
    assert (
        sync(archive, ["https://tern.example/feed"], SyncOptions(fetcher=Served(feed(gone(1))))).removed == 0
    )
    assert sync(archive, [FEED], SyncOptions(fetcher=Served(feed(gone(1))))).removed == 1


def test_pruning_a_file_finds_its_entries(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    folder.mkdir()
    path = folder / "quay.atom"
    path.write_bytes(feed(entry(1), entry(2)))
    sync(archive, [folder])
    path.write_bytes(feed(entry(2)))
    assert sync(archive, [folder], SyncOptions(only=[path], prune=True)).removed == 1
