"""How much better Citedesk's search is than plain dense search and plain BM25, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.embed.load import load_encoder
from index.embed.models import model_identity
from qa import Desk
from qa.evaluate.cases import Case
from qa.evaluate.metrics import CUTOFFS, DEPTH, doc_ndcg, hit_scores, mean
from qa.evaluate.report import EvalReport
from tests.benchmarks.baselines import Baselines, baselines
from tests.benchmarks.bootstrap import paired_bootstrap
from tests.benchmarks.markdown import markdown

Scores = Mapping[str, Mapping[str, float | None]]
"""By case, then by measure."""

MEASURES = (*(f"evidence_recall@{k}" for k in CUTOFFS), "doc_hit@10", "doc_ndcg@10")


def against_baselines(
    desk: Desk, corpus: Path, kept: Path, cases: Sequence[Case], reports: Mapping[str, EvalReport]
) -> str:
    """Return a table of both baselines and of each search run, with what it gains over the better one.

    Args:
        desk: Names the model that the baselines use too.
        corpus: The articles.
        kept: Where the baselines are kept.
        cases: Those that the runs asked.
        reports: The runs by name.
    """
    model = desk.settings.embedding_model
    encoder = load_encoder(model, desk.settings.cache_dir.expanduser())
    plain = baselines(corpus, kept, encoder, model_identity(model))
    scored = baseline_scores(plain, cases)
    runs = {name: {o.case_id: o.scores for o in report.outcomes} for name, report in reports.items()}
    rows = []
    for measure in MEASURES:
        means = {name: _mean(scores, cases, measure) for name, scores in scored.items()}
        if None in means.values():
            continue
        better = max(means, key=lambda name: means[name] or 0.0)
        cells = [measure, *(f"{value:.3f}" for value in means.values())]
        for scores in runs.values():
            cells += [f"{_mean(scores, cases, measure):.3f}", _gain(scores, scored[better], cases, measure)]
        rows.append(cells)
    head = ["measure", *scored]
    for name in runs:
        head += [name, "over the better one (95 %)"]
    return markdown(head, rows)


def baseline_scores(plain: Baselines, cases: Sequence[Case]) -> dict[str, Scores]:
    """Return what both baselines score in each case."""
    return {
        name: {
            case.id: hit_scores(hits, case.gold_docs, case.answer)
            | {"doc_ndcg@10": doc_ndcg(hits, case.gold_docs)}
            for case in cases
            for hits in [ranker(case.question, DEPTH)]
        }
        for name, ranker in plain.rankers.items()
    }


def _mean(scores: Scores, cases: Sequence[Case], measure: str) -> float | None:
    return mean(scores[case.id].get(measure) for case in cases).value


def _gain(scores: Scores, other: Scores, cases: Sequence[Case], measure: str) -> str:
    difference = paired_bootstrap(
        [scores[case.id].get(measure) for case in cases], [other[case.id].get(measure) for case in cases]
    )
    if difference is None:
        return ""
    return f"{100 * difference.mean:+.1f} ({100 * difference.low:+.1f} to {100 * difference.high:+.1f})"
