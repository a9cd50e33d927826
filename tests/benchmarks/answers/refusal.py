"""What the score of answerability is worth: `python -m tests.benchmarks.answers.refusal [--split S] [--fit]`.

Each answerable question of `realtimeqa` is asked of the archive as it is and again without the articles that
contain its answer; the table shows what every threshold would refuse. With `--fit` the weights are fitted
anew, the table is of cross-validation, and `--write` puts them in place of those in use. Uses the archive
that `make bench SETS=realtimeqa` keeps, or those that `--archive` names.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from index.search.filters import Filters
from index.search.tuning import Tuning
from qa import Desk
from qa.answer.quotes import quotes
from qa.evaluate.cases import Case, load_cases, select_cases
from qa.evaluate.metrics import contains
from qa.evaluate.run import articles_to_leave_out
from qa.evidence.find import Finder
from qa.question.understand import understand
from qa.refuse.answerability import WEIGHTS_FILE, answerability, signs
from qa.refuse.answerability import fitted as fitted_weights
from tests.benchmarks.bench_search import SETS, opened
from tests.benchmarks.markdown import markdown

THRESHOLDS = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
PAST_WEIGHT = 0.1
ROUNDS = 10


class Asked:
    """The questions asked, one row each way.

    Attributes:
        names: Of the signs, in the order of the columns.
        signs: ``(n, signs)`` float64.
        scores: ``(n,)`` what `answerability` says.
        holds: Whether the articles with the answer were there.
        right: Whether the quotes would contain the answer.
        first: Whether the first sentence would.
        with_day: Whether the day was known.
        groups: Which question a row is of.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.names = list(rows[0].signs)
        self.signs = np.array([[row.signs[name] for name in self.names] for row in rows])
        self.scores = np.array([row.score for row in rows])
        self.holds = np.array([row.holds for row in rows])
        self.right = np.array([row.right for row in rows]) & self.holds
        self.first = np.array([row.first for row in rows]) & self.holds
        self.with_day = np.array([row.with_day for row in rows])
        self.groups = np.array([row.group for row in rows])


@dataclass(frozen=True, slots=True)
class Row:
    """A question asked one way: its number and what `Asked` has of it."""

    group: int
    holds: bool
    with_day: bool
    signs: dict[str, float]
    score: float
    right: bool
    first: bool


def asked_of(desk: Desk, cases: Sequence[Case], tuning: Tuning, before: int = 0) -> list[Row]:
    """Ask each question with its day and without, of all articles and of those that lack its answer.

    Args:
        desk: Of the archive.
        cases: Answerable questions.
        tuning: Of the search.
        before: The number of the first question.
    """
    left_out = articles_to_leave_out(desk, cases)
    finder = Finder(desk.archive)
    return [
        _asked(finder, case, group, today, without, tuning)
        for group, case in enumerate(cases, before)
        for without in dict.fromkeys(((), tuple(left_out.get(case.id, ()))))
        for today in (case.asked_on, None)
    ]


def _asked(
    finder: Finder, case: Case, group: int, today: date | None, without: Sequence[str], tuning: Tuning
) -> Row:
    question = understand(case.question)
    filters = Filters(exclude_articles=list(without)) if without else None
    evidence = finder.find(question, filters=filters, today=today, tuning=tuning).evidence
    shown = [contains(quote.text, case.answer or "") for quote in quotes(evidence, question)]
    signs_of = signs(question, evidence, today)
    score = answerability(question, evidence, today)
    return Row(group, not without, today is not None, signs_of, score, any(shown), shown[0])


def fitted(asked: Asked, rows: np.ndarray) -> LogisticRegression:
    """Fit the weights on some rows, so that they tell how likely the quotes are right.

    Every question counts again, for less, as one about the past: there nearness says nothing, and weights
    that lean on it alone would refuse whatever happened long ago.
    """
    past = asked.signs[rows].copy()
    past[:, asked.names.index("nearness")] = 0.0
    weight = np.repeat([1.0, PAST_WEIGHT], len(rows))
    model = LogisticRegression(C=1.0, max_iter=3000)
    return model.fit(
        np.concatenate([asked.signs[rows], past]), np.tile(asked.right[rows], 2), sample_weight=weight
    )


def cross_validated(asked: Asked, with_day: bool) -> np.ndarray:
    """Return scores by weights fitted without a row's question, averaged over ten splits; others are 0."""
    scores = np.zeros(len(asked.holds))
    rows = np.flatnonzero(asked.with_day == with_day)
    for seed in range(ROUNDS):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        for train, test in folds.split(rows, asked.right[rows], asked.groups[rows]):
            chosen = asked.signs[rows[test]]
            scores[rows[test]] += fitted(asked, rows[train]).predict_proba(chosen)[:, 1] / ROUNDS
    return scores


def curve(asked: Asked, scores: np.ndarray, with_day: bool) -> str:
    """The table of what each threshold would do, with the day known or not."""
    rows = asked.with_day == with_day
    holds, right, first = asked.holds[rows], asked.right[rows], asked.first[rows]
    head = [
        "threshold",
        "refusal_precision",
        "refusal_recall",
        "answered_correct",
        "answered_wrong",
        "first_sentence",
    ]
    table = []
    for threshold in THRESHOLDS:
        refused = scores[rows] < threshold
        values = [
            (refused & ~holds).sum() / max(refused.sum(), 1),
            refused[~holds].mean(),
            (right & ~refused).sum() / holds.sum(),
            (holds & ~right & ~refused).sum() / holds.sum(),
            (first & ~refused).sum() / holds.sum(),
        ]
        table.append([f"{threshold:.2f}", *(f"{value:.3f}" for value in values)])
    area = roc_auc_score(right, scores[rows])
    day = "Day known" if with_day else "Day unknown"
    return f"{day}: {rows.sum()} asked, area under the ROC curve {area:.3f}\n\n{markdown(head, table)}\n"


def rows_of(given: argparse.Namespace) -> list[Row]:
    """Ask what the command line names."""
    tuning = Tuning(dense=0.0, lexical=1.0) if given.words else Tuning()
    rows: list[Row] = []
    if not given.archive:
        folder = given.data / "realtimeqa"
        cases = select_cases(load_cases(folder / "questions.jsonl"), given.split)
        with opened(SETS["realtimeqa"], folder / "corpus.jsonl.gz") as desk:
            return asked_of(desk, cases, tuning)
    for folder, questions, which in given.archive:
        cases = [case for case in select_cases(load_cases(Path(questions))) if _is_among(case, which)]
        with Desk.open(folder) as desk:
            rows += asked_of(desk, cases, tuning, len(rows))
    return rows


def _is_among(case: Case, which: str) -> bool:
    if which in ("even", "odd"):
        return case.asked_on is not None and (case.asked_on.isocalendar().week % 2 == 0) == (which == "even")
    return which == "all" or case.split == which


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers.refusal", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="report", choices=["tune", "report"])
    parser.add_argument(
        "--archive",
        nargs=3,
        action="append",
        metavar=("DIR", "QUESTIONS", "WHICH"),
        help="another archive, and which questions: all, a split, or of even or odd weeks; may be repeated",
    )
    parser.add_argument("--words", action="store_true", help="search by words alone")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew, by cross-validation")
    parser.add_argument("--write", action="store_true", help="with --fit: use these weights from now on")
    given = parser.parse_args()
    asked = Asked(rows_of(given))
    in_use = fitted_weights().model_dump()
    for name, with_day in {"with_day": True, "without_day": False}.items():
        scores = asked.scores
        if given.fit:
            scores = cross_validated(asked, with_day)
            model = fitted(asked, np.flatnonzero(asked.with_day == with_day))
            in_use[name]["weights"] = dict(zip(asked.names, model.coef_[0].round(3).tolist(), strict=True))
            in_use[name]["bias"] = round(float(model.intercept_[0]), 3)
            print(f"{name}: {json.dumps(in_use[name])}")
        print(curve(asked, scores, with_day))
    if given.fit and given.write:
        WEIGHTS_FILE.write_text(json.dumps(in_use, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
