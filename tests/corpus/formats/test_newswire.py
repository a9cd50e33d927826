"""NITF, NewsML-G2, RSS and Atom in files, and what hostile XML may not do."""

import base64
from io import BytesIO
from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.formats.xml_dispatch import read_xml
from corpus.options import Reading
from tests.corpus.formats.test_read import read

NITF = """<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "http://elsewhere.example/nitf.dtd">
<nitf><head><title>slug-ferry</title><docdata><doc-id id-string="nsw.7"/>
<date.issue norm="20250416T083000Z"/><date.release norm="20250417T060000Z"/><date.expire norm="20260101"/>
</docdata><pubdata name="AP" date.publication="20250416T090000Z"/></head>
<body><body.head><hedline><hl1>Ferry sinks &amp; all are saved</hl1></hedline>
<byline>By <person>Ana Vale</person></byline><abstract><p>Nobody was hurt.</p></abstract></body.head>
<body.content><p>The ferry sank on
Monday.</p><media media-type="image"><media-caption>A wreck.</media-caption></media>
<block><p>It was <em>old</em>.</p></block></body.content>
<body.end><tagline>With reporting by Bo Lund</tagline></body.end></body></nitf>"""

NEWSML = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:n.example:7" version="2"><itemMeta>
<provider literal="n"><name>Northshore Wire</name></provider>
<versionCreated>2025-04-17T08:00:00+02:00</versionCreated>
<firstCreated>2025-04-16T08:00:00+02:00</firstCreated>
<embargoed>2025-04-18T00:00:00Z</embargoed><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><by>By Ana Vale</by><language tag="en-GB"/><headline>Ferry sinks</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<body><p>The ferry sank.</p><p>It was old.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:newsml:n.example:8"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta>
<contentSet><inlineData contenttype="text/plain">Gone.</inlineData></contentSet></newsItem>
</itemSet></newsMessage>"""

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Courier</title><item><title>Ferry &lt;b&gt;sinks&lt;/b&gt;</title>
<link>https://c.example/ferry?utm_source=rss</link><guid isPermaLink="false">77</guid>
<pubDate>Wed, 16 Apr 2025 08:30:00 +0200</pubDate><description>It sank.</description>
<content:encoded><![CDATA[<p>The ferry sank.</p><script>alert(1)</script><p>It was old.</p>]]>
</content:encoded></item><item><title>No text</title><link>https://c.example/none</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry>
<title>Ferry sinks</title><id>tag:c.example,2025:7</id><updated>2025-04-17T08:00:00Z</updated>
<published>2025-04-16T08:00:00Z</published><author><name>Ana Vale</name></author>
<summary>The ferry sank.</summary></entry></feed>"""


def put(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / name


def test_nitf(tmp_path: Path) -> None:
    [article], errors = read(put(tmp_path, "a.xml", NITF))
    assert not errors
    assert (article.article_id, article.title) == ("nsw.7", "Ferry sinks & all are saved")
    assert article.body == "The ferry sank on Monday.\n\nIt was old."
    assert (article.summary, article.author) == ("Nobody was hurt.", "Ana Vale")
    assert (article.source, article.credit) == ("Associated Press", "With reporting by Bo Lund")
    dates = [article.published_at, article.embargoed_until, article.expires_at]
    assert [f"{date:%Y-%m-%dT%H}" for date in dates if date] == [
        "2025-04-16T09",
        "2025-04-17T06",
        "2026-01-01T00",
    ]


def test_newsml_g2(tmp_path: Path) -> None:
    article, withdrawal = read_path(put(tmp_path, "a.newsml", NEWSML))
    assert isinstance(article, Article)
    assert (article.article_id, article.title) == ("urn:newsml:n.example:7", "Ferry sinks")
    assert article.body == "The ferry sank.\n\nIt was old."
    assert (article.source, article.author, article.language) == ("Northshore Wire", "Ana Vale", "en")
    assert article.published_at is not None
    assert article.updated_at is not None
    assert article.updated_at > article.published_at
    assert article.embargoed_until is not None
    assert isinstance(withdrawal, Withdrawal)
    assert (withdrawal.article_ids, withdrawal.final) == (("urn:newsml:n.example:8",), True)


def test_rss(tmp_path: Path) -> None:
    [article], [error] = read(put(tmp_path, "a.rss", RSS))
    assert (article.article_id, article.title) == ("https://c.example/ferry", "Ferry sinks")
    assert (article.body, article.summary) == ("The ferry sank.\n\nIt was old.", "It sank.")
    assert article.source == "The Courier"
    assert str(article.published_at) == "2025-04-16 06:30:00+00:00"
    assert "no text" in error.message


def test_atom(tmp_path: Path) -> None:
    [article], _ = read(put(tmp_path, "a.atom", ATOM))
    assert (article.article_id, article.author) == ("tag:c.example,2025:7", "Ana Vale")
    assert article.updated_at is not None
    assert not article.published_is_update


def test_an_atom_entry_that_tells_only_its_last_change_has_its_day(tmp_path: Path) -> None:
    told = ATOM.replace("<published>2025-04-16T08:00:00Z</published>", "")
    [article], _ = read(put(tmp_path, "a.atom", told))
    assert article.published_at == article.updated_at
    assert str(article.published_at) == "2025-04-17 08:00:00+00:00"
    assert article.published_is_update


def test_an_entity_is_never_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret", "quibblezorp")
    attack = f"""<!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY b "ha"><!ENTITY c "&b;&b;">]>
    <nitf><body><body.head><hedline><hl1>A &x;</hl1></hedline></body.head>
    <body.content><p>Text &x; &c;</p></body.content></body></nitf>"""
    articles, _ = read(put(tmp_path, "a.xml", attack))
    assert not any("quibblezorp" in article.title + article.body for article in articles)


@pytest.mark.parametrize(
    ("text", "says"), [("<html/>", "not a news format"), ("<nitf>", "not well-formed XML")]
)
def test_other_xml_is_refused_and_in_a_folder_passed_over(tmp_path: Path, text: str, says: str) -> None:
    _, [error] = read(put(tmp_path, "a.xml", text))
    assert says in error.message
    put(tmp_path, "b.rss", RSS)
    (tmp_path / "a.xml").write_text("<config/>")
    assert [article.title for article in read(tmp_path)[0]] == ["Ferry sinks"]


@pytest.mark.parametrize(
    ("written", "published", "says"),
    [
        ("Wed, 16 Apr 2025 01:30:00 CEST", "2025-04-15 23:30:00+00:00", ""),
        ("Mi, 16 Mai 2025 08:30:00 +0200", "2025-05-16 06:30:00+00:00", ""),
        ("Wed, 16 Apr 2025 01:30:00 QQT", "None", "time zone QQT"),
        ("some day soon", "None", "some day soon"),
    ],
)
def test_a_feeds_day_is_read_or_told(tmp_path: Path, written: str, published: str, says: str) -> None:
    text = RSS.replace("Wed, 16 Apr 2025 08:30:00 +0200", written)
    assert text != RSS
    [article], errors = read(put(tmp_path, "a.rss", text))
    assert str(article.published_at) == published
    assert [says in error.message for error in errors if error.kept] == ([True] if says else [])


def test_an_odd_day_does_not_take_the_place_of_a_good_one(tmp_path: Path) -> None:
    odd = ATOM.replace("<published>2025-04-16T08:00:00Z</published>", "<published>n/a</published>")
    [article], _ = read(put(tmp_path, "a.atom", odd))
    assert str(article.published_at) == "2025-04-17 08:00:00+00:00"
    assert article.published_is_update


def test_a_text_in_base64_is_read_and_one_that_is_none_is_told() -> None:
    whole = base64.b64encode("The café at the pier is shut.".encode()).decode()
    item = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:k:3"><itemMeta/>
<contentMeta><headline>Shut</headline></contentMeta><contentSet>
<inlineData contenttype="text/plain" encoding="base64">{}</inlineData></contentSet></newsItem>"""
    first = """<NewsML Version="1.2"><NewsItem><NewsComponent><NewsLines><HeadLine>Shut</HeadLine></NewsLines>
<ContentItem><Encoding Notation="Base64"><DataContent>{}</DataContent></Encoding></ContentItem>
</NewsComponent></NewsItem></NewsML>"""
    for form in (item, first):
        [article] = read_xml(BytesIO(form.format(whole).encode()), "a.xml", Reading())
        assert isinstance(article, Article)
        assert article.body == "The café at the pier is shut."
        [error] = read_xml(BytesIO(form.format("é").encode()), "a.xml", Reading())
        assert isinstance(error, ArticleError)
        assert "no body" in error.message


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By <person>Ana Vale</person><byttl>Staff writer</byttl>", "Ana Vale"),
        (
            "<person>Ana Vale</person> and <person>Bo Lind</person><byttl>Correspondents</byttl>",
            "Ana Vale and Bo Lind",
        ),
        ("<p>By Ana Vale</p><p>Bo Lind</p>", "Ana Vale, Bo Lind"),
        ("By Ana Vale<br/>and Bo Lind", "Ana Vale and Bo Lind"),
        ("By ANA VALE<byttl>Harbour Writer</byttl>", "ANA VALE, Harbour Writer"),
        ("<byttl>Editor</byttl>", None),
    ],
)
def test_a_title_is_no_part_of_a_byline_that_marks_its_persons(
    tmp_path: Path, byline: str, author: str | None
) -> None:
    text = NITF.replace("By <person>Ana Vale</person>", byline)
    [article], _ = read(put(tmp_path, "a.nitf", text))
    assert article.author == author


@pytest.mark.parametrize("odd", ["", "soon", "00000000", "20241340"])
def test_an_odd_day_hides_no_good_one(tmp_path: Path, odd: str) -> None:
    head = f'<docdata><date.issue norm="20240512T101500Z"/></docdata><pubdata date.publication="{odd}"/>'
    nitf = f"<nitf><head>{head}</head><body><body.head><hedline><hl1>Ferry</hl1></hedline></body.head>"
    text = "<body.content><p>The ferry sank.</p></body.content></body></nitf>"
    [article], _ = read(put(tmp_path, "a.nitf", nitf + text))
    assert str(article.published_at) == "2024-05-12 10:15:00+00:00"


def test_an_odd_day_of_newsml_hides_no_good_one_either(tmp_path: Path) -> None:
    meta = "<firstCreated>soon</firstCreated><versionCreated>2024-05-12T10:15:00Z</versionCreated>"
    text = "<contentSet><inlineData contenttype='text/plain'>The ferry sank.</inlineData></contentSet>"
    item = f"<itemMeta>{meta}</itemMeta><contentMeta><headline>Ferry</headline></contentMeta>{text}"
    opening = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:n:1">'
    [article], _ = read(put(tmp_path, "a.xml", f"{opening}{item}</newsItem>"))
    assert str(article.published_at) == "2024-05-12 10:15:00+00:00"


@pytest.mark.parametrize(
    "meta", ["status' content='canceled", "Status' content='Draft", "pubStatus' content='stat:withheld"]
)
def test_a_state_that_an_agency_writes_into_the_head_holds(tmp_path: Path, meta: str) -> None:
    held = NITF.replace("</title>", f"</title><meta name='{meta}'/>", 1)
    [item] = read_path(put(tmp_path, "a.xml", held))
    assert isinstance(item, Withdrawal)
    out = NITF.replace("</title>", "</title><meta name='status' content='usable'/>", 1)
    [article] = read_path(put(tmp_path, "b.xml", out))
    assert isinstance(article, Article)


@pytest.mark.parametrize("roles", ["hld", "hlrole"])
def test_the_main_one_of_several_headlines_and_what_sums_up(tmp_path: Path, roles: str) -> None:
    lines = f"<headline role='{roles}:sub'>Nobody hurt</headline>"
    lines += f"<headline role='{roles}:main'>Ferry sinks</headline>"
    told = NEWSML.replace(
        "<headline>Ferry sinks</headline>",
        f"{lines}<description role='drol:summary'>All were saved.</description>",
    )
    [article, _] = read_path(put(tmp_path, "a.xml", told))
    assert isinstance(article, Article)
    assert (article.title, article.summary) == ("Ferry sinks", "All were saved.")


@pytest.mark.parametrize(
    "headlines",
    [
        '<headline role="hld:subHeadline">Buses run</headline><headline role="hld:headline">Ferry</headline>',
        '<headline role="x:short">Ship</headline><headline role="x:main">Ferry</headline>',
        '<headline role="x:kicker">At sea</headline><headline>Ferry</headline>',
        '<headline role="x:odd">Ferry</headline><headline role="x:other">Ship</headline>',
    ],
)
def test_of_several_headlines_the_main_one_is_read(tmp_path: Path, headlines: str) -> None:
    item = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="u:1"><itemMeta>
    <pubStatus qcode="stat:usable"/></itemMeta><contentMeta>{headlines}</contentMeta><contentSet>
    <inlineData contenttype="text/plain">The ferry sank.</inlineData></contentSet></newsItem>"""
    [article], _ = read(put(tmp_path, "a.xml", item))
    assert article.title == "Ferry"
