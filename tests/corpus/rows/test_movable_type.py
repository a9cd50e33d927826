"""The export of Movable Type and its kin: every post an article, and no draft."""

from __future__ import annotations

from pathlib import Path

from corpus.article import Article, Withdrawal
from corpus.formats.read import read_path

EXPORT = """AUTHOR: Ana Vale
TITLE: Pier of Hask opens
BASENAME: pier-opens
STATUS: Publish
PRIMARY CATEGORY: Harbour
DATE: 04/16/2025 07:40:00 PM
-----
BODY:
<p>The pier of Hask opened on Monday, its keeper said.</p>
<p>Boats came from the islands.</p>
-----
EXTENDED BODY:
<p>The ferry is to follow in May.</p>
-----
EXCERPT:
It took two years.
-----
COMMENT:
AUTHOR: Somebody
I do not believe a word of it.
-----
--------
AUTHOR: Ana Vale
TITLE: The mayor resigns
STATUS: Draft
DATE: 04/17/2025 09:00:00 AM
-----
BODY:
<p>The mayor of Hask resigned for reasons that nobody may know yet.</p>
-----
--------
AUTHOR: Ana Vale
TITLE: Boats sold
STATUS: Future
DATE: 04/18/2025 09:00:00 AM
-----
BODY:
<p>Two boats will have been sold by then, said Jo Doe of the harbour.</p>
-----
--------
"""


def test_what_is_out_is_an_article_and_what_is_not_out_is_none(tmp_path: Path) -> None:
    path = tmp_path / "blog.txt"
    path.write_text(EXPORT)
    article, draft, scheduled = read_path(path)
    assert isinstance(article, Article)
    assert (article.article_id, article.title) == (f"{path}#pier-opens", "Pier of Hask opens")
    assert article.body.split("\n\n") == [
        "The pier of Hask opened on Monday, its keeper said.",
        "Boats came from the islands.",
        "The ferry is to follow in May.",
    ]
    assert (article.summary, article.author, article.section) == ("It took two years.", "Ana Vale", "Harbour")
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == "2025-04-16T19:40"
    assert isinstance(draft, Withdrawal)
    assert isinstance(scheduled, Withdrawal)
    assert (draft.kind, scheduled.kind) == ("draft", "scheduled")


def test_lines_that_only_begin_like_it_are_fields_of_one_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Title: Pier opens\nAuthor: Ana Vale\n\nThe pier of Hask opened on Monday.\n"
    )
    [article] = read_path(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert article.title == "Pier opens"
