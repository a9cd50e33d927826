import pytest

from corpus.text.cleaning import clean_body
from corpus.text.wrapping import unwrapped

WRAPPED = """The ferry company of Hask has sold its two oldest ships to a yard in
Porto, where they are to be broken up, its director Ana Vale told the
council on Monday.
Passengers had asked for that since 2019. They were not heard until the
"Morning Star" ran aground."""


def test_lines_broken_to_fit_a_width_are_one_paragraph() -> None:
    joined = unwrapped(WRAPPED)
    assert joined.split("\n") == [
        "The ferry company of Hask has sold its two oldest ships to a yard in Porto, where they are to be "
        "broken up, its director Ana Vale told the council on Monday.",
        'Passengers had asked for that since 2019. They were not heard until the "Morning Star" ran aground.',
    ]


def test_a_word_broken_at_the_end_of_a_line_is_one_word_and_a_compound_stays_one() -> None:
    text = (
        "The harbour council of Hask voted on Monday to close the fish mar-\nket on the quay, and the govern-"
        "\nment of the county asked a well-\nknown builder of boats for his plans, said an official who works"
        "\nthere for a long-\nterm plan."
    )
    assert unwrapped(text) == (
        "The harbour council of Hask voted on Monday to close the fish market on the quay, and the "
        "government of the county asked a well-known builder of boats for his plans, said an official who "
        "works there for a long-term plan."
    )


def test_a_broken_word_of_a_language_that_nobody_counted_keeps_its_hyphen() -> None:
    text = "Baraza la mji limeamua kufunga soko la sama-\nki la zamani siku ya Jumatatu, alisema meya."
    assert "sama-ki" in unwrapped(text)


def test_a_blank_or_an_indented_line_begins_a_paragraph() -> None:
    text = (
        "  The ferry was sold by its owner to a\nyard in Porto for scrap.\n"
        "  It sails until the end of\nthe year.\n\nNobody is sad."
    )
    assert clean_body(text).body.split("\n\n") == [
        "The ferry was sold by its owner to a yard in Porto for scrap.",
        "It sails until the end of the year.",
        "Nobody is sad.",
    ]


def test_a_short_line_that_ends_in_a_small_word_goes_on() -> None:
    assert unwrapped("It takes effect on\n1 July.") == "It takes effect on 1 July."
    assert unwrapped("It brings about\n400,000 kroner.") == "It brings about 400,000 kroner."


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sank on Monday.\nNobody was hurt, the harbour master said.",
        "Ferry Sinks\nThe ferry sank on Monday off the harbour of Hask.",
        "Hask 3, Porto 4\nEllisk 1, Orrin 2\nPort Vale 0, Morne 0",
        "What to bring:\n- warm clothes and a good coat\n- water for a whole day\n- a torch.",
        "Winners\nAnn Roe of Hask Harbour\nJo Doe of Port Ellisk",
        "The council met.\nbut nobody came to the old hall by the river, said a man who had waited for "
        "hours at its door in the rain, and so it went home.",
        "water\nfood\na torch.",
        "Where it goes\nThe ferry will sail to Porto in the new year, the company said.",
    ],
)
def test_lists_headings_and_paragraphs_of_a_line_stay(text: str) -> None:
    assert unwrapped(text) == text


def test_a_broken_compound_gets_no_space() -> None:
    assert unwrapped("The harbour has asked for a long-\nterm plan by the end of May.") == (
        "The harbour has asked for a long-term plan by the end of May."
    )


def test_it_is_done_once() -> None:
    once = clean_body(WRAPPED).body
    assert clean_body(once).body == once


CHINESE = (
    "港口委员会星期一宣布，将把渔船每周的费用从三百一十克朗提\n高到三百四十五克朗，主席安娜·瓦莱在会议之后告诉记者。\n"
    "新的费用将从七月一日起执行，这是二零一九年以来的第一次。"
)
ARABIC = (
    "أعلن مجلس ميناء هاسك يوم الاثنين رفع رسوم الصيد من\n"
    "ثلاثمئة وعشرة إلى ثلاثمئة وخمسة وأربعين كرونة في الأسبوع."
)


def test_lines_of_scripts_without_capitals_are_joined_too() -> None:
    assert unwrapped(CHINESE) == CHINESE.replace("\n", "")
    assert unwrapped(ARABIC) == ARABIC.replace("\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡。",
        "港口委员会提高渔船费用。\n市长在市议会投票后辞职了，他没有说明理由。\n学校开学。",
        "تغلق المدينة المرفأ.\nاستقالت رئيسة البلدية يوم الأحد بعد تصويت المجلس.",
    ],
)
def test_verses_and_lines_of_a_sentence_each_stay_in_scripts_without_capitals(text: str) -> None:
    assert unwrapped(text) == text
