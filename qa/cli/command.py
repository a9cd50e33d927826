"""What every subcommand is made of."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.errors import ArchiveError
from index.place import archive_exists, has_remains
from qa.cli.terminal import printable, printable_json
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand.

    Attributes:
        name: What is typed.
        summary: One line for the list of commands.
        add_arguments: Adds its own options to its parser.
        run: Does the work and returns the exit status.
    """

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Settings], int]


def show(value: Any) -> None:
    """Print one JSON object on a line of its own."""
    print(printable_json(json.dumps(value, ensure_ascii=False)), flush=True)  # noqa: T201


def say(text: str) -> None:
    """Print what a person asked for."""
    print(printable(text), flush=True)  # noqa: T201


def check_archive(settings: Settings) -> None:
    """Refuse to read an archive that is not there: an empty one would answer a mistyped path."""
    folder = settings.data_dir.expanduser()
    if archive_exists(folder):
        return
    if has_remains(folder):
        raise ArchiveError(
            f"The archive in {settings.data_dir} has lost its catalogue",
            "Run: citedesk doctor --repair, which takes it from the backup.",
        )
    raise ArchiveError(
        f"There is no archive in {settings.data_dir}",
        "Fill one with: citedesk sync PATH, or name another folder with --data-dir.",
    )


def counted(number: int, what: str) -> str:
    """Return how many of something there are, in words: "1 article", "1,397 articles"."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command has no options of its own."""
    del parser
