"""What a batch decides, what it costs, and what a crash at any of its steps leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest import chunks, commit
from index.place import Place
from index.search.pipeline import search
from tests.fakes import BagOfWords
from tests.index.makers import article, assert_whole, day, put, state

pytestmark = pytest.mark.both_databases

LONG = "\n\n".join(
    f"Paragraph {n} tells of boat {n} and of the harbour at length, as it was on day {n}. " * 3
    for n in range(12)
)


def open_at(folder: Path) -> Archive:
    return Archive(Place(folder, PACKAGED, folder / "cache"), encoder=BagOfWords())


def found(archive: Archive, query: str) -> set[tuple[str, int]]:
    return {(hit.article_id, hit.version) for hit in search(archive, query, top_k=50).hits}


def test_what_is_decided_of_an_article(archive: Archive) -> None:
    first = article("a", "The ferry sank.")
    assert put(archive, first) == ["added"]
    assert put(archive, first) == ["unchanged"]
    assert put(archive, article("a", "The ferry sank on Monday.")) == ["updated"]
    assert put(archive, article("a", "The ferry sank on Monday.", source="Courier")) == ["metadata"]
    assert found(archive, "ferry") == {("a", 2)}
    assert_whole(archive)


def test_a_change_of_metadata_embeds_nothing_and_is_found_by_its_filter(
    archive: Archive, encoder: BagOfWords
) -> None:
    from index.search.filters import Filters

    put(archive, article("a", LONG))
    before = len(encoder.embedded)
    put(
        archive,
        article("a", LONG, source="Courier", published_at=day("2025-04-16"), published_precision="day"),
    )
    assert len(encoder.embedded) == before
    assert search(archive, "boat", filters=Filters(["Courier"], "2025-04-16", "2025-04-16")).hits


def test_metadata_that_no_search_filters_by_leaves_vectors_and_words_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, article("a", LONG, source="Courier"))
    written: list[str] = []
    monkeypatch.setattr(
        commit, "write_derived", lambda _archive, chunks, _derived: written.extend(c.chunk_id for c in chunks)
    )
    assert put(archive, article("a", LONG, source="Courier", author="Ana Vale")) == ["metadata"]
    record = archive.catalogue.record("a")
    assert record is not None
    assert (record.author, record.version, written) == ("Ana Vale", 1, [])
    put(archive, article("a", LONG, source="Harbour Press", author="Ana Vale"))
    assert written


def test_a_changed_paragraph_embeds_only_the_chunks_it_changed(archive: Archive, encoder: BagOfWords) -> None:
    put(archive, article("a", LONG))
    whole = len(encoder.embedded)
    put(archive, article("a", LONG.replace("boat 11", "ship 11")))
    assert 0 < len(encoder.embedded) - whole < whole / 2


def test_a_text_older_than_ours_by_the_publishers_clock_is_no_new_version(archive: Archive) -> None:
    put(archive, article("a", "Corrected.", updated_at=day("2025-04-17")))
    assert put(archive, article("a", "First.", updated_at=day("2025-04-16"))) == ["unchanged"]
    assert found(archive, "corrected first") == {("a", 1)}


def test_an_entry_that_tells_only_its_last_change_keeps_its_first_day(archive: Archive) -> None:
    def entry(text: str, told: str) -> Article:
        at = day(told)
        return article(
            "a",
            text,
            published_at=at,
            published_precision="instant",
            published_is_update=True,
            updated_at=at,
        )

    changes = [
        ("First.", "2025-04-16"),
        ("Second.", "2025-04-18"),
        ("Second.", "2025-04-19"),
        ("Third.", "2025-04-20"),
    ]
    assert [put(archive, entry(*change))[0] for change in changes] == [
        "added",
        "updated",
        "metadata",
        "updated",
    ]
    assert put(archive, entry(*changes[-1])) == ["unchanged"]
    record = archive.catalogue.record("a")
    assert record is not None
    assert (record.published_at, record.updated_at) == (day("2025-04-16"), day("2025-04-20"))


def test_a_day_of_publication_that_is_told_takes_the_place_of_another(archive: Archive) -> None:
    for told in ("2025-04-16", "2025-04-18"):
        put(
            archive,
            article(
                "a", "Text.", published_at=day(told), published_precision="instant", updated_at=day(told)
            ),
        )
    record = archive.catalogue.record("a")
    assert record is not None
    assert record.published_at == day("2025-04-18")


def test_a_text_that_comes_back_is_a_new_version_with_the_history_kept(archive: Archive) -> None:
    for text in ("One ferry.", "Two ferries.", "One ferry."):
        put(archive, article("a", text))
    record = archive.catalogue.record("a")
    assert record is not None
    assert (record.version, record.versions) == (3, (1, 2, 3))
    assert_whole(archive)


class Crash(BaseException):
    """What no handler catches, as a kill is."""


def before(function: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*_: Any, **__: Any) -> Any:
        raise Crash

    return crash


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    def crash(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        raise Crash

    return crash


STEPS = [
    (when, where, name)
    for where, name in [
        ("commit", "_write_pending"),
        ("chunks", "_vectors_of"),
        ("vectors", "upsert"),
        ("words", "write"),
        ("commit", "_activate"),
        ("vectors", "delete"),
        ("commit", "collect_garbage"),
    ]
    for when in (before, after)
]
OLD = [article("a", "The ferry sank."), article("b", LONG)]
NEW = [
    article("a", "The ferry was raised."),
    article("b", LONG.replace("boat", "ship")),
    article("c", "A new pier."),
]


@pytest.mark.parametrize(("when", "where", "name"), STEPS, ids=[f"{w.__name__}-{n}" for w, _, n in STEPS])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_and_running_again_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: Callable[..., Any], where: str, name: str
) -> None:
    undisturbed = open_at(tmp_path / "undisturbed")
    put(undisturbed, *OLD)
    put(undisturbed, *NEW)
    struck = open_at(tmp_path / "struck")
    put(struck, *OLD)
    target = {
        "commit": commit,
        "chunks": chunks,
        "vectors": struck.derived.vectors,
        "words": struck.derived.words,
    }[where]
    with monkeypatch.context() as patch:
        patch.setattr(target, name, when(getattr(target, name)))
        with pytest.raises(Crash):
            put(struck, *NEW)
    struck.close()
    again = open_at(tmp_path / "struck")
    versions = {a: v for a, v in found(again, "ferry harbour ship boat pier")}
    assert versions in ({"a": 1, "b": 1}, {"a": 2, "b": 2, "c": 1})
    put(again, *NEW)
    assert_whole(again)
    assert state(again) == state(undisturbed)
    again.close()
    undisturbed.close()
