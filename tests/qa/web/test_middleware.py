"""Bodies: how large one may be, and by when all of it must be there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI

from qa.web.api.uploads import add_uploads
from qa.web.auth.access import SCOPE_KEY, Account
from qa.web.errors import TooSlow, add_error_handlers
from qa.web.middleware import (
    BODY_S,
    MAX_BODY,
    MAX_CONVERSATION,
    MAX_UPLOAD,
    SLOWEST_UPLOAD,
    UPLOADS,
    App,
    BodyLimit,
    Message,
    Receive,
    Scope,
    Send,
    in_time,
    read_body,
    refuse,
)
from qa.web.state.uploads import Uploads

SOON_S = 0.2
T = TypeVar("T")


class Hurried(asyncio.SelectorEventLoop):
    """A loop whose clock stands still while there is work, and then jumps to what is due next."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0
        select = self._selector.select

        def at_once(timeout: float | None = None) -> Any:
            self._seconds += timeout or 0.0
            return select(timeout and 0.0)

        self._selector.select = at_once

    def time(self) -> float:
        return self._seconds


def hurried(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=Hurried) as runner:
        return runner.run(work)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await refuse(send, 200, (await read_body(receive)).decode(), "")


def answered(
    app: App, path: str, pieces: Sequence[bytes], length: int | None = None, run: Callable[..., Any] = hurried
) -> tuple[int, dict]:
    """Post pieces of a body, the last of which is never followed by its end unless it is empty."""
    sent: list[Message] = []
    waiting = list(pieces)

    async def receive() -> Message:
        if not waiting:
            await asyncio.sleep(3600)
        piece = waiting.pop(0)
        await asyncio.sleep(SOON_S / 8)  # Each comes soon enough; it is all of them that take too long.
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"name=a.txt",
        "headers": headers,
        SCOPE_KEY: Account("", "operator"),
    }
    run(asyncio.wait_for(app(scope, receive, send), 30))
    assert [name for name, value in sent[0]["headers"] if value == b"close"] == [b"connection"]
    return sent[0]["status"], json.loads(sent[1]["body"])


def uploading(folder: Path) -> BodyLimit:
    api = FastAPI()
    add_error_handlers(api)
    add_uploads(api, Uploads(folder))
    return BodyLimit(api, within_s=SOON_S)


def test_a_body_that_comes_in_pieces_is_passed_on() -> None:
    assert answered(BodyLimit(echo, within_s=30), "/api/ask", [b"a", b"b", b""]) == (
        200,
        {"error": "ab", "try": ""},
    )


CONVERSATION = "/api/export"


@pytest.mark.parametrize("path", [CONVERSATION, "/gradio_api/queue/join", "/gradio_api/run/predict"])
def test_a_conversation_may_be_longer_than_a_question(path: str) -> None:
    body = [b"a" * (MAX_BODY - 1), b"b" * 2, b""]
    assert answered(BodyLimit(echo, within_s=30), path, body)[0] == 200
    assert answered(BodyLimit(echo, within_s=30), "/api/ask", body)[0] == 413
    assert answered(BodyLimit(echo, within_s=30), path, [b"a" * MAX_CONVERSATION, b"b", b""])[0] == 413


def test_long_conversations_are_taken_a_few_at_a_time() -> None:
    app, path, long = BodyLimit(echo, within_s=SOON_S), CONVERSATION, b"a" * (MAX_BODY + 1)
    scope = {"type": "http", "method": "POST", "path": path, "headers": []}

    async def status(piece: bytes, more: bool) -> int:
        sent: list[Message] = []
        messages = [{"type": "http.request", "body": piece, "more_body": more}]

        async def receive() -> Message:
            if not messages:
                await asyncio.sleep(3600)
            return messages.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        return int(sent[0]["status"])

    async def run() -> tuple[list[int], int, int]:
        waiting = [asyncio.create_task(status(long, True)) for _ in range(8)]
        await asyncio.sleep(SOON_S / 4)
        ninth, short = await status(long, False), await status(b"a", False)
        return await asyncio.gather(*waiting), ninth, short

    assert hurried(run()) == ([408] * 8, 503, 200)
    # Who was given up made room.
    assert hurried(status(long, False)) == 200


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"a"] * 100], ids=["nothing", "half", "dripped"])
@pytest.mark.parametrize("path", ["/api/ask", "/login", "/mcp", "/gradio_api/run/predict"])
def test_a_body_that_is_not_whole_in_time_is_given_up(path: str, pieces: Sequence[bytes]) -> None:
    status, told = answered(BodyLimit(echo, within_s=SOON_S), path, pieces)
    assert (status, set(told)) == (408, {"error", "try"})


@pytest.mark.parametrize("pieces", [[], [b"a"] * 100], ids=["nothing", "dripped"])
def test_an_upload_that_is_not_whole_in_time_is_given_up_and_leaves_nothing(
    tmp_path: Path, pieces: Sequence[bytes]
) -> None:
    status, told = answered(uploading(tmp_path), UPLOADS, pieces, length=1_000, run=asyncio.run)
    assert (status, set(told)) == (408, {"error", "try"})
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def test_an_upload_has_the_longer_the_larger_it_is_and_within_the_hour() -> None:
    assert BODY_S + MAX_UPLOAD / SLOWEST_UPLOAD < 3600


def test_word_that_somebody_has_gone_is_waited_for_however_long_an_answer_takes() -> None:
    async def late() -> Message:
        await asyncio.sleep(2 * SOON_S)
        return {"type": "http.disconnect"}

    async def run() -> tuple[Message, Message]:
        calls = [{"type": "http.request", "body": b"x", "more_body": False}]

        async def receive() -> Message:
            return calls.pop() if calls else await late()

        timed = in_time(receive, SOON_S)
        return await timed(), await timed()

    assert [message["type"] for message in hurried(run())] == ["http.request", "http.disconnect"]


def test_the_limit_holds_for_all_of_a_body() -> None:
    async def run() -> None:
        async def receive() -> Message:
            await asyncio.sleep(SOON_S / 4)
            return {"type": "http.request", "body": b"x", "more_body": True}

        timed = in_time(receive, SOON_S)
        for _ in range(100):
            await timed()

    with pytest.raises(TooSlow):
        hurried(run())
