from hypothesis import given
from hypothesis import strategies as st

from qa.check.short_answers import MOST_WORDS, only_denied, stands_in

TEXT = "Bo Lund pleaded not guilty then; the clerk's office said: guilty of theft, €1,200 in all."
some_words = st.lists(st.sampled_from("ferry fare rose council 12 Łukasz".split()), min_size=1, max_size=9)


def test_words_stand_in_a_row_and_undenied() -> None:
    assert stands_in("Bo Lund.", TEXT)
    assert stands_in("The clerk", TEXT)
    assert stands_in("€1,200.", TEXT)
    assert stands_in("Not guilty.", TEXT)
    assert stands_in("Guilty.", TEXT)  # It also stands there undenied.
    assert not stands_in("Guilty.", TEXT.partition(";")[0])
    assert not stands_in("Lund Bo.", TEXT)
    assert not stands_in("", TEXT)
    assert not stands_in("…", TEXT)


def test_what_stands_only_denied_is_told_from_what_stands_nowhere() -> None:
    assert only_denied("Guilty.", TEXT.partition(";")[0])
    assert not only_denied("Guilty.", TEXT)
    assert not only_denied("Innocent.", TEXT)


@given(some_words, some_words, some_words)
def test_any_few_words_of_a_text_stand_in_it(before: list[str], these: list[str], after: list[str]) -> None:
    text = " ".join([*before, *these, *after])
    assert stands_in(f"{' '.join(these)}.", text) == (len(these) <= MOST_WORDS)
