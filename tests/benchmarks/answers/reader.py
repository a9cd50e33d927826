"""`python -m tests.benchmarks.answers.reader [--data DIR]`: what search and evidence allow a perfect reader.

A scripted model that knows the answers: when a passage of its prompt, or the headline of one, contains the
expected answer, it writes that answer with the passage's marker; else nothing. Its right answers are the most
that any model could give from the same evidence through the same check.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.evaluate.cases import Case, load_cases, select_cases
from qa.evaluate.metrics import contains
from qa.evaluate.run import EvalOptions, evaluate
from qa.models.client import Prompt
from qa.models.queue import Queue
from tests.benchmarks.bench_search import SETS, opened, progress

_PASSAGE = re.compile(r"^\[(\d+)\] (.*)$")


class PerfectReader:
    """Writes the expected answer of the question that it is asked, if it was given it."""

    name = "perfect reader"
    able = True
    queue = Queue()

    def __init__(self, cases: Sequence[Case]) -> None:
        self._answers = {" ".join(case.question.split()): case.answer or "" for case in cases}
        self.given = 0

    def fits(self, prompt: Prompt) -> bool:
        return True

    def learn_context(self, limit: int | None) -> None:
        """It has no limit."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        *lines, asked = prompt.user.splitlines()
        answer = self._answers.get(asked.removeprefix("Question: "), "")
        for line in lines:
            found = _PASSAGE.match(line)
            if found and answer and contains(found[2], answer):
                self.given += 1
                yield f"{answer} [{found[1]}]."
                return

    def close(self) -> None:
        """Nothing to close."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="report", choices=["tune", "report"])
    arguments = parser.parse_args()
    folder = arguments.data / "realtimeqa"
    cases = load_cases(folder / "questions.jsonl")
    with opened(SETS["realtimeqa"], folder / "corpus.jsonl.gz") as desk:
        reader = PerfectReader(select_cases(cases, arguments.split))
        desk._model, desk._model_opened = reader, True  # type: ignore[assignment]
        report = evaluate(desk, cases, EvalOptions(split=arguments.split), progress("perfect reader"))
    print(report.table())
    answered = [o for o in report.outcomes if o.scores.get("answered_correct") is not None]
    print(
        f"\nthe evidence held the answer in {reader.given} of {len(answered)} prompts and the question before"
    )
    for failure in report.failures:
        if {"answered_correct", "answered_wrong"} & set(failure.failed):
            print(f"\n{failure.question}\n  expected {failure.expected!r}, answered {failure.answered!r}")


if __name__ == "__main__":
    main()
