"""What search and answers are worth on a set of news and questions, as Markdown tables.

The archive of a set is built once and kept under `.bench/`; it is built anew when it no longer fits the
code. Every run's figures and every case's scores are kept beside it, to compare later runs with.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ArchiveMismatch
from qa import Desk
from qa.evaluate.cases import load_cases, select_cases
from qa.evaluate.report import EvalReport
from qa.evaluate.run import EvalOptions, evaluate
from tests.benchmarks.against import against_baselines
from tests.benchmarks.bench_scifact import scifact_table
from tests.benchmarks.bootstrap import paired_bootstrap
from tests.benchmarks.markdown import markdown

KEPT = Path(".bench")


@dataclass(frozen=True, slots=True)
class NewsSet:
    """A folder of articles and questions.

    Attributes:
        name: The folder's name.
        split: The questions to report on, or None when they have no splits.
        answers: Whether the questions come with answers, so that refusals can be measured.
    """

    name: str
    split: str | None
    answers: bool


SETS = {
    "apnews": NewsSet("apnews", None, answers=False),
    "realtimeqa": NewsSet("realtimeqa", "report", answers=True),
}

SCIFACT = NewsSet("scifact", None, answers=False)


def bench(
    news: NewsSet,
    data: Path,
    search_only: bool = False,
    limit: int | None = None,
    against: Path | None = None,
) -> None:
    """Measure one set and print its tables."""
    folder = data / news.name
    if not folder.is_dir():
        sys.exit(f"error: {folder} is not there\ntry: name the folder of the sets with --data")
    cases = load_cases(folder / "questions.jsonl")
    with opened(news, folder / "corpus.jsonl.gz") as desk:
        reports = {
            name: evaluate(desk, cases, options, progress(f"{news.name}, {name}"))
            for name, options in runs(news, search_only, limit).items()
        }
        searches = {name: report for name, report in reports.items() if name.startswith("search")}
        chosen = select_cases(cases, news.split, limit)
        compared = against_baselines(desk, folder / "corpus.jsonl.gz", KEPT / "baselines", chosen, searches)
    print(f"\n## {news.name}\n\n{built(news)}\n\n{table(reports)}\n\n{compared}")
    for name, report in reports.items():
        file = f"{news.name}.{name.replace(' ', '-')}.json"
        keep(KEPT / "results" / file, report)
        if against and (against / file).exists():
            print(f"\n### {name}, since {against}\n\n{changes(report, against / file)}")


def bench_scifact(data: Path) -> None:
    """Measure the encoder and the search on SciFact, and print the table."""
    folder = data / SCIFACT.name
    cases = load_cases(folder / "questions.jsonl")
    corpus = folder / "corpus.jsonl.gz"
    with opened(SCIFACT, corpus) as desk:
        shown = scifact_table(desk, corpus, cases, KEPT / "baselines" / SCIFACT.name)
    print(f"\n## {SCIFACT.name}\n\n{shown}")


def runs(news: NewsSet, search_only: bool, limit: int | None) -> dict[str, EvalOptions]:
    """The runs of one set by name: the search with and without the day, and the answers."""
    common: dict[str, Any] = {"split": news.split, "limit": limit}
    chosen = {
        "search": EvalOptions(**common, search_only=True, reference=True),
        "search without today": EvalOptions(**common, search_only=True, today=False),
    }
    if not search_only:
        chosen["answers"] = EvalOptions(**common, refusal=news.answers)
    return chosen


def opened(news: NewsSet, corpus: Path) -> Desk:
    """Open the set's archive, and build it first when it is missing, incomplete or of another build."""
    folder = KEPT / news.name
    marker = folder / "built.json"
    try:
        if marker.exists():
            return Desk.open(folder)
    except ArchiveMismatch:
        print(f"The archive in {folder} was built otherwise: building it anew", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    desk = Desk.open(folder)
    report = desk.sync([corpus])
    marker.write_text(json.dumps(report.to_dict()), encoding="utf-8")
    return desk


def built(news: NewsSet) -> str:
    """One line on how the archive was built."""
    report = json.loads((KEPT / news.name / "built.json").read_text(encoding="utf-8"))
    chunks, seconds = report["chunks_embedded"], report["seconds"]
    speed = chunks / max(seconds, 0.001)
    return f"{report['added']} articles, {chunks} chunks embedded in {seconds:.0f} s, {speed:.0f} chunks/s."


def progress(name: str) -> Any:
    """A line on standard error for every tenth of the cases."""

    def told(done: int, total: int) -> None:
        if done == total or done % max(1, total // 10) == 0:
            print(f"{name}: {done} of {total}", file=sys.stderr)

    return told


def table(reports: dict[str, EvalReport]) -> str:
    """The measures of several runs as a Markdown table; a measure that applied in none is left out."""
    rows = []
    for measure in next(iter(reports.values())).metrics:
        values = [report.metrics[measure] for report in reports.values()]
        if any(metric.value is not None for metric in values):
            rows.append([measure, *("" if m.value is None else f"{m.value:.3f} ({m.n})" for m in values)])
    for step in next(iter(reports.values())).latency_ms:
        pairs = [report.latency_ms[step] for report in reports.values()]
        if any(p50 is not None for p50, _ in pairs):
            shown = ["" if p50 is None else f"{p50:.0f} / {p95:.0f}" for p50, p95 in pairs]
            rows.append([f"{step} ms, p50 / p95", *shown])
    return markdown(["measure (n)", *reports], rows)


def keep(path: Path, report: EvalReport) -> None:
    """Write a run's figures and every case's scores."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scores = {outcome.case_id: outcome.scores for outcome in report.outcomes}
    path.write_text(json.dumps({"report": report.to_dict(), "scores": scores}, indent=1), encoding="utf-8")


def changes(report: EvalReport, earlier: Path) -> str:
    """What changed since an earlier run, over the cases of both, as a Markdown table."""
    before = json.loads(earlier.read_text(encoding="utf-8"))["scores"]
    after = {outcome.case_id: outcome.scores for outcome in report.outcomes}
    shared = [case_id for case_id in after if case_id in before]
    rows = []
    for measure in dict.fromkeys(name for scores in after.values() for name in scores):
        difference = paired_bootstrap(
            [after[case_id].get(measure) for case_id in shared],
            [before[case_id].get(measure) for case_id in shared],
        )
        if difference is not None:
            interval = f"{difference.low:+.3f} to {difference.high:+.3f}"
            clear = "yes" if difference.clear else "no"
            rows.append([measure, f"{difference.mean:+.3f}", interval, clear, str(difference.n)])
    return markdown(["measure", "change", "95 % interval", "clear", "n"], rows)
