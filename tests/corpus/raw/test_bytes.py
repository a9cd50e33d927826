"""Names and bytes that are not what they say: read as browsers read them, and what was mended is told."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.html import read_page
from corpus.formats.read import read_path
from corpus.formats.rss import read_feed
from corpus.options import Reading
from corpus.raw.decoding import labelled
from corpus.rows.as_article import article_of
from tests.corpus.formats.test_read import read

PLAN = "The keeper’s plan – “too dear”, she wrote – needs €900."


def test_a_file_name_that_is_no_utf8_is_written_out(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/mus\xe9e.txt")
    Path(file).write_text("Museum opens\n\nThe museum at the quay has opened its doors to all.\n", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9.json")).write_text("[", "utf-8")
    [article], [error] = read(tmp_path)
    assert article.article_id.endswith(r"/mus\xe9e.txt")
    assert error.path.endswith(r"/b\xe9.json")
    for text in (article.article_id, article.origin, error.path, str(error)):
        text.encode()


def test_half_a_character_in_an_id_is_written_out_and_whole_ones_stay() -> None:
    row = {"title": "Ferry sinks", "body": "The ferry sank on Monday."}
    broken, _ = article_of(row | {"id": "ferry-\ud83d"}, "/a.jsonl", 1)
    whole, _ = article_of(row | {"id": "ferry-\U0001f6a2"}, "/a.jsonl", 2)
    assert (broken.article_id, whole.article_id) == (r"ferry-\ud83d", "ferry-\U0001f6a2")


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252", "utf-8", "klingon"])
def test_windows_1252_is_read_under_whatever_label(label: str) -> None:
    assert labelled(f'<?xml version="1.0" encoding="{label}"?>{PLAN}'.encode("cp1252")).endswith(PLAN)
    assert labelled(f"<meta charset={label}>{PLAN}".encode("cp1252")).endswith(PLAN)
    assert labelled(PLAN.encode("cp1252"), f"text/html; charset={label}") == PLAN


@pytest.mark.parametrize(
    ("raw", "content_type", "text"),
    [
        (PLAN.encode(), "text/html; charset=iso-8859-1", PLAN),
        ("Порт закрыт".encode("cp1251"), "text/html; charset=windows-1251", "Порт закрыт"),
        ("港口关闭".encode("gb18030"), "text/html; charset=gb2312", "港口关闭"),
        (b"\xff\xfe" + PLAN.encode("utf-16-le"), "text/html; charset=utf-8", PLAN),
        ('<?xml version="1.0"?><a/>'.encode("utf-16-le"), "", '<?xml version="1.0"?><a/>'),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "", '<?xml version="1.0" encoding="utf-16"?><a/>'),
        (b"a\x81b", "text/html; charset=latin1", "a\x81b"),
        (b"a\xe2\x80b", "", "aâ€b"),
    ],
)
def test_the_mark_then_utf8_then_the_servers_label_decide(raw: bytes, content_type: str, text: str) -> None:
    assert labelled(raw, content_type) == text


def test_a_page_in_windows_1252_keeps_its_quotation_marks() -> None:
    page = (
        "<html><head><title>Keeper’s plan</title><meta property='og:type' content='article'></head><body>"
        f"<article><h1>Keeper’s plan</h1><p>{PLAN}</p><p>{'The lamp is old and must be mended. ' * 6}</p>"
        "</article></body></html>"
    ).encode("cp1252")
    for content_type in ("text/html; charset=ISO-8859-1", ""):
        [article] = read_page(BytesIO(page), "a.html", Reading(), content_type)
        assert isinstance(article, Article)
        assert article.title == "Keeper’s plan"
        assert PLAN in article.body


def test_characters_that_a_row_got_by_a_wrong_label_are_read_anew() -> None:
    row = {
        "title": "Keeper\u0092s plan",
        "body": "It was \u0093too dear\u0094, a cafÃ© owner said.\nIt isnâ€™t.",
    }
    article, _ = article_of(row, "/a.jsonl", 1)
    assert article.title == "Keeper’s plan"
    assert article.body == "It was “too dear”, a café owner said.\n\nIt isn’t."


@pytest.mark.parametrize(
    "line", ["“AMANHÃ”, diz o porto.", "„MENÜ” stand an der Tür.", "À la carte – 20 €.", "CAFÉ™"]
)
def test_accents_that_only_look_misread_stay(line: str) -> None:
    article, _ = article_of({"title": "Porto", "body": line}, "/a.jsonl", 1)
    assert article.body == line


ENTRY = "<item><title>Quay{title}</title><link>https://quay.example/{link}</link><description>{text}</description></item>"


def feed(title: str = "", link: str = "a", text: str = "The quay is shut.") -> str:
    entry = ENTRY.format(title=title, link=link, text=text)
    channel = f"<channel><title>Quay</title>{entry}</channel>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">{channel}</rss>'


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (feed(text="Caf&eacute;s&nbsp;&amp;&shy; bars &#146;shut&#148;.").encode(), "Cafés & bars ’shut”."),
        (feed(link="a?x=1&y=2").encode(), "The quay is shut."),
        (feed(text="The quay\x0b is shut\x02.").encode(), "The quay is shut."),
        (feed(text="“The quay” is shut.").encode("cp1252"), "“The quay” is shut."),
        (b"\n \n" + feed().encode(), "The quay is shut."),
        (feed(text="A & B <![CDATA[&amp; C &nbsp; D]]>").encode(), "A & B & C D"),
        (feed().replace("</item>", "").encode(), "The quay is shut."),
    ],
)
def test_a_feed_that_is_almost_xml_is_read_and_the_fault_told(tmp_path: Path, raw: bytes, body: str) -> None:
    (tmp_path / "a.rss").write_bytes(raw)
    [article], errors = read(tmp_path / "a.rss")
    assert article.body == body
    assert article.url in ("https://quay.example/a", "https://quay.example/a?x=1&y=2")
    assert all(error.kept and "it was read" in error.message for error in errors)
    assert bool(errors) == (raw.strip() != feed().encode())
    fetched = list(read_feed(raw, "https://quay.example/feed", Reading()))
    assert [item.body for item in fetched if isinstance(item, Article)] == [body]
    assert len([item for item in fetched if isinstance(item, ArticleError)]) == len(errors)


def test_what_is_well_formed_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(feed(text="A &amp; B"), "utf-8")
    assert read(tmp_path / "a.rss")[1] == []


def test_many_openings_that_never_close_are_read_in_linear_time() -> None:
    raw = feed(text="<![CDATA[" * 200_000).encode()
    assert len(list(read_feed(raw, "feed", Reading()))) >= 1


def test_the_rows_of_a_file_with_an_odd_id_are_all_read(tmp_path: Path) -> None:
    rows = [{"id": f"a{half}", "title": "Ferry", "body": "It sank."} for half in ("", "\udc80", "\ud800")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    items = list(read_path(tmp_path / "a.jsonl"))
    assert [item.article_id for item in items if isinstance(item, Article)] == ["a", r"a\x80", r"a\ud800"]
