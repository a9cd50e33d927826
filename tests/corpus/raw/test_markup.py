"""Words of markup that stand apart on the page stand apart in the text, and a table is its rows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from lxml.html import document_fromstring

from corpus.article import Article
from corpus.formats.html import read_page
from corpus.formats.text import read_markdown
from corpus.options import Reading
from corpus.raw.markup import html_words, paragraphs_of_tables, words_of
from tests.corpus.formats.test_read import read

ROWS = (
    "<tr><th>Quay</th><th>Ships</th></tr><tr><td>North</td><td>41</td></tr>"
    "<tr><td><p>South</p></td><td>7</td></tr>"
)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (
            f"<p>In May:</p><table><tbody>{ROWS}</tbody></table>Then",
            ["In May:", "Quay | Ships", "North | 41", "South | 7", "Then"],
        ),
        (
            "<dl><dt>Ship</dt><dd>Morning Star</dd><dt>Port:</dt><dd><p>Hask</p></dd></dl>",
            ["Ship: Morning Star", "Port: Hask"],
        ),
        (
            "<table><tr><td><p>It sank.</p><p>It was old.</p></td><td>x</td></tr></table>",
            ["It sank.", "It was old.", "x"],
        ),
        (
            "<table><tr><td>Home</td><td>It sank.<br><br>It was old.</td></tr></table>",
            ["Home", "It sank.", "It was old."],
        ),
        (
            f"<figure><table>{ROWS}</table><figcaption>In May</figcaption></figure><figure>A ship</figure>",
            ["Quay | Ships", "North | 41", "South | 7"],
        ),
        ("It sank<br>on Monday.<br/>All live.", ["It sank", "on Monday.", "All live."]),
        ("<pre>North  41\nSouth  7</pre>", ["North  41", "South  7"]),
        ("<h2>Ferry</h2>sinks<ul><li>One</li><li>Two</li></ul>", ["Ferry", "sinks", "One", "Two"]),
        ("a<em>b</em>c", ["abc"]),
    ],
)
def test_words_are_apart_where_the_page_shows_them_apart(markup: str, lines: list[str]) -> None:
    assert [line for line in html_words(markup).split("\n") if line] == lines


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<person>Ana<alt-code value='x'/></person>Vale spoke", "Ana Vale spoke"),
        ("in <location><city>Hask</city><state>Norr</state></location>today", "in Hask Norr today"),
        ("<chron norm='x'>Monday</chron><num>12</num> a<num>3</num>", "Monday 12 a 3"),
        ("<person>Ana Vale</person>’s <org>Hask</org>, <location>Porto</location>", "Ana Vale’s Hask, Porto"),
    ],
)
def test_names_are_no_part_of_the_word_behind_them(inside: str, words: str) -> None:
    assert words_of(etree.fromstring(f"<p>{inside}</p>")) == words


NITF = """<nitf><body><body.head><hedline><hl1>Quays fill up</hl1></hedline>
<byline>By ANA VALE<byttl>Harbour Writer</byttl></byline></body.head><body.content>
<p>The harbour of Hask has counted more ships at its <br/>two quays than in any year since the war, its <br/>
master said.</p><table><tr><td>North</td><td>41</td></tr></table></body.content></body></nitf>"""


def test_nitf_keeps_rows_bylines_and_wrapped_lines(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(NITF, "utf-8")
    [article], errors = read(tmp_path / "a.xml")
    assert not errors
    assert article.author == "ANA VALE, Harbour Writer"
    assert article.body.split("\n\n") == [
        "The harbour of Hask has counted more ships at its two quays than in any year since the war, its "
        "master said.",
        "North | 41",
    ]


def test_plain_text_with_paragraphs_of_html_is_their_words(tmp_path: Path) -> None:
    text = (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:q:1'><contentMeta>"
        "<headline>Quays fill up</headline></contentMeta><contentSet><inlineData contenttype='text/plain'>"
        "&lt;p&gt;The quays\nare full.&lt;/p&gt;</inlineData></contentSet></newsItem>"
    )
    (tmp_path / "a.xml").write_text(text, "utf-8")
    [article], _ = read(tmp_path / "a.xml")
    assert article.body == "The quays are full."


def test_a_markdown_table_is_a_line_for_each_row() -> None:
    text = b"# Quays fill up\n\nShips lie<br>at anchor.\n\n| Quay | Ships |\n|---|---|\n| North | 41 |\n"
    [article] = read_markdown(BytesIO(text), "a.md", Reading())
    assert isinstance(article, Article)
    assert article.body.split("\n\n") == ["Ships lie at anchor.", "Quay | Ships", "North | 41"]


PAGE = """<html><head><title>Quays fill up</title><meta property="og:type" content="article"></head><body>
<nav><table><tr><td><a href="/a">Home</a></td><td><a href="/b">News</a></td></tr></table></nav>
<article><h1>Quays fill up</h1><p>The harbour of Hask has counted more ships at its two quays than in any year
since the war, its master said on Monday in a report to the council.</p>
<table><thead><tr><th>Quay</th><th>Ships</th></tr></thead><tr><td>North quay</td><td>41</td></tr>
<tr><td>South quay</td><td>7</td></tr></table>
<p>Most of them carry grain from the plains to Porto and come back with timber for the yards, she said.</p>
<dl><dt>Longest ship</dt><dd>Morning Star</dd></dl>
<p>The council will speak about a third quay in the autumn, when the accounts are known to everybody.</p>
</article></body></html>"""


def test_a_table_in_a_cell_is_a_part_of_its_row() -> None:
    inside = "<table><tr><td>Sundays</td><td>7</td></tr><tr><td>Mondays</td><td>9</td></tr></table>"
    page = PAGE.replace("<td>7</td>", f"<td>{inside}</td>")
    [article] = read_page(BytesIO(page.encode()), "a.html", Reading())
    assert isinstance(article, Article)
    assert "South quay | Sundays | 7; Mondays | 9" in article.body.split("\n\n")
    assert "North quay | 41" in article.body.split("\n\n")


def test_a_table_that_sets_out_a_page_makes_no_row_of_the_tables_in_it() -> None:
    links, rows = '<td><a href="/a">Home</a></td>', "<tr><td>Sundays</td><td>7</td></tr>"
    page = f"<html><body><table><tr>{links}<td><table>{rows}</table></td></tr></table></body></html>"
    tree = document_fromstring(page)
    paragraphs_of_tables(tree)
    assert [p.text for p in tree.iter("p")] == ["Sundays | 7"]
    assert [a.text for a in tree.iter("a")] == ["Home"]


@pytest.mark.parametrize("around", ["", "figure", "div"])
def test_a_table_of_a_page_is_kept_as_rows(around: str) -> None:
    begins, ends = (
        (f"<{around}><table><thead>", f"</table></{around}>") if around else ("<table><thead>", "</table>")
    )
    page = PAGE.replace("<table><thead>", begins).replace("<td>7</td></tr></table>", f"<td>7</td></tr>{ends}")
    [article] = read_page(BytesIO(page.encode()), "a.html", Reading())
    assert isinstance(article, Article)
    lines = article.body.split("\n\n")
    for line in ("Quay | Ships", "North quay | 41", "South quay | 7", "Longest ship: Morning Star"):
        assert line in lines
    assert "Home" not in article.body
