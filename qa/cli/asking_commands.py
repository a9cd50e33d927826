"""The commands for whoever asks: answers, passages, what the archive holds, and how good its answers are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli import text
from qa.cli.command import Command, no_arguments, open_desk, open_upkeep, output
from qa.cli.progress import LineProgress
from qa.settings import Settings


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", help="in natural language")
    parser.add_argument(
        "--source", action="append", default=[], metavar="NAME", help="only this outlet; repeatable"
    )
    parser.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="only by this author; repeatable"
    )
    parser.add_argument(
        "--section", action="append", default=[], metavar="NAME", help="only in this section; repeatable"
    )
    parser.add_argument("--from", dest="published_from", metavar="DAY", help="published on this day or later")
    parser.add_argument("--to", dest="published_to", metavar="DAY", help="published on this day or earlier")
    parser.add_argument(
        "--today", metavar="DAY", help="the day of the question, so that nearer news comes first"
    )
    parser.add_argument("--top-k", type=int, default=10, metavar="N", help="how many hits (default: 10)")


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    from index.search.filters import Filters

    filters = Filters(
        arguments.source,
        arguments.published_from,
        arguments.published_to,
        authors=arguments.author,
        sections=arguments.section,
    )
    return {"top_k": arguments.top_k, "filters": filters, "today": arguments.today}


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_desk(settings) as desk:
        answer = desk.ask(arguments.question, **_options(arguments))
    return output(arguments, answer.to_dict(), text.answer_text(answer))


def _search(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_desk(settings) as desk:
        result = desk.find(arguments.question, **_options(arguments))
    return output(arguments, result.to_dict(), text.search_text(result))


def _status(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_upkeep(settings) as upkeep:
        status = upkeep.status()
    return output(arguments, status.to_dict(), text.status_text(status))


def _eval_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions", metavar="QUESTIONS.jsonl", type=Path, help="cases, one JSON object per line"
    )
    parser.add_argument("--split", choices=["tune", "report"], help="only the cases of this split")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N cases")
    parser.add_argument("--no-today", action="store_true", help="withhold the day on which a case was asked")
    parser.add_argument("--refusal", action="store_true", help="ask again without the articles that answer")
    parser.add_argument("--search-only", action="store_true", help="measure the search, write no answers")
    parser.add_argument("--resume", action="store_true", help="resume a run that was interrupted")
    parser.add_argument(
        "--no-reference",
        action="store_true",
        help="leave out the reference speed of sentence-transformers",
    )


def _eval(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.evaluate.cases import load_cases
    from qa.evaluate.run import EvalOptions, evaluate

    cases = load_cases(arguments.questions)
    options = EvalOptions(
        split=arguments.split,
        limit=arguments.limit,
        today=not arguments.no_today,
        refusal=arguments.refusal,
        search_only=arguments.search_only,
        resume=arguments.resume,
        reference=not arguments.no_reference,
    )
    with open_desk(settings) as desk, LineProgress("cases") as progress:
        report = evaluate(desk, cases, options, progress.of_total)
    failures = report.failures_text()
    return output(arguments, report.to_dict(), "\n\n".join(filter(None, (failures, report.table()))))


ASKING = (
    Command("ask", "Answer a question with exact quotes.", _search_arguments, _ask),
    Command("search", "Find the passages nearest to a query.", _search_arguments, _search),
    Command("status", "Show what the archive holds.", no_arguments, _status),
    Command("eval", "Measure search and answers on questions with known answers.", _eval_arguments, _eval),
)
