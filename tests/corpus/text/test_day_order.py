"""A day of numbers is read as its page's language and country write it, and told where nobody can know."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.text.dates import TwoDays, parse_published
from corpus.text.day_order import day_comes_first

ENGLISH = "The harbor of Hask stays shut until the storm is over, the council said in a statement on Monday."
GERMAN = "Der Hafen von Hask bleibt geschlossen, bis der Sturm vorüber ist, teilte der Rat am Montag mit."


@pytest.mark.parametrize(
    ("language", "address", "day_first"),
    [
        ("de", "", True),
        ("fr-FR", "https://lebac.example/1", True),
        ("en-US", "https://courier.uk/1", False),
        ("en_GB", "", True),
        ("en", "https://www.courier.co.uk/1", True),
        ("en", "https://www.courier.us/1", False),
        ("en", "https://www.courier.com/1", None),
        ("", "https://courier.ie/1", True),
        ("ja", "", None),
        ("", "http://[x", None),
    ],
)
def test_language_and_country_say_which_comes_first(
    language: str, address: str, day_first: bool | None
) -> None:
    assert day_comes_first(language, address) is day_first


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("25/12/2024", None, 25),
        ("12/25/2024", None, 25),
        ("12/25/2024", True, 25),
        ("Wed, 12/12/2024 10:15", None, 12),
        ("05-12-2024", True, 5),
        ("12/05/2024 7:40 PM", False, 5),
    ],
)
def test_a_day_that_can_only_be_one_is_read(text: str, day_first: bool | None, day: int) -> None:
    moment, _ = parse_published(text, day_first)
    assert moment is not None
    assert moment.date() == datetime(2024, 12, day, tzinfo=UTC).date()


def test_one_that_may_be_two_names_both() -> None:
    with pytest.raises(TwoDays, match="may be 12 May 2024 or 5 December 2024"):
        parse_published("05/12/2024")


def read(tmp_path: Path, name: str, text: str) -> tuple[list[str], list[str]]:
    (tmp_path / name).write_text(text, "utf-8")
    items = list(read_path(tmp_path / name))
    days = [
        f"{item.published_at:%Y-%m-%d}" for item in items if isinstance(item, Article) and item.published_at
    ]
    return days, [item.message for item in items if isinstance(item, ArticleError)]


def test_a_row_is_read_in_its_own_order_or_its_day_is_reported(tmp_path: Path) -> None:
    rows = [
        {"title": "Hafen", "body": GERMAN, "date": "05/12/2024"},
        {"title": "Harbor", "body": ENGLISH, "date": "05/12/2024", "language": "en-US"},
        {"title": "Harbour", "body": ENGLISH, "date": "05/12/2024", "url": "https://courier.co.uk/harbour"},
        {"title": "Harbor shut", "body": ENGLISH, "date": "05/12/2024", "url": "https://courier.com/harbor"},
    ]
    days, told = read(tmp_path, "a.json", json.dumps(rows))
    assert days == ["2024-12-05", "2024-05-12", "2024-12-05"]
    [message] = told
    assert message == (
        "published_at: '05/12/2024' may be 12 May 2024 or 5 December 2024; the article was kept without it"
    )


def test_a_page_and_a_feed_are_read_in_the_order_of_their_language(tmp_path: Path) -> None:
    page = (
        '<html lang="en-GB"><head><title>Harbour</title><meta name="author" content="Ana Vale">'
        '<meta property="article:published_time" content="05/12/2024"></head>'
        f"<body><article><h1>Harbour</h1><p>{ENGLISH}</p><p>{ENGLISH[4:]}</p></article></body></html>"
    )
    assert read(tmp_path, "a.html", page)[0] == ["2024-12-05"]
    feed = (
        "<rss version='2.0'><channel><title>Bote</title><item><title>Hafen</title>"
        f"<guid>1</guid><description>{GERMAN}</description><pubDate>05/12/2024</pubDate></item></channel></rss>"
    )
    assert read(tmp_path, "a.xml", feed)[0] == ["2024-12-05"]
