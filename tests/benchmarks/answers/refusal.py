"""What the score of answerability is worth: `python -m tests.benchmarks.answers.refusal [--split S] [--fit]`.

Each answerable question of `realtimeqa` is asked of the archive as it is and again without the articles that
contain its answer; the table shows what every threshold would refuse. With `--fit` the weights are fitted
anew and the table is of cross-validation. Uses the archive that `make bench SETS=realtimeqa` keeps.
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
from qa import Desk
from qa.answer.quotes import quotes
from qa.evaluate.cases import Case, load_cases, select_cases
from qa.evaluate.metrics import contains
from qa.evaluate.run import articles_to_leave_out
from qa.evidence.find import Finder
from qa.question.understand import understand
from qa.refuse.answerability import answerability, signs
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

    def __init__(self, desk: Desk, cases: Sequence[Case]) -> None:
        left_out = articles_to_leave_out(desk, cases)
        finder = Finder(desk.archive)
        rows = []
        for group, case in enumerate(cases):
            for without in ((), left_out.get(case.id, ())):
                if without or not rows or rows[-1].group != group:
                    rows += [_asked(finder, case, group, today, without) for today in (case.asked_on, None)]
        self.names = list(rows[0].signs)
        self.signs = np.array([[row.signs[name] for name in self.names] for row in rows])
        self.scores = np.array([row.score for row in rows])
        self.holds = np.array([row.holds for row in rows])
        self.right = np.array([row.right for row in rows]) & self.holds
        self.first = np.array([row.first for row in rows]) & self.holds
        self.with_day = np.array([row.with_day for row in rows])
        self.groups = np.array([row.group for row in rows])


@dataclass(frozen=True, slots=True)
class _Row:
    group: int
    holds: bool
    with_day: bool
    signs: dict[str, float]
    score: float
    right: bool
    first: bool


def _asked(finder: Finder, case: Case, group: int, today: date | None, without: Sequence[str]) -> _Row:
    question = understand(case.question)
    filters = Filters(exclude_articles=list(without)) if without else None
    evidence = finder.find(question, filters=filters, today=today).evidence
    shown = [contains(quote.text, case.answer or "") for quote in quotes(evidence, question)]
    found = signs(question, evidence, today)
    score = answerability(question, evidence, today)
    return _Row(group, not without, today is not None, found, score, any(shown), shown[0])


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


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers.refusal", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="report", choices=["tune", "report"])
    parser.add_argument(
        "--archive",
        type=Path,
        nargs=2,
        metavar=("DIR", "QUESTIONS"),
        help="another archive",
    )
    parser.add_argument("--fit", action="store_true", help="fit the weights anew, by cross-validation")
    given = parser.parse_args()
    folder = given.data / "realtimeqa"
    if given.archive:
        cases, desk = select_cases(load_cases(given.archive[1])), Desk.open(given.archive[0])
    else:
        cases = select_cases(load_cases(folder / "questions.jsonl"), given.split)
        desk = opened(SETS["realtimeqa"], folder / "corpus.jsonl.gz")
    with desk:
        asked = Asked(desk, cases)
    for name, with_day in {"with_day": True, "without_day": False}.items():
        scores = asked.scores
        if given.fit:
            scores = cross_validated(asked, with_day)
            model = fitted(asked, np.flatnonzero(asked.with_day == with_day))
            weights = dict(zip(asked.names, model.coef_[0].round(3).tolist(), strict=True))
            print(f"{name}: {json.dumps({'weights': weights, 'bias': round(float(model.intercept_[0]), 3)})}")
        print(curve(asked, scores, with_day))


if __name__ == "__main__":
    main()
