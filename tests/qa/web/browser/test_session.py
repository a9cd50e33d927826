"""A session that ends while a page is open: whoever logs in again finds everything as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.archive import Archive
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from tests.qa.web.browsing import ENTER, IN_A_BROWSER, WHO, Page, put_treaty
from tests.qa.web.conftest import PASSWORD
from tests.qa.web.serving import served

pytestmark = IN_A_BROWSER

SEEN = "What was seen off Quennish on Sunday?"


def log_in(page: Page) -> None:
    page.one("[name='name']").send_keys("rita")
    page.one("[name='password']").send_keys(PASSWORD, ENTER)
    page.until(lambda: page.all("#cd-question textarea"))


def test_a_question_asked_after_the_session_ended_is_answered_after_the_log_in(
    archive: Archive, accounts: Accounts, browser: Any, screenshots: Path | None
) -> None:
    put_treaty(archive)
    desk = Desk(archive, Settings(data_dir=archive.place.folder, users_file=accounts.path, writing="quotes"))
    with served(desk, browser) as address:
        page = Page(browser, address, screenshots)
        browser.get(address)
        log_in(page)
        page.ask(WHO)
        page.until(lambda: "conversation=" in browser.current_url)
        browser.delete_all_cookies()
        page.send(SEEN)
        page.until(lambda: page.all("[name='password']"))
        assert "go on with your conversation" in page.one(".cd-login-purpose").text
        page.check()
        page.shoot("session-ended")
        log_in(page)
        page.until(lambda: page.texts(".cd-question") == [WHO, SEEN])
        page.until_answered(2)
        assert "whale was seen" in "".join(page.texts("#turn-2 .cd-sentence"))
        browser.delete_all_cookies()
