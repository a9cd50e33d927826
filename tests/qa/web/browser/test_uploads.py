"""Bringing files from anywhere: dropped on the page, or by the button of an empty archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from tests.index.makers import article, day, put
from tests.qa.web.browsing import IN_A_BROWSER, Page, watched
from tests.qa.web.conftest import PASSWORD
from tests.qa.web.serving import served

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
        page.everywhere("empty")
        browser.execute_script(DRAG, ["dragover"], FERRY)
        assert page.one(".cd-veil").text == "Drop the files to add them to the archive"
        page.shoot("dropping")
        browser.execute_script(DRAG, ["drop"], FERRY)
        page.until(lambda: page.texts(".cd-upload bdi, .cd-upload span")[:1] == ["ferry.json"])
        assert not page.all(".cd-veil")
        page.until(lambda: not page.all(".cd-upload progress"))
        page.click("#cd-take")
        page.until(lambda: "Ferry sinks" in "".join(page.texts(".cd-job")))
        page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Ferry sinks"])
        page.everywhere("dropped")


@pytest.mark.soak
def test_the_button_of_an_empty_archive_opens_the_choice_of_files(
    desk: Desk, browser: Any, screenshots: Path | None, tmp_path: Path
) -> None:
    path = tmp_path / "ferry.json"
    path.write_text(FERRY)
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.click("[data-upload]")
        page.one("#cd-chooser").send_keys(str(path))
        page.until(lambda: page.all(".cd-upload") and not page.all(".cd-upload progress"))
        page.click("#cd-take")
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
        page.until(lambda: "Only operators may" in "".join(page.texts(".cd-veil")))


@pytest.mark.soak
def test_outlet_and_day_are_said_by_hand_for_articles_that_name_none(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None, tmp_path: Path
) -> None:
    upload = tmp_path / "tug.json"
    upload.write_text(json.dumps({"id": "Tug", "title": "Tug sinks", "body": "It sank too."}))
    put(archive, *(article(name, f"The {name} sank.", title=f"{name} sinks") for name in ("Ferry", "Barge")))
    put(archive, article("Whole", "It sank.", source="The Gazette", published_at=day("2026-02-27")))
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.tab("Archive")
        page.until(lambda: len(page.all(".cd-unnamed [data-id]")) == 2)
        # Closed, it leaves the articles in sight.
        page.until(lambda: not page.one(".cd-unnamed").get_property("open"))
        page.click(".cd-unnamed summary")
        page.check()
        page.click("[data-do='label']")
        page.until(lambda: "Neither an outlet nor a day" in "".join(page.texts("#cd-labelled")))
        page.click(".cd-unnamed [data-id='Ferry']")
        page.one(".cd-unnamed [name='outlet']").send_keys("The Cour")
        page.one("#cd-files input[type='file']").send_keys(str(upload))
        page.until(lambda: page.all(".cd-upload") and not page.all(".cd-upload progress"))
        page.click("#cd-take")
        page.until(lambda: page.all(".cd-unnamed [data-id='Tug']"))
        # The form is drawn anew, with the new article and with what was typed and ticked.
        page.until(lambda: page.one(".cd-unnamed [name='outlet']").get_property("value") == "The Cour")
        ticked = [tick.get_dom_attribute("data-id") for tick in page.all(".cd-unnamed [data-id]:checked")]
        assert ticked == ["Ferry"]
        page.one(".cd-unnamed [name='outlet']").send_keys("ier")
        browser.execute_script("document.querySelector('.cd-unnamed [name=day]').value = '2026-03-01'")
        page.shoot("label")
        page.click("[data-do='label']")
        page.until(lambda: "Saved for 1 article." in "".join(page.texts("#cd-labelled")))
        page.until(lambda: "The Courier" in "".join(page.texts(".cd-table")))
        page.everywhere("labelled")
        assert "1 March 2026" in "".join(page.texts(".cd-table"))
        assert "The Courier, 1 March 2026 (set by hand)" in "".join(page.texts(".cd-unnamed"))
        assert page.one(".cd-unnamed [name='outlet']").get_property("value") == ""
