"""What a browser keeps over a restart of the server, and what stopping leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk, Settings
from qa.web.server import listen, make_server
from tests.index.makers import article, day, put
from tests.qa.web.browsing import ENTER, IN_A_BROWSER, WAIT_S, Page, made_in_a_loop, served, watched

pytestmark = [*IN_A_BROWSER, pytest.mark.filterwarnings("ignore")]

TREATY = "The regional parliament must ratify the fishing agreement by 12 May."
WHO = "Which parliament must ratify the fishing agreement?"
SEEN = "What was seen off Quennish on Sunday?"


@pytest.fixture
def filled(archive: Archive) -> Desk:
    put(
        archive,
        article("a", TREATY, title="Fishing agreement", source="The Courier", published_at=day("2025-04-16")),
        article("b", "A whale was seen off Quennish on Sunday.", title="Whale", source="The Signal"),
    )
    return Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))


@contextmanager
def running(desk: Desk, port: int) -> Iterator[str]:
    """A server at a port, stopped at the end whatever pages are open."""
    ready = threading.Event()
    with listen("127.0.0.1", port) as listening:
        server = made_in_a_loop(
            lambda: make_server(desk, listening, "127.0.0.1", [], on_ready=lambda _: ready.set())
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert ready.wait(WAIT_S)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(WAIT_S)


def test_an_open_page_outlives_a_restart_of_the_server(filled: Desk, browser: Any) -> None:
    with running(filled, 0) as address:
        shown = Page(browser, address, None)
        shown.open()
        shown.ask(WHO)
        shown.until(lambda: "conversation=" in browser.current_url)
        shown.one("#cd-question textarea").send_keys(SEEN)
    with running(filled, int(address.rpartition(":")[2])):
        # Asked of a server that knows nothing of the page: nothing of either is lost.
        shown.one("#cd-question textarea").send_keys(ENTER)
        shown.until(lambda: shown.texts(".cd-question") == [WHO, SEEN])
        shown.until_answered(2)
        assert "whale was seen" in "".join(shown.texts("#turn-2 .cd-sentence"))
        shown.one("#cd-question textarea").send_keys("half a que")
        browser.get("about:blank")
    with running(filled, int(address.rpartition(":")[2])):
        browser.back()
        shown.until(lambda: shown.texts(".cd-question") == [WHO, SEEN])
        shown.until(lambda: shown.one("#cd-question textarea").get_property("value") == "half a que")
        browser.get("about:blank")


def test_stopping_leaves_no_error_in_the_console(
    filled: Desk, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    stream = filled.stream

    def slow(*given: Any) -> Iterator[Any]:
        let_go.wait(4 * WAIT_S)
        yield from stream(*given)

    monkeypatch.setattr(filled, "stream", slow)
    with served(filled, browser) as address, watched(browser, address):
        shown = Page(browser, address, None)
        shown.open()
        shown.one("#cd-question textarea").send_keys(WHO, ENTER)
        shown.until(lambda: shown.one("#cd-stop").is_displayed())
        try:
            shown.one("#cd-stop").click()
            shown.until(lambda: "You stopped this answer." in "".join(shown.texts(".cd-turn")))
            reset = (
                "return performance.getEntriesByType('resource').some((one) => one.name.endsWith('/reset'))"
            )
            shown.until(lambda: browser.execute_script(reset))
            # The next question need not wait for the step that the stopped answer is at.
            monkeypatch.setattr(filled, "stream", stream)
            shown.one("#cd-question textarea").send_keys(WHO, ENTER)
            shown.until(lambda: len(shown.all(".cd-turn")) == 2 and not shown.all(".cd-turn[aria-busy]"))
        finally:
            let_go.set()
