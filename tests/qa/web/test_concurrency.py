"""Many at once over HTTP: a slow language model keeps nobody from searching; who comes too late is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk, Settings
from qa.web.api import native
from qa.web.api.native import create_api
from qa.web.concurrency import Asking, Busy
from qa.web.page import blocks
from qa.web.page.chat_tab import ChatTab
from qa.web.page.controller import Chat
from tests.fakes import GatedModel
from tests.index.makers import article, put
from tests.qa.web.serving import made_in_a_loop

QUESTION = "Which parliament must ratify the fishing agreement?"
FIRST = "The regional parliament must ratify the fishing agreement by 12 May [1]."


@pytest.fixture
def model() -> Iterator[GatedModel]:
    gated = GatedModel(*[f"{FIRST}\n"] * 100)
    yield gated
    gated.gate.set()


@pytest.fixture
def desk(archive: Archive, model: GatedModel, monkeypatch: pytest.MonkeyPatch) -> Desk:
    put(archive, article("a", "The regional parliament must ratify the fishing agreement by 12 May."))
    opened = Desk(archive, Settings(data_dir=archive.place.folder, writing="model"))
    monkeypatch.setattr(opened, "_language_model", lambda: model)
    return opened


class Counted(Asking):
    """Tells how many have a place."""

    placed = threading.Semaphore(0)

    @contextmanager
    def _place(self) -> Iterator[None]:
        with super()._place():
            self.placed.release()
            yield


def client_of(desk: Desk) -> TestClient:
    return TestClient(create_api(desk), "http://127.0.0.1:7860")


def test_slow_answers_keep_nobody_from_searching_and_one_too_many_is_told(
    desk: Desk, model: GatedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = Counted(at_once=3, waiting=2)
    monkeypatch.setattr(native, "Asking", lambda: asking)
    with client_of(desk) as client, ThreadPoolExecutor(5) as pool:
        asked = [
            pool.submit(client.post, "/api/ask", json={"question": QUESTION, "stream": stream})
            for stream in (False, True, False, True, False)
        ]
        for _ in range(5):
            assert asking.placed.acquire(timeout=120)
        for _ in range(3):
            assert model.waiting.acquire(timeout=120)
        assert client.get("/api/search", params={"q": "fishing agreement"}).json()["hits"]
        assert client.get("/healthz").json()["ok"]
        refused = client.post("/api/ask", json={"question": QUESTION})
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert set(refused.json()) == {"error", "try"}
        said = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
        assert client.post("/v1/chat/completions", json=said).status_code == 503
        model.gate.set()
        assert all("12 May" in task.result(30).text for task in asked)
        assert client.post("/api/ask", json={"question": QUESTION}).json()["mode"] == "generated"


def test_twenty_slow_ones_at_once_all_get_their_answers(desk: Desk, model: GatedModel) -> None:
    with client_of(desk) as client, ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(client.post, "/api/ask", json={"question": QUESTION}) for _ in range(20)]
        for _ in range(20):
            assert model.waiting.acquire(timeout=120)
        model.gate.set()
        answers = [task.result(60) for task in asked]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["sentences"][0]["text"] for answer in answers} == {
        f"{FIRST.removesuffix(' [1].')}. [1]"
    }


def test_a_place_is_given_back_whatever_ends_an_answer() -> None:
    asking = Asking(at_once=1, waiting=0)
    closed = threading.Event()

    def events() -> Iterator[int]:
        try:
            yield from (1, 2)
            raise ValueError("broken")
        finally:
            closed.set()

    async def use() -> None:
        stream = asking.each(events())
        assert await anext(stream) == 1
        await stream.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(closed.wait, 30)
        with pytest.raises(ValueError, match="broken"):
            _ = [event async for event in asking.each(events())]
        assert await asking.one(lambda: 3) == 3

    asyncio.run(use())


def test_the_next_event_is_in_the_making_while_one_is_on_its_way() -> None:
    begun = threading.Event()

    def events() -> Iterator[int]:
        yield 1
        begun.set()
        yield 2

    async def use() -> None:
        stream = Asking().each(events())
        assert await anext(stream) == 1
        assert await asyncio.to_thread(begun.wait, 30)
        assert [event async for event in stream] == [2]

    asyncio.run(use())


def test_what_is_left_while_a_step_runs_is_closed_when_that_has_ended() -> None:
    running, let_go, closed = threading.Event(), threading.Event(), threading.Event()

    def events() -> Iterator[int]:
        try:
            running.set()
            let_go.wait(120)
            yield 1
        finally:
            closed.set()

    async def use() -> None:
        asking = Asking(at_once=1, waiting=0)
        step = asyncio.ensure_future(anext(asking.each(events())))
        assert await asyncio.to_thread(running.wait, 30)
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        assert not closed.is_set()
        let_go.set()
        assert await asyncio.to_thread(closed.wait, 30)
        assert await asking.one(lambda: 3) == 3

    asyncio.run(use())


def test_the_page_and_programs_wait_in_one_row(desk: Desk, model: GatedModel) -> None:
    async def use() -> None:
        asking = Asking(at_once=1, waiting=0)
        with gr.Blocks():
            tab = ChatTab(Chat(desk), asking, None)
        first = tab._typed(QUESTION, None, None)
        await anext(first)
        with pytest.raises(Busy, match="Too many questions"):
            await asking.one(lambda: desk.ask(QUESTION))
        with pytest.raises(gr.Error, match="Ask again in a minute"):
            await anext(tab._typed(QUESTION, None, None))
        model.gate.set()
        assert [updates async for updates in first]
        assert await asking.one(lambda: 3) == 3

    asyncio.run(use())


def test_the_page_has_the_row_of_the_programs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Asking] = []

    class Kept(ChatTab):
        def __init__(self, chat: Chat, asking: Asking, articles: int | None) -> None:
            given.append(asking)
            super().__init__(chat, asking, articles)

    monkeypatch.setattr(blocks, "ChatTab", Kept)
    api = create_api(desk)
    made_in_a_loop(lambda: blocks.mount_page(api, desk))
    assert given == [api.state.asking]
