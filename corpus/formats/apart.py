"""Reading a file in its own process: `corpus.apart`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.apart import Asker, Limits, Message, message_of, messages_of, read_of, serve
from corpus.article import Read
from corpus.options import Reading


def read_apart(
    path: str | Path, reading: Reading | None = None, limits: Limits | None = None
) -> Iterator[Read]:
    """Yield what `corpus.formats.read.read_path` yields; beyond `limits`, an `ArticleError` comes last.

    Raises:
        InputError: As `read_path` does.
    """
    task = {"name": Path(path).expanduser().resolve().as_posix()}
    for message in messages_of(__name__, task, reading or Reading(), limits or Limits()):
        yield read_of(message)


def main() -> int:
    """Read the file that standard input names, and write its articles to standard output."""
    return serve(_read)


def _read(task: dict[str, Any], reading: Reading, _: Asker) -> Iterator[Message]:
    from corpus.formats.read import read_path  # Within the limits, what it imports too.

    yield from map(message_of, read_path(task["name"], reading))
