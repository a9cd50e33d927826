"""Files that name where articles are, and have none: lists of feeds, and sitemaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article, LeftOut
from corpus.errors import ArticleError
from corpus.formats.read import read_path

OPML = '<opml version="2.0"><body><outline text="Gull" xmlUrl="https://gull.example/rss"/></body></opml>'
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://g.example/a</loc></url></urlset>'


@pytest.mark.parametrize(
    ("name", "text", "kind", "then"),
    [
        ("feeds.opml", OPML, "list of feeds", "citedesk feeds add"),
        ("feeds.xml", OPML, "list of feeds", "citedesk feeds add"),
        ("sitemap.xml", SITEMAP, "sitemap", "Sync the site's feed"),
    ],
)
def test_it_is_told_as_one_with_what_to_do(
    tmp_path: Path, name: str, text: str, kind: str, then: str
) -> None:
    (tmp_path / name).write_text(text)
    [error] = read_path(tmp_path / name)
    assert isinstance(error, ArticleError)
    assert f"This is a {kind} with 1 address, and" in error.message
    assert then in error.hint


def test_in_a_folder_it_is_counted_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_text(SITEMAP)
    (tmp_path / "feeds.opml").write_text(OPML)
    (tmp_path / "a.txt").write_text("Bridge shut\n\nThe bridge to Lindholm is shut until May, he said.\n")
    items = list(read_path(tmp_path))
    assert sum(isinstance(item, Article) for item in items) == 1
    left = {(item.kind, item.example) for item in items if isinstance(item, LeftOut)}
    assert left == {("sitemap", "<urlset>"), ("file of another kind", ".opml")}
