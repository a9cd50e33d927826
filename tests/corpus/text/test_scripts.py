import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.scripts import spaced


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("救生艇的价格是多少？", ["救生", "生艇", "价格"]),
        ("谁买了它", ["买", "它"]),
        ("港口2024年关闭", ["港口", "2024", "年关", "关闭"]),
        ("フェリーが沈んだ", ["フェリー", "沈"]),
        ("Hask 港", ["Hask", "港"]),
        ("ferry", ["ferry"]),
        ("다리가 무너졌다", ["다리가", "무너졌다"]),
    ],
)
def test_what_has_no_spaces_becomes_pairs(text: str, pieces: list[str]) -> None:
    assert spaced(text).replace("？", " ").split() == pieces


@given(st.text(st.characters(max_codepoint=0x0DFF)))
def test_text_with_spaces_is_left_as_it_is(text: str) -> None:
    assert spaced(text) == text
