"""The errors that people see.

Every one says what happened (``message``) and what to do next (``hint``)::

    CitedeskError
    ├── InputError           what was given cannot be used
    │   ├── ArticleError     one article, row or file; the others go on
    │   └── QuestionError    a question or a filter
    ├── SettingsError        a setting, or a name of one
    ├── ArchiveError         the data folder
    │   ├── ArchiveMismatch  it was built by other means: rebuild it
    │   └── ArchiveBusy      another process is writing to it
    └── ModelError           a language or embedding model did not do its part
"""

from __future__ import annotations

from typing import Self

from corpus.identity import encodable

_LONGEST_REASON = 200


class CitedeskError(Exception):
    """Something went wrong that a person can do something about.

    Args:
        message: What happened, naming the file, line or setting.
        hint: What to do next, as one imperative sentence.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(CitedeskError):
    """What was given cannot be used."""


class ArticleError(InputError):
    """One article, row or file cannot be used; the others go on.

    Args:
        message: What is wrong with it.
        path: The file it stands in.
        line: Its line in that file, from 1, or None for the whole file.
        hint: What to do next.
        kept: Whether the article is kept all the same, without what is wrong with it.
        count: How many articles or rows it stands for.
    """

    def __init__(
        self,
        message: str,
        path: str,
        line: int | None = None,
        hint: str = "Fix it and sync again.",
        *,
        kept: bool = False,
        count: int = 1,
    ) -> None:
        super().__init__(encodable(message), hint)
        self.path = encodable(path)
        self.line = line
        self.kept = kept
        self.count = count

    def bare(self) -> Self:
        """Return it without where it was raised: whoever keeps that keeps all that was read there."""
        self.__context__ = None
        return self.with_traceback(None)


class QuestionError(InputError):
    """A question, or a filter set beside it, cannot be used."""


class SettingsError(CitedeskError):
    """A setting has a value that cannot be used, or a name that nobody knows."""


class ArchiveError(CitedeskError):
    """The data folder cannot be opened, read or written."""


class ArchiveMismatch(ArchiveError):
    """The archive was built with another model, chunker or schema."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ModelError(CitedeskError):
    """A language or embedding model is missing, refuses or breaks off."""


def unforeseen(error: Exception, path: str, line: int | None = None) -> ArticleError:
    """Return what a reader did not foresee as the error of that article alone, so that a sync goes on."""
    what = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
    hint = "Look at what is in it; if that is in order, report this."
    return ArticleError(f"This cannot be read ({what})", path, line, hint)
