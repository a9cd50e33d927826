"""What has no headline of its own is called by its first sentence, or by its first words."""

import json
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.rows.as_article import headline_of
from tests.corpus.formats.test_read import read

SENTENCE = "The ferry of Hask sank on Monday."
NITF = "<nitf><head><title></title></head><body><body.content><p>{}</p></body.content></body></nitf>"
NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:newsml:n.example:7'><contentSet>"
    "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{}</p>"
    "</body></html></inlineXML></contentSet></newsItem>"
)
RSS = "<rss version='2.0'><channel><title>T</title><item><description>{}</description></item></channel></rss>"
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>tag:c.example,2025:7</id><title/>"
    "<content type='html'>&lt;p&gt;{}&lt;/p&gt;</content></entry></feed>"
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [{"id": "7", "content_text": "{}"}],
    }
)
JSON_FEED_OF_HTML = JSON_FEED.replace("content_text", "content_html").replace("{}", "<p>{}</p>")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.nitf", NITF),
        ("a.newsml", NEWSML),
        ("a.rss", RSS),
        ("a.atom", ATOM),
        ("a.json", JSON_FEED),
        ("a.json", JSON_FEED_OF_HTML),
    ],
)
def test_an_entry_without_a_title_is_read(tmp_path: Path, name: str, form: str) -> None:
    (tmp_path / name).write_text(form.replace("{}", f"{SENTENCE} Nobody was hurt."), "utf-8")
    [article], errors = read(tmp_path / name)
    assert not errors
    assert (article.title, article.body) == (SENTENCE.removesuffix("."), f"{SENTENCE} Nobody was hurt.")


def test_two_of_them_are_two_articles(tmp_path: Path) -> None:
    entries = "".join(f"<item><description>{text}</description></item>" for text in (SENTENCE, "It rained."))
    path = tmp_path / "a.rss"
    path.write_text(f"<rss version='2.0'><channel><title>T</title>{entries}</channel></rss>", "utf-8")
    first, second = read(path)[0]
    assert first.article_id != second.article_id


def test_a_row_without_a_title_is_not_guessed_into_an_article(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"body": SENTENCE}), "utf-8")
    [error] = read_path(path)
    assert "no title" in str(error)


def test_a_row_of_other_fields_is_told_with_their_names(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"kop": "Ferry", "verhaal": SENTENCE}), "utf-8")
    [error] = read_path(path)
    assert isinstance(error, ArticleError)
    assert error.message == (
        "The row has neither a headline nor a text under a usual name; its fields are 'kop', 'verhaal'"
    )
    assert "FIELDS" in error.hint


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("The ferry of Hask sank on Monday. Nobody was hurt.", "The ferry of Hask sank on Monday"),
        ("Who sank the ferry of Hask? Nobody knows.", "Who sank the ferry of Hask?"),
        ("Ferry sinks\n\nIt was old.", "Ferry sinks"),
        ("word " * 40, ("word " * 18).strip() + " …"),
        ("x" * 200, "x" * 90 + " …"),
    ],
)
def test_a_headline_is_a_sentence_or_what_fits(body: str, headline: str) -> None:
    assert headline_of(body) == headline
