"""`python -m tests.benchmarks.answers.conversations`: do follow-ups end in the right sentence?

Of conversations over the samples (`conversations.jsonl`), which end in an answer whose first sentence has the
words that were expected, by kind: a change of subject, a thing of what was talked of, a pronoun, an ellipsis,
and three turns. No words are expected where nothing may be answered.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from qa import Answer, Desk, Settings
from tests.benchmarks.markdown import markdown

_CASES = Path(__file__).with_name("conversations.jsonl")
_SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"
_ASKED_ON = "2026-02-25"


def last_answer(desk: Desk, turns: Sequence[str]) -> Answer:
    """Return the answer to the last of some questions, each asked after the ones before it."""
    history: list[dict[str, str]] = []
    for question in turns:
        answer = desk.ask(question, history, today=_ASKED_ON)
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]
    return answer


def is_right(answer: Answer, words: Sequence[str]) -> bool:
    """Whether the first sentence has one of the words; without words, whether nothing is answered."""
    if not words:
        return answer.status != "answered"
    return answer.status == "answered" and any(word in answer.sentences[0].text for word in words)


def main() -> None:
    """Run the command."""
    cases = [json.loads(line) for line in _CASES.read_text("utf-8").splitlines()]
    right: dict[str, list[bool]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        Desk.open(settings=Settings(data_dir=Path(folder), writing="quotes")) as desk,
    ):
        desk.sync([_SAMPLES])
        for case in cases:
            answer = last_answer(desk, case["turns"])
            right[case["kind"]].append(is_right(answer, case["words"]))
            if not right[case["kind"]][-1]:
                print(" / ".join(case["turns"]), "|", answer.status, "|", answer.text[:100])
    rows = [[kind, str(len(each)), str(sum(each))] for kind, each in right.items()]
    print(markdown(["kind", "conversations", "right"], rows))


if __name__ == "__main__":
    main()
