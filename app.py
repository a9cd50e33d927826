"""The command `citedesk` with everything in it: what `qa.cli.main` can do, and `serve`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.command import Command, show
from qa.cli.main import run

if TYPE_CHECKING:
    from qa.desk import Desk
    from qa.settings import Settings

_SAMPLES, _EXAMPLES = Path("samples"), "questions.jsonl"
_MOST_EXAMPLES = 6
_QUOTES = "notice: answers are quotes; name a language model with CITEDESK_MODEL or CITEDESK_LLM_BASE_URL"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 bad usage."""
    summary = "Serve the chat page and the HTTP interface."
    return run(argv, [Command("serve", summary, _serve_arguments, _serve)])


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="HOST", help="the address to serve at (default: setting HOST)")
    parser.add_argument(
        "--port", metavar="PORT", type=int, help="the port (default: setting PORT; 0: a free one)"
    )


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.cli.progress import LineProgress
    from qa.desk import Desk
    from qa.web.server import serve

    def ready(url: str) -> None:
        if arguments.json:
            show({"event": "serving", "url": url})
        print(f"Citedesk is at {url}", file=sys.stderr, flush=True)  # noqa: T201

    with Desk.open(settings=settings) as desk, LineProgress("MB") as progress:
        if desk.status().llm is None:
            print(_QUOTES, file=sys.stderr)  # noqa: T201
        desk.fetch_model(progress.line, progress.of_bytes)
        serve(desk, settings.host, settings.port, example_questions(desk), ready)
    if arguments.json:
        show({"event": "stopped"})
    return 0


def example_questions(desk: Desk) -> list[str]:
    """Return up to six of the samples' questions whose articles are all in the archive.

    One that holds other articles too is asked about all of them: its examples are made from what it holds.
    """
    import corpus
    from corpus.article import Article
    from corpus.errors import CitedeskError
    from corpus.formats.read import read_path
    from qa.evaluate.cases import load_cases

    samples = Path(corpus.__file__).parent / _SAMPLES
    try:
        cases = load_cases(samples / _EXAMPLES)
        known = {one.article_id for one in read_path(samples) if isinstance(one, Article)}
    except CitedeskError:  # Installed without the samples: then there is nothing to offer.
        return []
    if desk.status().articles > len(known):
        return []
    fitting = (case.question for case in cases if case.answerable and _holds(desk, case.gold_docs))
    return [question for question, _ in zip(fitting, range(_MOST_EXAMPLES), strict=False)]


def _holds(desk: Desk, article_ids: Sequence[str]) -> bool:
    from corpus.errors import InputError

    try:
        return all(desk.article(article_id).active for article_id in article_ids) and bool(article_ids)
    except InputError:
        return False


if __name__ == "__main__":
    sys.exit(main())
