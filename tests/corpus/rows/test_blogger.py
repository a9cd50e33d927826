"""A blog as Blogger hands it out: what is no published post is no article."""

from __future__ import annotations

import pytest

from corpus.article import Article, LeftOut, Withdrawal
from corpus.formats.rss import read_feed
from corpus.options import Reading

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018">
<title>The Gull</title><entry><id>tag:blogger.com,1999:blog-1.post-2</id><title>Bridge shut</title>{more}
<updated>2025-03-04T06:30:00Z</updated><content type="html">The bridge to Lindholm is shut.</content></entry>
</feed>"""
OLD_KIND = (
    '<category scheme="http://schemas.google.com/g/2005#kind" '
    'term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
)


def read(more: str) -> Article | LeftOut | Withdrawal:
    [item] = read_feed(FEED.format(more=more).encode(), "blog.atom", Reading())
    assert isinstance(item, Article | LeftOut | Withdrawal)
    return item


@pytest.mark.parametrize(
    ("status", "kind"), [("DRAFT", "draft"), ("SCHEDULED", "scheduled"), ("SOFT_TRASHED", "trashed")]
)
def test_a_post_that_is_not_out_is_told_as_what_it_is(status: str, kind: str) -> None:
    item = read(f"<blogger:type>POST</blogger:type><blogger:status>{status}</blogger:status>")
    assert isinstance(item, Withdrawal)
    assert item.kind == kind


@pytest.mark.parametrize("kind", ["comment", "page", "settings", "template"])
def test_what_is_no_post_is_left_out_by_its_kind(kind: str) -> None:
    for more in (f"<blogger:type>{kind.upper()}</blogger:type>", OLD_KIND.format(kind=kind)):
        item = read(more)
        assert isinstance(item, LeftOut)
        assert item.kind == kind


def test_a_post_is_an_article_whose_id_is_no_address() -> None:
    for more in (
        "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>",
        OLD_KIND.format(kind="post"),
        "",
    ):
        item = read(more)
        assert isinstance(item, Article)
        assert (item.article_id, item.url) == ("tag:blogger.com,1999:blog-1.post-2", None)
