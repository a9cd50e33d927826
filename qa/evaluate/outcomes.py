"""The outcome of each case of an evaluation, stored line by line so that a run can be resumed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one case.

    Attributes:
        case_id: The id of the case.
        scores: Its value in each measure, None where one does not apply.
        timings_ms: Of the answer, or of the search when no answer was asked for.
        exact_citations: How many citations cut their quote out of the stored text.
        citations: How many there were, in all its answers.
        refused: Whether it ended in `unsure` or `no_evidence`; None when no answer was asked for.
        refused_without: The same with the articles left out that contain its answer; None when not asked.
        answered: The answer's text, or None.
        answered_without: The second answer's text, or None.
        titles: The headlines of the first hits.
    """

    case_id: str
    scores: dict[str, float | None]
    timings_ms: dict[str, float]
    exact_citations: int = 0
    citations: int = 0
    refused: bool | None = None
    refused_without: bool | None = None
    answered: str | None = None
    answered_without: str | None = None
    titles: tuple[str, ...] = ()


_FOLDER = "eval"
_OUTCOME = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """A JSON Lines file of outcomes.

    Attributes:
        path: Where it is; it need not exist yet.
    """

    path: Path

    @classmethod
    def at(cls, data_dir: Path, key: str) -> OutcomeFile:
        """Return the file of the run that `key` describes, in a data folder."""
        return cls(data_dir / _FOLDER / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.jsonl")

    def read(self) -> list[Outcome]:
        """Return the outcomes, without a line that a crash cut short."""
        if not self.path.exists():
            return []
        outcomes = []
        for line in self.path.read_bytes().split(b"\n"):
            try:
                outcomes.append(_OUTCOME.validate_json(line))
            except ValidationError:
                continue
        return outcomes

    @contextmanager
    def appending(self, fresh: bool) -> Iterator[Callable[[Outcome], None]]:
        """Open the file and give a function that writes one outcome to it; `fresh` drops earlier ones.

        Raises:
            ArchiveError: The file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("wb" if fresh else "ab")
        except OSError as error:
            raise ArchiveError(
                f"The evaluation's progress cannot be kept in {self.path.parent}: {error.strerror}",
                "Make the data folder writable, or choose another with --data-dir.",
            ) from error

        def keep(outcome: Outcome) -> None:
            file.write(_OUTCOME.dump_json(outcome) + b"\n")
            file.flush()

        with file:
            if file.tell():
                file.write(b"\n")  # Ends a line that a crash cut short; a blank one is not read.
            yield keep


def forget_outcomes(data_dir: Path) -> None:
    """Delete every run's outcomes: they contain quotes from articles.

    Raises:
        ArchiveError: They cannot be deleted.
    """
    folder = data_dir / _FOLDER
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(
            f"{folder} cannot be deleted, and may hold words of removed articles: {error.strerror}",
            "Delete it by hand.",
        ) from error
