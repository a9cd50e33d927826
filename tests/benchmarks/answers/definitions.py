"""`python -m tests.benchmarks.answers.definitions [--data DIR] [--show]`: the words that say who somebody is.

Questions of public sets (`train/public/reading.jsonl.gz`: QAMR, SQuADShifts) that ask who a named person is,
each with its passage: how often a form of `qa.facts.definitions` stands in it, and how much of the set's own
answer its words have.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.text.sentences import sentences
from qa.evaluate.metrics import token_f1
from qa.facts.definitions import Subject, definition_in
from qa.question.definitions import subject_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what the set answers, and the words that a form finds, or None."""

    question: str
    answer: str
    words: str | None


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.answers.definitions", description=__doc__
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", action="store_true", help="print each question")
    given = parser.parse_args()
    rows = list(asked(given.data / "train" / "public" / "reading.jsonl.gz"))
    answered = [row for row in rows if row.words is not None]
    if given.show:
        for row in rows:
            print(f"{row.question} | {row.words} | {row.answer}")
    scores = [token_f1(row.words or "", row.answer) for row in answered]
    print(f"{len(rows)} questions, {len(answered)} with words, F1 {np.mean(scores):.3f}")


def asked(path: Path) -> Iterator[Asked]:
    """Yield the questions of a file that ask who a named person is."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            subject = subject_of(row["question"].strip())
            if subject and subject.is_person and subject.is_named:
                yield Asked(row["question"].strip(), row["answer"], words_in(row["passage"], subject))


def words_in(passage: str, subject: Subject) -> str | None:
    """Return the words of a passage that most surely say who somebody is, or None."""
    texts = [span.of(passage) for span in sentences(passage)]
    definitions = [(definition, text) for text in texts if (definition := definition_in(text, subject))]
    if not definitions:
        return None
    definition, text = max(definitions, key=lambda pair: pair[0].probability)
    return definition.span.of(text)


if __name__ == "__main__":
    main()
