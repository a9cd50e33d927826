"""What the page's guard makes of Gradio's own mishaps."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from qa.web.page.guard import Allowed, PageGuard

CANCEL = {"session_hash": "a", "fn_index": 1, "event_id": "b"}


@pytest.mark.parametrize(("error", "logged"), [(None, False), (KeyError("b"), False), (OSError(), True)])
def test_a_cancel_is_answered_at_once_and_one_that_comes_too_late_is_no_error(
    error: Exception | None, logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []

    async def cancel(request: Request) -> JSONResponse:
        begun.append((await request.json())["event_id"])
        if error:
            raise error
        await asyncio.sleep(60)
        return JSONResponse({})

    gradio = Starlette(routes=[Route("/gradio_api/cancel", cancel, methods=["POST"])])
    client = TestClient(PageGuard(gradio, {1: Allowed("reader", 0)}), raise_server_exceptions=False)
    started = time.monotonic()
    with caplog.at_level(logging.ERROR):
        told = client.post("/gradio_api/cancel", json=CANCEL)
    assert time.monotonic() - started < 30
    assert (told.status_code, told.json(), begun) == (200, {"success": True}, ["b"])
    assert ("could not be cancelled" in caplog.text) is logged
