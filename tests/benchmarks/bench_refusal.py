"""What the score of answerability is worth: `python -m tests.benchmarks.bench_refusal [--split S] [--fit]`.

Each answerable question of `realtimeqa` is asked of the archive as it is and again without the articles that
contain its answer; the table shows what every threshold would refuse. With `--fit` the weights are fitted
anew and the table is of cross-validation. Uses the archive that `make bench SETS=realtimeqa` keeps.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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
PAST_WEIGHT = 0.3
ROUNDS = 10


class Asked:
    """The questions asked, one row each way.

    Attributes:
        names: Of the signs, in the order of the columns.
        signs: ``(n, signs)`` float64.
        scores: ``(n,)`` what `answerability` says.
        holds: Whether the articles with the answer were there.
        right: Whether the quotes would contain the answer.
        groups: Which question a row is of.
    """

    def __init__(self, desk: Desk, cases: Sequence[Case], with_day: bool) -> None:
        rows = []
        left_out = articles_to_leave_out(desk, cases)
        for group, case in enumerate(cases):
            today = case.asked_on if with_day else None
            rows.append((group, True, *_asked(desk, case, today, ())))
            if left_out.get(case.id):
                rows.append((group, False, *_asked(desk, case, today, left_out[case.id])))
        self.groups = np.array([row[0] for row in rows])
        self.holds = np.array([row[1] for row in rows])
        self.names = list(rows[0][2])
        self.signs = np.array([[row[2][name] for name in self.names] for row in rows])
        self.scores = np.array([row[3] for row in rows])
        self.right = np.array([row[4] for row in rows]) & self.holds


def _asked(
    desk: Desk, case: Case, today: date | None, without: Sequence[str]
) -> tuple[dict[str, float], float, bool]:
    question = understand(case.question)
    filters = Filters(exclude_articles=list(without)) if without else None
    evidence = Finder(desk.archive).find(question, filters=filters, today=today).evidence
    text = " ".join(quote.text for quote in quotes(evidence, question))
    found = signs(question, evidence, today)
    return found, answerability(question, evidence, today), contains(text, case.answer or "")


def fitted(asked: Asked, rows: np.ndarray) -> LogisticRegression:
    """Fit the weights on some rows.

    Every question counts again, for less, as one about the past and as one of no known day: there nearness
    says nothing, and weights that lean on it alone would refuse whatever happened long ago.
    """
    nearness = asked.names.index("nearness")
    past, unknown = asked.signs[rows].copy(), asked.signs[rows].copy()
    past[:, nearness], unknown[:, nearness] = 0.0, 0.5
    holds = asked.holds[rows]
    balance = np.where(holds, 1 / asked.holds.mean(), 1 / (1 - asked.holds.mean()))
    weight = np.concatenate([balance, PAST_WEIGHT * balance, PAST_WEIGHT * balance])
    model = LogisticRegression(C=3.0, max_iter=3000)
    return model.fit(
        np.concatenate([asked.signs[rows], past, unknown]), np.tile(holds, 3), sample_weight=weight
    )


def cross_validated(asked: Asked) -> np.ndarray:
    """Return each row's score by weights fitted without its question, averaged over ten splits."""
    scores = np.zeros(len(asked.holds))
    for seed in range(ROUNDS):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        for train, test in folds.split(asked.signs, asked.holds, asked.groups):
            scores[test] += fitted(asked, train).predict_proba(asked.signs[test])[:, 1] / ROUNDS
    return scores


def curve(asked: Asked, scores: np.ndarray) -> str:
    """The table of what each threshold would do."""
    head = ["threshold", "refusal_precision", "refusal_recall", "answered_correct", "answered_wrong"]
    rows = []
    for threshold in THRESHOLDS:
        refused = scores < threshold
        whole = asked.holds.sum()
        values = [
            (refused & ~asked.holds).sum() / max(refused.sum(), 1),
            refused[~asked.holds].mean(),
            (asked.right & ~refused).sum() / whole,
            (asked.holds & ~asked.right & ~refused).sum() / whole,
        ]
        rows.append([f"{threshold:.2f}", *(f"{value:.3f}" for value in values)])
    return markdown(head, rows)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_refusal", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="report", choices=["tune", "report"])
    parser.add_argument("--no-today", action="store_true", help="withhold the day each question was asked")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew, by cross-validation")
    given = parser.parse_args()
    folder = given.data / "realtimeqa"
    cases = select_cases(load_cases(folder / "questions.jsonl"), given.split)
    with opened(SETS["realtimeqa"], folder / "corpus.jsonl.gz") as desk:
        asked = Asked(desk, cases, not given.no_today)
    scores = cross_validated(asked) if given.fit else asked.scores
    if given.fit:
        model = fitted(asked, np.arange(len(asked.holds)))
        weights = dict(zip(asked.names, model.coef_[0].round(2).tolist(), strict=True))
        print(f"weights {weights}, bias {model.intercept_[0]:.2f}")
    print(
        f"{len(scores)} questions asked, area under the ROC curve {roc_auc_score(asked.holds, scores):.3f}\n"
    )
    print(curve(asked, scores))


if __name__ == "__main__":
    main()
