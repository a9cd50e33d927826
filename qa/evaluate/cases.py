"""The questions of an evaluation: reading their file, and choosing among them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from corpus.errors import InputError
from corpus.raw.numbers import integer

_FORM = 'Each line is one JSON object, such as {"id": "q1", "question": "...", "gold_docs": ["..."]}.'


class Case(BaseModel):
    """One question with its right answer; other keys are ignored.

    Attributes:
        id: Unique in its file.
        question: As a person asked it.
        asked_on: The day it was asked, or None.
        answer: The words that a right answer contains, or None when there is no one wording.
        gold_docs: Ids of the articles that answer it.
        answerable: Whether the archive answers it; the others are not asked.
        split: The part of the file it belongs to, or None.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    question: str = Field(pattern=r"\S")
    asked_on: date | None = None
    answer: str | None = None
    gold_docs: tuple[str, ...] = ()
    answerable: bool = True
    split: str | None = None

    @field_validator("asked_on", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if value == "" else value


def load_cases(path: Path | str) -> tuple[Case, ...]:
    """Return the cases of a JSON Lines file, in its order.

    Raises:
        InputError: The file cannot be read or holds none, or a line is no case; the message names
            file and line.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(
            f"{path} cannot be read: {reason}", "Name a JSON Lines file of questions."
        ) from error
    cases: dict[str, Case] = {}
    # Not splitlines(): JSON strings may contain U+2028 and the like, which do not end a line here.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        case = _parsed(line, f"{path}, line {number}")
        if case.id in cases:
            # Real question sets have duplicates: both are asked, and the second gets its line in its id.
            case = case.model_copy(update={"id": f"{case.id} (line {number})"})
        cases[case.id] = case
    if not cases:
        raise InputError(f"{path} holds no questions", _FORM)
    return tuple(cases.values())


def _parsed(line: str, place: str) -> Case:
    try:
        return Case.model_validate(json.loads(line, parse_int=integer))
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: this is not JSON ({error.msg}, column {error.colno})", _FORM) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise InputError(f"{place}: {where}: {first['msg']}", _FORM) from error


def select_cases(
    cases: Sequence[Case], split: str | None = None, limit: int | None = None
) -> tuple[Case, ...]:
    """Return the cases to ask: the first `limit` answerable ones of the split.

    Raises:
        InputError: None is left, or `limit` is below 1.
    """
    if limit is not None and limit < 1:
        raise InputError(f"The limit is {limit}", "Ask at least 1 question, or leave --limit out.")
    answerable = [case for case in cases if case.answerable]
    chosen = [case for case in answerable if split is None or case.split == split][:limit]
    if chosen:
        return tuple(chosen)
    if not answerable:
        raise InputError("None of the questions is answerable", "Ask about articles in the archive.")
    splits = sorted({case.split for case in answerable if case.split})
    hint = f"Its splits: {', '.join(splits)}." if splits else "The file names no splits: leave --split out."
    raise InputError(f"The split {split!r} has no answerable question", hint)
