import pytest

from qa.question.small_talk import reply_to


@pytest.mark.parametrize(
    "asked",
    ["Thanks!", "thank you very much", "OK, thanks.", "Hello", "hi there!", "Good morning", "Bye.", "Got it"],
)
def test_what_asks_nothing_has_a_reply(asked: str) -> None:
    assert reply_to(asked)


@pytest.mark.parametrize(
    "asked", ["Thanks to whom?", "Hello Kitty sales", "Why?", "okay corral", "", "ferry fare"]
)
def test_all_else_is_a_question(asked: str) -> None:
    assert reply_to(asked) is None
