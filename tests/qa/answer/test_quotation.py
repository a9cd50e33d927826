import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.quotation import quoted


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("“Go,” she said.", "“‘Go,’ she said.”"),
        ('He said "no" ("never").', "“He said ‘no’ (‘never’).”"),
        ("It sank.", "“It sank.”"),
        ("“He told me ‘go’ and went,” she said.", "“‘He told me “go” and went,’ she said.”"),
        ("‘It’s the council’s,’ she said.", "“‘It’s the council’s,’ she said.”"),
        ("It is the ‘90s, and the council’s.", "“It is the ’90s, and the council’s.”"),
        ("“We agreed on it.", "“‘We agreed on it.”"),
        ('"Go,” she said. “Stay, too."', "“‘Go,’ she said. ‘Stay, too.’”"),
        ('He called “it" a "day”.', "“He called ‘it’ a ‘day’.”"),
        ('from before" he said.', "“from before’ he said.”"),
    ],
)
def test_quotation_marks_nest(words: str, shown: str) -> None:
    assert quoted(words) == shown


@given(st.text(st.sampled_from("a1 .(-“”‘’\"'"), max_size=30))
def test_every_character_keeps_its_place(words: str) -> None:
    inner = quoted(words)[1:-1]
    assert len(inner) == len(words)
    marks = set('“”‘’"')
    assert all(one == other or {one, other} <= marks for one, other in zip(inner, words, strict=True))
