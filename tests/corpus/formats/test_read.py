import gzip
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import ArticleError, InputError
from corpus.formats.read import input_bytes, read_path
from corpus.options import Meter, Reading
from corpus.rows.as_article import article_of

GOOD = {"id": "a", "title": "Ferry sinks", "body": "The ferry sank on Monday."}


def read(path: Path) -> tuple[list[Article], list[ArticleError]]:
    items = list(read_path(path))
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, ArticleError)]


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_a_text_file_has_headline_standfirst_and_body(tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    file.write_text(
        "Ferry Sinks\n\nNobody was hurt.\n\nThe ferry sank.\n\nSEE ALSO: Ferries\n\nIt was old.\n\n"
        "With reporting by Harbour Press\n",
        "utf-8",
    )
    [article], errors = read(file)
    assert not errors
    assert (article.title, article.summary) == ("Ferry Sinks", "Nobody was hurt.")
    assert article.body == "The ferry sank.\n\nIt was old."
    assert article.credit == "With reporting by Harbour Press"
    assert article.article_id == file.resolve().as_posix()


def test_the_one_paragraph_below_a_headline_is_the_body(tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    file.write_text("Ferry Sinks\n\nThe ferry sank.", "utf-8")
    [article], _ = read(file)
    assert (article.summary, article.body) == ("", "The ferry sank.")


def test_rows_take_the_usual_field_names(tmp_path: Path) -> None:
    row = {
        "headline": "Ferry sinks",
        "text": "It sank.",
        "outlet": "Courier",
        "date": "2025-04-16",
        "authors": ["Ana Vale", "Bo Lund"],
        "link": "https://C.example/ferry/?utm_source=x",
        "standfirst": "Nobody hurt.",
    }
    [article], _ = read(lines(tmp_path / "a.jsonl", row))
    assert (article.source, article.author, article.summary) == (
        "Courier",
        "Ana Vale, Bo Lund",
        "Nobody hurt.",
    )
    assert article.article_id == "https://c.example/ferry"
    assert article.published_precision == "day"


def test_an_id_is_kept_verbatim_and_a_number_becomes_text(tmp_path: Path) -> None:
    articles, _ = read(lines(tmp_path / "a.jsonl", GOOD | {"id": " A/ß "}, GOOD | {"id": 7}))
    assert [article.article_id for article in articles] == [" A/ß ", "7"]


NO_IDS = {"", "null", "none", "nan", "undefined", "nil", "n/a"}


# One that is blank is none, and so is what programs write where there is none.
@given(
    st.text(min_size=1).filter(lambda name: name.strip().lower() not in NO_IDS),
    st.sampled_from(["", "https://c.example/ferry?utm_source=x"]),
)
def test_whatever_a_rows_id_is_it_is_the_articles(given_id: str, url: str) -> None:
    article, _ = article_of(GOOD | {"id": given_id, "url": url}, "/a.jsonl", 3)
    # No database takes the character NUL everywhere: it is written out.
    assert article.article_id == given_id.replace("\0", "\\u0000")


def test_without_an_id_the_address_decides_and_then_the_path() -> None:
    row = {"title": "Ferry sinks", "body": "The ferry sank on Monday."}
    addressed, _ = article_of(row | {"url": "https://C.example/ferry?utm_source=x"}, "/a.jsonl", 3)
    bare, _ = article_of(row, "/a.jsonl", 3)
    assert (addressed.article_id, bare.article_id) == ("https://c.example/ferry", "/a.jsonl#3")


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz"])
def test_bad_rows_are_named_by_their_line_and_the_others_are_read(tmp_path: Path, suffix: str) -> None:
    bad = [
        "{not json",
        "[1, 2]",
        json.dumps({"id": "b", "title": "No body"}),
        json.dumps({"body": "No title"}),
        '{"title": 3, "body": []}',
    ]
    data = "\n".join([json.dumps(GOOD), *bad, json.dumps(GOOD | {"id": "z"})]).encode()
    file = tmp_path / f"rows{suffix}"
    file.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    articles, errors = read(file)
    assert [article.article_id for article in articles] == ["a", "z"]
    assert [error.line for error in errors] == [2, 3, 4, 5, 6]
    assert all(error.path == file.resolve().as_posix() and error.hint for error in errors)
    assert "no body" in errors[2].message
    assert "no title" in errors[3].message


def test_invalid_utf8_fails_its_line_only_and_names_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b'\n{"title": "\xff"}\n' + json.dumps(GOOD).encode())
    articles, [error] = read(file)
    assert len(articles) == 2
    assert error.line == 2
    assert "byte 12" in error.message


def test_a_date_that_is_none_loses_the_date_and_not_the_article(tmp_path: Path) -> None:
    [article], [error] = read(lines(tmp_path / "a.jsonl", GOOD | {"published_at": "someday"}))
    assert article.published_at is None
    assert error.kept
    assert "someday" in error.message


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"\x7fELF\x00\x01", "binary"),
        ("a.jsonl", b"\x00\x01\x02", "binary"),
        ("a.txt", b"caf\xe9 burns\n\nThe text.", "UTF-8"),
        ("a.txt", b"Only a headline", "no text below"),
        ("a.jsonl.gz", gzip.compress(json.dumps(GOOD).encode() * 50, mtime=0)[:-20], "gzip"),
        ("a.jsonl.gz", b"no gzip", "gzip"),
        ("a.json", b"[" * 200_000, "deep"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    _, errors = read(tmp_path / name)
    assert any(says in error.message and error.path.endswith(name) for error in errors)


def test_a_json_file_may_be_a_list_or_one_row(tmp_path: Path) -> None:
    lines(tmp_path / "list.json", json.dumps([GOOD, {"title": "x"}]))
    lines(tmp_path / "one.json", json.dumps(GOOD))
    lines(tmp_path / "feed.json", json.dumps({"articles": [GOOD]}))
    articles, [error] = read(tmp_path / "list.json")
    assert (len(articles), error.line) == (1, 2)
    assert len(read(tmp_path / "one.json")[0]) == 1
    assert len(read(tmp_path / "feed.json")[0]) == 1


def test_a_folder_gives_only_what_are_articles(tmp_path: Path) -> None:
    lines(
        tmp_path / "questions.jsonl",
        {"id": "q", "question": "Who?", "answer": "Ana"},
        {"id": "r", "question": "When?"},
    )
    lines(tmp_path / "config.json", {"name": "x"})
    (tmp_path / "README.md").write_text("# Notes\n\nNo news.", "utf-8")
    (tmp_path / ".hidden").mkdir()
    lines(tmp_path / ".hidden" / "b.jsonl", GOOD)
    (tmp_path / "sub").mkdir()
    lines(tmp_path / "sub" / "a.jsonl", {"title": "No body"}, GOOD)
    articles, [error] = read(tmp_path)
    assert [article.article_id for article in articles] == ["a"]
    assert error.line == 1


BROKEN = [
    ("broken.md", "---\ntitle: [Ferry\n---\nIt sank on Sunday.\n", "front matter"),
    ("broken.nitf", "<nitf><body><p>It sank</body>", "not well-formed XML"),
    ("broken.xml", "\n", ""),
]


@pytest.mark.parametrize(("name", "text", "says"), BROKEN)
@pytest.mark.parametrize("is_alone", [True, False])
def test_a_file_of_a_folder_that_cannot_be_read_is_an_error_with_its_name(
    tmp_path: Path, name: str, text: str, says: str, is_alone: bool
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    if not is_alone:
        lines(tmp_path / "a.jsonl", GOOD)
    articles, [error] = read(tmp_path)
    assert len(articles) == (not is_alone)
    assert error.path == (tmp_path / name).as_posix()
    assert says in error.message
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr(name, text)
    (tmp_path / name).unlink()
    assert [error.path for error in read(tmp_path)[1]] == [(tmp_path / f"all.zip/{name}").as_posix()]


def test_a_folder_of_nothing_but_what_is_left_out_names_it(tmp_path: Path) -> None:
    (tmp_path / "todo.md").write_text("# Notes\n\nNo news.", "utf-8")
    (tmp_path / "packages.txt").write_text("numpy\n\npandas\n", "utf-8")
    (tmp_path / "names.csv").write_text("name,age\nAnn,3\n", "utf-8")
    with pytest.raises(InputError) as caught:
        list(read_path(tmp_path))
    for name in ("todo.md", "packages.txt", "names.csv"):
        assert f"({name})" in caught.value.message


PLAIN = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
LONG = "The ferry to Hask sank on Sunday, the harbour master said, and nobody was on board when it went. " * 3


def test_pages_of_a_folder_that_say_nothing_of_an_article_are_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("about.html", "sub/ferry.html"):
        (tmp_path / name).write_text(PLAIN.format("Ferry sinks", LONG), "utf-8")
    dated = PLAIN.format("Pier shut", LONG).replace("<h1>", "<time datetime='2024-05-12'></time><h1>")
    (tmp_path / "dated.html").write_text(dated.replace("<head>", "<head><meta name='author' content='A B'>"))
    articles, [told] = read(tmp_path)
    assert [article.title for article in articles] == ["Pier shut"]
    assert told.kept
    assert "2 pages were left out" in told.message
    assert told.message.endswith("about.html, sub/ferry.html")
    assert "by its own name" in told.hint
    articles, errors = read(tmp_path / "about.html")
    assert ([article.title for article in articles], errors) == (["Ferry sinks"], [])


def test_a_folder_without_articles_is_an_error_that_says_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(read_path(tmp_path))
    assert ".jsonl" in caught.value.hint


@pytest.mark.parametrize("name", ["missing.jsonl", "page.docx"])
def test_a_path_that_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    if name.startswith("page"):
        (tmp_path / name).write_text("x", "utf-8")
    with pytest.raises(InputError, match=name):
        list(read_path(tmp_path / name))


def test_the_order_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        lines(tmp_path / f"{name}.jsonl", GOOD | {"id": name})
    assert [article.article_id for article in read(tmp_path)[0]] == ["a", "b", "c"]


def test_the_seed_article_reads_as_a_newsroom_means_it(shared_data: Path) -> None:
    [article], errors = read(shared_data / "seed-article.txt")
    assert not errors
    assert article.title.startswith("Kyiv Cites")
    assert article.summary.endswith("Chinese exports.")
    assert "SEE ALSO" not in article.body
    assert article.credit is not None
    assert "With reporting" not in article.body


def test_the_sample_archive_reads_without_a_fault() -> None:
    articles, errors = read(Path(__file__).parents[3] / "corpus" / "samples")
    assert not errors
    assert len(articles) >= 30


@pytest.mark.parametrize("name", ["news.jsonl", "news.jsonl.gz", "news.zip"])
def test_a_meter_tells_how_much_of_the_input_was_read(tmp_path: Path, name: str) -> None:
    lines = "".join(
        f'{{"title": "News {n}", "body": "{hash(str(n))} sank.", "note": "{n:0150}"}}\n' for n in range(1_000)
    ).encode()
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("news.jsonl", lines)
    else:
        path.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    meter = Meter()
    assert meter.share is None
    meter.expect(input_bytes(path))
    shares = [meter.share or 0.0 for _ in read_path(path, Reading(meter=meter))]
    assert len(shares) == 1_000
    assert name.endswith(".zip") or shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1
    assert meter.share == 1.0
