"""Markers, the cards that they lead to, and the head of the page."""

from __future__ import annotations

import pytest

from index.browse.listing import Listed
from qa.answer.model import Notice, Sentence
from qa.web.html import masthead, sentences
from qa.web.html.sources import origin, sources
from qa.web.state.conversation import Turn, history_of
from qa.web.state.passages import Passage
from qa.web.state.revisions import Revision
from tests.qa.web.html.turns import STATUS, Page, answered, citation, conversation, quote_of


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://courier.example/a?b=c&d", True),
        ("HTTP://courier.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        (" https://courier.example", False),
        ("https:courier", False),
        ("//courier.example", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, linked: bool) -> None:
    turn = answered("q", Sentence("w [1]", "quoted", (1,), 1.0, (citation(url=url),)))
    links = [named for tag, named in Page(sources(turn)).elements if tag == "a"]
    assert [link["href"] for link in links] == ([url] if linked else [])
    assert all("noopener" in (link["rel"] or "") for link in links)


def test_markers_name_their_card_and_carry_the_quote() -> None:
    cited = (citation(1), citation(2, quote="Nobody was hurt."))
    turn = answered("q", Sentence("It sank [2] of 3 [1][2].", "generated", (1, 2), 0.8, cited))
    page = Page(conversation(turn))
    markers = [named for tag, named in page.elements if "data-marker" in named]
    right = Page(sources(turn))
    cards = {named["id"] for tag, named in right.elements if "data-quote" in named}
    assert "Nobody was hurt." in right.text
    assert [marker["data-marker"] for marker in markers] == ["1", "2"]
    assert [marker["aria-label"] for marker in markers] == ["Source 1: Ferry sinks", "Source 2: Ferry sinks"]
    assert {marker["data-card"] for marker in markers} == cards
    assert "It sank [2] of 3." in page.text  # The article's own bracket stays where it was.


def test_each_turn_has_its_own_sources_and_history_keeps_finished_turns_only() -> None:
    first = answered("First?", Sentence("A [1]", "quoted", (1,), 1.0, (citation(),)))
    second = Turn(2, "Second?")
    second.take(Notice("Slow today."))
    turns = conversation(first, second).split("<article")[1:]
    assert ["cd-sources" in turn for turn in turns] == [True, False]
    assert [turn["content"] for turn in history_of([first, second])] == ["First?", "A [1]"]


def test_an_article_has_one_card_with_all_that_is_cited_of_it() -> None:
    cited = (
        citation(1, article_id="a"),
        citation(2, article_id="b", source=None, published_at=None, title="No name"),
        citation(3, article_id="a", quote="Nobody was hurt."),
    )
    turn = answered("q", Sentence("It sank [1][2][3]", "generated", (1, 2, 3), 0.8, cited))
    turn.passages = {1: Passage("On Sunday.", "Then it was quiet.", "Ada Wren", 2)}
    page = Page(sources(turn))
    looks = [named.get("class") for tag, named in page.elements if tag == "li"]
    assert looks == ["cd-card", "cd-passage", "cd-passage", "cd-card", "cd-passage"]
    assert "By Ada Wren · version 1 of 2" in page.text
    assert "On Sunday. It sank. Then it was quiet." in " ".join(page.text.split())
    assert "undated" in page.text
    assert "No name · undated" in Page(origin(None, None, title="No name")).text


def test_a_long_quote_is_not_shown_in_full_a_second_time() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    turn = answered("q", quote_of(1, words))
    page = Page(sources(turn))
    assert "word0 word1 word2 word3 word4 word5 word6 … word35" in page.text
    assert words in [named.get("data-quote") for _, named in page.elements]


def test_a_marker_stays_with_the_last_word() -> None:
    html = conversation(answered("How much?", quote_of(1, "A single costs £14 now.")))
    assert '<span class="cd-end">now.”<sup>' in html


def test_the_head_tells_what_the_archive_holds() -> None:
    assert "1,397 articles · 1 outlet · 1 November 2023 – 5 April 2024" in Page(masthead.header(STATUS)).text
    nothing = {"articles": 0, "sources": {}, "expired": 0, "versions": 0}
    empty = Page(masthead.header(nothing, loading=True, failed=("No <model>", "Try")))
    assert "An empty archive" in empty.text
    assert "No <model>" in empty.text
    assert "Whoever runs this server" in Page(masthead.welcome(0)).text
    coming = Page(masthead.header(STATUS, model="Fetching the language model <x> (30 %)"))
    assert "Fetching the language model <x> (30 %)" in coming.text


def test_an_archive_whose_articles_have_all_expired_is_not_called_empty() -> None:
    status = {"articles": 0, "sources": {}, "expired": 1_204, "last_expired": "2024-06-12T00:00:00Z"}
    expired = masthead.expiry(status)
    assert expired == "1,204 articles have expired, the last on 12 June 2024"
    assert masthead.expiry(status | {"expired": 1}) == "1 article has expired, on 12 June 2024"
    for html in (masthead.header(status), masthead.welcome(0, expired=expired)):
        text = Page(html).text
        assert expired in text
        assert "empty" not in text
    assert "KEEP_EXPIRED=true" in Page(masthead.welcome(0, expired=expired)).text


def test_an_archive_whose_articles_were_all_withdrawn_is_not_called_empty() -> None:
    status = {"articles": 0, "sources": {}, "expired": 0, "last_expired": None, "versions": 2}
    assert masthead.has_lost_all(status)
    assert not masthead.has_lost_all(status | {"versions": 0})
    assert not masthead.has_lost_all(status | {"articles": 1})
    for html in (masthead.header(status), masthead.welcome(0, withdrawn=True)):
        text = Page(html).text
        assert "No article is left" in text
        assert "empty" not in text
    assert "withdrawn by their publishers" in Page(masthead.welcome(0, may_upload=True, withdrawn=True)).text


def test_what_became_of_a_cited_article_is_told() -> None:
    cited = (citation(1, copies=("unknown", "gone", "copy")), citation(2, quote="", title=""), citation(3))
    turn = answered(
        "q",
        Sentence("“It sank.” [1]", "quoted", (1,), 1.0, cited),
        Sentence("", "quoted", (2,), 1.0),
        Sentence("“It sank.” [3]", "quoted", (3,), 1.0),
    )
    turn.known = {
        "article-1": Listed("article-1", 2, 2, "Ferry sinks", "The Courier", None, corrects=1),
        "article-2": Listed("article-2", None, 0, "", None, None),
        "article-3": Listed("article-3", 1, 1, "Ferry sinks", "The Courier", None),
        "gone": Listed("gone", None, 0, "", None, None),
        "copy": Listed("copy", 1, 1, "Ferry sinks", "The Signal", None),
    }
    turn.revisions = [Revision(1, None, stands=True)]
    left, right = Page(conversation(turn)), Page(sources(turn))
    assert "Corrected since · The Courier" in left.text
    assert "A cited article has been removed since" in left.text
    assert sentences.REMOVED in left.text
    assert "Corrected since: this answer quotes version 1. Read version 2" in right.text
    assert "This article has since been removed from the archive." in right.text
    assert "Also in: The Signal" in right.text
    assert not {"unknown", "gone"} & set(right.text.replace(",", " ").split())
    passages = [named for _, named in right.elements if named.get("class") == "cd-passage"]
    assert [named.get("data-article") for named in passages] == ["article-1", None, "article-3"]
