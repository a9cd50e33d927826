"""Errors as HTTP shows them: ``{"error", "try"}`` with a fitting status, never a traceback."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import ArchiveError, CitedeskError, InputError, ModelError
from qa.answer.model import Answer, Notice
from qa.answer.pipeline import Event
from qa.error_messages import UNEXPECTED, without_folder, without_paths
from qa.web.concurrency import Busy

_LOG = logging.getLogger(__name__)


class NotFound(InputError):
    """There is nothing under the address that was asked for."""


class TooLarge(InputError):
    """More was sent than there is room for."""


class TooSlow(InputError):
    """What was announced does not come in time."""


def status_of(error: CitedeskError) -> int:
    """Return the HTTP status that fits an error."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, TooSlow):
        return 408
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, InputError):
        return 400
    return 503 if isinstance(error, (ArchiveError, ModelError, Busy)) else 500


def told(error: CitedeskError, folder: Path) -> tuple[str, str]:
    """Return what happened and what to try, as a page may show it: without the place of the data folder."""
    message, hint = (without_folder(text, folder) for text in (error.message, error.hint))
    return without_paths(message), without_paths(hint)


def shown(event: Event) -> Event:
    """Return an event of an answer as readers may see it: `shown_answer`."""
    if isinstance(event, Notice):
        return replace(event, text=without_paths(event.text))
    return shown_answer(event) if isinstance(event, Answer) else event


def shown_answer(answer: Answer) -> Answer:
    """Return an answer as readers may see it: its notices may tell of an error, and where things lie."""
    return replace(answer, notices=tuple(map(without_paths, answer.notices)))


def error_dict(error: Exception) -> dict[str, str]:
    """Return any error as JSON; one that nobody foresaw is logged and not told."""
    if isinstance(error, CitedeskError):
        return {"error": without_paths(error.message), "try": without_paths(error.hint)}
    _LOG.error("unexpected error", exc_info=error)
    return {"error": UNEXPECTED[0], "try": UNEXPECTED[1]}


def add_error_handlers(api: FastAPI) -> None:
    """Make every error of `api` come out as ``{"error", "try"}``."""

    @api.exception_handler(CitedeskError)
    def known(_request: Request, error: CitedeskError) -> JSONResponse:
        # After one that was too slow, whatever else comes is not waited for.
        headers = {"Connection": "close"} if isinstance(error, TooSlow) else None
        return JSONResponse(error_dict(error), status_of(error), headers)

    @api.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse(_validation_dict(error.errors()), 422)

    @api.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> JSONResponse:
        body = {"error": str(error.detail), "try": "See the README for what can be asked here."}
        return JSONResponse(body, error.status_code, error.headers)

    @api.exception_handler(Exception)
    def unexpected(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": UNEXPECTED[0], "try": UNEXPECTED[1]}, 500)


def _validation_dict(errors: Any) -> dict[str, str]:
    first = errors[0]
    # A form among several is named by the code that checks it, which tells nobody anything.
    parts = (str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    where = ".".join(part for part in parts if "(" not in part)
    named = f"{where}: " if where else ""
    error = f"The request cannot be used: {named}{first['msg'].removeprefix('Value error, ')}"
    return {"error": error, "try": "Correct it and send it again."}
