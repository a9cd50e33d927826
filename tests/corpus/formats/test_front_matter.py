"""Front matter in the three forms that Hugo knows."""

from __future__ import annotations

import pytest

from corpus.errors import ArticleError
from corpus.formats.front_matter import front_matter

FIELDS = {"title": "Ferry: sunk", "author": "Ann Roe", "draft": False}


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Ferry: sunk"\ndraft = false\n[params]\nauthor = "Ann Roe"\n+++\n',
        '+++\ntitle = "Ferry: sunk"\ndraft = false\n[extra]\nauthor = "Ann Roe"\n+++\n',
        '{\n  "title": "Ferry: sunk",\n  "draft": false,\n  "params": {"author": "Ann Roe"}\n}',
    ],
    ids=["TOML", "TOML of Zola", "JSON"],
)
def test_fields_stand_above_the_text(front: str) -> None:
    fields, text = front_matter(f"{front}\nIt sank {{on}} Sunday.", "a.md")
    assert fields == FIELDS
    assert text.strip() == "It sank {on} Sunday."


def test_custom_fields_of_hugo_are_fields_in_yaml_too_and_hide_none() -> None:
    front = "---\ntitle: Ferry\nparams:\n  author: Ann Roe\n  title: Another\n---\n"
    assert front_matter(front, "a.md")[0] == {"title": "Ferry", "author": "Ann Roe"}


def test_lines_alone_are_front_matter_where_they_begin_with_a_title() -> None:
    front = "Title: Ferry: sunk\nDate: 2024-05-12 10:15\nStatus: draft\nAuthor: Ann Roe\n\nIt sank."
    fields, text = front_matter(front, "a.md")
    assert fields == {
        "title": "Ferry: sunk",
        "date": "2024-05-12 10:15",
        "status": "draft",
        "author": "Ann Roe",
    }
    assert text == "It sank."
    assert front_matter("Title: only\n\nIt sank.", "a.md")[0] == {}


@pytest.mark.parametrize(
    "title",
    ['"Ferry" sinks off Hask', "@hask: ferry sinks", "`Ferry` sinks", "'Twas a ferry", "% of ferries: two"],
)
def test_a_headline_that_means_more_to_yaml_is_read_as_it_is_written(title: str) -> None:
    front = f'---\ntitle: {title}\nauthor: "Ann Roe"\ntags: [a, b]\n---\nIt sank.'
    fields, _ = front_matter(front, "a.md")
    assert fields == {"title": title, "author": "Ann Roe", "tags": ["a", "b"]}


def test_what_is_no_yaml_in_a_list_is_still_told() -> None:
    with pytest.raises(ArticleError, match="front matter cannot be read"):
        front_matter("---\ntitle: Ferry\ntags: [a, b\n---\nIt sank.", "a.md")


@pytest.mark.parametrize(
    ("written", "title"), [("null", ""), ("~", ""), ("", ""), ("'null'", "null"), ("No", "No"), ("on", "on")]
)
def test_nothing_is_no_title(written: str, title: str) -> None:
    assert front_matter(f"---\ntitle: {written}\n---\nIt sank.", "a.md")[0] == {"title": title}


@pytest.mark.parametrize("text", ["{% raw %}\nIt sank.", '{"title": "x"} is JSON.', "It sank.\n{\n}"])
def test_what_only_begins_like_it_is_text(text: str) -> None:
    assert front_matter(text, "a.md") == ({}, text)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('{\n"title": "Ferry",\n"draft": \n}', "cannot be read", 4),
        ("+++\nviews = " + "9" * 5_000 + "\n+++\n", "a number of too many digits", 2),
        ('{\n"title": ' + "[" * 20_000, "nested too deeply", 2),
        ('{\n"title": "' + "x" * 70_000 + '"}', "longer than 64 KB", None),
        ("{\n" + "[" * 70_000, "front matter", None),
        ("+++\ntitle = \n+++\n", "cannot be read", 2),
    ],
    ids=["JSON", "a number", "nesting", "length", "nesting and length", "TOML"],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, message: str, line: int | None) -> None:
    with pytest.raises(ArticleError, match=message) as caught:
        front_matter(text, "a.md")
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    "front",
    [
        '---json\n{"title": "Fares rise", "draft": true}\n---',
        '---toml\ntitle = "Fares rise"\ndraft = true\n---',
    ],
)
def test_a_language_named_behind_the_first_mark_is_that_of_the_fields(front: str) -> None:
    fields, text = front_matter(f"{front}\nIt is dearer.\n", "a.md")
    assert (fields["title"], fields["draft"], text.strip()) == ("Fares rise", True, "It is dearer.")
