"""The name of the cleaning rules follows the rules: a text that they read otherwise is no correction."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from corpus.article import Article
from corpus.formats.html import read_page
from corpus.formats.pdf import read_pdf
from corpus.formats.read import Reader
from corpus.formats.rss import read_feed
from corpus.formats.text import read_markdown, read_text
from corpus.formats.xml_dispatch import read_xml
from corpus.options import Reading
from corpus.rows.as_article import article_of
from corpus.text.cleaning import CLEANER, clean_body
from tests.corpus.formats.test_html import PAGE
from tests.corpus.formats.test_newswire import ATOM, NEWSML, NITF, RSS
from tests.corpus.formats.test_pdf import pdf
from tests.corpus.formats.test_text import MARKDOWN
from tests.corpus.text.test_cleaning import AFTER, BEFORE, CASES
from tests.corpus.text.test_wrapping import CHINESE

# What the rules of this name make of every form. When it differs, what is kept of files has changed: raise
# CLEANER, and write the new name and value here. A release of trafilatura or pypdf may change it too; those
# stand in the name that their texts carry, and CLEANER stays.
RULES = ("text-11", "fdb4bb531d654688")
TEXT = b"Ferry sinks\n\nNobody was hurt.\n\nBy ANA VALE\n\nIt sank on Monday.\nSEE ALSO: More ferries\n"
FORMS: list[tuple[Reader, bytes]] = [
    (read_text, TEXT),
    (read_text, f"渡轮沉没\n\n{CHINESE}\n".encode()),
    (read_markdown, MARKDOWN.encode()),
    (read_page, PAGE.encode()),
    *((read_xml, form.encode()) for form in (NITF, NEWSML, RSS, ATOM)),
]


def test_the_rules_are_those_of_their_name(tmp_path: Path) -> None:
    kept = [clean_body("\n".join((BEFORE, line, AFTER))).body for _, line in CASES]
    printed = pdf(
        tmp_path / "a.pdf", ["Ferry sinks", "It sank off the har-", "bour.", "See also: a map", "2"]
    )
    for reader, raw in [*FORMS, (read_pdf, printed.read_bytes())]:
        found = [item for item in reader(BytesIO(raw), "file", Reading()) if isinstance(item, Article)]
        assert found
        kept += [f"{article.title}\n{article.summary}\n{article.body}" for article in found]
    digest = hashlib.sha256("\0".join(kept).encode()).hexdigest()[:16]
    assert (CLEANER, digest) == RULES


def test_a_text_names_the_library_that_took_it_out_of_its_file() -> None:
    [page] = [item for item in read_page(BytesIO(PAGE.encode()), "a.html", Reading())]
    assert isinstance(page, Article)
    assert page.cleaner == f"{CLEANER} trafilatura-{version('trafilatura')}"
    entry = (
        "<item><title>Ferry</title><link>https://courier.example/a</link><description>It sank.</description>"
    )
    feed = f"<rss version='2.0'><channel><title>Courier</title>{entry}</item></channel></rss>".encode()
    [item] = read_feed(feed, "feed", Reading(), lambda url, article_id: iter([replace(page, url=url)]))
    assert isinstance(item, Article)
    assert item.cleaner == page.cleaner


def test_a_version_of_an_export_keeps_its_text_whatever_the_rules_are_now() -> None:
    row = {"id": "a", "title": "Ferry", "body": "It sank.\n\nSEE ALSO: More", "citedesk_version": 2}
    article, faults = article_of(row, "out.jsonl", 1)
    assert (article.body, article.cleaner, faults) == ("It sank.\n\nSEE ALSO: More", None, [])
    article, _ = article_of(row | {"citedesk_cleaner": "text-1"}, "out.jsonl", 1)
    assert article.cleaner == "text-1"
    article, _ = article_of(row | {"citedesk_version": None}, "out.jsonl", 1)
    assert (article.body, article.cleaner) == ("It sank.", CLEANER)
