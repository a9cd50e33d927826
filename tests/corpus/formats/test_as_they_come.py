"""Files as programs write them: bytes, words, rows and pages that readers of one form get wrong."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from corpus.article import Article
from tests.corpus.kinds import kinds, read_as, words

BODY = "The harbour of Lindholm shut its north gate on Monday, the pilot Odd Vik said. Nobody was hurt."


def page(text: str, title: str = "Gate shut", head: str = "") -> str:
    head = f"<title>{title}</title><meta property='og:type' content='article'>{head}"
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>"


def feed(items: str) -> str:
    return (
        f"<rss version='2.0'><channel><title>Q</title><link>https://q.example</link>{items}</channel></rss>"
    )


def item(text: str, title: str = "Gate") -> str:
    return f"<item><title>{title}</title><link>https://q.example/{len(text)}</link>{text}</item>"


LATIN = b"<html><head><meta charset='ISO-8859-1'><title>Gate</title></head><body><article><h1>Gate</h1>"
RUSSIAN = "Порт Линдхольм закрыт с понедельника, сообщил лоцман."
JAPANESE = "リンドホルム港の北門が月曜日に閉鎖されたと水先案内人が述べた。けが人はいない。"
LABELLED = "<?xml version='1.0' encoding='koi8-r'?>"
BYTES: dict[str, tuple[str, bytes, str]] = {
    "UTF-16": ("a.csv", "title,body\nGate,Älter “wird” niemand.\n".encode("utf-16"), "“wird”"),
    "a mark of UTF-8": ("a.jsonl", b'\xef\xbb\xbf{"title": "Gate", "body": "It is shut."}', "It is shut."),
    "a label that lies": (
        "a.html",
        LATIN
        + b"<p>The pilot\x92s plan \x96 \x93too dear\x94 \x96 costs \x80300 a week, he said.</p></article>",
        "pilot’s plan – “too dear” – costs €300",
    ),
    "KOI8-R": (
        "a.xml",
        (LABELLED + feed(item(f"<description>{RUSSIAN}</description>"))).encode("koi8-r"),
        RUSSIAN,
    ),
    "Shift_JIS": (
        "a.html",
        page(f"<p>{JAPANESE}</p>", "港が閉鎖", "<meta charset='Shift_JIS'>").encode("shift_jis"),
        JAPANESE,
    ),
}


@pytest.mark.parametrize(("name", "content", "said"), BYTES.values(), ids=BYTES)
def test_bytes_are_the_letters_that_were_meant(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    read = read_as(tmp_path, name, content)
    assert kinds(read) == "A"
    assert said in words(read)


CELLS = "<table><tr><th>Boat</th><th>New</th></tr><tr><td>Skiff</td><td>14</td></tr></table>"
PAGES = {
    "a line break": (
        "<p>Gate:<br>north<br/>Fee: 14<wbr>0 kroner, the board said.</p>",
        "140 kroner",
        "northFee",
    ),
    "marks in a word": (
        "<p>A <b>super</b>market in <span>Hask</span> is shut.</p>",
        "supermarket in Hask",
        "\n\nmar",
    ),
    "marks side by side": (
        "<p><i>Odd</i> <b>Vik</b> shut <em>it</em>, he said.</p>",
        "Odd Vik shut it,",
        "OddVik",
    ),
    "marks with a class": ("<p>The <b class='x'>Gull</b> sank off Hask, Vik said.</p>", "Gull", "TheGull"),
    "a list": (
        "<p>The board said:</p><ul><li>Skiffs pay 14</li><li>Ferries pay 90</li></ul>",
        "pay 90",
        "14Ferries",
    ),
    "cells": (f"<p>The dues rise, the board of Lindholm said.</p>{CELLS}", "Skiff", "Skiff14"),
}


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize(("text", "said", "glued"), PAGES.values(), ids=PAGES)
def test_words_of_a_page_are_whole_and_apart(
    tmp_path: Path, text: str, said: str, glued: str, long: bool
) -> None:
    more = "".join(f"<p>Pilot number {n} of Lindholm told the board about the gate.</p>" for n in range(9))
    read = read_as(tmp_path, "a.html", page(text + more * long))
    assert said in words(read)
    assert glued not in words(read)


PARTS = [
    {"type": "paragraph", "data": {"text": "It is <b>shut</b>."}},
    {"type": "list", "data": {"items": ["One"]}},
]
GUARDIAN = {"webTitle": "Gate", "webPublicationDate": "2024-05-13T08:00:00Z", "fields": {"bodyText": BODY}}
ROWS: dict[str, tuple[str, str, str, str]] = {
    "too many values": ("a.csv", "title,body\nGate,It, they said, is shut\nChoir,It won.\n", "EA", "It won."),
    "a mark that never closes": (
        "a.csv",
        'title,body\nGate,"It is\nChoir,It won.\nQuay,Open.\n',
        "EAA",
        "Open.",
    ),
    "marks behind a backslash": (
        "a.csv",
        'title,body\nGate,"He said \\"dear, and late\\" and left"\nChoir,"It won, they said."\n',
        "AA",
        'He said "dear, and late" and left',
    ),
    "pipes": ("a.csv", "title|body\nGate|It, they said; is shut.\n", "A", "It, they said; is shut."),
    "a first line for Excel": ("a.csv", '"sep=;"\ntitle;body\nGate;It is shut.\n', "A", "It is shut."),
    "a name twice": ("a.csv", "title,body,body\nGate,,It is shut.\n", "A", "It is shut."),
    "a broken line": (
        "a.jsonl",
        f'{{"title": "G", "body": "{BODY}"}}\n{{bro\n{{"title": "Q", "body": "Open."}}',
        "AEA",
        "",
    ),
    "a number for a title": ("a.json", '{"title": 1984, "body": "It is shut."}', "A", "1984"),
    "a list for a text": ("a.json", '{"title": "G", "body": ["It is shut.", "So."]}', "A", "shut.\n\nSo."),
    "HTML for a text": (
        "a.json",
        '{"title": "G &amp; q", "body": "<p>3&nbsp;days</p><p>so</p>"}',
        "A",
        "3 days\n\nso",
    ),
    "blocks for a text": (
        "a.json",
        json.dumps({"title": "G", "body": {"blocks": PARTS}}),
        "A",
        "It is shut.",
    ),
    "of the Guardian": ("a.json", json.dumps({"response": {"results": [GUARDIAN]}}), "A", BODY),
    "in edges and nodes": (
        "a.json",
        json.dumps({"data": {"posts": {"edges": [{"node": {"id": "1", "title": "Gate", "body": BODY}}]}}}),
        "A",
        BODY,
    ),
    "a feed with names of HTML": (
        "a.rss",
        "\n" + feed(item("<description>It&nbsp;is &hellip; shut\x0b &amp; done.</description>")),
        "EA",
        "shut & done.",
    ),
    "a feed that is cut in a text": (
        "a.rss",
        feed(item("<description>It is shut.</description>") + item("<description>It won the pri")).partition(
            "pri"
        )[0],
        "EAE",
        "It is shut.",
    ),
    "a feed that is cut in a name": (
        "a.rss",
        feed(item("<description>It is shut.</description>") + "<item><tit").rpartition("<tit")[0],
        "EAE",
        "It is shut.",
    ),
    "an entry without title": (
        "a.rss",
        feed("<item><description>The gate is shut. So.</description></item>"),
        "A",
        "So.",
    ),
    "one name for two": (
        "a.rss",
        feed(
            "<item><guid>5</guid><title>Gate</title><description>The gate is shut.</description></item>"
            "<item><guid>5</guid><title>Choir wins</title><description>It sang in Oslo.</description></item>"
        ),
        "AA",
        "It sang in Oslo.",
    ),
}


@pytest.mark.parametrize(("name", "content", "found", "said"), ROWS.values(), ids=ROWS)
def test_rows_and_feeds_are_read_and_what_is_wrong_is_told(
    tmp_path: Path, name: str, content: str, found: str, said: str
) -> None:
    read = read_as(tmp_path, name, content)
    assert kinds(read) == found
    assert said in words(read)


LATER = "The bank of Hask was down for maintenance on Sunday, and 4,000 cards did not work, it said."
WALLS = {
    "not found": ("Page not found", "Sorry, the page you requested could not be found. Try the search."),
    "gone": ("Gone", "410 Gone. The article you are looking for is no longer available."),
    "maintenance": ("Down for maintenance", "We are down for maintenance and will be back soon. Thank you."),
    "a check": (
        "Just a moment...",
        "Checking your browser before accessing q.example. Please enable JavaScript.",
    ),
    "a paywall": (
        "Gate",
        "This article is for subscribers only. Subscribe now from £1 a month to continue reading.",
    ),
    "a login": ("Gate", "Please log in to read this article. Don't have an account? Register for free."),
    "consent": ("Gate", "We and our 842 partners store information such as cookies. Accept all."),
}
NEWS = {
    "maintenance": ("Cards fail", LATER),
    "a paywall": (
        "Post to ask for pay",
        "Readers must subscribe to continue reading from June, Ann Lie said. It costs 90.",
    ),
    "not found": (
        "Site moved",
        "Visitors saw a page not found on Monday after the board's move, the board said.",
    ),
    "cookies": ("Cookies", "A baker in Hask sold 4,000 cookies. Her partners accept all orders, she said."),
    "watch": (
        "Storm",
        "The storm reached Hask, Vik said.</p><p>Watch: a flood watch is in force until Friday noon.",
    ),
    "kick-off": (
        "Hask to play",
        "Hask plays Lindholm in the final, Vik said.</p><p>Kick-off: 19:30 in Lindholm",
    ),
}


@pytest.mark.parametrize(("title", "text"), WALLS.values(), ids=WALLS)
def test_what_a_server_sends_instead_is_no_article(tmp_path: Path, title: str, text: str) -> None:
    assert "A" not in kinds(read_as(tmp_path, "a.html", page(f"<p>{text}</p>", title)))


@pytest.mark.parametrize(("title", "text"), NEWS.values(), ids=NEWS)
def test_news_of_such_things_keeps_every_line(tmp_path: Path, title: str, text: str) -> None:
    read = read_as(tmp_path, "a.html", page(f"<p>{text}</p>", title))
    assert all(line in words(read) for line in text.split("</p><p>"))


def linked(*things: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(things))}</script>'


OWN: dict[str, object] = {
    "@type": "NewsArticle",
    "headline": "Gate shut",
    "datePublished": "2024-05-13T08:00Z",
}
STATED = '<meta property="article:published_time" content="2024-05-13T08:00Z">'
HEADS = {
    "behind a related one": linked({**OWN, "headline": "Storm", "datePublished": "2018-01-01"}, OWN),
    "in a graph": linked({"@graph": [{"@type": "WebPage", "datePublished": ""}, OWN]}),
    "beside broken JSON": f'{STATED}<script type="application/ld+json">{{"datePublished": "2018",}}</script>',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_page_has_its_own_day(tmp_path: Path, head: str) -> None:
    [article] = read_as(tmp_path, "a.html", page(f"<p>{BODY}</p>", head=head))
    assert isinstance(article, Article)
    assert article.published_at == datetime.fromisoformat("2024-05-13T08:00Z")
