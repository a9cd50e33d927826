"""The figures of an evaluation, as JSON and as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from index.contract import Count, Document, Duration, Keyed, Number, Words, rounded
from qa.evaluate.cases import Case
from qa.evaluate.metrics import (
    ANSWER_MEASURES,
    CUTOFFS,
    Metric,
    Speed,
    mean,
    percentile,
    refusal_scores,
)
from qa.evaluate.outcomes import Outcome

SEARCH_MEASURES = tuple(
    [f"{name}@{k}" for name in ("evidence_recall", "answer_recall", "doc_hit") for k in CUTOFFS]
    + ["doc_ndcg@10", "quote_recall@3"]
)
STEPS = ("retrieve", "first_sentence", "total")
"""The steps of `latency_ms`, each timed from the moment the question came."""


@dataclass(frozen=True, slots=True)
class Failure(Document):
    """A case of which some measure fell short.

    Attributes:
        id: The case.
        question: What was asked.
        failed: The measures that fell short.
        expected: The expected answer, or None when there is no one wording.
        answered: What was answered, or None when no answer was asked for.
        answered_without: What was answered with the articles left out that contain the answer, or None.
        titles: The headlines of the first hits, best first.
    """

    id: Words
    question: Words
    failed: Annotated[tuple[Words, ...], Field(min_length=1)]
    expected: str | None
    answered: str | None
    answered_without: str | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunSettings(Document):
    """What was asked of what.

    Attributes:
        split: Only the cases of this split.
        limit: Only the first so many.
        today: Whether the desk was told the day on which a case was asked.
        refusal: Whether each case was asked again with the articles left out that contain its answer.
        search_only: Whether no answers were written.
        cases: How many were asked.
        articles: Of the archive.
        chunks: Of the archive.
        embedding_model: Its name.
        fingerprint: What built the indexes, as a digest.
        llm: The language model that wrote, if one did.
        version: Of Citedesk.
    """

    split: str | None
    limit: Number | None
    today: bool
    refusal: bool
    search_only: bool
    cases: Number
    articles: Count
    chunks: Count
    embedding_model: Words
    fingerprint: Words
    llm: str | None
    version: Words


@dataclass(frozen=True, slots=True)
class Percentiles(Document):
    """The 50th and the 95th percentile, milliseconds; null where a step was not timed."""

    p50: Annotated[float, rounded(1, Duration)] | None
    p95: Annotated[float, rounded(1, Duration)] | None


@dataclass(frozen=True, slots=True)
class Latency(Document):
    """How long each step took, and over how many cases."""

    value: Annotated[dict[str, Percentiles], Keyed(dict.fromkeys(STEPS, Percentiles))]
    n: Count


SHARES = (*SEARCH_MEASURES, *ANSWER_MEASURES, "refusal_precision", "refusal_recall", "citation_exact")


@dataclass(frozen=True, slots=True)
class EvalDocument(Document):
    """What `citedesk eval` measured."""

    metrics: Annotated[
        dict[str, Metric | Latency],
        Keyed(dict.fromkeys(SHARES, Metric) | {"reference_ms": Speed, "latency_ms": Latency}),
    ]
    failures: tuple[Failure, ...]
    settings: RunSettings


@dataclass(frozen=True, slots=True)
class EvalReport:
    """What search and answers were worth over a set of cases.

    Attributes:
        metrics: Every measure by its name; one that applied nowhere has the value None.
        latency_ms: By step, its 50th and 95th percentile; None where a step was not timed.
        timed: Over how many cases `latency_ms` is.
        failures: The cases that fell short, in the order asked.
        settings: What was asked of what.
        outcomes: What became of each case, for comparing runs; not part of the JSON.
    """

    metrics: dict[str, Metric]
    latency_ms: dict[str, tuple[float | None, float | None]]
    timed: int
    failures: tuple[Failure, ...]
    settings: RunSettings
    outcomes: tuple[Outcome, ...] = field(default=(), repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of `citedesk eval`."""
        steps = {step: Percentiles(*percentiles) for step, percentiles in self.latency_ms.items()}
        metrics: dict[str, Metric | Latency] = {**self.metrics, "latency_ms": Latency(steps, self.timed)}
        return EvalDocument(metrics, self.failures, self.settings).to_dict()

    def table(self) -> str:
        """Return the figures as text, one measure a line; one that applied nowhere says so."""
        rows = [(name, _number(metric.value, 3), str(metric.n)) for name, metric in self.metrics.items()]
        for step, percentiles in self.latency_ms.items():
            cells = " / ".join(_number(value, 1) for value in percentiles)
            rows.append((f"{step} ms, p50 / p95", cells, str(self.timed)))
        rows.insert(0, ("measure", "value", "n"))
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join(
            f"{name:<{widths[0]}}  {value:>{widths[1]}}  {n:>{widths[2]}}" for name, value, n in rows
        )

    def failures_text(self) -> str:
        """Return the cases whose answer fell short, for people to read; "" if there are none.

        These are cases with a wrong answer or a wrong refusal, without the answer in the best sentences, or
        with an answer although the articles that contain it were left out.
        """
        failures = [failure for failure in self.failures if _TO_READ & set(failure.failed)]
        return "\n\n".join(map(_failure_text, failures))


def report(
    cases: Sequence[Case], outcomes: Sequence[Outcome], reference: Speed, settings: RunSettings
) -> EvalReport:
    """Sum up the outcomes of the cases, which stand in the same order.

    The reference query's milliseconds are None when it was not timed.
    """
    metrics: dict[str, Metric] = {
        name: mean(outcome.scores.get(name) for outcome in outcomes)
        for name in (*SEARCH_MEASURES, *ANSWER_MEASURES)
    }
    metrics |= refusal_scores(
        [outcome.refused for outcome in outcomes if outcome.refused is not None],
        [outcome.refused_without for outcome in outcomes if outcome.refused_without is not None],
    )
    citations = sum(outcome.citations for outcome in outcomes)
    exact = sum(outcome.exact_citations for outcome in outcomes)
    metrics["citation_exact"] = Metric(exact / citations if citations else None, citations)
    metrics["reference_ms"] = reference
    failures = (_failure(case, outcome) for case, outcome in zip(cases, outcomes, strict=True))
    return EvalReport(
        metrics=metrics,
        latency_ms={step: _percentiles(outcomes, step) for step in STEPS},
        timed=sum("retrieve" in outcome.timings_ms for outcome in outcomes),
        failures=tuple(failure for failure in failures if failure.failed),
        settings=settings,
        outcomes=tuple(outcomes),
    )


def _percentiles(outcomes: Sequence[Outcome], step: str) -> tuple[float | None, float | None]:
    times = [outcome.timings_ms[step] for outcome in outcomes if step in outcome.timings_ms]
    return percentile(times, 50), percentile(times, 95)


_TO_READ = {"answered_correct", "answered_wrong", "quote_recall@3", "answered_without_evidence"}
_WIDEST = 300


def _failure_text(failure: Failure) -> str:
    lines = [f"{failure.id}: {failure.question}", f"  fell short: {', '.join(failure.failed)}"]
    parts = (
        ("expected", failure.expected),
        ("answered", failure.answered),
        ("without its articles", failure.answered_without),
        ("found", "; ".join(failure.titles)),
    )
    lines += [f"  {name}: {' '.join(text.split())[:_WIDEST]}" for name, text in parts if text]
    return "\n".join(lines)


_FELL_SHORT: dict[str, Callable[[Outcome], bool]] = {
    "answered_wrong": lambda outcome: outcome.scores.get("answered_wrong") == 1.0,
    "citation_exact": lambda outcome: outcome.exact_citations < outcome.citations,
    "refused": lambda outcome: outcome.refused is True,
    "answered_without_evidence": lambda outcome: outcome.refused_without is False,
}


def _failure(case: Case, outcome: Outcome) -> Failure:
    failed = [name for name in (*SEARCH_MEASURES, "answered_correct") if outcome.scores.get(name) == 0.0]
    failed += [name for name, fell_short in _FELL_SHORT.items() if fell_short(outcome)]
    return Failure(
        id=case.id,
        question=case.question,
        failed=tuple(failed),
        expected=case.answer,
        answered=outcome.answered,
        answered_without=outcome.answered_without,
        titles=outcome.titles,
    )


def _number(value: float | None, digits: int) -> str:
    return "does not apply" if value is None else f"{value:.{digits}f}"
