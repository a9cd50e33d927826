"""The command `citedesk`: `app.py` starts it and adds `serve`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from corpus.errors import CitedeskError
from index.contract import problem
from qa.cli.account_commands import ACCOUNTS
from qa.cli.archive_commands import OPERATING
from qa.cli.asking_commands import ASKING
from qa.cli.command import Command, show
from qa.cli.feed_commands import FEEDS
from qa.cli.feedback_commands import FEEDBACK
from qa.cli.model_commands import MODELS
from qa.cli.terminal import printable
from qa.settings import load_settings

_COMMANDS = (*OPERATING, *FEEDS, *ASKING, *ACCOUNTS, *FEEDBACK, *MODELS)


def run(argv: Sequence[str] | None = None, more: Sequence[Command] = ()) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 bad usage."""
    parser = build_parser(more)
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings(
            data_dir=arguments.data_dir,
            host=getattr(arguments, "host", None),
            port=getattr(arguments, "port", None),
        )
        status: int = arguments.run(arguments, settings)
    except CitedeskError as error:
        _complain(error, as_json=arguments.json)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was finished is kept", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:
        # The reader of the output, such as `head`, has closed it; the rest must not fail at the exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def build_parser(more: Sequence[Command] = ()) -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="citedesk",
        description="Answers questions about a news archive, each sentence with its exact quote.",
    )
    parser.add_argument("--version", action="version", version=f"citedesk {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (*_COMMANDS, *more):
        sub = commands.add_parser(command.name, help=command.summary, description=command.summary)
        sub.add_argument("--data-dir", metavar="DIR", help="the archive's folder (default: setting DATA_DIR)")
        sub.add_argument("--json", action="store_true", help="print JSON on standard output")
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return parser


def _version() -> str:
    try:
        return version("citedesk")
    except PackageNotFoundError:
        return "(not installed)"


def _complain(error: CitedeskError, *, as_json: bool) -> None:
    if as_json:
        show(problem(error))
    print(printable(f"error: {error.message}\ntry: {error.hint}"), file=sys.stderr)  # noqa: T201
