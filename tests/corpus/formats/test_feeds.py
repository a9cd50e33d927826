"""What a feed says beside its entries: which of them are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.errors import ArticleError
from corpus.formats import feed_entry
from corpus.formats.read import read_path
from corpus.formats.rss import read_feed
from corpus.options import Reading

ADDRESS = "https://courier.example/feed"
GONE = "https://courier.example/ferry"


def atom(inside: str, link: str = "") -> bytes:
    named = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    return f"<feed {named}><title>The Courier</title>{link}{inside}</feed>".encode()


def entry(updated: str, ref: str = GONE) -> str:
    told = f"<id>{ref}</id><updated>{updated}</updated><link href='{ref}'/>"
    return f"<entry>{told}<title>Ferry sinks</title><content>It sank off Hask on Sunday.</content></entry>"


def deleted(when: str = "2024-05-02T00:00:00Z", ref: str = GONE, inside: str = "") -> str:
    return f'<at:deleted-entry ref="{ref}" when="{when}">{inside}</at:deleted-entry>'


def withdrawn(raw: bytes, path: str = ADDRESS) -> list[tuple[str, ...]]:
    return [item.article_ids for item in read_feed(raw, path, Reading()) if isinstance(item, Withdrawal)]


def test_an_entry_that_was_deleted_is_withdrawn_by_every_name_it_may_have() -> None:
    assert withdrawn(atom(deleted())) == [(GONE, f"{ADDRESS}#{GONE}")]
    tag = "tag:courier.example,2024:7"
    linked = deleted(ref=tag, inside=f"<link href='{GONE}?utm_source=x'/>")
    assert withdrawn(atom(linked)) == [(GONE, tag, f"{ADDRESS}#{tag}")]


def test_it_may_come_back_and_is_counted_as_what_publishers_delete() -> None:
    [item] = read_feed(atom(deleted()), ADDRESS, Reading())
    assert isinstance(item, Withdrawal)
    assert (item.kind, item.final) == ("trashed", False)


def test_an_entry_that_was_published_again_since_stays() -> None:
    late, early = entry("2024-05-03T00:00:00Z"), entry("2024-05-01T00:00:00Z")
    assert [type(item) for item in read_feed(atom(late + deleted()), ADDRESS, Reading())] == [Article]
    assert withdrawn(atom(early + deleted())) == [(GONE, f"{ADDRESS}#{GONE}")]


def test_a_feed_takes_nothing_of_another_host_away() -> None:
    other = "https://herald.example/ferry"
    link = "<link href='https://herald.example/'/>"
    assert withdrawn(atom(deleted(ref=other), link)) == [(f"{ADDRESS}#{other}",)]
    assert withdrawn(atom(deleted(ref="tag:herald.example,2024:1"), link)) == [
        (f"{ADDRESS}#tag:herald.example,2024:1",)
    ]
    assert withdrawn(atom(deleted(ref=other), link), "feed.atom") == [(other, f"feed.atom#{other}")]


def test_what_names_nothing_or_stands_inside_an_article_deletes_nothing() -> None:
    inside = f"<entry><id>x</id><title>T</title><content type='xhtml'>{deleted()}It sank.</content></entry>"
    assert withdrawn(atom(deleted(ref=" "))) == []
    assert withdrawn(atom(inside)) == []


def test_a_caption_of_a_picture_is_not_the_text_of_its_entry() -> None:
    picture = (
        "<m:content url='a.jpg'><m:title>Pier</m:title><m:description type='plain'>A boat at sea."
        "</m:description><m:text/></m:content>"
    )
    item = f"<item>{picture}<title>Storm</title><description>It took the pier.</description>{picture}</item>"
    for spelling in ("http://search.yahoo.com/mrss/", "https://search.yahoo.com/mrss"):
        raw = f"<rss version='2.0' xmlns:m='{spelling}'><channel><title>Gull</title>{item}</channel></rss>"
        [article] = read_feed(raw.encode(), ADDRESS, Reading())
        assert isinstance(article, Article)
        assert (article.title, article.body, article.summary) == ("Storm", "It took the pier.", "")


def test_an_outlet_is_named_without_the_markup_of_its_feed() -> None:
    named = "<title type='html'>The &lt;b&gt;Gull&lt;/b&gt;</title>"
    raw = atom(entry("2024-05-03T00:00:00Z")).replace(b"<title>The Courier</title>", named.encode())
    [article] = read_feed(raw, ADDRESS, Reading())
    assert isinstance(article, Article)
    assert article.source == "The Gull"


@pytest.mark.parametrize("day", ["0000-00-00", "2025", "2025-04", "2025-W16"])
def test_a_day_that_is_none_is_told_and_costs_no_entry(day: str) -> None:
    told = list(read_feed(atom(entry(day) + entry("2025-04-16", f"{GONE}/2")), ADDRESS, Reading()))
    days = [str(item.published_at)[:10] for item in told if isinstance(item, Article)]
    assert days == ["None", "2025-04-16"]
    errors = [item.message for item in told if isinstance(item, ArticleError)]
    assert any("is not a date" in error for error in errors)


def test_an_entry_that_cannot_be_read_is_its_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = feed_entry.headline_of

    def fails(body: str) -> str:
        raise ZeroDivisionError

    untitled = entry("2025-04-16").replace("Ferry sinks", "")
    monkeypatch.setattr(feed_entry, "headline_of", fails)
    told = list(read_feed(atom(untitled + entry("2025-04-16", f"{GONE}/2")), ADDRESS, Reading()))
    monkeypatch.setattr(feed_entry, "headline_of", kept)
    assert [type(item) for item in told] == [ArticleError, Article]


def test_what_its_page_takes_back_is_taken_back() -> None:
    word = Withdrawal((GONE,), "draft", "it is a draft", GONE)
    summary = b"<rss version='2.0'><channel><title>Courier</title><item><title>Ferry</title>"
    rest = f"<link>{GONE}</link><description>It sank.</description></item></channel></rss>".encode()
    assert list(read_feed(summary + rest, ADDRESS, Reading(), lambda *_: iter([word]))) == [word]


def test_an_entry_has_all_of_its_authors() -> None:
    names = "".join(f"<author><name>{name}</name></author>" for name in ("Ana Vale", "Bo Lind", "Ana Vale"))
    raw = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Gull</title><entry><id>urn:g:1</id>
<title>Ferry sails</title><updated>2024-05-06T10:00:00Z</updated>{names}<summary>It sails again.</summary>
</entry></feed>"""
    [article] = read_feed(raw.encode(), "feed.atom", Reading())
    assert isinstance(article, Article)
    assert article.author == "Ana Vale, Bo Lind"


def test_a_feed_of_rdf_is_read_by_its_ending(tmp_path: Path) -> None:
    raw = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://gull.example/"><title>Gull</title>
</channel><item rdf:about="https://gull.example/a"><title>Ferry sails</title><link>https://gull.example/a</link>
<description>It sails again.</description><dc:date>2024-05-06</dc:date><dc:creator>Ana Vale</dc:creator>
</item></rdf:RDF>"""
    (tmp_path / "feed.rdf").write_text(raw)
    [article] = read_path(tmp_path / "feed.rdf")
    assert isinstance(article, Article)
    assert (article.article_id, article.author) == ("https://gull.example/a", "Ana Vale")
