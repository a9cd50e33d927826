from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.check.checker import open_checker
from qa.check.support import LEAST, Passage, Support, check_each, objecting

VOTE = Passage(
    "The regional parliament voted 41 to 38 on Tuesday, 12 May, to ratify the fishing agreement, "
    "Speaker Aoife Ní Bhroin said.",
    "Parliament ratifies agreement\nThe Courier",
    date(2026, 5, 14),
)
CLAIM = Passage("Councillor Bo Lund alleged that the company hid the cracks in the hull.")
DENIAL = Passage("The company did not hide the cracks in the hull, its director said.")
MATCH = Passage("Bo Lund beat Ana Okoro in the final, after Okoro had led by six points until Sunday.")
FARE = Passage(
    "The fare rose by 5 percent to £12, the first increase since 2019, harbour chief Ole Voss told the "
    "council. “We held it as long as we could,” he said. About 1,197 people signed a petition against it."
)
COUNTS = Passage(
    "The storm killed 14 people and left 230 homeless in Hask, and the United Nations sent three ships."
)
PLAN = Passage(
    "About 7,800 dockers may walk out of the harbours of Hask, prosecutors say, if the council decides to "
    "raise the fee by 2,000 crowns. Dockers' groups would join 45 other unions, and the strike is likely to "
    "be decided in court.",
    "Dockers weigh a strike\nThe Courier",
    date(2026, 5, 14),
)
DRUGS = Passage(
    "The man who prosecutors say led the ring, Odran Vell of Saltrey, pleaded not guilty on Tuesday. It "
    "wrote tens of thousands of orders. Mayor Ada Orrin denied that any pill was made in the town."
)

SAILING = Passage(
    "Saltrey closed and the fare rose to £12. Its ferry could begin on Sunday, and the harbour would keep a "
    "tenth of the fare. The tugs began in May and kept what they earned."
)


def check(sentence: str, passage: Passage, asked: str = "") -> Support:
    [support] = check_each(sentence, [[passage]], open_checker(), asked)
    return support


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        (VOTE.text, VOTE),
        ("The regional parliament voted 41 to 38 to ratify the fishing agreement.", VOTE),
        ("On 12 May the parliament voted to ratify the fishing agreement, Aoife Ní Bhroin said.", VOTE),
        ("The parliament voted to ratify the fishing agreement on 12 May 2026.", VOTE),
        ("Bo Lund alleged that the company hid the cracks.", CLAIM),
        ("The company did not hide the cracks, its director said.", DENIAL),
        ("The company didn’t hide the cracks in the hull, its director said.", DENIAL),
        ("Ana Okoro was beaten by Bo Lund in the final.", MATCH),
        ("The fare rose 5 % to £12, harbour chief Ole Voss told the council.", FARE),
        ("About 1,200 people signed a petition against it.", FARE),
        ("The UN sent 3 ships to Hask after the storm killed fourteen people.", COUNTS),
        ("Some 7,800 dockers may walk out if the fee is raised by 2,000 crowns, prosecutors say.", PLAN),
        ("Thousands of dockers may walk out of the harbours of Hask, prosecutors say.", PLAN),
        ("Odran Vell of Saltrey pleaded not guilty.", DRUGS),
        ("Fourteen people lost their lives, and three ships were sent to Hask.", COUNTS),
        ("The authorities told the council that the fare rose by 5 percent to £12.", FARE),
        ("Mayor Ada Orrin denied that any pill was made in the town.", DRUGS),
        ("Two people, Odran Vell and Ada Orrin, are named: prosecutors say Vell led the ring.", DRUGS),
    ],
)
def test_what_a_passage_says_is_carried(sentence: str, passage: Passage) -> None:
    support = check(sentence, passage)
    assert support.carried, support.reasons
    assert LEAST <= support.score <= 1.0


@pytest.mark.parametrize(
    ("sentence", "passage", "says"),
    [
        ("The parliament voted 41 to 39 to ratify the agreement.", VOTE, "39"),
        ("The parliament voted 38 to 41 to ratify the fishing agreement.", VOTE, "changed places"),
        ("The parliament voted on Wednesday to ratify the fishing agreement.", VOTE, "wed"),
        ("The parliament voted in June to ratify the fishing agreement.", VOTE, "Jun"),
        ("The parliament voted on 13 May to ratify the fishing agreement.", VOTE, "13 May"),
        ("The parliament voted on 12 May 2025 to ratify the fishing agreement.", VOTE, "2025"),
        ("The parliament ratified the fishing agreement, Speaker Bo Lund said.", VOTE, "Bo"),
        ("Norway ratified the fishing agreement with the parliament.", VOTE, "Norway"),
        ("The parliament voted not to ratify the fishing agreement.", VOTE, "mean"),
        ("The company hid the cracks in the hull, its director said.", DENIAL, "mean"),
        ("The company hid the cracks in the hull.", CLAIM, "allegation"),
        ("The parliament said “we ratify with joy” on Tuesday.", VOTE, "quoted"),
        ("The harbour festival opens with fireworks.", VOTE, "mean"),
        ("Ana Okoro beat Bo Lund in the final.", MATCH, "turns round"),
        ("Bo Okoro led by six points until Sunday.", MATCH, "Bo Okoro"),
        ("The fare fell by 5 percent to £12.", FARE, "opposite"),
        ("The fare rose by £5 to £12.", FARE, "something else"),
        ("The fare rose by 5 percent to $12.", FARE, "something else"),
        ("“We held it as long as we wanted,” Ole Voss said.", FARE, "quoted"),
        ("The parliament voted to ratify a moon of cheese.", VOTE, "mean"),
        ("The storm killed 230 people and left 14 homeless in Hask.", COUNTS, "the passage says"),
        ("The storm killed 14 people and left 230 homeless in Veltross.", COUNTS, "Veltross"),
        ("Dockers' groups have joined 45 other unions.", PLAN, "as done"),
        ("The strike was decided in court.", PLAN, "as done"),
        ("Saltrey closed and the fare rose, and its ferry began on Sunday.", SAILING, "as done"),
        ("The fare rose to £12, and the harbour kept a tenth of it.", SAILING, "as done"),
        ("The council decides to raise the fee to 2,000 crowns.", PLAN, "'by' 2,000"),
        ("The council decides to cut the fee by 2,000 crowns.", PLAN, "opposite"),
        ("Hundreds of dockers may walk out of the harbours, prosecutors say.", PLAN, "how many"),
        ("Dockers may walk out of the harbours of Hask because of the council.", PLAN, "cause"),
        ("About 7,800 dockers of the largest harbours may walk out, prosecutors say.", PLAN, "largest"),
        ("Odran Vell of Saltrey led the ring.", DRUGS, "allegation"),
        ("All dockers of Hask may walk out of the harbours, prosecutors say.", PLAN, "'all'"),
        ("Veltross saw 14 people killed in the storm.", COUNTS, "mean"),
        ("The first increase since 1197 took the fare to £12.", FARE, "another number"),
        ("Pills were made in the town.", DRUGS, "allegation"),
        ("Odran Vell denied that any pill was made in the town.", DRUGS, "Vell"),
        ("The fishing agreement was ratified by the parliament on 14 May.", VOTE, "14 May"),
    ],
)
def test_what_a_passage_does_not_say_is_not_carried(sentence: str, passage: Passage, says: str) -> None:
    support = check(sentence, passage)
    assert not support.carried
    assert support.score == 0.0
    assert any(says in reason for reason in support.reasons), support.reasons


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_score_is_a_share_and_says_why(sentence: str, text: str) -> None:
    support = check(sentence, Passage(text))
    assert 0.0 <= support.score <= 1.0
    assert support.carried == (not support.reasons)


@pytest.mark.parametrize(
    ("sentence", "asked", "carried"),
    [
        ("The regional parliament.", "Who voted on Tuesday to ratify the fishing agreement?", True),
        ("41 to 38.", "How did the regional parliament vote on the fishing agreement?", True),
        ("12 May.", "Who drew the winner of the raffle, and when did parliament ratify the agreement?", True),
        ("The regional parliament.", "Which film won the Oscar for best picture?", False),
        ("The harbour council.", "Who voted on Tuesday to ratify the fishing agreement?", False),
    ],
)
def test_a_few_words_are_read_with_the_question(sentence: str, asked: str, carried: bool) -> None:
    assert check(sentence, VOTE, asked).carried == carried


def test_a_few_words_that_are_denied_do_not_answer() -> None:
    plea = Passage("Bo Lund pleaded not guilty to hiding the cracks in the hull, the court said.")
    asked = "How did Bo Lund plead to hiding the cracks in the hull?"
    assert check("Not guilty.", plea, asked).carried
    assert not check("Guilty.", plea, asked).carried


@pytest.mark.parametrize(
    ("sentence", "text", "carried"),
    [
        ("The council sued the firm over the ferry.", "The firm sued the council over the ferry.", False),
        ("The firm sued the council over the ferry.", "The firm sued the council over the ferry.", True),
        ("The council was sued by the firm.", "On Monday the firm sued the council.", True),
        ("The union hired the lawyer in May.", "The lawyer hired the union in May, it said.", False),
        ("Hask defeated Orrin by two goals.", "In the final Orrin defeated Hask by two goals.", False),
        ("Orrin met Hask in the final.", "Hask met Orrin in the final.", True),
        ("Ole Voss said the ferry needed repairs.", "The ferry needed repairs, said Ole Voss.", True),
        ("The council raised the fare on Monday.", "On Monday the council raised the fare.", True),
        ("Hask told Orrin that it would sail.", "Orrin told Hask that it would sail.", False),
        ("The mayor was praised by the diver.", "On Monday the diver was praised by the mayor.", False),
        ("The council was sued by the firm.", "The council sued the firm.", False),
        ("The firm sued the council.", "The firm was sued by the council.", False),
        ("The firm sued the council.", "The council was sued by the firm.", True),
        (
            "The judges asked Ada Orrin to mend the ferry.",
            "Ada Orrin, who had asked the judges to mend the ferry, won.",
            False,
        ),
        (
            "Ada Orrin turned away an appeal from the Hask court.",
            "The Hask court turned away an appeal from the council's mayor of Saltrey, Ada Orrin, on Monday.",
            False,
        ),
        ("The fare rose to 44 crowns.", "The fare rose by 4 crowns to 44 crowns.", True),
        ("A plan passed by voters in May fell.", "A plan that voters passed in May fell.", True),
        ("The crew moved the tugs to Hask.", "The tugs were moved to Hask by the crew.", True),
        (
            "The firm was bought by Ole Voss for 44 crowns.",
            "It cut jobs after Ole Voss bought the firm for 44 crowns.",
            True,
        ),
    ],
)
def test_who_did_what_to_whom(sentence: str, text: str, carried: bool) -> None:
    support = check(sentence, Passage(text))
    assert support.carried == carried, support
    assert carried or "turns round" in support.reasons[0]


def test_what_a_passage_holds_back_with_is_not_left_out() -> None:
    audit = Passage(
        "The fare nearly doubled in May, and the likely cause is the price of oil, Ole Voss said."
    )
    assert check("The fare nearly doubled in May.", audit).carried
    assert check("The fare almost doubled in May.", audit).carried
    assert not check("The fare doubled in May.", audit).carried
    outright = check("The fare nearly doubled in May, and the cause is the price of oil.", audit)
    assert outright.reasons == ("the passage says 'likely' before 'cause'",)


def test_all_of_one_thing_is_not_all_of_another() -> None:
    ferries = Passage("All ferries sail on Sunday. Crews of the harbour tugs will strike until Monday.")
    assert check("All ferries sail on Sunday.", ferries).carried
    assert not check("All crews of the harbour tugs will strike until Monday.", ferries).carried
    assert check("Crews of the harbour tugs will strike until Monday.", ferries).carried


def test_a_child_is_no_adult() -> None:
    fares = Passage("A child ticket for the Hask ferry costs 4 crowns from May.")
    assert check("A child ticket for the Hask ferry costs 4 crowns.", fares).carried
    assert not check("An adult ticket for the Hask ferry costs 4 crowns.", fares).carried


@pytest.mark.parametrize(
    ("sentence", "text", "carried"),
    [
        (
            "Accused Saltrey smuggler Odran Vell is free.",
            "Odran Vell, accused of smuggling in Saltrey, is free.",
            True,
        ),
        (
            "Accelerating Hask ferries collided on Sunday.",
            "The Hask ferries sped up and collided on Sunday.",
            True,
        ),
        ("Ada Orrin won the vote in Hask.", "Orrin won the vote in Hask, beating Ole Voss.", False),
        ("The GOP voted to cut the fee.", "Republican senators voted to cut the fee.", True),
        ("The GOP voted to cut the fee.", "Senators voted to cut the fee.", False),
        ("The UK cut the fee for ferries.", "Britain cut the fee for ferries.", True),
        ("The UK cut the fee for ferries.", "Norway cut the fee for ferries.", False),
        ("The company's CEO cut the fee.", "The company's chief executive cut the fee.", True),
        ("The council OK'd the new ferry.", "The council approved the new ferry.", True),
        ("NATO sent three ships to Hask.", "The alliance sent three ships to Hask.", False),
    ],
)
def test_words_that_open_a_sentence_and_well_known_abbreviations_are_no_names(
    sentence: str, text: str, carried: bool
) -> None:
    reasons = objecting(sentence, [Passage(text)])
    assert ("names" not in reasons) == carried, reasons


@pytest.mark.parametrize(
    ("sentence", "text", "carried"),
    [
        ("The Hask ferry begins in 2027.", "The ferry of Hask begins next year, the council said.", True),
        ("The Hask ferry began in 2025.", "The ferry of Hask began last year, the council said.", True),
        ("The Hask ferry begins in 2028.", "The ferry of Hask begins next year, the council said.", False),
        ("The Hask ferry begins in 2027.", "The ferry of Hask begins soon, the council said.", False),
        ("The ferry begins in May 2027.", "The ferry of Hask begins in May next year.", True),
        ("The Hask ferry begins on 16 May.", "The ferry of Hask will begin on Saturday.", True),
        ("The Hask ferry begins on 23 May.", "The ferry of Hask will begin on Saturday.", False),
        ("The Hask ferry began on 16 May.", "The ferry of Hask began on Saturday.", False),
        ("The Hask ferry began on 9 May.", "The ferry of Hask began on Saturday.", True),
    ],
)
def test_a_time_counts_from_the_day_of_its_article(sentence: str, text: str, carried: bool) -> None:
    reasons = objecting(sentence, [Passage(text, "", date(2026, 5, 14))])
    assert reasons.keys().isdisjoint({"numbers", "dates"}) == carried, reasons
