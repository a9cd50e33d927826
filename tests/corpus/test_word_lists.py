from pathlib import Path

import pytest

from corpus.word_lists import any_pattern_in, rows_in, table_in, words_in


@pytest.fixture
def module(tmp_path: Path) -> str:
    (tmp_path / "rows.txt").write_text("# A remark.\nrise rose\n#1 fall\n", "utf-8")
    (tmp_path / "table.txt").write_text("titel: title, headline\nsource: site\ntitel: überschrift\n", "utf-8")
    (tmp_path / "patterns.txt").write_text("# A remark.\n^sign in\\b\nnicht gefunden\n", "utf-8")
    return str(tmp_path / "module.py")


def test_the_rows_and_the_words_of_a_list_are_read_without_its_remarks(module: str) -> None:
    assert rows_in(module, "rows") == ("rise rose", "#1 fall")
    assert words_in(module, "rows") == {"rise", "rose", "#1", "fall"}


def test_a_name_of_a_table_may_begin_several_lines(module: str) -> None:
    assert table_in(module, "table") == {"titel": ("title", "headline", "überschrift"), "source": ("site",)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sign in to read", True),
        ("Seite NICHT gefunden", True),
        ("Please sign in", False),
        ("A remark.", False),
    ],
)
def test_a_text_is_looked_at_for_any_pattern_of_a_list(module: str, text: str, found: bool) -> None:
    assert bool(any_pattern_in(module, "patterns").search(text)) is found
