"""What only a headline or a note to editors says of a story: that it is killed, held or embargoed."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.formats.read import read_path
from corpus.rows.notices import noted_state

KILLED = [
    *("KILL: Bridge shut", "KILLED: Bridge shut", "KILLED - Bridge shut", "Killed: Bridge shut"),
    *("KILL-Bridge shut in Lindholm", "Bridge shut - KILLED", "BC-Lindholm-Bridge, KILL", "KILL KILL KILL"),
    *("WITHDRAWN: Bridge shut", "Withdrawn: Bridge shut", "WITHDRAWN-Bridge shut", "[WITHDRAWN] Bridge shut"),
    *("Bridge shut (withdrawn)", "Bridge shut [killed]", "(STORY WITHDRAWN) Bridge", "STORY WITHDRAWN"),
    *("EDITORS: MANDATORY KILL: Bridge shut", "URGENT - KILL NOTICE: Bridge shut", "Retracted: Bridge shut"),
    *("STORY REMOVED: Bridge shut", "Story removed", "This story has been removed"),
    *("This story has been withdrawn", "Lindholm/KILL KILL KILL", "Bridge shut (zurückgezogen)"),
]
HELD = [
    *(
        "DO NOT USE: Bridge shut",
        "DO NOT USE - Bridge shut",
        "Bridge shut (do not use)",
        "Bridge shut - DO NOT USE",
    ),
    *("[NOT FOR PUBLICATION] Bridge shut", "HOLD HOLD HOLD", "HOLD FOR RELEASE: Bridge shut"),
    *("NICHT VERWENDEN: Brücke gesperrt", "Pont fermé (ne pas publier)", "NO PUBLICAR: Puente cerrado"),
]
EMBARGOED = ["EMBARGOED UNTIL 0001 FRIDAY: Bridge shut", "Bridge shut [embargoed until 6 p.m.]"]
EMBARGOED += [
    "NOT FOR PUBLICATION BEFORE 18:00",
    "Not for release until noon on Friday",
    "Nicht vor 18 Uhr veröffentlichen",
]
NEWS = [
    *(
        "Killed in action: the bridge's builders",
        "Two hurt, one killed",
        "TWO HURT, ONE KILLED",
        "Kill or cure",
    ),
    *(
        "Kill Bill returns to the Lindholm",
        "Storm kills two",
        "Candidate withdrawn over fraud",
        "Rat kill: 900",
    ),
    *("Do not use: port warns of rope", "Do not use the bridge, police say", "Ferry cancelled"),
    *("Embargo: what it means for Lindholm", "Embargo lifted until May", "Hold the line", "Troops withdrawn"),
    *("A study (retracted in May) still shapes policy", "Road to nowhere/killed time", "How to kill time"),
    *("Removed: the story of a statue", "Bridge removed", "Netflix says story removed at state's request"),
    *("Embargo 2024: what it means", "Embargo 2.0 hits the port", "Embargo, day 12: ships wait"),
    *("Editors kill story on the mayor", "Please withhold the tax, miners tell the minister"),
    *("NO WAY: mayor on the toll", "NOT FOR SALE: the old pier", "NON STOP: ferry to Hask"),
]


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        *((headline, "canceled") for headline in KILLED),
        *((headline, "withheld") for headline in HELD),
        *((headline, "embargoed") for headline in EMBARGOED),
        *((headline, None) for headline in NEWS),
    ],
)
def test_a_headline_tells_it_as_newsrooms_do(headline: str, kind: str | None) -> None:
    state = noted_state(headline)
    assert (state and state.kind) == kind


NITF = """<nitf><head><docdata><doc-id id-string="k.3"/>{more}</docdata></head><body><body.head>
<hedline><hl1>{title}</hl1></hedline></body.head><body.content><p>{body}</p></body.content></body></nitf>"""
G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="k.3"><itemMeta>
<pubStatus qcode="stat:usable"/>{more}</itemMeta><contentMeta><headline>{title}</headline></contentMeta>
<contentSet><inlineData contenttype="text/plain">{body}</inlineData></contentSet></newsItem>"""
FEED = """<rss version="2.0"><channel><title>The Gull</title><link>https://gull.example</link><item>
<title>{title}</title><guid isPermaLink="false">k.3</guid><description>{body}</description></item>
</channel></rss>"""
PAGE = """<html><head><title>{title}</title><meta property="og:type" content="article"></head>
<body><article><h1>{title}</h1><p>{body}</p></article></body></html>"""
MARKDOWN = "---\ntitle: '{title}'\n---\n{body}\n"
BODY = "The bridge to Lindholm is shut until further notice, the port said on Monday after a long inspection."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{{"id": "k.3", "title": "{title}", "body": "{body}"}}'),
        ("a.csv", 'id,title,body\nk.3,"{title}","{body}"\n'),
        *(("a.nitf", NITF), ("a.newsml", G2), ("feed.rss", FEED), ("a.html", PAGE), ("a.md", MARKDOWN)),
        ("a.txt", "{title}\n\n{body}\n"),
    ],
)
def test_a_story_that_only_its_headline_calls_killed_is_withdrawn_in_every_form(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text.format(title="Bridge shut - KILLED", body=BODY, more=""))
    [item] = read_path(tmp_path / name)
    assert isinstance(item, Withdrawal)
    assert (item.kind, item.recalls, item.final) == ("canceled", True, False)
    (tmp_path / name).write_text(text.format(title="Bridge shut, two killed", body=BODY, more=""))
    [item] = read_path(tmp_path / name)
    assert isinstance(item, Article)


@pytest.mark.parametrize(
    ("name", "text", "more"),
    [
        ("a.nitf", NITF, '<ed-msg info="{note}"/>'),
        ("a.newsml", G2, "<edNote>{note}</edNote>"),
        ("a.json", '{{"id": "k.3", "headline": "{title}", "text": "{body}"{more}}}', ', "ednote": "{note}"'),
    ],
)
def test_a_note_to_editors_tells_it_too(tmp_path: Path, name: str, text: str, more: str) -> None:
    def read(note: str) -> object:
        told = text.format(title="Bridge shut", body=BODY, more=more.format(note=note))
        (tmp_path / name).write_text(told)
        [item] = read_path(tmp_path / name)
        return item

    killed, news = read("KILL: wrong bridge"), read("Eds: updates with quote; the killed were two")
    assert isinstance(killed, Withdrawal)
    assert (killed.article_ids[0], killed.kind) == ("k.3", "canceled")
    assert isinstance(news, Article)


def test_the_first_line_of_the_text_tells_it_too(tmp_path: Path) -> None:
    for name, text in (
        ("a.txt", "Lindholm/\n\nKILL KILL KILL\n\nPlease kill item 12. The bridge is open.\n"),
        ("a.json", '{"title": "Bridge", "body": "<p>EDITORS: MANDATORY KILL</p><p>The bridge is open.</p>"}'),
    ):
        (tmp_path / name).write_text(text)
        [item] = read_path(tmp_path / name)
        assert isinstance(item, Withdrawal)


HEADED = (
    "Bridge shut in Lindholm\n\nBy Ann Roe\n\n{line}\n\nThe bridge to Lindholm is shut.\n\nBuses run.\n{last}"
)


@pytest.mark.parametrize("line", ["EMBARGOED UNTIL 6 P.M. FRIDAY", "Embargo: 12 May 2099 18:00"])
def test_a_line_of_its_own_above_or_below_a_text_tells_it_too(tmp_path: Path, line: str) -> None:
    for text in (HEADED.format(line=line, last=""), HEADED.format(line="From Hask", last=f"\n{line}\n")):
        (tmp_path / "a.txt").write_text(text, "utf-8")
        [item] = read_path(tmp_path / "a.txt")
        assert isinstance(item, Withdrawal)
        assert item.kind == "embargoed"


def test_a_withdrawal_within_a_paragraph_is_news(tmp_path: Path) -> None:
    line = "Ten runners are at the start, without Bo Lund (withdrawn), and run at noon on Friday in Hask."
    (tmp_path / "a.txt").write_text(HEADED.format(line=line, last=""), "utf-8")
    [item] = read_path(tmp_path / "a.txt")
    assert isinstance(item, Article)
