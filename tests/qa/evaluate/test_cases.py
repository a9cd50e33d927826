"""Questions from a file: what is read of a line, what is refused, what is selected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import InputError
from qa.evaluate.cases import Case, load_cases, select_cases
from tests.qa.evaluate.desk import CASES


def written(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


GOOD = '{"id": "q1", "question": "Who?", "gold_docs": ["a"], "asked_on": "2025-01-02", "holders": 3}'


class TestCases:
    def test_a_line_is_a_case(self, tmp_path: Path) -> None:
        (case,) = load_cases(written(tmp_path, GOOD, ""))
        assert case == Case(id="q1", question="Who?", gold_docs=("a",), asked_on=date(2025, 1, 2))

    def test_an_empty_day_is_none(self, tmp_path: Path) -> None:
        assert (
            load_cases(written(tmp_path, '{"id": "q", "question": "Who?", "asked_on": ""}'))[0].asked_on
            is None
        )

    def test_a_line_separator_inside_a_string_ends_no_line(self, tmp_path: Path) -> None:
        (case,) = load_cases(written(tmp_path, '{"id": "q", "question": "Who\u2028is it?"}'))
        assert case.question == "Who\u2028is it?"

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", "not JSON"),
            ('{"id": "q2"}', "question: Field required"),
            ('{"id": "q2", "question": "  "}', "question"),
            ('{"id": "q2", "question": "Who?", "asked_on": "soon"}', "asked_on"),
            ('["q2"]', "the line"),
            ('{"id": ' + "9" * 5_000 + "}", "id"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, line: str, said: str) -> None:
        with pytest.raises(InputError, match=r"questions\.jsonl, line 2") as caught:
            load_cases(written(tmp_path, GOOD, line))
        assert said in caught.value.message

    def test_an_id_that_comes_again_is_known_by_its_line(self, tmp_path: Path) -> None:
        cases = load_cases(written(tmp_path, GOOD, GOOD))
        assert [case.id for case in cases] == [cases[0].id, f"{cases[0].id} (line 2)"]

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be read: No such file"):
            load_cases(tmp_path / "none.jsonl")
        (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(InputError, match="not UTF-8"):
            load_cases(tmp_path / "bytes")

    def test_an_empty_file_is_no_evaluation(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="holds no questions"):
            load_cases(written(tmp_path, ""))

    def test_only_answerable_cases_of_the_split_are_asked(self) -> None:
        cases = [
            Case(id="1", question="?", split="tune"),
            Case(id="2", question="?", split="report"),
            Case(id="3", question="?", split="report", answerable=False),
            Case(id="4", question="?", split="report"),
        ]
        assert [case.id for case in select_cases(cases, "report")] == ["2", "4"]
        assert [case.id for case in select_cases(cases, None, 2)] == ["1", "2"]

    def test_a_selection_of_nothing_says_why(self) -> None:
        with pytest.raises(InputError, match="split 'report'") as caught:
            select_cases([Case(id="1", question="?", split="tune")], "report")
        assert caught.value.hint == "Its splits: tune."
        with pytest.raises(InputError, match="answerable"):
            select_cases([Case(id="1", question="?", answerable=False)])
        with pytest.raises(InputError, match="limit is 0"):
            select_cases(CASES, limit=0)
