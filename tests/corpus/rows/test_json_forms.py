"""JSON as news services hand it out: one article each, in plain words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, LeftOut
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.rows.fields import plain_prose

TEXT = "The bridge to Lindholm is shut until May."
HTML = f"<p>{TEXT}</p><p>&ldquo;It creaked,&rdquo; said <b>Bo Lund</b>.</p>"
AT = "2025-03-04T06:30:00Z"
TITLE, ADDRESS = "Bridge shut", "https://gull.example/bridge"
FORMS: dict[str, Any] = {
    "ninjs 1": {
        **{
            "uri": "urn:k:1",
            "pubstatus": "usable",
            "headline": TITLE,
            "body_xhtml": HTML,
            "provider": "Gull",
        },
        **{"firstcreated": AT, "byline": "By Ana Vale"},
    },
    "ninjs 2": {
        "headlines": [{"role": "short", "value": "Shut"}, {"role": "main", "value": TITLE}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": HTML}],
        **{"firstcreated": AT, "provider": "Gull", "byline": "Ana Vale"},
    },
    "NewsAPI": {
        "articles": [
            {"source": {"id": None, "name": "Gull"}, "title": f"{TITLE} - Gull", "publishedAt": AT}
            | {"author": "Ana Vale", "content": f"{TEXT}… [+900 chars]", "url": ADDRESS}
        ]
    },
    "Guardian": {
        "response": {
            "results": [
                {"webTitle": TITLE, "webPublicationDate": AT, "webUrl": ADDRESS, "id": "uk/bridge"}
                | {"fields": {"bodyText": TEXT, "byline": "Ana Vale", "publication": "Gull"}}
            ]
        }
    },
    "NYT": {
        "response": {
            "docs": [
                {"headline": {"main": TITLE}, "lead_paragraph": TEXT, "pub_date": "2025-03-04T06:30:00+0000"}
                | {"byline": {"original": "By Ana Vale"}, "source": "Gull", "web_url": ADDRESS}
            ]
        }
    },
    "JSON Feed": {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Gull",
        "items": [
            {"id": "1", "url": ADDRESS, "title": TITLE, "content_html": HTML, "date_published": AT}
            | {"authors": [{"name": "Ana Vale"}]}
        ],
    },
    "JSON-LD": {
        "@graph": [
            {"@type": "WebSite", "name": "Gull"},
            {"@type": ["NewsArticle"], "headline": TITLE, "articleBody": TEXT, "datePublished": AT}
            | {"author": [{"@type": "Person", "name": "Ana Vale"}], "publisher": {"name": "Gull"}},
        ]
    },
    "fundus": {
        **{"title": TITLE, "plaintext": TEXT, "body": {"sections": []}, "publishing_date": AT},
        **{"authors": ["Ana Vale"], "publisher": "Gull"},
    },
}


def read(tmp_path: Path, value: Any) -> tuple[list[Article], list[ArticleError]]:
    (tmp_path / "a.json").write_text(json.dumps(value), "utf-8")
    items = list(read_path(tmp_path / "a.json"))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, ArticleError)]


@pytest.mark.parametrize("form", FORMS)
def test_the_forms_of_the_trade_are_read(tmp_path: Path, form: str) -> None:
    [article], errors = read(tmp_path, FORMS[form])
    assert (article.title, article.body.partition("\n")[0]) == (TITLE, TEXT)
    assert (article.author, article.published_at is not None) == ("Ana Vale", True)
    outlet = "The Guardian" if form == "Guardian" else "Gull"
    assert article.source == outlet
    assert all(error.kept for error in errors)


def test_a_post_of_wordpress_is_known_by_its_site_and_not_by_its_number(tmp_path: Path) -> None:
    post = {
        **{"id": 12, "guid": {"rendered": "https://gull.example/?p=12"}, "link": ADDRESS, "type": "post"},
        **{"title": {"rendered": "Bridge &#8211; shut"}, "content": {"rendered": HTML}, "status": "publish"},
        **{"date": "2025-03-04T07:30:00", "date_gmt": "2025-03-04T06:30:00", "author": 3},
    }
    [article], errors = read(tmp_path, [post])
    assert not errors
    assert (article.article_id, article.title) == ("https://gull.example/?p=12", "Bridge – shut")
    assert article.body == f"{TEXT}\n\n“It creaked,” said Bo Lund."
    assert f"{article.published_at:%H:%M}" == "06:30"
    assert article.author is None


def test_an_odd_value_in_one_field_does_not_cost_the_article(tmp_path: Path) -> None:
    odd: list[dict[str, Any]] = [
        {"date": 1741069800},
        {"date": 1741069800000},
        {"date": "20250304063000"},
        {"date": {"$date": AT}},
        {"published_at": "", "date": AT},
        {"published": True, "date": AT},
    ]
    faulty: list[dict[str, Any]] = [{"date": float("nan")}, {"source": {"x": 1}}, {"url": [ADDRESS]}]
    rows = [{"id": str(n), "title": TITLE, "body": TEXT, **more} for n, more in enumerate(odd + faulty)]
    articles, errors = read(tmp_path, rows)
    assert len(articles) == len(rows)
    assert {f"{a.published_at:%Y-%m-%dT%H:%M}" for a in articles[: len(odd)]} == {"2025-03-04T06:30"}
    assert [(error.kept, error.line) for error in errors] == [(True, len(odd) + 2)]
    assert articles[-1].url == ADDRESS


def test_an_empty_field_does_not_hide_a_full_one(tmp_path: Path) -> None:
    row = {"id": "", "uid": 7.0, "title": None, "headline": TITLE, "body": "", "text": TEXT}
    [article], _ = read(tmp_path, row)
    assert (article.article_id, article.title, article.body) == ("7", TITLE, TEXT)


def test_names_as_a_program_wrote_them_are_names(tmp_path: Path) -> None:
    [article], _ = read(tmp_path, {"title": TITLE, "body": TEXT, "authors": "['Ana Vale', 'Bo Lund']"})
    assert article.author == "Ana Vale, Bo Lund"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Profit < 3 and loss > 4, he said.", "Profit < 3 and loss > 4, he said."),
        ("One <i>Maria</i> sank.\nAnother <b>held</b>.", "One Maria sank.\nAnother held."),
        ("Fish &amp; chips", "Fish & chips"),
        ("AT&T and R&D;", "AT&T and R&D;"),
    ],
)
def test_only_what_is_html_is_read_as_html(written: str, words: str) -> None:
    assert [line.strip() for line in plain_prose(written).splitlines() if line.strip()] == words.splitlines()


def test_many_open_tags_are_read_in_one_pass() -> None:
    assert plain_prose("<b>" * 200_000).startswith("<b>")


def test_blocks_of_an_editor_are_paragraphs(tmp_path: Path) -> None:
    blocks = [{"type": "paragraph", "text": TEXT}, {"type": "paragraph", "text": "It creaked."}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": TITLE, "body": blocks}), "utf-8")
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert article.body == f"{TEXT}\n\nIt creaked."


def test_what_a_service_removed_is_left_out(tmp_path: Path) -> None:
    gone = {"title": "[Removed]", "description": "[Removed]", "content": "[Removed]", "publishedAt": AT}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"status": "ok", "articles": [gone]}), "utf-8")
    [item] = read_path(path)
    assert isinstance(item, LeftOut)


def rows(tmp_path: Path, value: Any) -> list[Any]:
    (tmp_path / "rows.json").write_text(json.dumps(value))
    return list(read_path(tmp_path / "rows.json"))


READER = {
    "id": "tag:google.com,2005:reader/item/1",
    **{"title": TITLE, "crawlTimeMsec": "1741069800000", "published": 1741069800},
    **{"alternate": [{"href": ADDRESS}], "origin": {"title": "Gull"}, "author": "Ana Vale"},
}
SERVICES: dict[str, Any] = {
    "one article of the Guardian": {
        "response": {
            "content": {"webTitle": TITLE, "webPublicationDate": AT, "webUrl": ADDRESS, "source": "Gull"}
            | {"fields": {"bodyText": TEXT, "byline": "Ana Vale"}}
        }
    },
    "a live blog of the Guardian": {
        "response": {
            "results": [
                {"webTitle": TITLE, "webPublicationDate": AT, "webUrl": ADDRESS, "source": "Gull"}
                | {"blocks": {"body": [{"bodyTextSummary": TEXT}, {}]}, "byline": "Ana Vale"}
            ]
        }
    },
    "a feed reader": {"items": [{**READER, "summary": {"direction": "ltr", "content": f"<p>{TEXT}</p>"}}]},
    "Miniflux": {
        "entries": [
            {"id": 888, "title": TITLE, "content": f"<p>{TEXT}</p>", "published_at": AT, "url": ADDRESS}
            | {"author": "Ana Vale", "status": "unread", "feed": {"id": 4, "title": "Gull"}}
        ]
    },
    "ninjs 2.1": {
        "headlines": [{"role": "main", "value": TITLE}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": TEXT}],
        **{"firstCreated": AT, "infoSources": [{"name": "Gull"}], "by": "Ana Vale", "url": ADDRESS},
    },
}


@pytest.mark.parametrize("value", SERVICES.values(), ids=SERVICES.keys())
def test_what_services_and_feed_readers_hand_out_is_one_article(tmp_path: Path, value: Any) -> None:
    [article] = rows(tmp_path, value)
    assert isinstance(article, Article)
    assert (article.title, article.body, article.url) == (TITLE, TEXT, ADDRESS)
    assert (article.source, article.author) == ("Gull", "Ana Vale")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-03-04T06:30:00+00:00"


def test_of_a_list_of_things_those_that_are_no_articles_are_left_out_by_their_kind(tmp_path: Path) -> None:
    of_site = [{"@type": "Organization", "name": "Gull"}, {"@type": "schema:BreadcrumbList"}]
    story = {"@type": ["Thing", "LiveBlogPosting"], "headline": TITLE, "articleBody": TEXT}
    for value in ([story, *of_site], {"@graph": [story, *of_site]}):
        article, *others = rows(tmp_path, value)
        assert isinstance(article, Article)
        assert [item.kind for item in others if isinstance(item, LeftOut)] in (
            [],
            ["Organization", "schema:BreadcrumbList"],
        )


@pytest.mark.parametrize(
    "written",
    [
        *(1741069800.0, "1741069800.000", "/Date(1741069800000)/", "/Date(1741069800000+0100)/"),
        *({"seconds": 1741069800, "nanoseconds": 0}, {"_seconds": 1741069800}),
    ],
)
def test_seconds_are_counted_in_many_ways(tmp_path: Path, written: Any) -> None:
    [article] = rows(tmp_path, {"title": TITLE, "body": TEXT, "published_at": written})
    assert isinstance(article, Article)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-03-04T06:30:00+00:00"


@pytest.mark.parametrize("nothing", ["None", "null", "NaN", "undefined", "n/a"])
def test_what_programs_write_for_nothing_names_nobody(tmp_path: Path, nothing: str) -> None:
    empty = {"id": nothing, "author": nothing, "source": nothing, "url": nothing, "section": nothing}
    [article, other] = rows(tmp_path, [{"title": title, "body": TEXT, **empty} for title in (TITLE, "Other")])
    assert isinstance(article, Article)
    assert isinstance(other, Article)
    assert article.article_id != other.article_id
    assert (article.author, article.source, article.url, article.section) == (None, None, None, None)


def row_with(tmp_path: Path, **fields: object) -> Article:
    body = "The pier of Hask opened on Monday."
    (tmp_path / "row.json").write_text(json.dumps([{"title": "Pier opens", "body": body} | fields]))
    [article] = [item for item in read_path(tmp_path / "row.json") if isinstance(item, Article)]
    return article


def test_line_breaks_that_were_escaped_twice_part_paragraphs(tmp_path: Path) -> None:
    body = r"The pier of Hask opened on Monday.\r\n\r\nBoats came.\nThe ferry follows."
    assert row_with(tmp_path, body=body).body.split("\n\n") == [
        "The pier of Hask opened on Monday.",
        "Boats came.",
        "The ferry follows.",
    ]
    folder = r"The files of the pier lay in C:\news\pier, said its keeper on Monday."
    assert row_with(tmp_path, body=folder).body == folder


def test_characters_that_were_escaped_twice_are_meant(tmp_path: Path) -> None:
    article = row_with(
        tmp_path,
        title="Pier &amp;quot;opens&amp;quot;",
        body="Hask &amp;amp; Ellisk &amp;#8217;met&amp;#8217; on Monday.",
    )
    assert (article.title, article.body) == ('Pier "opens"', "Hask & Ellisk ’met’ on Monday.")


def test_first_and_last_names_are_the_authors(tmp_path: Path) -> None:
    people = [{"first_name": "Ana", "last_name": "Vale"}, {"givenName": "Bo", "familyName": "Lund"}]
    assert row_with(tmp_path, authors=people).author == "Ana Vale, Bo Lund"
    assert row_with(tmp_path, author={"firstname": "Ana", "id": 7}).author == "Ana"
