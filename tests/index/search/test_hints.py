from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.hints import Days, named_days, named_sources

TODAY = date(2023, 3, 15)  # a Wednesday


def days(first: str, last: str | None = None) -> tuple[Days, ...]:
    return (Days(date.fromisoformat(first), date.fromisoformat(last or first)),)


YEAR_2020, YEAR_2022 = days("2020-01-01", "2020-12-31"), days("2022-01-01", "2022-12-31")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What happened in early March 2023?", days("2023-03-01", "2023-03-10")),
        ("What was said in mid-June 2022?", days("2022-06-11", "2022-06-20")),
        ("Who resigned on 5 March 2022?", days("2022-03-05")),
        ("Who resigned on March 5th, 2022?", days("2022-03-05")),
        ("Who resigned on 2022-03-05?", days("2022-03-05")),
        ("What did they vote on in Sept. 2022?", days("2022-09-01", "2022-09-30")),
        ("What did they vote on in 2021?", days("2021-01-01", "2021-12-31")),
        ("Who won on Tuesday?", days("2023-03-14")),
        ("Who won on Wednesday?", days("2023-03-08")),
        ("Who won yesterday?", days("2023-03-14")),
        ("What closed last week?", days("2023-03-02", "2023-03-14")),
        ("What closed last month?", days("2023-02-01", "2023-02-28")),
        ("What closed last year?", days("2022-01-01", "2022-12-31")),
        ("What closed two weeks ago?", days("2023-02-26", "2023-03-04")),
        ("What closed in December?", days("2022-12-01", "2022-12-31")),
        ("What closed on December 1?", days("2022-12-01")),
        ("How much was it in 2020 and 2022?", (*YEAR_2020, *YEAR_2022)),
        ("Compare the fares of 2020 with 2022", (*YEAR_2020, *YEAR_2022)),
        ("Compare the fare in 2020 and in 2022", (*YEAR_2020, *YEAR_2022)),
        ("Who led it in 2020 and 2024?", YEAR_2020),
        ("How did it change between 2020 and 2022?", days("2020-01-01", "2022-12-31")),
        ("How did it change from 2020 to 2022?", days("2020-01-01", "2022-12-31")),
        ("Who struck in 2020, 2000 dockers?", YEAR_2020),
        ("What happened between March and June 2022?", days("2022-03-01", "2022-06-30")),
        ("What happened between November and February?", days("2022-11-01", "2023-02-28")),
        ("What happened from 5 November 2021 until 3 May 2022?", days("2021-11-05", "2022-05-03")),
        ("What happened from November 5 to 3 May 2022?", days("2021-11-05", "2022-05-03")),
    ],
)
def test_named_days(question: str, expected: tuple[Days, ...]) -> None:
    assert named_days(question, TODAY) == expected


@pytest.mark.parametrize(
    "question",
    [
        "May I ask who marched?",
        "Who wrote 1984?",
        "What does the 2010 Act say?",
        "Who runs in 2024?",
        "When does it return to Earth in August?",
        "What did USA TODAY write this week?",
    ],
)
def test_what_names_no_day_before_today(question: str) -> None:
    assert named_days(question, TODAY) == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("متى غرقت العبارة في 5 مارس 2022؟", days("2022-03-05")),
        ("ماذا حدث في آذار 2022؟", days("2022-03-01", "2022-03-31")),
        ("ماذا حدث في ٥ مايو ٢٠٢٢؟", days("2022-05-05")),
        ("ماذا أعلن المجلس في شباط/فبراير 2023؟", days("2023-02-01", "2023-02-28")),
        ("ماذا حدث في يناير؟", days("2023-01-01", "2023-01-31")),
        ("Wer trat am 5. März 2022 zurück?", days("2022-03-05")),
        ("Was geschah im Mai 2022?", days("2022-05-01", "2022-05-31")),
        ("Que s'est-il passé en février ?", days("2023-02-01", "2023-02-28")),
        ("¿Quién dimitió el 5 de marzo de 2022?", days("2022-03-05")),
        ("Кто ушёл 5 марта 2022 года?", days("2022-03-05")),
        ("Kto zrezygnował 5 marca 2022?", days("2022-03-05")),
        ("5 मार्च 2022 को कौन जीता?", days("2022-03-05")),
        ("מי התפטר ב-5 במרץ 2022?", days("2022-03-05")),
        ("2022年3月5日谁辞职了？", days("2022-03-05")),
        ("2022년 3월에 무슨 일이 있었나요?", days("2022-03-01", "2022-03-31")),
        ("What did the Mars 2020 rover find?", ()),
        ("Wer ist Mai Thi?", ()),
        ("2022年31月谁辞职了？", ()),
        ("ماذا حدث في 35 مارس 2022؟", ()),
    ],
)
def test_days_named_in_other_languages(question: str, expected: tuple[Days, ...]) -> None:
    assert named_days(question, TODAY) == expected


def test_days_told_from_today_need_one() -> None:
    assert named_days("Who won on Tuesday, last week, in March or two days ago?", None) == ()
    assert named_days("Who won in March 2021?", None) == days("2021-03-01", "2021-03-31")


@given(st.text(st.sampled_from("0123456789 -,.JanuryMchofiTdweksgl"), max_size=60), st.dates())
def test_no_question_breaks_it(question: str, today: date) -> None:
    for span in named_days(question, today):
        assert span.first <= today


SOURCES = [
    "usatoday.com",
    "cnn.com",
    "theweek.co.uk",
    "RFE/RL",
    "Hask Island Signal",
    "The Guardian",
    "Vell Gazette",
    "Associated Press",
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who won, according to CNN?", {"cnn.com"}),
        ("What did USA Today report?", {"usatoday.com"}),
        ("Who is said by a USA Today report to have won?", {"usatoday.com"}),
        ("What did he say, according to the week?", {"theweek.co.uk"}),
        ("Whom did the minister's aide, who told RFE/RL about it, mean?", {"RFE/RL"}),
        ("What is in the Guardian's report?", {"The Guardian"}),
        ("Which Hask Island Signal story told of the ferry?", {"Hask Island Signal"}),
        ("What did the Gazette say about the flood?", {"Vell Gazette"}),
        ("What did Hask Island Signal write in July?", {"Hask Island Signal"}),
        ("Who printed the gazette of the court?", set()),
        ("What did the signal at Hask Island mean?", set()),
        ("What did the AP report on the flood?", {"Associated Press"}),
        ("What happens at CNN?", set()),
    ],
)
def test_named_sources(question: str, expected: set[str]) -> None:
    assert named_sources(question, SOURCES) == expected


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_outlet_name_breaks_it(source: str, question: str) -> None:
    assert named_sources(question, [source]) <= {source}
