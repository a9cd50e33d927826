"""Exports: what a transcript holds, how each form writes it, and what the check of its footnotes says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree
from markdown_it import MarkdownIt

from index.archive import Archive
from index.ingest.removal import remove
from qa import Desk
from qa.answer.model import Direct
from qa.answer.qualifiers import Disagreement, Report
from qa.web.export.markdown import as_markdown
from qa.web.export.page import as_html, check_page
from qa.web.export.places import Standing, place_from, place_of, standing
from qa.web.export.transcript import Line, Transcript, transcript_of
from qa.web.export.word import as_word
from qa.web.html.banner import Banner, Change
from qa.web.html.clipboard import as_markdown as copied_as_markdown
from qa.web.state.conversation import Turn
from qa.web.state.sealed_turns import bring_up_to_date
from tests.index.makers import article, day, put
from tests.qa.web.html.turns import answered, citation, quote_of, with_answer

QUESTION = "Which parliament must ratify the fishing agreement?"
BODY = "The regional parliament must ratify the fishing agreement by 12 May."
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:b) **c** \x00\x0b end"
BASE = "http://127.0.0.1:7860/"
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    put(
        archive,
        article(
            "a",
            f"{BODY} {HOSTILE}",
            title=f"Fishing agreement {HOSTILE}",
            source="The Courier",
            published_at=day("2025-04-16"),
            url="https://courier.example/a",
        ),
        article("b", "A whale was seen off Quennish on Sunday.", title="Whale", source="The Signal"),
    )
    return archive


def turn_of(desk: Desk, question: str, number: int = 1) -> Turn:
    turn = Turn(number, question)
    for event in desk.stream(question):
        turn.take(event)
    bring_up_to_date(desk.archive.catalogue, turn)
    return turn


def told(desk: Desk, *questions: str) -> Transcript:
    turns = [turn_of(desk, question, number) for number, question in enumerate(questions, 1)]
    return transcript_of(turns, BASE, NOW)


def without_isolation(html: str) -> str:
    """HTML without what keeps names that run from right to left from mixing with what is beside them."""
    return html.replace("<bdi>", "").replace("</bdi>", "")


def checked(archive: Archive, transcript: Transcript) -> list[Standing]:
    assert transcript.check is not None
    packed = parse_qs(urlsplit(transcript.check).query)["c"]
    places = [place_from(text) for text in packed]
    return [standing(archive.catalogue, place) for place in places if place is not None]


def test_a_transcript_numbers_footnotes_through_and_carries_what_qualifies(
    filled: Archive, desk: Desk
) -> None:
    first, second = (turn_of(desk, question) for question in (QUESTION, "What was seen off Quennish?"))
    first.limits, first.notices = "Filters: only The Courier", ["Reports disagree."]
    transcript = transcript_of([first, second], BASE, NOW)
    notes = [note for part in transcript.parts for note in part.footnotes]
    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    lines = [line for part in transcript.parts for _, some in part.groups for line in some]
    cited = [number for line in lines for number in line.footnotes]
    assert list(dict.fromkeys(cited)) == [note.number for note in notes]
    assert transcript.parts[0].banner.notes == ("Reports disagree.",)
    assert transcript.made == "1 March 2026, 12:30 UTC"
    assert notes[0].origin == "The Courier, 16 April 2025"
    assert notes[0].url == "https://courier.example/a"
    [whale] = [note for note in transcript.parts[1].footnotes if not note.is_headline]
    assert whale.origin == "The Signal, undated"
    assert whale.passage.startswith(f"{BASE}?read=b&version=1&field=body&start=0&end=")


def test_every_form_has_each_quote_with_headline_outlet_day_address_and_version(
    filled: Archive, desk: Desk
) -> None:
    transcript = told(desk, QUESTION)
    [note] = [note for note in transcript.parts[0].footnotes if not note.is_headline]
    assert BODY in note.quote
    word = as_word(transcript, NOW)
    assert transcript.check is not None
    texts = {
        "markdown": MarkdownIt().render(as_markdown(transcript)),
        "html": without_isolation(as_html(transcript)),
        "word": footnotes_of(word),
    }
    for form, text in texts.items():
        for part in (BODY, "Fishing agreement", "The Courier, 16 April 2025", "version 1"):
            assert part in text, (form, part)
        assert "<img" not in text, form
        assert "\x00" not in text, form
    for form in ("markdown", "html"):
        hrefs = re.findall(r'href="([^"]+)"', texts[form])
        shown = [href.replace("&amp;", "&") for href in hrefs]
        assert {note.passage, note.url, transcript.check} <= set(shown), form
        assert not [href for href in shown if href.startswith("javascript")], form
    with ZipFile(BytesIO(word)) as parts:
        links = (
            parts.read("word/_rels/footnotes.xml.rels").decode()
            + parts.read("word/_rels/document.xml.rels").decode()
        )
    for address in (note.passage, "https://courier.example/a", transcript.check):
        assert address.replace("&", "&amp;") in links


def footnotes_of(word: bytes) -> str:
    """The words of a document's footnotes, as XML escapes them."""
    with ZipFile(BytesIO(word)) as parts:
        notes = etree.fromstring(parts.read("word/footnotes.xml"))
    return "\n".join("".join(note.itertext()) for note in notes).replace("<", "&lt;")


def test_a_headline_is_called_one_in_every_form(filled: Archive, desk: Desk) -> None:
    transcript = told(desk, QUESTION)
    part = replace(transcript.parts[0], groups=(("", (Line("headline", "Fishing agreement", (1,)),)),))
    transcript = replace(transcript, parts=(part,))
    paragraphs = Document(BytesIO(as_word(transcript, NOW))).paragraphs
    [shown] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("Headline: ")]
    assert [run.text for run in shown.runs if run.bold] == ["Fishing agreement"]
    assert "Headline: Fishing agreement" in as_markdown(transcript)
    assert "Headline</" in as_html(transcript)


def test_a_day_stays_in_one_piece_beside_an_outlet_that_runs_from_right_to_left(
    archive: Archive, desk: Desk
) -> None:
    given = {"title": "السفينة", "source": "صحيفة الميناء", "published_at": day("2025-04-16")}
    put(archive, article("ar", "غادرت السفينة الميناء صباح الأحد.", **given))
    html = as_html(told(desk, "متى غادرت السفينة الميناء؟"))
    assert "<bdi>صحيفة الميناء</bdi>, <bdi>16 April 2025</bdi>" in html.split("<ol")[0]
    assert "<cite><bdi>السفينة</bdi></cite>, <bdi>صحيفة الميناء</bdi>, <bdi>16 April 2025</bdi>" in html


def test_the_words_that_answer_are_bold_in_the_sentence_in_every_form(archive: Archive, desk: Desk) -> None:
    put(archive, article("a", "The ferry sailed on time.", title="Ferry", source="The Courier"))
    turn = turn_of(desk, "When did the ferry sail?")
    [cited] = [one for one in turn.citations if one.field == "body"]
    start = cited.quote.index("on time")
    assert turn.answer is not None
    direct = Direct("on time", cited.marker, start, start + len("on time"), 1.0)
    turn.answer = replace(turn.answer, direct=direct)
    transcript = transcript_of([turn], BASE, NOW)
    paragraphs = Document(BytesIO(as_word(transcript, NOW))).paragraphs
    [shown] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("“The ferry")]
    assert [run.text for run in shown.runs if run.bold] == ["on time"]
    assert shown.text.startswith("“The ferry sailed on time.”")
    assert "sailed **on time**.”[^" in as_markdown(transcript)
    assert "sailed <strong>on time</strong>.”<sup>" in as_html(transcript)
    assert "sailed **on time**.”[^" in copied_as_markdown(turn)


def test_a_word_document_opens_and_its_marks_have_their_footnotes(filled: Archive, desk: Desk) -> None:
    transcript = told(desk, QUESTION, "What was seen off Quennish?", "Who invented the zeppelin sandwich?")
    word = as_word(transcript, NOW)
    document = Document(BytesIO(word))
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings == [part.question for part in transcript.parts]
    assert document.core_properties.title == QUESTION
    with ZipFile(BytesIO(word)) as parts:
        assert parts.testzip() is None
        body, notes = (etree.fromstring(parts.read(f"word/{name}.xml")) for name in ("document", "footnotes"))
        assert "footnotes+xml" in parts.read("[Content_Types].xml").decode()
    spaces = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    marks = body.xpath("//w:footnoteReference/@w:id", namespaces=spaces)
    assert marks == [str(number) for number in range(1, len(marks) + 1)]
    assert marks == notes.xpath("/w:footnotes/w:footnote[not(@w:type)]/@w:id", namespaces=spaces)


def test_a_refusal_is_exported_as_one(filled: Archive, desk: Desk) -> None:
    turn = turn_of(desk, "Who invented the zeppelin sandwich machine?")
    assert turn.answer is not None
    assert turn.answer.status == "no_evidence"
    turn.covers = "The archive covers 2 articles."
    turn.notices = ["Nothing in it mentions zeppelins."]
    transcript = transcript_of([turn], BASE, NOW)
    assert transcript.check is None
    forms = (as_markdown(transcript), as_html(transcript))
    word = "\n".join(line.text for line in Document(BytesIO(as_word(transcript, NOW))).paragraphs)
    for text in (*forms, word):
        # That there is none comes first, then why.
        assert text.index(turn.answer.text) < text.index(turn.notices[0])
        assert "The archive covers 2 articles." in text
        assert "still stand" not in text


def test_words_that_markdown_would_take_for_a_list_stay_words(filled: Archive, desk: Desk) -> None:
    transcript = told(desk, "2024. Which parliament must ratify the fishing agreement?")
    assert as_markdown(transcript).startswith("# 2024\\. Which")


def test_the_check_tells_unchanged_changed_and_removed_apart(filled: Archive, desk: Desk) -> None:
    transcript = told(desk, QUESTION)
    assert {one.fate for one in checked(filled, transcript)} == {"unchanged"}
    # What still stands in a new version is no change of the words.
    put(filled, article("a", f"First. {BODY} {HOSTILE}", title=f"Fishing agreement {HOSTILE}"))
    later = checked(filled, transcript)
    assert {(one.fate, one.used) for one in later} == {("unchanged", 2)}
    put(filled, article("a", "The national parliament must.", title="Fishing"))
    changed = checked(filled, transcript)
    assert {one.fate for one in changed} == {"changed"}
    assert all(one.quote and one.used == 3 for one in changed)
    remove(filled, ["a"])
    gone = checked(filled, transcript)
    assert {(one.fate, one.quote, one.title) for one in gone} == {("removed", "", "")}
    page = check_page(gone, 1, NOW)
    assert "Fishing" not in page
    assert f"{len(gone)} removed." in page


def test_a_headline_is_checked_and_not_shown_as_a_quoted_sentence(filled: Archive, desk: Desk) -> None:
    cited = citation(article_id="b", field="title", start=0, end=5, quote="Whale")
    page = check_page([standing(filled.catalogue, place_of(cited))], 1, NOW)
    assert "Unchanged" in page
    assert "Headline: <cite>Whale</cite>, The Signal" in without_isolation(page)
    assert "“" not in page


def test_other_words_in_the_place_of_the_cited_ones_are_not_taken_for_them(
    filled: Archive, desk: Desk
) -> None:
    [cited, *_] = desk.ask(QUESTION).citations
    place = place_of(cited)
    assert standing(filled.catalogue, place).fate == "unchanged"
    packed = f"1.body.0.10.{place.digest}.a"
    elsewhere = place_from(packed)
    assert elsewhere is not None
    found = standing(filled.catalogue, elsewhere)
    assert (found.fate, found.quote) == ("changed", "")
    for bad in ("", "1.body.0.10.a", "x.body.0.1.0123456789.a", "1.id.0.1.0123456789.a"):
        assert place_from(bad) is None


def test_a_long_conversation_is_checked_answer_by_answer(filled: Archive, desk: Desk) -> None:
    turns = [turn_of(desk, QUESTION)] * 300
    transcript = transcript_of(turns, BASE, NOW)
    assert transcript.check is None
    assert all(part.check for part in transcript.parts)
    second = parse_qs(urlsplit(str(transcript.parts[1].check)).query)
    assert second["first"] == [str(transcript.parts[1].footnotes[0].number)]
    assert as_markdown(transcript).count("still stand") == 300


def test_every_form_carries_a_course_of_events_day_by_day_with_its_values(
    archive: Archive, desk: Desk
) -> None:
    fares = {"2025-05-01": "goes up to €11.40 from €9.80", "2025-05-09": "comes down to €10.20 in June"}
    for published, words in fares.items():
        given = {"title": "Ferry fare", "source": "The Courier", "published_at": day(published)}
        put(archive, article(published, f"The ferry fare {words}.", **given))
    turn = turn_of(desk, "How has the ferry fare changed?")
    assert turn.answer is not None
    assert [row.value for row in turn.answer.timeline] == ["€11.40", "€10.20"]
    transcript = transcript_of([turn], BASE, NOW)
    [(_, lines)] = transcript.parts[0].groups
    rows = ["€11.40 · The Courier, 1 May 2025", "€10.20 · The Courier, 9 May 2025"]
    assert [line.origin for line in lines] == rows
    word = "\n".join(line.text for line in Document(BytesIO(as_word(transcript, NOW))).paragraphs)
    for text in (as_markdown(transcript), without_isolation(as_html(transcript)), word):
        places = [text.index(words) for pair in zip(fares.values(), rows, strict=True) for words in pair]
        assert places == sorted(places)


def test_every_form_carries_what_qualifies_an_answer_with_the_numbers_of_its_footnotes(
    archive: Archive, desk: Desk
) -> None:
    words = "people marched for a higher herring quota in Port Ellisk on Sunday."
    for source, number in (("The Courier", "4,200"), ("The Signal", "6,500")):
        given = {"title": "March", "source": source, "published_at": day("2025-03-03")}
        put(archive, article(source, f"{number} {words}", **given))
    turns = [turn_of(desk, "How many people marched for a higher herring quota?", at) for at in (1, 2)]
    put(archive, article("The Signal", f"6,900 {words}"))
    bring_up_to_date(archive.catalogue, turns[1])
    transcript = transcript_of(turns, BASE, NOW)
    shown = transcript.parts[1].banner
    assert [row.number for row in shown.rows] == [1 + len(turns[0].citations), 2 + len(turns[0].citations)]
    assert shown.notes == ()
    document = Document(BytesIO(as_word(transcript, NOW)))
    cells = {cell.paragraphs[0].runs[0].text for table in document.tables for cell in table._cells}
    assert {"The Courier", "4,200 people", "The Signal", "6,500 people", "3 March 2025"} <= cells
    runs = [run for line in document.paragraphs for run in line.runs]
    assert [run.text for run in runs if run.font.strike] == ["6,500"]
    assert [run.text for run in runs if run.font.underline] == ["6,900"]
    for text in (as_markdown(transcript), as_html(transcript)):
        assert text.count("Reports disagree") == 2
        assert "<del>6,500</del> <ins>6,900</ins> people marched" in text
        assert text.index("Reports disagree") < text.index("Quoted from the articles")


def test_the_numbers_above_an_answer_are_those_that_word_gives_its_footnotes() -> None:
    """A headline stands with its quote, before what was cited ahead of it."""
    first, other = (
        quote_of(1, "About 4,200 marched."),
        quote_of(2, "Some 6,500 marched.", source="The Signal"),
    )
    headline = quote_of(3, "Thousands march", "title", article_id="article-1")
    turns = []
    for number in (1, 2):
        turn = with_answer(
            answered("How many?", first, other, headline), direct=Direct("4,200", 1, 6, 11, 0.9)
        )
        assert turn.answer is not None
        reports = tuple(Report(one, (words,)) for one, words in ((1, "4,200"), (2, "6,500")))
        turn.answer = replace(turn.answer, disagreement=Disagreement("Reports disagree.", reports))
        turns.append(replace(turn, number=number))
    transcript = transcript_of(turns, BASE, NOW)
    word = as_word(transcript, NOW)
    notes = footnotes_of(word).split("\n")[-6:]
    rows = [row for part in transcript.parts for row in part.banner.rows]
    assert [row.number for row in rows] == [1, 3, 4, 6]
    for row in rows:
        assert row.values in notes[row.number - 1]
    told = [note for part in transcript.parts for note in part.footnotes]
    assert [note.number for note in told] == [1, 2, 3, 4, 5, 6]
    packed = parse_qs(urlsplit(str(transcript.check)).query)["c"]
    assert [".title." in place for place in packed] == [note.is_headline for note in told]


def test_several_numbers_beside_each_other_are_not_read_as_one(filled: Archive, desk: Desk) -> None:
    transcript = told(desk, QUESTION)
    change = Change("Corrected on 3 May 2025", "The Courier", (4, 6), note="It said otherwise.")
    part = replace(transcript.parts[0], banner=Banner((), (change,), None, ()))
    paragraphs = Document(BytesIO(as_word(replace(transcript, parts=(part,)), NOW))).paragraphs
    [shown] = [paragraph for paragraph in paragraphs if paragraph.text.startswith("Corrected on")]
    assert shown.text.endswith("4, 6")
