"""Bringing files from anywhere: dropped on the page, or by the button of an empty archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.archive import Archive
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from tests.qa.web.browsing import IN_A_BROWSER, Page, served, watched
from tests.qa.web.conftest import PASSWORD

pytestmark = IN_A_BROWSER
# What a browser does with files that somebody drags: there is no other way to cause it from here.
DRAG = (
    "const data = new DataTransfer();"
    "data.items.add(new File([arguments[1]], 'ferry.json', { type: 'application/json' }));"
    "for (const kind of arguments[0]) document.querySelector('.cd-welcome').dispatchEvent("
    "new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));"
)
FERRY = json.dumps({"id": "a", "title": "Ferry sinks", "body": "It sank off Hask."})


def test_files_dropped_on_the_chat_of_an_empty_archive_are_taken_in(
    desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.until(lambda: page.all("[data-upload]"))
        page.check()
        page.shoot("empty")
        browser.execute_script(DRAG, ["dragover"], FERRY)
        assert page.one(".cd-veil").text == "Drop the files to add them to the archive"
        page.shoot("dropping")
        browser.execute_script(DRAG, ["drop"], FERRY)
        page.until(lambda: page.texts(".cd-upload bdi, .cd-upload span")[:1] == ["ferry.json"])
        assert not page.all(".cd-veil")
        page.until(lambda: not page.all(".cd-upload progress"))
        page.one("#cd-take").click()
        page.until(lambda: "Ferry sinks" in "".join(page.texts(".cd-job")))
        page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Ferry sinks"])
        page.check()
        page.shoot("dropped")


def test_the_button_of_an_empty_archive_opens_the_choice_of_files(
    desk: Desk, browser: Any, screenshots: Path | None, tmp_path: Path
) -> None:
    path = tmp_path / "ferry.json"
    path.write_text(FERRY)
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.one("[data-upload]").click()
        page.one("#cd-chooser").send_keys(str(path))
        page.until(lambda: page.all(".cd-upload") and not page.all(".cd-upload progress"))
        page.one("#cd-take").click()
        page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Ferry sinks"])


def test_readers_are_told_that_they_may_not(
    archive: Archive, accounts: Accounts, browser: Any, screenshots: Path | None
) -> None:
    desk = Desk(archive, Settings(data_dir=archive.place.folder, users_file=accounts.path))
    with served(desk, browser) as address:
        browser.get(address)
        browser.find_element("name", "name").send_keys("rita")
        browser.find_element("name", "password").send_keys(PASSWORD, "\ue007")
        page = Page(browser, address, screenshots)
        page.until(lambda: page.all(".cd-welcome h2"))
        assert not page.all("[data-upload]")
        browser.execute_script(DRAG, ["dragover", "drop"], FERRY)
        page.until(lambda: "Only an operator" in "".join(page.texts(".cd-veil")))
