"""Nothing that an article, a file's name or a model says reaches the terminal as a command."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.command import say, show
from qa.cli.terminal import printable, printable_json

TITLE = "\x1b]0;owned\x07Quotas"
CLIPBOARD = "\x1b]52;c;cm0gLXJm\x07"


@pytest.mark.parametrize(
    "hostile", [TITLE, CLIPBOARD, "\x9b2J", "a\rb", "a\x08b", "\u202egpj", "\ud83d", "\x7f"]
)
def test_a_command_to_the_terminal_is_shown_and_not_obeyed(
    hostile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say(f"1. {hostile}\n\tHask")
    show({"title": hostile})
    for printed in capsys.readouterr().out.replace("\n", "").replace("\t", ""):
        assert printed.isprintable() or printed == " "


def test_words_and_their_accents_stay() -> None:
    text = "Łukasz said:\n\t“€11.40” — 😀 مرحبا"
    assert printable(text) == text


@given(st.text())
def test_json_means_the_same(text: str) -> None:
    assert json.loads(printable_json(json.dumps({"x": text}, ensure_ascii=False))) == {"x": text}
