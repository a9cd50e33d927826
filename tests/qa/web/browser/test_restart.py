"""What a browser keeps over a restart of the server, and what stopping leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk, Settings
from qa.web import server
from tests.qa.web.browsing import ENTER, IN_A_BROWSER, WAIT_S, WHO, Page, put_treaty, watched
from tests.qa.web.serving import forget, running, served

pytestmark = IN_A_BROWSER

SEEN = "What was seen off Quennish on Sunday?"


@pytest.fixture
def filled(archive: Archive) -> Desk:
    put_treaty(archive)
    return Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))


def test_an_open_page_outlives_a_restart_of_the_server(
    filled: Desk, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_GRACE_S", 0)
    with running(filled) as address:
        forget(browser, address)
        shown = Page(browser, address, None)
        shown.open()
        shown.ask(WHO)
        shown.until(lambda: "conversation=" in browser.current_url)
        shown.one("#cd-question textarea").send_keys(SEEN)
    with running(filled) as again:
        assert again == address
        # Asked of a server that knows nothing of the page: nothing of either is lost.
        shown.one("#cd-question textarea").send_keys(ENTER)
        shown.until(lambda: shown.texts(".cd-question") == [WHO, SEEN])
        shown.until_answered(2)
        assert "whale was seen" in "".join(shown.texts("#turn-2 .cd-sentence"))
        shown.one("#cd-question textarea").send_keys("half a que")
        browser.get("about:blank")
    with running(filled) as again:
        assert again == address
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
        shown.send(WHO)
        shown.until(lambda: shown.one("#cd-stop").is_displayed())
        try:
            shown.click("#cd-stop")
            shown.until(lambda: "You stopped this answer." in "".join(shown.texts(".cd-turn")))
            reset = (
                "return performance.getEntriesByType('resource').some((one) => one.name.endsWith('/reset'))"
            )
            shown.until(lambda: browser.execute_script(reset))
            # The next question need not wait for the step that the stopped answer is at.
            monkeypatch.setattr(filled, "stream", stream)
            shown.send(WHO)
            shown.until(lambda: len(shown.all(".cd-turn")) == 2 and not shown.all(".cd-turn[aria-busy]"))
        finally:
            let_go.set()
