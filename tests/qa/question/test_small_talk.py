import pytest

from qa.question.small_talk import reply_to


@pytest.mark.parametrize(
    "asked",
    [
        "Thanks!",
        "thank you very much",
        "OK, thanks.",
        "Thanks, that helps!",
        "Thank you for your help",
        "That's very helpful, thanks",
        "Merci beaucoup !",
        "Danke schön",
        "Hello",
        "hi there!",
        "Good morning",
        "How are you?",
        "Hola",
        "Bye.",
        "Got it",
        "No.",
        "Cool!",
        "Help",
        "What can you do?",
        "What can I ask you?",
        "Who are you?",
        "How do you work?",
        "How does Citedesk work?",
    ],
)
def test_what_asks_nothing_has_a_reply(asked: str) -> None:
    assert reply_to(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "Thanks to whom?",
        "Hello Kitty sales",
        "Why?",
        "okay corral",
        "",
        "ferry fare",
        "What can the mayor do?",
        "Who are you and I to judge, said who?",
        "How does it work?",
        "How does this ferry work?",
        "Help for farmers",
        "thanks, and who paid for it?",
    ],
)
def test_all_else_is_a_question(asked: str) -> None:
    assert reply_to(asked) is None
