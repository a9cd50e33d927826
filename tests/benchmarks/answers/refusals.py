"""`python -m tests.benchmarks.answers.refusals [--data DIR]`: what is refused or corrected that ought to be.

Questions of 2023 asked of an archive of the winter after, questions about a time after the archive, and
questions whose name, number, year or direction is false; and how many good ones suffer.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.article import normalise_text
from qa import Desk
from qa.evaluate.cases import load_cases, select_cases
from tests.benchmarks.answers.unanswerable import Asked, false_premises, later
from tests.benchmarks.bench_search import SETS, opened

_CORRECTS = "do not bear out the whole question"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="report", choices=["tune", "report"])
    parser.add_argument("--count", type=int, default=120, help="questions of 2023 asked of apnews")
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    cases = load_cases(arguments.data / "realtimeqa" / "questions.jsonl")
    with opened(SETS["apnews"], arguments.data / "apnews" / "corpus.jsonl.gz") as desk:
        texts = [f" {normalise_text(f'{a.title} {a.body}')} " for a in desk.each_article()]
        foreign = [
            case
            for case in cases
            if case.split == arguments.split
            and case.answer
            and not any(f" {normalise_text(case.answer)} " in text for text in texts)
        ][: arguments.count]
        show = arguments.show
        told("2023 asked of apnews", desk, [Asked("2023", case.question) for case in foreign], show)
        own = [case.question for case in load_cases(arguments.data / "apnews" / "questions.jsonl")]
        told("apnews, after its end", desk, later([*own, *(case.question for case in foreign)]), show)
        told("apnews, false premise", desk, false_premises(own), show)
        told("apnews, as they were", desk, [Asked("good", question) for question in own], show)
    good = [case.question for case in select_cases(cases, arguments.split)]
    with opened(SETS["realtimeqa"], arguments.data / "realtimeqa" / "corpus.jsonl.gz") as desk:
        told("realtimeqa, false premise", desk, false_premises(good), show)
        told("realtimeqa, as they were", desk, [Asked("good", question) for question in good], show)


def told(name: str, desk: Desk, asked: Sequence[Asked], show: int) -> None:
    """Print, by kind, how many are refused, how many corrected, and how many answered as if all were well."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in asked:
        answer = desk.ask(one.question)
        corrected = any(_CORRECTS in notice for notice in answer.notices)
        outcome = "refused" if answer.status == "no_evidence" else "corrected" if corrected else "answered"
        counts[one.kind, outcome] += 1
        if outcome == "answered" and show > 0 and one.kind != "good":
            show -= 1
            print(f"  [{one.kind}] {one.question}\n      {answer.text[:160]}")
    print(f"\n{name}\n| kind | refused | corrected | answered |\n| --- | --: | --: | --: |")
    for kind in dict.fromkeys(one.kind for one in asked):
        row = (str(counts[kind, outcome]) for outcome in ("refused", "corrected", "answered"))
        print(f"| {kind} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
