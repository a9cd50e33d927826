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


FULL = "<p>The bridge to Lindholm is shut after a long inspection, the port of the town said on Monday.</p>"
PLACED = [
    "<nav><p>Home</p></nav><article><h1>Bridge</h1><p>{line}</p>{full}</article>",
    "<article><p>{line}</p><h1>Bridge</h1>{full}</article>",
    "<nav><p>Home</p></nav><h1>Bridge</h1><p>{line}</p>{full}",
    "<main><h1>Bridge</h1><p>By Ann Roe</p><p><b>{line}</b></p>{full}</main>",
    "<article><h1>Bridge</h1><div class='note'>{line}</div>{full}</article>",
    "<article><h1>Bridge</h1>{full}<p>{line}</p></article>",
]


@pytest.mark.parametrize("placed", PLACED)
@pytest.mark.parametrize(
    "line", ["Embargoed until 06:00 BST, 4 May 2098", "KILL KILL", "NOT FOR RELEASE. Draft."]
)
def test_a_line_of_its_own_on_a_page_tells_it_too(tmp_path: Path, placed: str, line: str) -> None:
    head = "<title>Bridge</title><meta property='og:type' content='article'>"
    page = f"<html><head>{head}</head><body>{placed.format(line=line, full=FULL * 2)}</body></html>"
    (tmp_path / "a.html").write_text(page)
    [item] = read_path(tmp_path / "a.html")
    assert isinstance(item, Withdrawal)


@pytest.mark.parametrize(
    "beside",
    [
        "<aside><p>DO NOT USE</p></aside>",
        "<div><a href='/b'>Ferry story (withdrawn)</a></div>",
        "<h2>Killed</h2><p>Ann Roe, 34</p>",
        "<p>Killed: Ann Roe and Bo Lund</p>",
        "<figure><img src='a.png'><figcaption>Withdrawn: Bo Lund</figcaption></figure>",
        "<p>Embargo, day 12: ships wait</p>",
    ],
)
def test_what_stands_beside_or_speaks_of_others_on_a_page_is_news(tmp_path: Path, beside: str) -> None:
    head = "<title>Bridge</title><meta property='og:type' content='article'>"
    article = f"<article><h1>Bridge</h1>{beside}{FULL * 2}</article>"
    page = f"<html><head>{head}</head><body>{article}</body></html>"
    (tmp_path / "a.html").write_text(page)
    [item] = read_path(tmp_path / "a.html")
    assert isinstance(item, Article)


def test_a_withdrawal_within_a_paragraph_is_news(tmp_path: Path) -> None:
    line = "Ten runners are at the start, without Bo Lund (withdrawn), and run at noon on Friday in Hask."
    (tmp_path / "a.txt").write_text(HEADED.format(line=line, last=""), "utf-8")
    [item] = read_path(tmp_path / "a.txt")
    assert isinstance(item, Article)


NOTED = [
    *(("Embargoed: not for use ahead of noon, Friday", "embargoed"), ("EMBARGOED", "embargoed")),
    *(("Embargo: not before Sunday's papers", "embargoed"), ("Article withdrawn by the source", "canceled")),
    *(
        ("Kill! Libel.", "canceled"),
        ("Story killed by desk.", "canceled"),
        ("Eds: Kill. Wrong man.", "canceled"),
    ),
    *(("Please hold, names to be checked", "withheld"), ("Hold - with the lawyers", "withheld")),
    *(("Hold this story until the trial ends", "withheld"), ("Do not publish. Ask Ann.", "withheld")),
]
HARMLESS = [
    *("Embargoed version is replaced; all may use this", "Embargo: lifted", "EMBARGOED: lifted at noon"),
    *("Embargo: adds the ministry's answer", "The killed were two"),
    *(
        "Hold-up at the bank is told in full",
        "Holds quotes of Monday",
        "Withdrawn man's name is mended",
    ),
    *("Adds that the agency has withdrawn", "Kill figure is 12", "Not for the first time: adds history"),
]


@pytest.mark.parametrize(("note", "kind"), [*NOTED, *((note, None) for note in HARMLESS)])
def test_what_is_said_to_editors_alone_may_be_short(note: str, kind: str | None) -> None:
    state = noted_state("Bridge shut", notes=(note,))
    assert (state and state.kind) == kind


@pytest.mark.parametrize(
    "name",
    ["editor_note", "note_to_editors", "notesToEditors", "editors_note", "Editor's note", "Note to editors"],
)
def test_a_note_to_editors_has_many_names(tmp_path: Path, name: str) -> None:
    def kind(note: str, file: str, text: str) -> type:
        (tmp_path / file).write_text(text.format(name=name, note=note, body=BODY))
        [item] = read_path(tmp_path / file)
        return type(item)

    for file, text in (
        ("a.md", '---\ntitle: Bridge\n"{name}": "{note}"\n---\n{body}\n'),
        ("a.csv", 'id,title,body,{name}\n1,Bridge,"{body}","{note}"\n'),
    ):
        assert kind("Hold, with the lawyers", file, text) is Withdrawal
        assert kind("Holds a quote more than before", file, text) is Article


@pytest.mark.parametrize(
    ("text", "is_article"),
    [
        (f"STRICTLY EMBARGOED: Bridge report\n\n{BODY}\n", False),
        (f"Bridge report\n\nStrictly embargoed\n\n{BODY}\n", False),
        (f"Bridge report\n\nConfidential, not for publication\n\n{BODY}\n", False),
        (f"Bridge report\n\nFor internal use only - not for release\n\n{BODY}\n", False),
        (f"Bridge report\n\nNOT FOR PUBLICATION! For the lawyers.\n\n{BODY}\n", False),
        (f"Report was strictly embargoed, court hears\n\n{BODY}\n", True),
        (f"Private: the mayor's letters, not for publication until now, are out\n\n{BODY}\n", True),
        (f"Confidential talks on bridge\n\nThe letter was marked not for publication.\n\n{BODY}\n", True),
    ],
)
def test_a_text_that_says_it_is_not_for_all_is_none(tmp_path: Path, text: str, is_article: bool) -> None:
    (tmp_path / "a.txt").write_text(text)
    [item] = read_path(tmp_path / "a.txt")
    assert isinstance(item, Article) == is_article


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Cancelled: ferry to Hask", "The ferry to Hask is cancelled until Friday, the port said."),
        ("Removed: the story of a statue", "The story of the statue was removed from the museum on Monday."),
        ("Hold: the art of waiting", "Do you hold the line? Ten callers tell how long they waited."),
        ("Retraction: how science mends itself", "A journal retracted an article on eels on Monday."),
        ("Press council rebukes The Gull", "This story is retracted."),
    ],
)
def test_headline_and_text_must_both_be_those_of_a_notice(tmp_path: Path, title: str, body: str) -> None:
    (tmp_path / "a.csv").write_text(f'id,title,body\nk.3,"{title}","{body} {BODY}"\n')
    [item] = read_path(tmp_path / "a.csv")
    assert isinstance(item, Article)


def test_a_notice_as_text_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("HOLD: Bridge shut in Lindholm\n\nPlease hold this story for now.\n")
    [item] = read_path(tmp_path / "a.txt")
    assert isinstance(item, Withdrawal)
    assert item.kind == "withheld"


@pytest.mark.parametrize(
    ("first", "is_held"),
    [
        ("EMBARGOED: NOT FOR RELEASE BEFORE 6AM 14 MAY 2099", True),
        ("DRAFT - NOT FOR PUBLICATION", True),
        ("HOLD FOR RELEASE UNTIL MAY 14, 2099", True),
        ("Bridge shut in Lindholm (Sperrfrist)", True),
        ("SOUS EMBARGO jusqu'au 14 mai 2099 à 6h00", True),
        ("EMBARGADO HASTA EL 14 DE MAYO DE 2099", True),
        ("ONDER EMBARGO tot 14 mei 2099 06.00 uur", True),
        ("Embargo on arms for Lindholm ends", False),
        ("Sous embargo, Lindholm manque de tout", False),
        ("Draft: the ten best picks of the night", False),
        ("Hold for release of prisoners is over", False),
    ],
)
def test_a_text_begins_as_newsrooms_hold_one_back(tmp_path: Path, first: str, is_held: bool) -> None:
    (tmp_path / "a.txt").write_text(f"{first}\n\nPort report\n\n{BODY}\n", "utf-8")
    [item] = read_path(tmp_path / "a.txt")
    assert isinstance(item, Withdrawal if is_held else Article)


def test_notes_of_a_table_and_of_nitf_are_for_editors(tmp_path: Path) -> None:
    for note, is_held in (
        ("DO NOT PUBLISH - legal", True),
        ("On hold until the lawyer clears", True),
        ("Ok", False),
    ):
        (tmp_path / "a.csv").write_text(f'id,title,body,Notes\nr1,Bridge shut,"{BODY}",{note}\n', "utf-8")
        [item] = read_path(tmp_path / "a.csv")
        assert isinstance(item, Withdrawal if is_held else Article)
    note = "<note>Editors: this story is embargoed until 6 a.m. on 14 May 2099.</note></body.head>"
    text = NITF.format(more="", title="Bridge shut", body=BODY).replace("</body.head>", note)
    (tmp_path / "a.xml").write_text(text, "utf-8")
    [item] = read_path(tmp_path / "a.xml")
    assert isinstance(item, Withdrawal)
