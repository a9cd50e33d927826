"""NewsML 1: its items, what they are called, and those that are withheld, canceled or no text."""

from pathlib import Path

import pytest

from corpus.article import Article, LeftOut, Withdrawal
from corpus.formats.read import read_path

MANAGEMENT = """<FirstCreated>20250416T083000+0200</FirstCreated>
<ThisRevisionCreated>20250417T060000Z</ThisRevisionCreated><Status FormalName="Usable"/>"""
LINES = """<NewsLines><HeadLine>Ferry   sinks &amp; all are saved</HeadLine><SubHeadLine>Nobody was hurt.
</SubHeadLine><ByLine>By Ana Vale</ByLine><CreditLine>With reporting by Bo Lund</CreditLine></NewsLines>"""
CONTENT = "<DataContent><p>The ferry sank on Monday.</p><p>It was <em>old</em>.</p></DataContent>"
NITF = """<DataContent><nitf><body><body.head><hedline><hl1>Of the text</hl1></hedline></body.head>
<body.content><p>The ferry sank.</p></body.content></body></nitf></DataContent>"""


def item(
    number: int = 7,
    management: str = MANAGEMENT,
    lines: str = LINES,
    content: str = CONTENT,
    media: str = "Text",
    public: str = "",
) -> str:
    identifier = f"<PublicIdentifier>{public}</PublicIdentifier>" if public else ""
    return f"""<NewsItem><Identification><NewsIdentifier><ProviderId>northshore.example</ProviderId>
<DateId>20250416</DateId><NewsItemId>{number}</NewsItemId>{identifier}</NewsIdentifier></Identification>
<NewsManagement>{management}</NewsManagement><NewsComponent>{lines}
<AdministrativeMetadata><Provider><Party FormalName="Northshore Wire"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<ContentItem><MediaType FormalName="{media}"/>{content}</ContentItem></NewsComponent></NewsItem>"""


def read(tmp_path: Path, *items: str) -> list[object]:
    path = tmp_path / "a.xml"
    envelope = "<NewsEnvelope><DateAndTime>20250417T070000Z</DateAndTime></NewsEnvelope>"
    path.write_text(f'<NewsML Version="1.2">{envelope}{"".join(items)}</NewsML>', "utf-8")
    return list(read_path(path))


def test_an_item_is_an_article(tmp_path: Path) -> None:
    [article] = read(tmp_path, item())
    assert isinstance(article, Article)
    assert article.article_id == "northshore.example:20250416:7"
    assert article.title == "Ferry sinks & all are saved"
    assert article.body == "The ferry sank on Monday.\n\nIt was old."
    assert (article.summary, article.author) == ("Nobody was hurt.", "Ana Vale")
    assert (article.source, article.credit) == ("Northshore Wire", "With reporting by Bo Lund")
    assert article.language == "en"
    assert str(article.published_at) == "2025-04-16 06:30:00+00:00"
    assert str(article.updated_at) == "2025-04-17 06:00:00+00:00"


def test_its_public_identifier_is_its_id_and_several_items_are_several_articles(tmp_path: Path) -> None:
    first, second = read(tmp_path, item(7, public="urn:newsml:northshore.example:20250416:7"), item(8))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.article_id == "urn:newsml:northshore.example:20250416:7"
    assert second.article_id == "northshore.example:20250416:8"


def test_a_text_in_nitf_has_the_headline_of_its_item(tmp_path: Path) -> None:
    [article] = read(tmp_path, item(content=NITF))
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("Ferry sinks & all are saved", "The ferry sank.")
    [own] = read(tmp_path, item(content=NITF, lines=""))
    assert isinstance(own, Article)
    assert own.title == "Of the text"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<DataContent>The ferry sank.</DataContent>", "The ferry sank."),
        ("<DataContent>&lt;p&gt;The ferry sank.&lt;/p&gt;</DataContent>", "The ferry sank."),
        (
            "<DataContent><html><body><header>Desk</header><p>The ferry sank.</p></body></html>"
            "</DataContent>",
            "The ferry sank.",
        ),
    ],
)
def test_a_text_stands_plain_escaped_or_as_a_page(tmp_path: Path, content: str, body: str) -> None:
    [article] = read(tmp_path, item(content=content))
    assert isinstance(article, Article)
    assert article.body == body


def test_an_item_without_a_headline_has_the_first_words_of_its_text(tmp_path: Path) -> None:
    [article] = read(tmp_path, item(lines=""))
    assert isinstance(article, Article)
    assert article.title == "The ferry sank on Monday"


@pytest.mark.parametrize(
    ("status", "kind", "final"),
    [("Canceled", "canceled", True), ("Withheld", "withheld", False), ("Embargoed", "embargoed", False)],
)
def test_an_item_that_is_not_usable_is_no_article(
    tmp_path: Path, status: str, kind: str, final: bool
) -> None:
    told = f"{MANAGEMENT.replace('Usable', status)}<Instruction>See the correction.</Instruction>"
    [withdrawal] = read(tmp_path, item(management=told))
    assert isinstance(withdrawal, Withdrawal)
    assert withdrawal.article_ids[0] == "northshore.example:20250416:7"
    assert (withdrawal.kind, withdrawal.final) == (kind, final)
    assert str(withdrawal.changed_at) == "2025-04-17 06:00:00+00:00"


def test_an_embargo_that_names_its_end_is_kept_until_then(tmp_path: Path) -> None:
    told = MANAGEMENT.replace("Usable", "Embargoed")
    ends = "<StatusWillChange><DateAndTime>20250418T000000Z</DateAndTime></StatusWillChange>"
    [article] = read(tmp_path, item(management=told + ends))
    assert isinstance(article, Article)
    assert str(article.embargoed_until) == "2025-04-18 00:00:00+00:00"


def test_a_picture_is_left_out_and_what_only_points_to_others_is_nothing(tmp_path: Path) -> None:
    points = "<NewsItem><NewsComponent><NewsItemRef NewsItem='northshore'/></NewsComponent></NewsItem>"
    [left_out] = read(tmp_path, item(media="Photo", content=""), points)
    assert isinstance(left_out, LeftOut)
    assert left_out.kind == "photo"
