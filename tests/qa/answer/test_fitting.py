import pytest

from corpus.text.sentences import Span
from qa.answer.fitting import fits, whole, without_clauses
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Bars may open at 8 a.m. on Mondays.", "8 a.m", "8 a.m."),
        ("It was sold to Bo Lund Jr. of Hask.", "Bo Lund Jr", "Bo Lund Jr."),
        ("It lasts four minutes and 27 seconds, he said.", "four minutes", "four minutes and 27 seconds"),
        ("She ran it in 2 hours, 13 minutes.", "2 hours", "2 hours, 13 minutes"),
        ("It will cost €10.20 from May.", "10.20", "€10.20"),
        ("It was sold for US$3 million.", "3 million", "US$3 million"),
        ("The trip took two days and five people.", "two days", "two days"),
        ("The ferry left at noon.", "noon", "noon"),
        ("Thefts fell by 57% in a year.", "57", "57%"),
        ("Thefts fell by 5.7 per cent in a year.", "5.7", "5.7 per cent"),
        ("The 57 percenters met.", "57", "57"),
        ("The 34-year-old won the seat.", "34-year", "34-year-old"),
        ("The 34-year-old won the seat.", "34", "34"),
        ("A six-week strike began.", "six-week", "six-week"),
    ],
)
def test_words_get_what_belongs_to_their_last_word(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    assert whole(text, Span(start, start + len(words))).of(text) == expected


@pytest.mark.parametrize("day", ["Dec. 1", "Sept. 14", "Jan. 6, 2021", "March 3", "May", "Tuesday, Oct. 5"])
def test_a_day_as_agencies_write_it_answers_when_and_not_who(day: str) -> None:
    text = f"The expanded programme began on {day}."
    span = Span(text.index(day), len(text) - 1)
    assert fits(understand("On what date did the programme begin?"), text, span)
    assert not fits(understand("Who began the programme?"), text, span)


@pytest.mark.parametrize(
    ("question", "text", "words", "fitting"),
    [
        ("Ab wann gilt das?", "Es gilt vom 1. Juli an.", "1. Juli", True),
        ("Ab wann gilt das?", "Es gilt vom 1. Juli an.", "Es gilt", False),
        ("Wie viel kostet das?", "Es kostet 345 Kronen.", "345 Kronen", True),
        ("Wie viel kostet das?", "Es stieg von 310 auf 345 Kronen.", "310", False),
        ("船票多少钱？", "船票四十元。", "四十元", True),
    ],
)
def test_in_another_language_only_a_number_without_another_beside_it_answers(
    question: str, text: str, words: str, fitting: bool
) -> None:
    start = text.index(words)
    assert fits(understand(question), text, Span(start, start + len(words))) is fitting


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("新费用从七月一日起生效。", "月一日", "七月一日"),
        ("運賃は二月一日から一〇二〇円になる。", "〇二〇円", "一〇二〇円"),
        ("费用提高到345克朗。", "345克朗", "345克朗"),
        ("财务主管奥德·利恩周一辞职。", "利恩", "利恩"),
    ],
)
def test_a_number_of_a_script_without_spaces_is_not_cut(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    assert whole(text, Span(start, start + len(words))).of(text) == expected


@pytest.mark.parametrize(
    ("text", "words", "fitting"),
    [
        ("Half of the sailors sleep six to seven hours.", "six to seven", False),
        ("Half of the sailors sleep six-seven hours.", "six-seven hours", False),
        ("Some 40 to 50 sailors sleep on board.", "40 to 50", True),
        ("Only 26% of the sailors sleep on board.", "26%", True),
        ("Ten sailors sleep for seven hours.", "Ten", True),
    ],
)
def test_hours_count_no_people_and_a_share_of_them_does(text: str, words: str, fitting: bool) -> None:
    start = text.index(words)
    span = Span(start, start + len(words))
    assert fits(understand("How many sailors sleep on board?"), text, span) is fitting


@pytest.mark.parametrize(
    ("question", "text", "words", "expected"),
    [
        ("When is the fair?", "It is on May 1 and 2, the council announced on Monday.",
         "May 1 and 2, the council announced on Monday", "May 1 and 2"),
        ("How much does the pass cost?", "The pass costs €13, and the day ticket is priced at €4.",
         "€13, and the day ticket is priced at €4", "€13"),
        ("Who won?", "It was Ada Roe and Bo Lund.", "Ada Roe and Bo Lund", "Ada Roe and Bo Lund"),
        ("What moved her?", "She was “deeply moved” by the warmth.", "deeply moved” by the warmth", None),
        ("What moved her?", "She was “deeply moved” by the warmth.", "“deeply moved” by the warmth",
         "“deeply moved” by the warmth"),
    ],
)  # fmt: skip
def test_clauses_behind_the_answer_are_no_part_of_it(
    question: str, text: str, words: str, expected: str | None
) -> None:
    start = text.index(words)
    span = without_clauses(understand(question), text, Span(start, start + len(words)))
    assert (span and span.of(text)) == expected


@pytest.mark.parametrize(
    ("text", "words", "fitting"),
    [
        ("The ban applies to cats of 15 weeks of age.", "15 weeks of age", False),
        ("The ban applies to ferries of at least 20 years.", "at least 20 years", False),
        ("The ban begins in 15 weeks.", "15 weeks", True),
        ("The ban begins 15 weeks from now.", "15 weeks from now", True),
        ("The ban began three years ago.", "three years ago", True),
        ("The ban begins in May.", "May", True),
    ],
)
def test_a_duration_is_no_day(text: str, words: str, fitting: bool) -> None:
    start = text.index(words)
    assert fits(understand("When does the ban begin?"), text, Span(start, start + len(words))) is fitting


def test_a_ratio_is_no_count() -> None:
    text = "Six in 10 of the 300 ferries ran late."
    assert not fits(understand("How many ferries ran late?"), text, Span(0, 3))
    assert fits(understand("How many ferries are there?"), text, Span(17, 20))


@pytest.mark.parametrize(
    ("question", "words", "fitting"),
    [
        ("Which teams played in the final?", "Hask", False),
        ("Which teams played in the final?", "Hask and Ellisk", True),
        ("In which towns did it rain?", "Hask", False),
        ("Which team played in the final?", "Hask", True),
        ("Which town was flooded?", "Hask", True),
        ("Which species did they bring back?", "Hask", True),
    ],
)
def test_one_is_not_several(question: str, words: str, fitting: bool) -> None:
    assert fits(understand(question), f"{words} it was.", Span(0, len(words))) is fitting
