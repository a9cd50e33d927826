"""What newsrooms hold back or take back, as systems and people put it; and news that sounds like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.kinds import kinds, read_as

BODY = "The harbour of Lindholm shut its north gate on Monday, the pilot Odd Vik said. Nobody was hurt."
NITF = """<nitf><head><docdata management-status="withheld"><doc-id id-string="n1"/></docdata></head><body>
<body.head><hedline><hl1>Gate</hl1></hedline></body.head><body.content><p>The gate is shut.</p></body.content>
</body></nitf>"""
G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:g:1"><itemMeta>{meta}</itemMeta>
<contentMeta><headline>Gate</headline></contentMeta>
<contentSet><inlineData contenttype="text/plain">Shut.
</inlineData></contentSet></newsItem>"""
BLOGGER = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"><title>Q</title>
<id>tag:q</id><updated>2024-05-13T08:00:00Z</updated><entry><id>e1</id><title>Gate</title><updated>
2024-05-13T08:00:00Z</updated><app:control><app:draft>yes</app:draft></app:control><content>Shut.</content>
</entry></feed>"""
NEWSML_1 = """<NewsML><NewsEnvelope><DateAndTime>20240513T080000Z</DateAndTime></NewsEnvelope><NewsItem>
<Identification><NewsIdentifier><ProviderId>q.example</ProviderId><DateId>20240513</DateId><NewsItemId>g1
</NewsItemId><RevisionId PreviousRevision="1" Update="N">2</RevisionId><PublicIdentifier>urn:newsml:q:g1:2
</PublicIdentifier></NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName="News"/>
<FirstCreated>20240513T080000Z</FirstCreated><ThisRevisionCreated>20240513T090000Z</ThisRevisionCreated>
<Status FormalName="Canceled"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Gate shut</HeadLine>
</NewsLines><ContentItem><DataContent><p>The gate is shut.</p></DataContent></ContentItem></NewsComponent>
</NewsItem></NewsML>"""


def row(**fields: Any) -> str:
    return json.dumps({"id": "k", "title": "Gate shut", "body": BODY, **fields}, ensure_ascii=False)


def front(fields: str) -> str:
    return f"---\ntitle: Gate\n{fields}\n---\n{BODY}"


def page(title: str, text: str) -> str:
    head = f"<title>{title}</title><meta property='og:type' content='article'>"
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>"


STATES: dict[str, dict[str, Any]] = {
    "a remark by whom": {"status": "KILLED by legal"},
    "a remark of a version": {"status": "Draft v2"},
    "a remark until when": {"status": "On hold until Monday"},
    "not to be run": {"status": "do not run"},
    "the state of a review": {"review_status": "pending"},
    "the state of a stage": {"workflow_stage": "Draft"},
    "what lawyers say": {"legalStatus": "hold"},
    "in Polish": {"status": "szkic"},
    "not approved": {"approved": False},
    "a yes": {"not_for_publication": "yes"},
    "a no": {"is_published": 0},
    "of ninjs 2": {"pubStatus": "withheld"},
    "of schema.org": {"creativeWorkStatus": "Draft"},
    "of Sanity": {"_id": "drafts.abc"},
    "of Strapi": {"publishedAt": None, "createdAt": "2024-05-01"},
    "no end of an embargo": {"embargo": "until further notice"},
}
SHOWN: dict[str, dict[str, Any]] = {
    "for all": {"visibility": "public"},
    "in Czech": {"status": "publikováno"},
    "of Sanity": {"_id": "abc"},
    "cleared": {"legalStatus": "cleared", "review_status": "approved"},
    "a count of the dead": {"killed": "3"},
    "published with a remark": {"status": "published by Ann"},
}


@pytest.mark.parametrize("fields", STATES.values(), ids=STATES)
def test_a_row_that_a_system_or_its_people_hold_back_is_no_article(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    assert kinds(read_as(tmp_path, "a.json", row(**fields))) in ("-", "E")


@pytest.mark.parametrize("fields", SHOWN.values(), ids=SHOWN)
def test_a_row_that_is_out_is_one(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert kinds(read_as(tmp_path, "a.json", row(**fields))) == "A"


FILES = {
    "front matter, a yes": ("a.md", front("draft: yes"), "-"),
    "front matter, a no": ("a.md", front("published: false"), "-"),
    "front matter, a state": ("a.md", front("status: Killed"), "-"),
    "front matter, a page that is never made": ("a.md", front("_build:\n  render: never"), "-"),
    "front matter, a page that is made": ("a.md", front("build:\n  render: always\n  list: never"), "A"),
    "front matter, tags": ("a.md", front("tags: [killed, sea]"), "A"),
    "TOML": ("a.md", f'+++\ntitle = "Gate"\ndraft = true\n+++\n{BODY}', "-"),
    "JSON": ("a.md", f'{{\n"title": "Gate",\n"draft": true\n}}\n\n{BODY}', "-"),
    "NITF": ("a.xml", NITF, "-"),
    "NewsML-G2": ("a.xml", G2.format(meta='<pubStatus qcode="stat:withheld"/>'), "-"),
    "NewsML-G2, an embargo without a day": ("a.xml", G2.format(meta="<embargoed/>"), "-"),
    "NewsML 1": ("a.xml", NEWSML_1, "-"),
    "Blogger": ("a.xml", BLOGGER, "-"),
    "Ghost, without its notes": (
        "a.json",
        json.dumps(
            {"db": [{"data": {"posts": [{"id": "1", "title": "G", "html": "x", "status": "draft"}]}}]}
        ),
        "-",
    ),
    "a table": ("a.csv", f"title;body;Status\nGate;{BODY};Entwurf\nQuay;{BODY};Veröffentlicht\n", "-A"),
    "a table with a yes": ("a.csv", "id,title,body,killed\n1,G,It is shut.,yes\n2,Q,It is open.,no\n", "-A"),
    "rows with nothing but an end": ("a.jsonl", f'{{"id": "k", "deleted": true}}\n{row(id="m")}\n', "-A"),
    "rows with nothing but a state": ("a.jsonl", f'{{"id": "k", "status": "killed"}}\n{row(id="m")}\n', "-A"),
    "a line below the headline": ("a.txt", f"Gate\n\nNOT FOR PUBLICATION BEFORE CLEARANCE\n\n{BODY}", "-"),
    "an internal draft": ("a.txt", f"Gate\n\nCONFIDENTIAL - INTERNAL DRAFT, DO NOT CIRCULATE\n\n{BODY}", "-"),
    "a draft's first line": ("a.txt", f"Gate\n\nDraft copy - not for distribution\n\n{BODY}", "-"),
    "a page's first line": (
        "a.html",
        page("Gate", f"<p><b>EDITORS: MANDATORY KILL</b></p><p>{BODY}</p>"),
        "-",
    ),
    "a page in its own place": ("a.html", page("Gate shut", "<p>This article has been retracted.</p>"), "-"),
}


@pytest.mark.parametrize(("name", "content", "found"), FILES.values(), ids=FILES)
def test_every_form_says_so(tmp_path: Path, name: str, content: str, found: str) -> None:
    assert kinds(read_as(tmp_path, name, content)) == found


NOTICES = {
    "KILL: Gate shut": "Editors: kill the story Gate shut. It is wrong.",
    "BC-Gate Shut, KILL": "KILL: Please kill the story slugged Gate Shut. A kill is mandatory.",
    "ADVISORY: Gate story killed": "Editors: The story headed Gate shut, moved at 0900 GMT, has been killed.",
    "Gate": "Attention editors: our report on the gate, sent at 0900 GMT, is withdrawn. Do not use it.",
    "ANNULATION: La porte fermée": "La dépêche ci-dessus est annulée. Ne pas utiliser.",
    "撤稿：北门关闭": "请勿使用此稿。",
    "撤回: 北門閉鎖": "この記事は取り消します。使用しないでください。",
    "EMBARGO UNTIL 6 P.M. FRIDAY": BODY,
    "Embargoed until further notice": BODY,
}
NEWS = {
    "Kill switch stops ferry": "A kill switch stopped the ferry off Lindholm on Monday, the pilot said.",
    "Killed: three men on a trawler": "Three men were killed on a trawler off Hask. Their boat sank.",
    "Embargo until peace holds, says Vik": "An arms embargo stays until peace holds, Odd Vik said on Monday.",
    "Confidential report leaks": "A confidential draft of the report says the gate was shut, Odd Vik said.",
    "Anulada la huelga": "La huelga del puerto de Lindholm ha sido anulada, dijo el lunes el piloto Odd Vik.",
    "Editors meet in Hask": "Editors of the region met in Hask. The story of a killed pilot won their prize.",
    "Journal retracts study": "The journal has retracted an article by Odd Vik, it said on Monday.",
    "撤稿风波": "一家杂志周一表示，奥德·维克关于鲱鱼的论文因数据有误被撤稿。",
}


@pytest.mark.parametrize(("title", "body"), NOTICES.items())
def test_a_notice_is_no_article(tmp_path: Path, title: str, body: str) -> None:
    assert kinds(read_as(tmp_path, "a.json", row(title=title, body=body))) == "-"


@pytest.mark.parametrize(("title", "body"), NEWS.items())
def test_news_that_sounds_like_a_notice_is_one(tmp_path: Path, title: str, body: str) -> None:
    assert kinds(read_as(tmp_path, "a.json", row(title=title, body=body))) == "A"
