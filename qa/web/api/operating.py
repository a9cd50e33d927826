"""What those who run a server ask of it: whether it lives, whether it can be asked, and what it counts."""

from __future__ import annotations

import logging
import threading
import time

from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from corpus.errors import ArchiveError, CitedeskError
from index.search.pipeline import search
from qa.auth.accounts import Accounts
from qa.desk import Desk
from qa.error_messages import UNEXPECTED
from qa.web.api.openapi import answers
from qa.web.auth.access import account_of
from qa.web.errors import error_dict, status_of
from qa.web.metrics import CONTENT_TYPE, Metrics

_LOG = logging.getLogger(__name__)
_GOOD_FOR_S, _AT_ONCE_S, _PATIENCE_S = 2.0, 1.0, 5.0
_NOT_READY = ("The archive cannot be asked now", "Tell whoever runs it: the server's log says what is wrong.")
_STARTING = ("The archive is being opened", "Ask again in a moment.")
_HANGS = (
    "The archive does not answer",
    "Look at the server's log, and at the Chroma server if there is one.",
)
_NOT_YOURS = "What this server counts is for those with an account, or on the machine that serves it"


def add_operating(api: FastAPI, desk: Desk, metrics: Metrics, accounts: Accounts | None) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/metrics``."""
    readiness = Readiness(desk)
    # A thread of its own: where all others wait for an archive, the process lives all the same.
    thread = CapacityLimiter(1)

    @api.get("/healthz", summary="Tell whether it lives", responses=answers("Health", "It does."))
    async def healthz() -> JSONResponse:
        """How many articles there are, where that can be read at once; needs no account."""
        counts: dict[str, int] = {}
        with move_on_after(_AT_ONCE_S):
            counts = await to_thread.run_sync(_counts, desk, abandon_on_cancel=True, limiter=thread)
        return JSONResponse({"ok": True, **counts})

    @api.get("/readyz", summary="Tell whether it can be asked", responses=answers("Ready", "It can."))
    def readyz(request: Request) -> JSONResponse:
        """Whether a question would be answered now; needs no account. If not, 503 and why."""
        error = readiness.error()
        if error is None:
            return JSONResponse({"ok": True, **_counts(desk)})
        # What went wrong may name other machines: strangers are told that, and no more.
        reads = accounts is None or account_of(request.scope).name
        told = error if reads else ArchiveError(*_NOT_READY)
        return JSONResponse(error_dict(told), status_of(told), {"Retry-After": f"{_GOOD_FOR_S:.0f}"})

    @api.get("/metrics", include_in_schema=False)
    def counted(request: Request) -> Response:
        account = account_of(request.scope)
        # How much others ask is not for whoever reaches the port of a server without accounts.
        if not account.name and account.role != "operator":
            raise HTTPException(403, _NOT_YOURS)
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _counts(desk: Desk) -> dict[str, int]:
    try:
        counts = desk.archive.catalogue.counts()
    except CitedeskError:  # A broken archive is no dead process.
        return {}
    return {"articles": counts.articles, "chunks": counts.chunks}


class Readiness:
    """Tries what a question needs, at most every two seconds: anybody may ask."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._began = self._tried = -_GOOD_FOR_S
        self._error: CitedeskError | None = ArchiveError(*_STARTING)

    def error(self) -> CitedeskError | None:
        """Return what keeps the archive from being asked, None when it can be.

        Who asks while it is tried does not wait, for it may hang, and is told what was so before.
        """
        if not self._lock.acquire(blocking=False):
            hangs = time.monotonic() - self._began > _PATIENCE_S
            return ArchiveError(*_HANGS) if hangs and not self._error else self._error
        try:
            if time.monotonic() - self._tried >= _GOOD_FOR_S:
                self._began = time.monotonic()
                error = self._try()
                if error and error.message != (self._error.message if self._error else ""):
                    _LOG.error("not ready: %s %s", error.message, error.hint)
                self._error, self._tried = error, time.monotonic()
            return self._error
        finally:
            self._lock.release()

    def _try(self) -> CitedeskError | None:
        try:
            search(self._desk.archive, "ready", top_k=1)
        except CitedeskError as error:
            return error
        except Exception:
            _LOG.exception("not ready")
            return ArchiveError(*UNEXPECTED)
        return None
