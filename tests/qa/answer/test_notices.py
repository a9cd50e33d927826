"""What an answer's reader is told of the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article
from index.search.filters import Filters
from qa.answer.notices import names_unmentioned
from tests.qa.answer.desks import desk_with

_ARTICLES = [
    Article("one", "Ferry to Thailand", "Norland Shipping sails to Thailand from May."),
    Article("two", "Fares", "A ticket to Thailand costs 90 crowns, Ana Vale said."),
]


@pytest.mark.parametrize(
    ("name", "filters", "says"),
    [
        (
            "Thailand",
            None,
            "2 articles mention Thailand, but none of the passages found for this question does.",
        ),
        (
            "Ana Vale",
            None,
            "1 article mentions Ana Vale, but none of the passages found for this question does.",
        ),
        ("Ana Lund", None, "Nothing in the archive mentions Ana Lund by that name."),
        ("Ana Lund's", None, "Nothing in the archive mentions Ana Lund by that name."),
        ("Thailand", Filters(exclude_articles=["one"]), "None of the passages found mentions Thailand."),
    ],
)
def test_nobody_is_told_that_the_archive_lacks_a_name_that_it_has(
    tmp_path: Path, name: str, filters: Filters | None, says: str
) -> None:
    with desk_with(tmp_path, _ARTICLES) as desk:
        assert list(names_unmentioned(desk._archive, [name], filters)) == [says]
