"""What its publisher holds back, or takes back, is no article, whatever form says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, LeftOut, Withdrawal
from corpus.errors import ArticleError
from corpus.formats.read import read_path
from corpus.rows.publication import state_named, state_of

ITEM = """<item><title>{title}</title><link>https://gull.example/{slug}/</link>
<guid isPermaLink="false">https://gull.example/?p={number}</guid>
<content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{password}</wp:post_password></item>"""
WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Gull</title>
<link>https://gull.example</link>{items}</channel></rss>"""
NITF = """<nitf><head><docdata management-status="{status}"><doc-id id-string="k.3"/>{more}</docdata></head>
<body><body.head><hedline><hl1>Bridge shut</hl1></hedline></body.head>
<body.content><p>The bridge to Lindholm is shut.</p></body.content></body></nitf>"""
G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:k.example:3"><itemMeta>
{meta}</itemMeta><contentMeta><headline>Bridge shut</headline></contentMeta>{content}</newsItem>"""
CONTENT = "<contentSet><inlineData contenttype='text/plain'>The bridge is shut.</inlineData></contentSet>"


def wxr(*posts: tuple[str, str, str], password: str = "") -> str:
    items = [
        ITEM.format(
            title=f"Story {n}", slug=f"s{n}", number=n, status=status, kind=kind, text=text, password=password
        )
        for n, (status, kind, text) in enumerate(posts, start=1)
    ]
    return WXR.format(items="".join(items))


def put(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / name


def test_of_an_export_of_wordpress_only_published_posts_are_articles(tmp_path: Path) -> None:
    posts = [
        ("publish", "post", "<p>The bridge is shut.</p>[caption id='x'] A bridge[/caption]\n\nBuses run."),
        *((status, "post", "Nobody may read this.") for status in ("draft", "private", "trash", "future")),
        ("publish", "page", "Who we are."),
    ]
    article, *others = read_path(put(tmp_path, "export.xml", wxr(*posts)))
    assert isinstance(article, Article)
    assert (article.article_id, article.body) == (
        "https://gull.example/?p=1",
        "The bridge is shut.\n\nBuses run.",
    )
    assert [item.kind for item in others if isinstance(item, Withdrawal | LeftOut)] == [
        *("draft", "private", "trashed", "scheduled", "page")
    ]
    # Under the address too: a feed of the same site names it so.
    assert isinstance(others[0], Withdrawal)
    assert others[0].article_ids[:2] == ("https://gull.example/?p=2", "https://gull.example/s2")


@pytest.mark.parametrize(
    ("status", "password", "kind"),
    [
        ("publish", "sesame", "private"),
        *((status, "", "draft") for status in ("pitch", "assigned", "waiting-for-feedback")),
    ],
)
def test_a_post_with_a_password_or_with_a_status_of_a_plugin_is_no_article(
    tmp_path: Path, status: str, password: str, kind: str
) -> None:
    export = wxr((status, "post", "Nobody may read this."), password=password)
    rest = {
        "id": 1,
        "type": "post",
        "status": status,
        "link": "https://gull.example/s1/",
        "title": {"rendered": "Story 1"},
        "content": {"rendered": "Nobody may read this.", "protected": bool(password)},
    }
    for name, text in (("export.xml", export), ("posts.json", json.dumps([rest]))):
        [item] = read_path(put(tmp_path, name, text))
        assert isinstance(item, Withdrawal)
        assert item.kind == kind


@pytest.mark.parametrize(
    ("status", "more", "kind", "final"),
    [
        ("canceled", '<ed-msg info="KILL: wrong bridge"/>', "canceled", True),
        ("withheld", "", "withheld", False),
        ("embargoed", "", "embargoed", False),
    ],
)
def test_a_nitf_document_that_is_held_back_is_a_withdrawal(
    tmp_path: Path, status: str, more: str, kind: str, final: bool
) -> None:
    [item] = read_path(put(tmp_path, "a.nitf", NITF.format(status=status, more=more)))
    assert isinstance(item, Withdrawal)
    assert (item.article_ids, item.kind, item.final) == (("k.3",), kind, final)
    assert "wrong bridge" in item.reason or not more


def test_an_embargo_with_a_day_is_only_an_embargo(tmp_path: Path) -> None:
    more = '<date.release norm="20310101T000000Z"/>'
    [item] = read_path(put(tmp_path, "a.nitf", NITF.format(status="embargoed", more=more)))
    assert isinstance(item, Article)
    assert item.embargoed_until is not None


@pytest.mark.parametrize(
    ("meta", "content", "kind"),
    [
        ('<pubStatus qcode="stat:canceled"/>', "", "canceled"),
        ('<pubStatus uri="http://cv.example/pubstatus/withheld"/>', CONTENT, "withheld"),
        ('<embargoed/><pubStatus qcode="stat:usable"/>', CONTENT, "embargoed"),
    ],
)
def test_a_newsml_item_that_is_held_back_is_a_withdrawal_also_without_text(
    tmp_path: Path, meta: str, content: str, kind: str
) -> None:
    [item] = read_path(put(tmp_path, "a.newsml", G2.format(meta=meta, content=content)))
    assert isinstance(item, Withdrawal)
    assert (item.article_ids, item.kind) == (("urn:newsml:k.example:3",), kind)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"pubstatus": "canceled"}, "canceled"),
        ({"status": "Draft"}, "draft"),
        ({"draft": True}, "draft"),
        ({"published": False}, "unpublished"),
        ({"embargoed": True}, "embargoed"),
        ({"is_draft": 1}, "draft"),
        ({"status": "Entwurf"}, "draft"),
        ({"status": False}, "unpublished"),
        ({"status": "0"}, "unpublished"),
        ({"isPublished": "false"}, "unpublished"),
        ({"deleted": "yes"}, "trashed"),
        ({"workflow_state": "pending"}, "draft"),
        ({"_status": "draft"}, "draft"),
        ({"createdAt": "2024-05-12T08:00:00Z", "publishedAt": None}, "draft"),
        ({"status": "hold"}, "withheld"),
    ],
)
def test_a_row_says_that_it_is_not_published(tmp_path: Path, fields: dict[str, object], kind: str) -> None:
    row = {"id": "r1", "title": "Bridge shut", "body": "The bridge is shut.", **fields}
    [item] = read_path(put(tmp_path, "a.jsonl", json.dumps(row)))
    assert isinstance(item, Withdrawal)
    assert (item.article_ids, item.kind) == (("r1",), kind)


def test_an_embargo_that_cannot_be_read_is_no_embargo_of_none(tmp_path: Path) -> None:
    row = {"title": "Bridge shut", "body": "The bridge is shut.", "embargoed_until": "after the vote"}
    [item] = read_path(put(tmp_path, "a.jsonl", json.dumps(row)))
    assert isinstance(item, ArticleError)
    assert not item.kept


@pytest.mark.parametrize(
    ("name", "front"), [("a.md", "draft: true"), ("b.md", "published: false"), ("_drafts/c.md", "x: y")]
)
def test_a_draft_of_a_site_in_markdown_is_no_article(tmp_path: Path, name: str, front: str) -> None:
    (tmp_path / "_drafts").mkdir()
    [item] = read_path(put(tmp_path, name, f"---\ntitle: Bridge shut\n{front}\n---\nThe bridge is shut."))
    assert isinstance(item, Withdrawal)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 1},
        {"status": "ok"},
        {"state": "Ohio"},
        {"deleted": 0},
        {"published": "2024-05-12"},
        {"live": 1},
        {"creativeWorkStatus": "Archived"},
        {"section": "archive"},
    ],
)
def test_a_status_that_is_published_or_unknown_holds_nothing_back(fields: dict[str, object]) -> None:
    assert state_of(fields) is None
    assert not any(map(state_named, ("publish", "stat:usable", "active", "")))


@pytest.mark.parametrize(
    "status",
    [
        *("PENDING REVIEW", "pending-approval", "awaiting approval", "Needs edit", "ready_for_review"),
        *("Not yet published", "To be published", "in progress", "In Bearbeitung", "en attente", "geplant"),
        *("work in progress", "under review", "pitch", "Copyedit", "programado", "unapproved"),
    ],
)
def test_what_waits_for_its_publication_is_no_article(status: str) -> None:
    state = state_of({"status": status})
    assert state is not None
    assert not state.recalls


def test_a_draft_that_its_id_calls_so_leaves_the_published_one() -> None:
    assert state_of({"_id": "drafts.a1"}) == state_of({"draft": True})
    assert state_of({"_id": "a1"}) is None


def test_a_news_post_of_an_export_is_an_article_and_a_product_is_not(tmp_path: Path) -> None:
    posts = [
        ("publish", kind, "The bridge is shut.") for kind in ("news", "article", "press-release", "product")
    ]
    *articles, other = read_path(put(tmp_path, "export.xml", wxr(*posts)))
    assert [article.title for article in articles if isinstance(article, Article)] == [
        *("Story 1", "Story 2", "Story 3")
    ]
    assert other == LeftOut("product", (tmp_path / "export.xml").as_posix())
    rest = {"type": "news", "status": "publish", "title": {"rendered": "A"}, "content": {"rendered": "B."}}
    [article] = read_path(put(tmp_path, "posts.json", json.dumps([rest])))
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Protected: Budget", "There is no excerpt because this is a protected post."),
        (
            "Protected: Budget",
            "This content is password-protected. To view it, please enter the password below.",
        ),
        ("Geschützt: Haushalt", "Es gibt keinen Textauszug, da dies ein geschützter Beitrag ist."),
        (
            "Haushalt",
            '<form action="https://gull.example/wp-login.php?action=postpass" method="post"></form>',
        ),
    ],
)
def test_a_post_behind_a_password_is_no_article_whatever_form_has_it(
    tmp_path: Path, title: str, text: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"id": "1", "title": title, "body": text}]), "utf-8")
    feed = f"<item><title>{title}</title><guid>1</guid><description><![CDATA[{text}]]></description></item>"
    (tmp_path / "a.xml").write_text(f"<rss version='2.0'><channel>{feed}</channel></rss>", "utf-8")
    for name in ("a.json", "a.xml") if "<" not in text else ("a.json",):
        [item] = read_path(tmp_path / name)
        assert isinstance(item, Withdrawal)
        assert item.kind == "private"


def test_a_story_of_something_protected_is_an_article(tmp_path: Path) -> None:
    rows = [
        {"title": "Protected: how Hask saved its oaks", "body": "The council bought the wood on Monday."},
        {"title": "Passwords", "body": "Write that this content is password-protected, the council advises."},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf-8")
    assert [type(item) for item in read_path(tmp_path / "a.json")] == [Article, Article]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"status": "Draft - for Ann to read"}, "draft"),
        ({"status": "Killed (legal)"}, "canceled"),
        ({"status": "In Review"}, "draft"),
        ({"moderation_state": "rejected"}, "draft"),
        ({"creativeWorkStatus": "Draft"}, "draft"),
        ({"is_live": "false"}, "unpublished"),
        ({"public": False}, "unpublished"),
        ({"hidden": "true"}, "private"),
        ({"embargoedreason": "Not before the speech"}, "embargoed"),
        ({"moderation_state": "archived"}, "unpublished"),
        ({"status": "Archived"}, "unpublished"),
        ({"status": "not published"}, "unpublished"),
        ({"publish_status": "inactive"}, "unpublished"),
        ({"status": "dépublié"}, "unpublished"),
        ({"status": "concept"}, "draft"),
        ({"publishStatus": "UNPUBLISHED"}, "unpublished"),
        ({"Workflow State": "Awaiting approval"}, "draft"),
        ({"IsDraft": True}, "draft"),
        ({"Is-Published": "no"}, "unpublished"),
        ({"deletedAt": "2024-05-01T10:00:00Z"}, "trashed"),
        ({"deleted_at": {"$date": 1714557600000}}, "trashed"),
        ({"date_deleted": 1714557600}, "trashed"),
    ],
)
def test_a_state_is_known_by_its_word_whatever_is_remarked_behind_it(row: dict[str, str], kind: str) -> None:
    state = state_of(row)
    assert state is not None
    assert state.kind == kind
    assert state_of({"status": "published - killed off the front page"}) is None


@pytest.mark.parametrize("nothing", [None, "", "NULL", 0, "0000-00-00 00:00:00", False])
def test_what_was_never_deleted_is_an_article(nothing: object) -> None:
    assert state_of({"deleted_at": nothing, "DeletedAt": nothing, "publishStatus": "LIVE"}) is None


def test_a_cancellation_with_an_id_of_its_own_takes_back_what_it_names(tmp_path: Path) -> None:
    text = NITF.format(status="canceled", more="").replace(
        "<docdata ", '<docdata management-doc-idref="k.1" '
    )
    [word] = read_path(put(tmp_path, "kill.nitf", text))
    assert isinstance(word, Withdrawal)
    assert word.article_ids == ("k.1", "k.3")  # An archive that has neither remembers the first.


REVISION = """<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier>
<ProviderId>k.example</ProviderId><DateId>20250304</DateId><NewsItemId>7</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">{number}</RevisionId>
<PublicIdentifier>urn:newsml:k.example:20250304:7:{number}{update}</PublicIdentifier></NewsIdentifier>
</Identification><NewsManagement><Status FormalName="{status}"/></NewsManagement><NewsComponent><NewsLines>
<HeadLine>Bridge shut</HeadLine></NewsLines><ContentItem><DataContent><p>The bridge is shut.</p></DataContent>
</ContentItem></NewsComponent></NewsItem></NewsML>"""


def test_revisions_of_newsml_1_are_one_article_which_the_last_of_them_takes_back(tmp_path: Path) -> None:
    first = REVISION.format(number=1, update="", status="Usable")
    [article] = read_path(put(tmp_path, "one.xml", first))
    last = REVISION.format(number=2, update="A", status="Canceled")
    [word] = read_path(put(tmp_path, "two.xml", last))
    assert isinstance(article, Article)
    assert isinstance(word, Withdrawal)
    assert article.article_id == word.article_ids[0] == "urn:newsml:k.example:20250304:7"


def test_a_page_that_calls_itself_a_draft_is_none(tmp_path: Path) -> None:
    said = '{"@type": "NewsArticle", "headline": "Bridge shut", "creativeWorkStatus": "Draft"}'
    page = f"""<html><head><title>Bridge shut</title><script type="application/ld+json">{said}</script>
<link rel="canonical" href="https://gull.example/bridge"></head><body><h1>Bridge shut</h1>
<p>The bridge is shut.</p></body></html>"""
    [word] = read_path(put(tmp_path, "draft.html", page))
    assert isinstance(word, Withdrawal)
    assert (word.kind, word.article_ids[0]) == ("draft", "https://gull.example/bridge")


def test_a_post_that_is_dated_ahead_waits_for_its_day(tmp_path: Path) -> None:
    post = "---\ntitle: Bridge shut\ndate: {}\n---\nThe bridge is shut.\n"
    for day, until in (("2150-03-04", "2150-03-04 00:00:00+00:00"), ("2025-03-04", "None"), ("soon", "None")):
        article = next(
            item
            for item in read_path(put(tmp_path, "post.md", post.format(day)))
            if isinstance(item, Article)
        )
        assert str(article.embargoed_until) == until


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"status": {"id": 3, "name": "Draft"}}, "draft"),
        ({"status": ["draft"]}, "draft"),
        ({"workflow": {"state": "in review"}}, "draft"),
        ({"flags": {"marked_for_not_publication": True}}, "withheld"),
        ({"estado": "borrador"}, "draft"),
        ({"Statut": "Brouillon"}, "draft"),
        ({"статус": "черновик"}, "draft"),
        ({"状態": "公開", "status": "下書き"}, "draft"),
        ({"الحالة": "مسودة"}, "draft"),
        ({"publicado": False}, "unpublished"),
        ({"veröffentlicht": "nein"}, "unpublished"),
        ({"Freigegeben": "Nein"}, "unpublished"),
        ({"enabled": False}, "unpublished"),
        ({"live": False, "draft_title": "Bridge shut"}, "draft"),
        ({"live": False, "meta": {"detail_url": "/api/v2/pages/5/"}}, "draft"),
        ({"Killed": "x"}, "canceled"),
        ({"withdrawn_at": "2024-06-01"}, "canceled"),
        ({"unpublishedAt": "2024-06-01T10:00:00Z"}, "unpublished"),
        ({"status": "withdrawn"}, "canceled"),
        ({"visibility": "Hidden"}, "private"),
        ({"status": "legal hold"}, "withheld"),
        ({"do_not_publish": "yes"}, "withheld"),
    ],
)
def test_systems_keep_a_state_in_objects_and_in_other_languages(row: dict[str, Any], kind: str) -> None:
    state = state_of(row)
    assert state is not None
    assert state.kind == kind


@pytest.mark.parametrize(
    "row",
    [
        {"state": {"name": "Ohio", "code": "OH"}},
        {"estado": "Sonora"},
        {"status": {"name": "Published"}},
        {"status": ["published", "featured"]},
        {"status": "N"},
        {"live": False},
        {"live": False, "meta": {"tags": ["ferries"]}},
        {"flags": {"breaking": True}},
        {"workflow": {"state": "published"}},
        {"meta": {"robots": "noindex"}},
        {"killed": 1},
        {"publicado": "2024-05-12"},
        {"withdrawn_at": None},
    ],
)
def test_what_only_looks_like_a_state_holds_nothing_back(row: dict[str, Any]) -> None:
    assert state_of(row) is None


@pytest.mark.parametrize("name", ["publish_on", "publishAt", "scheduled_for", "go_live_date"])
def test_a_row_waits_for_the_day_on_which_it_is_to_appear(tmp_path: Path, name: str) -> None:
    row = {"id": "r1", "title": "Bridge shut", "body": "The bridge is shut.", "published_at": "2024-05-12"}
    for day, waits in (("2099-05-14", True), ("2024-05-14", False)):
        [item] = read_path(put(tmp_path, "a.jsonl", json.dumps(row | {name: day})))
        assert isinstance(item, Article)
        assert item.embargoed_until is not None
        assert (item.embargoed_until > datetime.now(UTC)) == waits


def test_a_column_is_known_with_hyphens_too(tmp_path: Path) -> None:
    text = "id,title,body,Go-live date\nr1,Bridge shut,The bridge is shut.,2099-05-14\n"
    [item] = read_path(put(tmp_path, "a.csv", text))
    assert isinstance(item, Article)
    assert item.embargoed_until is not None


def test_an_item_says_in_other_places_that_it_is_taken_back(tmp_path: Path) -> None:
    killed = NITF.format(status="usable", more='<ed-msg msg-type="kill" info="The source was wrong."/>')
    [item] = read_path(put(tmp_path, "a.xml", killed))
    assert isinstance(item, Withdrawal)
    assert item.kind == "canceled"


def test_the_day_on_which_a_row_appeared_is_its_day_where_it_has_no_other(tmp_path: Path) -> None:
    row = {"id": "r1", "title": "Bridge shut", "body": "The bridge is shut.", "publish_at": "2024-05-14"}
    for more, day in (({}, "2024-05-14"), ({"date": "2024-05-12"}, "2024-05-12")):
        [item] = read_path(put(tmp_path, "a.jsonl", json.dumps(row | more)))
        assert isinstance(item, Article)
        assert str(item.published_at)[:10] == day
