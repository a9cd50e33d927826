"""Bylines of other languages, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.article import Article
from corpus.formats.read import read_path
from corpus.text.bylines import author_of, is_byline
from corpus.text.cleaning import clean_body

NAMES = {
    "Par Claire Dubois (avec AFP)": "Claire Dubois",
    "Von Jana Holt (mit dpa)": "Jana Holt",
    "Di Carla Bruni Rossi": "Carla Bruni Rossi",
    "Av Solveig Moen og Tor Lie": "Solveig Moen og Tor Lie",
    "Af Mette Holm": "Mette Holm",
    "Text: Jana Holt": "Jana Holt",
    "Tekst: Solveig Moen": "Solveig Moen",
    "Autor: Jan Nowak": "Jan Nowak",
    "Автор: Ольга Белова": "Ольга Белова",
    "文/李大海": "李大海",
    "記者：王小明": "王小明",
    "김바다 기자": "김바다",
}


@pytest.mark.parametrize(("line", "name"), NAMES.items())
def test_whoever_wrote_it_is_known_and_is_none_of_the_text(tmp_path: Path, line: str, name: str) -> None:
    (tmp_path / "a.txt").write_text(
        f"Pier of Hask opens\n\n{line}\n\nThe pier of Hask opened on Monday, they said.\n\nBoats came.\n"
    )
    [article] = read_path(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert article.author == name
    assert line not in f"{article.summary}\n{article.body}"
    assert author_of(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "Di Maio ha parlato a Roma lunedì sera.",
        "Av de fem båtene er to solgt.",
        "Text: the ferry sails at nine.",
        "Autor: unbekannt",
        "Автор: неизвестен",
        "文/化",
        "기자 회견",
        "Par Avion",
    ],
)
def test_a_line_of_news_is_none(line: str) -> None:
    assert not is_byline(line)


def test_behind_a_label_within_a_text_stand_words_of_it() -> None:
    assert is_byline("Text: Jana Holt")
    assert clean_body("She sent a card.\nText: Merry Christmas\nHe wept.").body.count("Merry") == 1
