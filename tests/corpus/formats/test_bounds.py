"""Fields, numbers and files that no reader foresaw cost their own row or file, and nothing else."""

import json
from pathlib import Path

import pytest

from corpus.article import Article, bounded
from corpus.errors import ArticleError
from corpus.formats.read import _FORMS, read_path
from corpus.options import Reading


def test_a_json_file_that_is_too_large_says_how_to_give_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.formats.jsonl._MOST_FILE_BYTES", 1_000)
    path = tmp_path / "news.json"
    path.write_text(json.dumps([{"title": "Ferry sinks", "body": "It sank. " * 200}]))
    [error] = read_path(path)
    assert isinstance(error, ArticleError)
    assert "JSON lines" in error.hint


@pytest.mark.parametrize("name", ["title", "author", "source", "url", "id", "summary"])
def test_a_field_of_a_million_characters_is_one_articles_error(name: str, tmp_path: Path) -> None:
    good = {"id": "good", "title": "Quotas fall", "body": "Quotas for herring fall by a third."}
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ({**good, name: "x" * 1_000_000}, good)), "utf-8")
    read = list(map(bounded, read_path(path, Reading())))
    refused = [item for item in read if isinstance(item, ArticleError)]
    assert [error.line for error in refused] in ([None], [1])
    assert len(refused[0].message) < 200
    assert [item.article_id for item in read if isinstance(item, Article)] == ["good"]


def test_a_text_of_millions_of_characters_is_one_articles_error(tmp_path: Path) -> None:
    row = {"id": "good", "title": "Quotas fall", "body": "Quotas for herring fall. " * 4_000}
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(row | {'body': row['body'] * 21})}\n{json.dumps(row)}", "utf-8")
    refused, article = map(bounded, read_path(path, Reading()))
    assert isinstance(article, Article)
    assert isinstance(refused, ArticleError)
    assert "at most 2,000,000" in refused.message
    assert refused.hint == "Split it into several articles."


@pytest.mark.parametrize(
    "number", ["1" + "0" * 5_000, "1e999", "-1e999", "NaN", "Infinity", str(2**64), "12345678901234567890.5"]
)
@pytest.mark.parametrize("name", ["id", "title", "published_at", "citedesk_version", "citedesk_corrects"])
def test_a_number_of_any_size_is_at_most_its_rows_error(name: str, number: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    row = {"id": "good", "title": "Quotas fall", "body": "Quotas for herring fall by a third."}
    odd = json.dumps({**row, name: 0}).replace(": 0", f": {number}")
    path.write_text(f"{odd}\n{json.dumps(row)}", "utf-8")
    read = list(map(bounded, read_path(path, Reading())))
    assert isinstance(read[-1], Article)
    assert all(isinstance(item, Article | ArticleError) for item in read)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"title": "Quotas fall", "body": "They fall by a third.", "views": %s}'),
        ("a.jsonl", '{"title": "Quotas fall", "body": "They fall by a third.", "id": %s}'),
        ("a.md", '{\n"title": "Quotas fall",\n"views": %s\n}\nThey fall by a third.\n'),
        ("a.md", "---\ntitle: Quotas fall\nviews: %s\n---\nThey fall by a third.\n"),
    ],
)
def test_a_number_of_thousands_of_digits_costs_its_field_and_no_article(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text % ("9" * 5_000), "utf-8")
    read = list(read_path(tmp_path / name))
    assert [item.body for item in read if isinstance(item, Article)] == ["They fall by a third."]
    assert all("sys." not in item.message for item in read if isinstance(item, ArticleError))


def test_what_no_reader_foresaw_is_its_articles_error_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good = {"id": "good", "title": "Quotas fall", "body": "Quotas for herring fall by a third."}
    odd = [{**good, "id": "odd", "source": source} for source in ("http://[x", "http://℀.com")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [*odd, good])), "utf-8")
    assert [item.article_id for item in read_path(tmp_path) if isinstance(item, Article)] == [
        "odd",
        "odd",
        "good",
    ]

    def stumble(source: str, own: object) -> str:
        if "[x" in source:
            raise KeyError("host")
        return source

    monkeypatch.setattr("corpus.rows.as_article.outlet_name", stumble)
    [error, *articles] = read_path(tmp_path / "a.jsonl")
    assert isinstance(error, ArticleError)
    assert (error.line, "KeyError" in error.message) == (1, True)
    assert len(articles) == 2


def test_a_reader_that_breaks_off_costs_its_file_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise IndexError("out of range")

    monkeypatch.setitem(_FORMS, ".html", broken)
    (tmp_path / "a.html").write_text("<p>x</p>")
    (tmp_path / "b.txt").write_text("Quotas fall\n\nQuotas for herring fall by a third.")
    [error, article] = read_path(tmp_path)
    assert isinstance(error, ArticleError)
    assert "IndexError: out of range" in error.message
    assert isinstance(article, Article)
    assert article.title == "Quotas fall"
