"""Finding articles by the words of their texts: all of them, with the place where they stand, and facets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from index.archive import Archive
from index.browse.facets import Selection
from index.catalogue.reads import Catalogue
from index.ingest.removal import remove
from index.search.articles import ArticleFinder, SortBy, phrases_of
from tests.index.makers import article, day, put


@pytest.fixture
def finder(archive: Archive) -> ArticleFinder:
    put(
        archive,
        article(
            "a",
            "The mayor spoke of rare earths and of ferries.\n\nNobody in the hall had asked.",
            title="Ferry sinks",
            source="Courier",
            author="Ada Byron",
            published_at=day("2025-06-01"),
        ),
        article("b", "Earths that are rare sang.", title="Whale sings", published_at=day("2025-06-02")),
        article("c", "The bell rang on the ferry.", title="bell rings", source="Courier"),
    )
    return ArticleFinder(archive)


def ids(finder: ArticleFinder, query: str = "", **options: object) -> list[str]:
    return [item.article_id for item in finder.find(query, **options).listing.articles]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["b", "a", "c"]),
        ("ferry", ["a", "c"]),  # In a text in the plural, in a headline, and in a text.
        ("mayor asked", ["a"]),  # In different places of one text.
        ("mayor bell", []),
        ("rare earths", ["b", "a"]),
        ('"rare earths"', ["a"]),
        ("“rare earths”", ["a"]),
        ("courier bell", ["c"]),  # One of the outlet, one of the text.
        ("byron", ["a"]),
        ("ferr", ["a"]),  # A part of a headline's word; of a text's it would be found too often.
        ("the mayor", ["a"]),
        ("the", ["b", "a", "c"]),
        ("zebra", []),
        ("%", []),
        ('"', ["b", "a", "c"]),
    ],
)
def test_all_words_are_found_wherever_they_stand(
    finder: ArticleFinder, query: str, expected: list[str]
) -> None:
    assert ids(finder, query) == expected


def test_the_words_are_marked_where_they_stand(finder: ArticleFinder) -> None:
    found = finder.find("ferry mayor")
    [snippet] = found.snippets.values()
    assert [text for text, mark in snippet.pieces if mark] == ["mayor", "ferries"]
    assert "".join(text for text, _ in snippet.pieces).startswith("The mayor spoke of rare earths")
    assert found.titles["a"].pieces == (("Ferry", True), (" sinks", False))
    assert finder.find("byron").snippets == {}


def test_a_standfirst_is_shown_where_the_text_has_none_of_the_words(archive: Archive) -> None:
    put(archive, article("a", "The bell rang.", summary="Nobody heard of the ferry."))
    found = ArticleFinder(archive).find("ferry")
    assert found.snippets["a"].pieces == (("Nobody heard of the ", False), ("ferry", True), (".", False))


def test_without_a_query_nothing_is_marked(finder: ArticleFinder) -> None:
    assert finder.find().snippets == {}


def test_facets_are_counted_among_what_was_found(finder: ArticleFinder) -> None:
    found = finder.find("ferry", Selection(first=date(2025, 1, 1)))
    assert found.listing.total == 1
    assert found.counts is not None
    assert found.counts.values["sources"] == {"Courier": 1}
    everywhere = finder.find("ferry").counts
    assert everywhere is not None
    assert everywhere.values["months"] == {"2025-06": 1, "": 1}


@pytest.mark.parametrize(
    ("order", "descending", "expected"),
    [
        ("published", True, ["b", "a", "c"]),
        ("published", False, ["a", "b", "c"]),
        ("title", False, ["c", "a", "b"]),
        ("source", False, ["a", "c", "b"]),
        ("source", True, ["a", "c", "b"]),  # What has none comes last either way.
        ("versions", True, ["a", "b", "c"]),
        ("match", True, ["b", "a", "c"]),
    ],
)
def test_it_sorts(finder: ArticleFinder, order: SortBy, descending: bool, expected: list[str]) -> None:
    assert ids(finder, order=order, descending=descending) == expected


def test_the_best_match_comes_first(archive: Archive) -> None:
    put(
        archive,
        article("long", "A ferry. " + "The bell rang and rang. " * 5, published_at=day("2025-06-02")),
        article("short", "Ferry, ferry, ferry.", published_at=day("2025-06-01")),
    )
    finder = ArticleFinder(archive)
    assert ids(finder, "ferry") == ["long", "short"]
    assert ids(finder, "ferry", order="match") == ["short", "long"]


def test_it_pages_and_follows_every_change(finder: ArticleFinder, archive: Archive) -> None:
    assert ids(finder, limit=1, offset=1) == ["a"]
    assert finder.find(limit=1).listing.total == 3
    assert ids(finder, "ferry") == ["a", "c"]
    remove(archive, ["a"])
    assert ids(finder, "ferry") == ["c"]
    put(archive, article("d", "Another ferry."))
    assert ids(finder, "ferry") == ["c", "d"]


def test_what_is_under_embargo_is_not_found(archive: Archive) -> None:
    put(archive, article("a", "A ferry.", embargoed_until=day("2999-01-01")), article("b", "A ferry."))
    assert ids(ArticleFinder(archive), "ferry") == ["b"]


def test_a_query_of_thousands_of_words_has_its_first_twenty() -> None:
    assert len(phrases_of(" ".join(map(str, range(20_000))))) == 20
    assert phrases_of("ferry " * 20_000)[0] == "ferry"
    assert phrases_of('one "two three" «four» five') == ("one", "two three", "four", "five")


def test_words_of_a_replaced_version_are_found_no_more(archive: Archive) -> None:
    finder = ArticleFinder(archive)
    put(archive, article("a", "A ferry sank."), article("b", "A ferry sang."))
    assert ids(finder, "ferry") == ["a", "b"]
    put(archive, article("a", "A whale sank."))
    assert ids(finder, "ferry") == ["b"]
    assert ids(finder, "sank") == ["a"]


def test_after_a_change_only_what_new_chunks_are_of_is_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = ArticleFinder(archive)
    put(archive, article("a", "A ferry sank."), article("b", "A ferry sang."))
    finder.find("ferry")
    read: list[int] = []

    def counting(_: Catalogue, chunk_ids: Sequence[str] | None = None) -> dict[str, tuple[str, int]]:
        versions = original(archive.catalogue, chunk_ids)
        read.append(len(versions))
        return versions

    original = Catalogue.versions_of_chunks
    monkeypatch.setattr(Catalogue, "versions_of_chunks", counting)
    put(archive, article("c", "A ferry rang."))
    assert ids(finder, "ferry") == ["a", "b", "c"]
    assert read == [1]
