"""Entries of feeds as systems write them: their names, addresses, headlines, films and days to come."""

from __future__ import annotations

import pytest

from corpus.article import Article
from corpus.formats.rss import read_feed
from corpus.options import Reading

TEXT = "The bridge to Lindholm is shut until May."
NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"'
)


def entry(inside: str, link: str = "https://gull.example/a", before: str = "") -> Article:
    item = f"<item><link>{link}</link>{inside}</item>"
    raw = f"{before}<rss version='2.0' {NAMESPACES}><channel><title>Gull</title>{item}</channel></rss>"
    [article] = read_feed(raw.encode(), "feed.rss", Reading())
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("ana@gull.press (Ana Vale)", "Ana Vale"),
        ("Ana Vale &lt;ana@gull.example&gt;", "Ana Vale"),
        ("Ana Vale, Bo Lund", "Ana Vale, Bo Lund"),
        ("ana@gull.example", "ana@gull.example"),
    ],
)
def test_an_author_is_a_name_wherever_an_address_stands_beside_it(written: str, author: str) -> None:
    told = entry(f"<title>Bridge shut</title><author>{written}</author><description>{TEXT}</description>")
    assert told.author == author


def test_a_headline_that_is_escaped_twice_over_is_read() -> None:
    shut = entry(f"<title>&lt;![CDATA[Bridge shut]]&gt;</title><description>{TEXT}</description>")
    assert shut.title == "Bridge shut"


def test_a_headline_of_several_outlets_ends_before_the_name_of_its_own() -> None:
    of = "<source url='https://tern.example'>The Tern</source>"
    told = entry(f"<title>Bridge shut - The Tern</title>{of}<description>{TEXT}</description>")
    assert (told.title, told.source) == ("Bridge shut", "The Tern")
    alone = entry(f"<title>Bridge shut - The Tern</title><description>{TEXT}</description>")
    assert alone.title == "Bridge shut - The Tern"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://tern.example/b&amp;ct=ga",
        "https://www.google.co.uk/url?q=https%3A%2F%2Ftern.example%2Fb",
    ],
)
def test_an_address_that_counts_a_click_first_is_the_one_that_it_leads_to(link: str) -> None:
    told = entry(f"<title>Bridge shut</title><description>{TEXT}</description>", link)
    assert told.url == told.article_id == "https://tern.example/b"


def test_an_address_with_a_parameter_of_that_name_is_its_own() -> None:
    link = "https://gull.example/url?url=https://tern.example/b"
    assert entry(f"<title>Bridge shut</title><description>{TEXT}</description>", link).url == link


def test_the_address_before_a_service_that_hands_feeds_on_is_the_entrys() -> None:
    first = "<fb:origLink>https://gull.example/first</fb:origLink>"
    told = entry(f"<title>Bridge shut</title>{first}<description>{TEXT}</description>")
    assert told.url == "https://gull.example/first"


def test_a_film_without_another_text_has_what_is_said_of_it() -> None:
    said = f"<media:group><media:title>Clip</media:title><media:description>{TEXT}</media:description>"
    assert entry(f"<title>Bridge shut</title>{said}</media:group>").body == TEXT
    other = entry(f"<title>Shut</title>{said}</media:group><description>It creaked.</description>")
    assert other.body == "It creaked."


@pytest.mark.parametrize(
    ("day", "waits"), [("Sun, 12 May 2097 10:15:00 GMT", True), ("Mon, 12 May 2025 10:15:00 GMT", False)]
)
def test_an_entry_of_a_day_to_come_waits_for_it(day: str, waits: bool) -> None:
    told = entry(f"<title>Bridge shut</title><pubDate>{day}</pubDate><description>{TEXT}</description>")
    assert (told.embargoed_until == told.published_at) is waits
    assert (told.embargoed_until is not None) is waits


def test_beside_a_doctype_the_characters_of_html_are_read_too() -> None:
    before = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://elsewhere.example/rss.dtd">'
    told = entry(
        f"<title>Bridge&nbsp;shut</title><description>Caf&eacute;: {TEXT}</description>", before=before
    )
    assert (told.title, told.body) == ("Bridge shut", f"Café: {TEXT}")


def test_what_a_blog_ends_its_feed_with_is_no_part_of_a_summary() -> None:
    end = "&lt;p&gt;The post Bridge shut first appeared on Gull.&lt;/p&gt;"
    content = (
        f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{TEXT} It creaked.{end}"
    )
    told = entry(
        f"<title>Bridge shut</title><description>&lt;p&gt;{TEXT}&lt;/p&gt;{end}</description>"
        f"{content}</content:encoded>"
    )
    assert (told.summary, told.body) == (TEXT, f"{TEXT} It creaked.")
