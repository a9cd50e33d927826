"""What each step of the search is worth: switched off alone, on the questions that were tuned on.

`python -m tests.benchmarks.bench_steps > docs/search.md` writes the page that the project keeps.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from index.search.hit import Hit
from index.search.tuning import Tuning
from qa import Desk
from qa.evaluate.cases import Case, load_cases, select_cases
from qa.evaluate.metrics import doc_ndcg, hit_scores, mean, quote_recall
from qa.evidence.candidates import Weights
from qa.evidence.reader import project_reader
from qa.evidence.sentences import find_evidence
from qa.question.understand import understand
from tests.benchmarks.bench_search import SETS, opened
from tests.benchmarks.made_sets import attributed, dated, older_cases, paired
from tests.benchmarks.markdown import markdown

TODAY = date(2023, 7, 8)
"""The day after the last question of realtimeqa."""

WITHOUT: dict[str, dict[str, float | bool]] = {
    "everything": {},
    "without words (dense alone)": {"lexical": 0.0},
    "without vectors (words alone)": {"dense": 0.0},
    "without nearness to the day": {"nearness": 0.0},
    "without recency": {"recency": 0.0},
    "without named days": {"named_days": 0.0},
    "without named outlets": {"named_sources": 0.0},
    "without parts": {"parts": False},
    "without proximity": {"proximity": 0.0},
    "without a limit per article": {"per_article": 0},
    "without folding copies": {"fold": False},
    "without the second look": {"second_look": 0.0},
}
_MEASURES = ("evidence_recall@1", "evidence_recall@4", "evidence_recall@10", "doc_ndcg@10")


def search_scores(desk: Desk, cases: Sequence[Case], tuning: Tuning, today: bool) -> dict[str, float]:
    """Return the means of the measures of search over some cases."""
    scores = []
    for case in cases:
        hits = found(desk, case, tuning, today)
        scores.append(
            hit_scores(hits, case.gold_docs, case.answer) | {"doc_ndcg@10": doc_ndcg(hits, case.gold_docs)}
        )
    means = {name: mean(score[name] for score in scores).value for name in scores[0]}
    return {name: value for name, value in means.items() if value is not None}


def found(desk: Desk, case: Case, tuning: Tuning, today: bool, top_k: int = 10) -> list[Hit]:
    """Return what a search finds for one case."""
    asked_on = case.asked_on if today else None
    return list(desk.find(case.question, top_k=top_k, today=asked_on, tuning=tuning).hits)


def steps_table(desk: Desk, cases: Sequence[Case]) -> str:
    """Each step switched off alone: the four measures with the day known, and without it."""
    rows = []
    for name, off in WITHOUT.items():
        tuning = replace(Tuning(), **off)  # type: ignore[arg-type]
        cells = [name]
        for today in (True, False):
            scores = search_scores(desk, cases, tuning, today)
            cells += [f"{scores[measure]:.3f}" for measure in _MEASURES]
        rows.append(cells)
        print(name, file=sys.stderr)
    return markdown(["", *_MEASURES, *(f"{measure}, day unknown" for measure in _MEASURES)], rows)


def older_table(desk: Desk, corpus: Path) -> str:
    """Questions about articles more than a year old: whether nearness to the day hurts them."""
    cases = older_cases(corpus, TODAY)
    named = dated(cases, corpus)
    runs: dict[str, Callable[[], dict[str, float]]] = {
        "day unknown": lambda: search_scores(desk, cases, Tuning(), False),
        "day known": lambda: search_scores(desk, cases, Tuning(), True),
        "day unknown, the article's month named": lambda: search_scores(desk, named, Tuning(), False),
        "day known, the article's month named": lambda: search_scores(desk, named, Tuning(), True),
        "the same, without named days": lambda: search_scores(desk, named, Tuning(named_days=0.0), True),
    }
    rows = [
        [name, *(f"{scores[m]:.3f}" for m in ("doc_hit@1", "doc_hit@4", "doc_hit@10", "doc_ndcg@10"))]
        for name, run in runs.items()
        for scores in [run()]
    ]
    return markdown([f"{len(cases)} questions", "doc_hit@1", "doc_hit@4", "doc_hit@10", "doc_ndcg@10"], rows)


def outlets_table(desk: Desk, cases: Sequence[Case], corpus: Path) -> str:
    """The tuned-on questions with an outlet named: what the hint is worth."""
    named = attributed(cases, corpus)
    rows = []
    for name, tuning in {"outlet named": Tuning(), "without the hint": Tuning(named_sources=0.0)}.items():
        scores = search_scores(desk, named, tuning, today=True)
        rows.append([name, *(f"{scores[measure]:.3f}" for measure in _MEASURES)])
    return markdown([f"{len(named)} questions", *_MEASURES], rows)


def parts_table(desk: Desk, cases: Sequence[Case]) -> str:
    """Questions of two parts: for how many of the parts the first hits hold the evidence."""
    pairs = paired(cases)
    rows = []
    for name, tuning in {"part by part": Tuning(), "as one question": Tuning(parts=False)}.items():
        scores = []
        for question, *cases_of in pairs:
            asked = cases_of[0].model_copy(update={"question": question})
            hits = found(desk, asked, tuning, today=True)
            scores += [hit_scores(hits, case.gold_docs, case.answer) for case in cases_of]
        cells = [f"{mean(s[f'evidence_recall@{k}'] for s in scores).value or 0.0:.3f}" for k in (4, 10)]
        rows.append([name, *cells])
    return markdown([f"{2 * len(pairs)} parts", "evidence_recall@4", "evidence_recall@10"], rows)


def sentences_table(desk: Desk, cases: Sequence[Case]) -> str:
    """Each sign of a good sentence switched off alone: whether the best sentences hold the answer."""
    first_look = Tuning(second_look=0.0)
    asked = [(case, understand(case.question), found(desk, case, first_look, True)) for case in cases]
    variants = {"everything": Weights()}
    variants |= {
        f"without {field.name}": replace(Weights(), **{field.name: 0.0}) for field in fields(Weights)
    }
    rows = []
    reader = project_reader()
    for name, weights in variants.items():
        sentences = [
            (case, find_evidence(question, hits, reader, case.asked_on, weights))
            for case, question, hits in asked
        ]
        scores = [
            mean(quote_recall(some, case.answer, k) for case, some in sentences).value or 0.0 for k in (1, 3)
        ]
        rows.append([name, *(f"{score:.3f}" for score in scores)])
        print(name, file=sys.stderr)
    return markdown(["", "quote_recall@1", "quote_recall@3"], rows)


def main() -> None:
    """Print the tables as a page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_steps", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", nargs="*", default=list(_HEADINGS))
    arguments = parser.parse_args()
    folder = arguments.data / "realtimeqa"
    corpus = folder / "corpus.jsonl.gz"
    cases = select_cases(load_cases(folder / "questions.jsonl"), "tune")
    print(_HEAD)
    with opened(SETS["realtimeqa"], corpus) as desk:
        tables = {
            "older": lambda: older_table(desk, corpus),
            "outlets": lambda: outlets_table(desk, cases, corpus),
            "parts": lambda: parts_table(desk, cases),
            "steps": lambda: steps_table(desk, cases),
            "sentences": lambda: sentences_table(desk, cases),
        }
        for name in arguments.only:
            print(f"\n{_HEADINGS[name]}\n\n{tables[name]()}", flush=True)


_HEAD = """# What each step of the search is worth

Made by `python -m tests.benchmarks.bench_steps`, on the 4,671 articles of `realtimeqa`. On these
questions the search was tuned; those that it is reported on are in docs/figures.md."""

_HEADINGS = {
    "older": """## Older events
Questions about articles more than a year older than the day they are asked on, made by rule from them:
a sentence of each, and the article is to be found.""",
    "outlets": """## Outlets
The questions of the news quiz that were tuned on, with "according to" and a right outlet behind.""",
    "parts": """## Parts
Two neighbouring questions of the news quiz put together with "and".""",
    "steps": """## Steps
The 97 questions of the news quiz that were tuned on, each step switched off alone.""",
    "sentences": """## Sentences
The same questions with the day known: which sentences of the hits are the evidence, each sign of a good
sentence (`qa.evidence.candidates.Weights`) switched off alone. The answer counts when it stands in the
sentence or its headline.""",
}

if __name__ == "__main__":
    main()
