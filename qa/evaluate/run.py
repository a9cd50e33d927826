"""Asking many questions with known answers, and measuring the replies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from corpus.article import normalise_text
from corpus.errors import InputError
from index.catalogue.records import ArticleRecord
from index.search.filters import Filters
from index.search.pipeline import SearchResult
from qa.answer.model import Answer
from qa.evaluate.cases import Case, select_cases
from qa.evaluate.metrics import (
    CUTOFFS,
    DEPTH,
    Speed,
    answer_scores,
    doc_ndcg,
    hit_scores,
    is_exact,
    percentile,
    quote_recall,
)
from qa.evaluate.outcomes import Outcome, OutcomeFile
from qa.evaluate.report import EvalReport, RunSettings, report
from qa.evidence.candidates import Evidence
from qa.settings import Settings
from qa.status import Status

COMMON = 0.05
"""An answer that a larger share of the articles contains cannot be left out of the archive."""

OnProgress = Callable[[int, int], None]
"""Called with how many cases are done, and of how many."""


class EvalDesk(Protocol):
    """The part of `Desk` that an evaluation uses."""

    @property
    def settings(self) -> Settings:
        """Its settings."""

    def ask(self, question: str, *, today: date | None = None, filters: Filters | None = None) -> Answer:
        """Answer a question."""

    def find(self, query: str, *, top_k: int, today: date | None = None) -> SearchResult:
        """Search."""

    def evidence(self, question: str, *, today: date | None = None, limit: int = 3) -> Sequence[Evidence]:
        """Return the best evidence sentences, best first."""

    def article(self, article_id: str, version: int | None = None) -> ArticleRecord:
        """Return a version of an article."""

    def each_article(self) -> Iterator[ArticleRecord]:
        """Return the active version of every article."""

    def status(self) -> Status:
        """Describe the archive."""


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What is asked, and how.

    Attributes:
        split: Only the cases of this split, or None for all.
        limit: Only the first so many, or None for all.
        today: Whether the desk gets to know a case's `asked_on`.
        refusal: Whether each case is asked again with the articles left out that contain its answer.
        search_only: Whether to search and gather evidence only, and write no answers.
        resume: Whether to continue an interrupted run of the same questions and archive.
        reference: Whether to time one query with sentence-transformers too, if a case is asked; loads torch.
    """

    split: str | None = None
    limit: int | None = None
    today: bool = True
    refusal: bool = False
    search_only: bool = False
    resume: bool = False
    reference: bool = False


def evaluate(
    desk: EvalDesk,
    cases: Sequence[Case],
    options: EvalOptions | None = None,
    on_progress: OnProgress | None = None,
) -> EvalReport:
    """Ask the cases and measure search and answers.

    Each outcome is stored in the data folder at once, so that an interrupted run can be resumed.

    Args:
        desk: The archive that is asked.
        cases: As `load_cases` returns them; those that are not answerable are left out.
        options: What is asked, and how.
        on_progress: Called after each case.

    Raises:
        InputError: No case is left, or the options contradict each other.
        CitedeskError: A model or the archive failed; the outcomes so far are stored.
    """
    options = options or EvalOptions()
    if options.refusal and options.search_only:
        raise InputError(
            "Refusals cannot be measured by searching only", "Leave out --refusal or --search-only."
        )
    chosen = select_cases(cases, options.split, options.limit)
    status = desk.status()
    journal = OutcomeFile.at(desk.settings.data_dir.expanduser(), _run_key(cases, options, status))
    done = {outcome.case_id: outcome for outcome in journal.read()} if options.resume else {}
    pending = [case for case in chosen if case.id not in done]
    left_out = articles_to_leave_out(desk, pending) if options.refusal else {}
    if pending:
        _ask(desk, pending[0], options)  # Loads the models, so that no case's timing pays for it.
    with journal.appending(fresh=not options.resume) as keep:
        for number, case in enumerate(pending, start=len(chosen) - len(pending) + 1):
            done[case.id] = _outcome(desk, case, options, left_out.get(case.id, ()))
            keep(done[case.id])
            if on_progress:
                on_progress(number, len(chosen))
    timed = options.reference and pending  # Times of another run say nothing beside a reference of this one.
    reference = reference_ms(desk.settings.embedding_model, chosen) if timed else Speed(None, 0)
    outcomes = [done[case.id] for case in chosen]
    return report(chosen, outcomes, reference, _settings(options, status, len(chosen)))


def _outcome(desk: EvalDesk, case: Case, options: EvalOptions, left_out: Sequence[str]) -> Outcome:
    """Ask one case in every way that the options name."""
    today = case.asked_on if options.today else None
    # The answer first, because a search for the same words would warm up caches for it.
    answer = None if options.search_only else desk.ask(case.question, today=today)
    result = desk.find(case.question, top_k=max(CUTOFFS), today=today)
    scores = hit_scores(result.hits, case.gold_docs, case.answer)
    # A separate search, because one for more hits may look deeper and order the first ones differently.
    scores["doc_ndcg@10"] = doc_ndcg(desk.find(case.question, top_k=DEPTH, today=today).hits, case.gold_docs)
    scores["quote_recall@3"] = quote_recall(desk.evidence(case.question, today=today, limit=3), case.answer)
    without = None
    if answer and left_out:
        without = desk.ask(case.question, today=today, filters=Filters(exclude_articles=left_out))
    exact = [
        is_exact(citation, desk.article(citation.article_id, citation.version))
        for reply in (answer, without)
        for citation in (reply.citations if reply else ())
    ]
    return Outcome(
        case_id=case.id,
        scores=scores | (answer_scores(answer, case.answer) if answer else {}),
        timings_ms=dict(answer.timings_ms) if answer else _search_timings(result),
        exact_citations=sum(exact),
        citations=len(exact),
        refused=answer.status != "answered" if answer else None,
        refused_without=without.status != "answered" if without else None,
        answered=answer.text if answer else None,
        answered_without=without.text if without else None,
        titles=tuple(hit.title for hit in result.hits[:5]),
    )


def _search_timings(result: SearchResult) -> dict[str, float]:
    return {"retrieve": result.timings_ms["total"]} if "total" in result.timings_ms else {}


def _ask(desk: EvalDesk, case: Case, options: EvalOptions) -> None:
    today = case.asked_on if options.today else None
    if options.search_only:
        desk.find(case.question, top_k=max(CUTOFFS), today=today)
    else:
        desk.ask(case.question, today=today)


def articles_to_leave_out(desk: EvalDesk, cases: Iterable[Case]) -> dict[str, tuple[str, ...]]:
    """Return, by case, the articles that contain its answer; nothing for a case that is skipped.

    Articles are read once and one at a time: an archive need not fit into memory.
    """
    answers = {case.id: words for case in cases if (words := normalise_text(case.answer or ""))}
    holders: dict[str, list[str]] = {words: [] for words in answers.values()}
    articles = 0
    for article in desk.each_article():
        articles += 1
        texts = [normalise_text(text) for text in (article.title, article.summary, article.body)]
        text = f" {' | '.join(texts)} "
        for words, ids in holders.items():
            if f" {words} " in text:
                ids.append(article.article_id)
    return {
        case_id: tuple(holders[words])
        for case_id, words in answers.items()
        if 0 < len(holders[words]) <= COMMON * articles
    }


def reference_ms(embedding_model: str, cases: Sequence[Case], rounds: int = 20) -> Speed:
    """Return the median milliseconds in which sentence-transformers embeds one question.

    A speed measured in the same run divided by this can be compared between machines. Loads torch.

    Raises:
        ModelError: The model cannot be loaded.
    """
    from index.embed.torch_encoder import ReferenceEncoder

    encoder = ReferenceEncoder(embedding_model)
    questions = [cases[i % len(cases)].question for i in range(rounds)]
    for question in questions[:3]:
        encoder.embed_query(question)
    times = [_timed_ms(encoder.embed_query, question) for question in questions]
    return Speed(percentile(times, 50), len(times))


def _timed_ms(work: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    work(text)
    return (time.perf_counter() - start) * 1000


def _run_key(cases: Sequence[Case], options: EvalOptions, status: Status) -> str:
    """Everything that an outcome depends on; `split` and `limit` only choose among cases."""
    archive = {
        name: getattr(status, name) for name in ("fingerprint", "llm", "articles", "versions", "chunks")
    }
    questions = [case.model_dump_json() for case in cases]
    return repr((questions, options.today, options.refusal, options.search_only, archive, _own_version()))


def _settings(options: EvalOptions, status: Status, cases: int) -> RunSettings:
    return RunSettings(
        split=options.split,
        limit=options.limit,
        today=options.today,
        refusal=options.refusal,
        search_only=options.search_only,
        cases=cases,
        articles=status.articles,
        chunks=status.chunks,
        embedding_model=status.embedding_model,
        fingerprint=status.fingerprint,
        llm=status.llm,
        version=_own_version(),
    )


def _own_version() -> str:
    try:
        return version("citedesk")
    except PackageNotFoundError:
        return "uninstalled"
