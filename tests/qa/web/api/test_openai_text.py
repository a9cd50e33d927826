"""What a client that renders Markdown makes of an answer: no image, no link, no HTML."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from qa.web.api.openai import _plain


@pytest.mark.parametrize(
    "text",
    [
        "“See ![x](https://elsewhere.example/p.png?q=secret) here.” [1]",
        "“[Click](https://elsewhere.example) here.” [1]",
        "“<img src=https://elsewhere.example/p.png>” [2]",
        "“<https://elsewhere.example/x>” [1][2]",
        "“\\<img src=https://elsewhere.example/p.png>” [2]",
        "\\![x](https://elsewhere.example/p.png) \\\\[x](https://elsewhere.example)",
        "[![x](https://elsewhere.example/p.png)](https://elsewhere.example)",
    ],
)
def test_markup_of_an_article_is_shown_as_it_stands(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(_plain(text))
    assert not [tag for tag in ("<img", "<a ") if tag in rendered]
    assert "elsewhere.example" in rendered


def test_a_quote_with_markers_is_left_alone() -> None:
    text = "“The fare is €10.20 (up 4 %), 3 < 5.” [1][2] “It’s more!” [3]"
    assert _plain(text) == text
