"""Questions in other languages than English, over articles in them and in others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Desk

HARBOUR = {
    "id": "zh-harbour",
    "title": "新港口开放",
    "body": "市议会星期一开放了新港口。渡船的票价从三十元提高到四十元。港务局长李文表示感谢。",
    "language": "zh",
}
LIBRARY = {
    "id": "zh-library",
    "title": "图书馆馆长退休",
    "body": "图书馆馆长王芳将于五月退休。她在那里工作了二十年。",
    "language": "zh",
}
ENGLISH = {
    "id": "en-harbour",
    "title": "Hask opens a harbour",
    "body": "The council of Hask opened a second harbour on Monday. The fare rises to forty crowns.",
    "language": "en",
}


def synced(desk: Desk, tmp_path: Path, *rows: dict[str, str]) -> Desk:
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert not desk.sync([file]).failed
    return desk


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [("渡船的票价是多少？", "zh-harbour", "四十元"), ("谁退休了？", "zh-library", "王芳")],
)
def test_a_chinese_question_finds_the_sentence(
    desk: Desk, tmp_path: Path, question: str, article: str, words: str
) -> None:
    answer = synced(desk, tmp_path, HARBOUR, LIBRARY, ENGLISH).ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].article_id == article
    assert words in answer.citations[0].quote


def test_a_question_that_no_article_can_answer_in_its_language_is_told_why(
    desk: Desk, tmp_path: Path
) -> None:
    answer = synced(desk, tmp_path, ENGLISH).ask("Wer hat den Bürgermeister im Rathaus gewählt?")
    assert answer.status != "answered"
    assert any("German" in notice and "English" in notice for notice in answer.notices)


def test_names_in_a_question_of_another_language_find_passages_and_no_answer(
    desk: Desk, tmp_path: Path
) -> None:
    article = {
        "id": "en-orrin",
        "title": "The Lady Orrin sails",
        "body": "The Lady Orrin sails to Hask again.",
    }
    answer = synced(desk, tmp_path, ENGLISH, {**article, "language": "en"}).ask("Wie alt ist die Lady Orrin?")
    assert answer.status != "answered"
    assert any("German" in notice for notice in answer.notices)
