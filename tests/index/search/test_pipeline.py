from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import QuestionError
from index.archive import Archive
from index.embed.models import PACKAGED
from index.place import Place
from index.search.filters import Filters
from index.search.pipeline import search
from index.search.tuning import Tuning
from tests.fakes import BagOfWords
from tests.index.ingest.test_commit import open_at
from tests.index.makers import article, day, put

pytestmark = pytest.mark.both_databases

texts = st.lists(
    st.sampled_from(["ferry", "pier", "😀", "Łukasz", "e\u0301", "said.", "\n\n", "harbour", "12"]),
    min_size=1,
    max_size=60,
).map(" ".join)
articles = st.builds(
    Article,
    article_id=st.text(st.sampled_from("ab/'\"é 😀"), min_size=1, max_size=6),
    title=st.just("News of the harbour"),
    body=texts.filter(lambda text: text.strip()),
    source=st.sampled_from([None, "Courier", "Signal"]),
    published_at=st.sampled_from([None, day("2025-01-01"), day("2025-06-01")]),
)


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(articles, max_size=6, unique_by=lambda item: item.article_id),
    st.sampled_from(["ferry", "pier 12", "zzz"]),
)
def test_every_hit_is_what_it_says_and_what_the_filters_let_through(
    given_articles: list[Article], query: str
) -> None:
    with TemporaryDirectory() as folder:
        archive = open_at(Path(folder))
        if given_articles:
            put(archive, *given_articles)
        bodies = {item.article_id: item.body for item in given_articles}
        for filters in (
            Filters(),
            Filters(published_from="2025-02-01"),
            Filters(exclude_articles=list(bodies)[:1]),
        ):
            hits = search(archive, query, top_k=20, filters=filters).hits
            assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
            assert len({hit.chunk_id for hit in hits}) == len(hits)
            for hit in hits:
                assert hit.text == bodies[hit.article_id][hit.start : hit.end]
                assert hit.article_id not in filters.exclude_articles
                assert not filters.dated or hit.published_at == day("2025-06-01")
        archive.close()


@pytest.fixture
def harbour(archive: Archive) -> Archive:
    same = (
        "The survey ship found the wreck of the Perpetua on Monday, sixty metres down, "
        "with its bell and three anchors still aboard."
    )
    put(
        archive,
        article("old", "The ferry fare rose to 9.", published_at=day("2024-01-01"), source="Courier"),
        article("new", "The ferry fare rose to 9!", published_at=day("2025-06-01"), source="Signal"),
        article("undated", "Cheese was sold at the market."),
        article("wire", same, source="Wire"),
        article("copy", same, source="Courier", title="Perpetua found"),
    )
    return archive


def test_copies_of_a_story_are_folded_and_named(harbour: Archive) -> None:
    hits = search(harbour, "wreck of the Perpetua").hits
    [wreck] = [hit for hit in hits if hit.article_id in ("wire", "copy")]
    assert {wreck.article_id, *wreck.copies} == {"wire", "copy"}
    unfolded = search(harbour, "wreck of the Perpetua", tuning=Tuning(fold=False)).hits
    assert {"wire", "copy"} <= {hit.article_id for hit in unfolded}


def test_of_two_equal_articles_the_nearer_to_today_comes_first(harbour: Archive) -> None:
    for today, first in ((date(2025, 6, 3), "new"), (date(2024, 1, 3), "old")):
        assert search(harbour, "ferry fare", today=today).hits[0].article_id == first


def test_undated_articles_are_counted_when_a_day_is_set(harbour: Archive) -> None:
    result = search(harbour, "ferry", filters=Filters(published_from="2024-01-01"))
    assert {hit.article_id for hit in result.hits} == {"old", "new"}
    assert result.notices == ("3 articles without a date were not searched.",)


def test_an_unknown_source_names_near_ones(harbour: Archive) -> None:
    with pytest.raises(QuestionError) as caught:
        search(harbour, "ferry", filters=Filters(["Currier"]))
    assert "Courier" in caught.value.hint


@pytest.mark.sqlite
@pytest.mark.parametrize("top_k", [0, -1, 1001])
def test_how_many_is_bounded(harbour: Archive, top_k: int) -> None:
    with pytest.raises(QuestionError, match="top_k"):
        search(harbour, "ferry", top_k=top_k)


def test_an_empty_archive_finds_nothing(archive: Archive) -> None:
    assert search(archive, "ferry").hits == ()


@pytest.mark.sqlite
def test_no_article_fills_the_first_ten_while_others_could(archive: Archive) -> None:
    long = "\n\n".join(
        f"The ferry sailed on day {n} with {n} people and came back to the pier late. " * 3 for n in range(30)
    )
    others = [article(f"o{n}", f"The ferry of port {n} sailed late.") for n in range(12)]
    put(archive, article("long", long, title="The ferry"), *others)
    hits = search(archive, "ferry sailed late", top_k=10).hits
    assert sum(hit.article_id == "long" for hit in hits) <= 3
    assert len(hits) == 10


def test_a_named_month_or_outlet_moves_its_article_up_and_leaves_nothing_out(harbour: Archive) -> None:
    assert search(harbour, "ferry fare in January 2024").hits[0].article_id == "old"
    assert search(harbour, "ferry fare in June 2025").hits[0].article_id == "new"
    assert search(harbour, "ferry fare, according to the Courier").hits[0].article_id == "old"
    named = search(harbour, "ferry fare, according to the Signal").hits
    assert named[0].article_id == "new"
    assert "old" in {hit.article_id for hit in named}


@pytest.mark.sqlite
def test_each_part_of_a_question_is_searched(archive: Archive) -> None:
    crowd = [article(f"f{n}", f"The ferry fare rose to {n} on the ferry.") for n in range(12)]
    put(archive, *crowd, article("wreck", "Divers found the wreck of the Perpetua."))
    question = "What did the ferry fare on the ferry rise to, and who found the wreck Perpetua?"
    hits = search(archive, question, top_k=4).hits
    assert "wreck" in {hit.article_id for hit in hits}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "off",
    [
        {"dense": 0.0},
        {"lexical": 0.0},
        {"parts": False},
        {"nearness": 0.0},
        {"named_days": 0.0},
        {"named_sources": 0.0},
        {"proximity": 0.0},
        {"per_article": 0},
        {"fold": False},
    ],
)
def test_every_step_can_be_switched_off(harbour: Archive, off: dict[str, Any]) -> None:
    question = "ferry fare in June 2025, according to the Signal, and who found the wreck?"
    result = search(harbour, question, today=date(2025, 6, 3), tuning=replace(Tuning(), **off))
    assert {"old", "new"} <= {hit.article_id for hit in result.hits}


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["AP", "apnews.com", "associated press", "Associated Press"])
def test_a_filter_takes_an_outlet_by_any_of_its_names(archive: Archive, name: str) -> None:
    put(archive, article("a", "The ferry sank.", source="Associated Press"))
    put(archive, article("b", "The ferry was raised.", source="Courier"))
    hits = search(archive, "ferry", filters=Filters(sources=[name])).hits
    assert [hit.article_id for hit in hits] == ["a"]


def test_a_filter_takes_the_names_of_the_setting_too(tmp_path: Path, encoder: BagOfWords) -> None:
    place = Place(tmp_path / "archive", PACKAGED, tmp_path / "cache", outlets={"hc": "Harbour Courier"})
    archive = Archive(place, encoder=encoder)
    put(archive, article("a", "The ferry sank.", source="Harbour Courier"))
    put(archive, article("b", "The ferry was raised.", source="Signal"))
    for name in ("HC", "harbour courier"):
        assert [hit.article_id for hit in search(archive, "ferry", filters=Filters([name])).hits] == ["a"]
    archive.close()


def test_without_a_day_the_newer_of_two_alike_comes_first(harbour: Archive) -> None:
    def first(query: str, **tuning: float) -> str:
        return search(harbour, query, tuning=Tuning(**tuning)).hits[0].article_id

    assert first("ferry fare", recency=5.0) == "new"
    assert first("ferry fare in January 2024", recency=5.0) == "old"
    assert first("ferry fare, according to the Courier", recency=5.0) == "old"


@pytest.mark.parametrize("field", ["author", "section"])
def test_a_filter_on_what_words_do_not_know_is_hard(archive: Archive, field: str) -> None:
    bodies = {f"a{number}": f"The ferry sank off pier {number}." for number in range(30)}
    put(archive, *(article(name, body, **{field: "Loud"}) for name, body in bodies.items()))
    rare = article("z", "A whale passed the old ferry.", **{field: "Rare"})
    put(archive, rare, article("n", "A ferry."))
    for tuning in (Tuning(lexical=0.0), Tuning(dense=0.0)):
        hits = search(archive, "ferry", filters=Filters(**{f"{field}s": ["Rare"]}), tuning=tuning).hits
        assert [hit.article_id for hit in hits] == ["z"]
    [hit] = search(archive, "ferry", filters=Filters(**{f"{field}s": ["rare "]})).hits
    assert hit.article_id == "z"
    with pytest.raises(QuestionError, match=f"no {field} 'Loudly'") as told:
        search(archive, "ferry", filters=Filters(**{f"{field}s": ["Loudly"]}))
    assert "It has 'Loud'" in told.value.hint
