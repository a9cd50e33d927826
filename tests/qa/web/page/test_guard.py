"""What the page's guard makes of Gradio's own mishaps."""

from __future__ import annotations

from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from qa.web.page.guard import Allowed, PageGuard

CANCEL = {"session_hash": "a", "fn_index": 1, "event_id": "b"}


def test_a_cancel_of_an_answer_that_has_just_ended_is_no_error() -> None:
    ended: list[bool] = []

    async def cancel(_: Request) -> JSONResponse:
        if ended:
            raise KeyError("b")
        return JSONResponse({"success": True, "by": "gradio"})

    gradio = Starlette(routes=[Route("/gradio_api/cancel", cancel, methods=["POST"])])
    client = TestClient(PageGuard(gradio, {1: Allowed("reader", 0)}), raise_server_exceptions=False)
    assert client.post("/gradio_api/cancel", json=CANCEL).json()["by"] == "gradio"
    ended.append(True)
    told = client.post("/gradio_api/cancel", json=CANCEL)
    assert (told.status_code, told.json()) == (200, {"success": True})
