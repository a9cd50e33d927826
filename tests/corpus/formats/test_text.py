from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.formats.read import read_path
from tests.corpus.formats.test_read import read

MARKDOWN = """---
title: "Ferry sinks: nobody hurt"
date: 2025-04-16T08:30:00+02:00
author: [Ana Vale, Bo Lund]
outlet: Courier
standfirst: It was old.
---
# Ferry sinks

The *ferry* sank on
Monday, said the [harbour master](https://c.example/x).

![The wreck](wreck.jpg)

- Forty were on board.
- All were saved.

<script>alert(1)</script>

> "We heard a bang."
"""


def test_markdown_gives_words_and_its_front_matter_tells_about_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MARKDOWN, "utf-8")
    [article], errors = read(tmp_path)
    assert not errors
    assert (article.title, article.source, article.summary) == (
        "Ferry sinks: nobody hurt",
        "Courier",
        "It was old.",
    )
    assert article.author == "Ana Vale, Bo Lund"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-04-16T06:30:00+00:00"
    assert article.body == (
        "Ferry sinks\n\nThe ferry sank on Monday, said the harbour master.\n\nForty were on board.\n\n"
        'All were saved.\n\n"We heard a bang."'
    )


def test_without_a_title_the_first_heading_is_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# Ferry sinks\n\nIt sank.\n\n## Causes\n\nA hole.", "utf-8")
    [article], _ = read(file)
    assert (article.title, article.body) == ("Ferry sinks", "It sank.\n\nCauses\n\nA hole.")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\ntitle: [\n---\nText.", 2, "front matter cannot be read"),
        ("---\njust words\n---\nText.", 2, "no fields"),
        ("---\ntitle: Ferry\n---\n", None, "no body"),
    ],
)
def test_what_is_wrong_with_markdown_is_said(tmp_path: Path, text: str, line: int | None, says: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(text, "utf-8")
    _, [error] = read(file)
    assert says in error.message
    assert error.line == line


def test_a_list_in_a_folder_is_no_article_and_a_text_is(tmp_path: Path) -> None:
    (tmp_path / "packages.txt").write_text("# Made by make\n\nnumpy==2.4\npandas==3.1", "utf-8")
    (tmp_path / "news.txt").write_text("Ferry sinks\n\nThe ferry sank off Hask on Monday.", "utf-8")
    [article], errors = read(tmp_path)
    assert (article.title, errors) == ("Ferry sinks", [])
    assert len(read(tmp_path / "packages.txt")[0]) == 1


@pytest.mark.parametrize("byline", ["By Ann Roe", "BY ANN ROE", "Von Ann Roe", "Par Ann Roe"])
def test_a_byline_is_no_standfirst_and_neither_is_a_text_of_one_paragraph(
    tmp_path: Path, byline: str
) -> None:
    text = "The harbour of Hask is dearer from Monday on."
    path = tmp_path / "a.txt"
    path.write_text(f"Harbour dearer\n\n{byline}\n\n{text}\n\nFoto: Bo Lund/dpa\n", "utf-8")
    [article], _ = read(path)
    assert (article.summary, article.body) == ("", text)
    assert article.author in ("Ann Roe", "ANN ROE")


def test_what_a_sites_generator_fills_in_is_no_text(tmp_path: Path) -> None:
    front = "---\ntitle: Ferry sinks\n---\n# Ferry sinks\n\n"
    text = '{{< figure src="a.jpg" >}}\n\n{% raw %}It sank{% endraw %} off {{ page.place }}Hask.\n'
    file = tmp_path / "2025-04-16-ferry.md"
    file.write_text(f"{front}{text}")
    [article], errors = read(file)
    assert not errors
    assert (article.title, article.body) == ("Ferry sinks", "It sank off Hask.")
    assert str(article.published_at)[:10] == "2025-04-16"


def test_json_above_a_text_may_be_on_one_line(tmp_path: Path) -> None:
    file = tmp_path / "ferry.md"
    file.write_text('{"title": "Ferry sinks", "draft": true}\n\nIt sank off Hask.')
    [item] = read_path(file)
    assert isinstance(item, Withdrawal)
    assert item.kind == "draft"


def test_numbers_of_footnotes_are_no_words(tmp_path: Path) -> None:
    text = "It sank on Monday.[^1] Nobody was hurt.\n\n[^1]: So the coastguard.\n"
    (tmp_path / "a.md").write_text(f"---\ntitle: Ferry sinks\n---\n{text}", "utf-8")
    bodies = [getattr(item, "body", item) for item in read_path(tmp_path / "a.md")]
    assert bodies == ["It sank on Monday. Nobody was hurt.\n\nSo the coastguard."]


def test_lines_above_a_plain_text_that_name_their_values_are_its_fields(tmp_path: Path) -> None:
    body = "The bridge to Lindholm is shut until May.\n\nIt creaked, said Bo Lund.\n"
    head = "Headline: Bridge shut\r\nDate: 2025-03-04\r\nAuthor: Ana Vale\r\n"
    (tmp_path / "a.txt").write_text(f"{head}\r\n{body}", newline="")
    [article] = read_path(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert (article.title, article.author, f"{article.published_at:%Y-%m-%d}") == (
        "Bridge shut",
        "Ana Vale",
        "2025-03-04",
    )
    assert article.body == "The bridge to Lindholm is shut until May.\n\nIt creaked, said Bo Lund."
    (tmp_path / "b.txt").write_text(f"Title: Bridge shut\nStatus: draft\n\n{body}")
    [draft] = read_path(tmp_path / "b.txt")
    assert isinstance(draft, Withdrawal)
    (tmp_path / "c.txt").write_text(f"Headline: a word with a history\n\n{body}")
    [plain] = read_path(tmp_path / "c.txt")
    assert isinstance(plain, Article)
    assert plain.title == "Headline: a word with a history"


RELEASE = """FOR IMMEDIATE RELEASE

Pier of Hask opens

HASK, 16 April 2025 – The pier of Hask opened on Monday, its keeper said.

Boats came from the islands in the morning.

(MORE)

The ferry is to follow in May.

-30-
"""


@pytest.mark.parametrize("above", ["FOR IMMEDIATE RELEASE", "Pressemitteilung\n", "*** PRESS RELEASE ***"])
def test_a_release_has_its_own_headline_and_the_day_of_its_dateline(tmp_path: Path, above: str) -> None:
    (tmp_path / "a.txt").write_text(RELEASE.replace("FOR IMMEDIATE RELEASE", above))
    [article], _ = read(tmp_path / "a.txt")
    assert (article.title, article.summary) == ("Pier of Hask opens", "")
    assert str(article.published_at) == "2025-04-16 00:00:00+00:00"
    assert article.body.split("\n\n") == [
        "HASK, 16 April 2025 – The pier of Hask opened on Monday, its keeper said.",
        "Boats came from the islands in the morning.",
        "The ferry is to follow in May.",
    ]


def test_a_story_about_a_release_keeps_its_headline(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Press release fools town\n\nA release fooled the town of Hask on Monday.\n"
    )
    [article], _ = read(tmp_path / "a.txt")
    assert article.title == "Press release fools town"
