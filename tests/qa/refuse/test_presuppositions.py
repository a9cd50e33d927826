from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article
from qa import Desk
from tests.qa.answer.desks import desk_with

STRIKE = Article(
    "strike",
    "Harbour workers strike in Hask",
    "About 300 harbour workers went on strike in Hask on 12 May, union leader Bo Lund said.",
    source="The Courier",
    published_at=datetime(2024, 5, 13, tzinfo=UTC),
)
LEASE = Article(
    "lease",
    "Fishing museum of Hask gets a lease",
    "The fishing museum has a lease until 2036. It shows boats.",
    source="Signal",
    published_at=datetime(2024, 6, 1, tzinfo=UTC),
)
PLAN = Article(
    "plan",
    "Hask to close its coal pier",
    "The harbour of Hask will close its coal pier by 2031, the council decided.",
    source="Signal",
    published_at=datetime(2024, 6, 2, tzinfo=UTC),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_with(tmp_path, [STRIKE, PLAN, LEASE])


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What did harbour workers in Hask do in May 2026?", "ends on 2 June 2024"),
        ("Which harbour workers went on strike in Hask in 1997?", "goes from"),
        # Something else found is about that year.
        ("Why did harbour workers go on strike in Hask in 2036?", "nothing found in it mentions 2036"),
        ("How tall is union leader Bo Lund of Hask?", "give no height"),
        ("When did union leader Olga Petrova of Hask go on strike?", "mentions Olga Petrova"),
        # There are councils everywhere; this one is nowhere.
        ("How many workers of Ashford Council went on strike in May?", "mentions Ashford Council"),
    ],
)
def test_what_the_archive_cannot_know_is_refused_with_the_reason(
    desk: Desk, question: str, says: str
) -> None:
    answer = desk.ask(question)
    assert answer.status == "no_evidence"
    assert any(says in notice for notice in answer.notices), answer.notices


def test_a_season_is_no_year_that_reports_must_mention(desk: Desk) -> None:
    answer = desk.ask("Which harbour workers went on strike in Hask after the 2021–22 season?")
    assert not any("2021" in notice for notice in answer.notices), answer.notices


@pytest.mark.parametrize(
    "name", ["the Maritime Council of the Harbour", "the TV crews of Hask", "the FBI in Hask"]
)
def test_a_name_of_several_words_is_known_by_one_and_a_word_in_capitals_is_no_name(
    desk: Desk, name: str
) -> None:
    answer = desk.ask(f"Why did {name} say that harbour workers went on strike on 12 May?")
    assert not any("mentions" in notice for notice in answer.notices), answer.notices


def test_a_title_keeps_a_name_and_what_it_belongs_to_together(desk: Desk) -> None:
    known = desk.ask("How many workers did Norland's President Lund lead in a strike in Hask?")
    assert not any("Norland" in notice for notice in known.notices)
    stranger = desk.ask("How many workers did Norland's President Petrova lead in a strike in Hask?")
    assert "Nothing in the archive mentions Norland's Petrova by that name." in stranger.notices


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Why did 900 harbour workers go on strike in Hask?", "number"),
        ("Why did harbour workers in Hask go on strike on 14 May 2024?", "date"),
        ("Why will the harbour of Hask open its coal pier?", "opposite"),
    ],
)
def test_what_a_question_takes_for_granted_is_corrected(desk: Desk, question: str, says: str) -> None:
    answer = desk.ask(question)
    assert answer.status == "answered"
    assert any("do not bear out the whole question" in notice and says in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Under which law did the port of Hask begin to close its coal pier?",
            "The port of Hask began to close its coal pier by the Clean Harbours Act, above all.",
        ),
        (
            "Which ferry line of Hask had the longest wait in June?",
            "The longest wait in June was on the Norland ferry line of Hask, with at least nine hours.",
        ),
        (
            "Which ferry of Hask has the highest fare?",
            "At least nine crowns is what the ferry of Hask to Norland costs, more than any other.",
        ),
    ],
)
def test_a_bound_or_a_preposition_is_not_the_opposite_of_a_word(
    tmp_path: Path, question: str, text: str
) -> None:
    with desk_with(tmp_path, [Article("one", "Fares are now above 9 crowns in Hask", text)]) as desk:
        answer = desk.ask(question)
    assert not any("opposite" in notice for notice in answer.notices), answer.notices


@pytest.mark.parametrize(
    "question",
    [
        "Who went on strike in Hask in May 2024?",
        "What will the harbour of Hask close by 2031?",
        "How many harbour workers went on strike in Hask?",
    ],
)
def test_a_question_that_takes_nothing_wrong_for_granted_is_answered(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert answer.status == "answered"
    assert answer.notices == ()


def test_a_country_is_mentioned_by_its_adjective(tmp_path: Path) -> None:
    text = "Greece's parliament voted by 176 to 76 to legalise same-sex marriage on Thursday."
    with desk_with(tmp_path, [Article("vote", "Same-sex marriage is legal in Greece", text)]) as desk:
        known = desk.ask("By how many votes did the Greek parliament legalise same-sex marriage?")
        stranger = desk.ask("By how many votes did the Thai parliament legalise same-sex marriage?")
    assert known.status == "answered"
    assert not known.notices
    assert stranger.notices == ("Nothing in the archive mentions Thai by that name.",)


def test_a_german_noun_is_no_name_but_a_place_is(tmp_path: Path) -> None:
    text = "Die Bürgermeisterin von Hask, Ana Vale, eröffnete die Brücke. Sie kostet vier Millionen Kronen."
    with desk_with(tmp_path, [Article("de", "Brücke in Hask eröffnet", text, language="de")]) as desk:
        told = desk.ask("Wie viel Geld hat die Eröffnung der Brücke gekostet?")
        place, person = desk.ask("Wer ist Bürgermeister von Paris?"), desk.ask("Wer ist Olaf Scholz?")
    assert not any("mentions" in notice for notice in told.notices)
    assert place.notices == ("Nothing in the archive mentions Paris by that name.",)
    assert person.notices == ("Nothing in the archive mentions Olaf Scholz by that name.",)


def test_what_one_buys_another_sells(tmp_path: Path) -> None:
    text = "The port of Hask agreed to sell its coal pier to Norland Shipping for 3 million crowns."
    with desk_with(tmp_path, [Article("deal", "A coal pier changes hands", text)]) as desk:
        answer = desk.ask("For how much would Norland Shipping buy the coal pier of Hask?")
    assert answer.status == "answered"
    assert not answer.notices
