"""What the subcommands share: opening the archive, and printing for people or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveError
from index.place import archive_exists, check_folder, has_remains
from qa.cli.terminal import printable, printable_json
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.desk import Desk
    from qa.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand, with its line of help, its arguments, and what it runs to return an exit status."""

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


def output(arguments: argparse.Namespace, document: Mapping[str, Any], text: str) -> int:
    """Print a document as JSON with --json, else its text; return the exit status of success."""
    if arguments.json:
        show(document)
    else:
        say(text)
    return 0


def open_desk(settings: Settings) -> Desk:
    """Open the archive, which must exist, to ask it."""
    from qa.desk import Desk

    check_archive(settings)
    return Desk.open(settings=settings)


def open_upkeep(settings: Settings, *, to_rebuild: bool = False) -> Upkeep:
    """Open the archive, which must exist, without what answers: half a second earlier than `open_desk`.

    With `to_rebuild` it may have been built with another model.
    """
    from qa.upkeep import Upkeep

    check_archive(settings)
    return Upkeep.open(settings=settings, to_rebuild=to_rebuild)


def check_archive(settings: Settings) -> None:
    """Refuse to open an archive that does not exist: a mistyped path would be answered by an empty one."""
    place = settings.place()
    if archive_exists(place):
        return
    if place.database is not None:
        raise ArchiveError(
            f"There is no archive in the database {place.database}", "Fill it with: citedesk sync PATH"
        )
    check_folder(place)
    if has_remains(place.folder):
        raise ArchiveError(
            f"The archive in {settings.data_dir} has lost its catalogue",
            "Run: citedesk doctor --repair, which takes it from the backup.",
        )
    raise ArchiveError(
        f"There is no archive in {settings.data_dir}",
        "Fill one with: citedesk sync PATH, or name another folder with --data-dir.",
    )


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command has no options of its own."""
    del parser
