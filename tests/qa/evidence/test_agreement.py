import math

from hypothesis import given
from hypothesis import strategies as st

from qa.evidence.agreement import SentenceAnswer, agreement


def reading(sentence: str, answer: str, logit: float = 8.0, certainty: float = 1.0) -> SentenceAnswer:
    return SentenceAnswer(sentence, answer, logit, certainty)


def test_sentences_that_give_the_same_answer_speak_for_each_other() -> None:
    alone, *both = agreement(
        [
            reading("The bridge opened in Cork.", "Cork"),
            reading("Ministers met in Galway.", "Galway"),
            reading("Galway hosted the ministers.", "Galway’s"),
        ]
    )
    assert alone == 0.0
    assert both[0] == both[1] > 0.6


def test_a_copy_of_a_sentence_says_nothing_more() -> None:
    copies = [reading("Ministers met in Galway.", "Galway")] * 3
    assert agreement(copies) == [0.0, 0.0, 0.0]


def test_part_of_a_name_speaks_less_than_all_of_it() -> None:
    def support(answer: str) -> float:
        return agreement(
            [reading("Aoife Byrne won.", "Aoife Byrne"), reading("It went to another.", answer)]
        )[0]

    assert support("Aoife Byrne") > support("Byrne") > support("Byrne’s rival Nolan") == 0.0


def test_what_the_reader_doubts_hardly_counts() -> None:
    sure, unsure = (
        agreement([reading("It was Galway.", "Galway"), reading("In Galway it rained.", "Galway", logit)])[0]
        for logit in (6.0, -4.0)
    )
    assert sure > 0.5 > 0.01 > unsure > 0.0


def test_answers_without_a_term_agree_with_none() -> None:
    assert agreement([reading("It was he.", "he"), reading("He did it.", "he")]) == [0.0, 0.0]


@given(
    st.lists(
        st.builds(
            SentenceAnswer, st.text(max_size=9), st.text(max_size=9), st.floats(-30, 30), st.floats(0, 1)
        )
    )
)
def test_it_is_bounded_by_the_number_of_the_others(readings: list[SentenceAnswer]) -> None:
    support = agreement(readings)
    assert len(support) == len(readings)
    assert all(0.0 <= value <= math.log1p(max(len(readings) - 1, 0)) for value in support)
