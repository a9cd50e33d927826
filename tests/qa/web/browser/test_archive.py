"""The archive's tab in a real browser: uploads, removals, and who may not."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.archive import Archive
from index.browse.listing import list_removed
from index.registers.feeds import list_feeds
from qa import Desk
from tests.index.makers import article, put
from tests.qa.web.browsing import ENTER, ESCAPE, IN_A_BROWSER, Page, watched
from tests.qa.web.serving import served

pytestmark = [*IN_A_BROWSER, pytest.mark.real]


def remove_and_restore(page: Page) -> None:
    """Remove the one article of the table, and take it back from the list of removed ones."""
    page.tab("Archive")
    page.click("#cd-archive-table [data-do='remove']")
    page.click("dialog.cd-ask .cd-sure")
    page.until(lambda: not page.all("#cd-archive-table [data-do='remove']"))
    page.click("[data-do='removed']")
    # Not the one by which the removal is undone.
    page.click("#cd-archive-table [data-do='restore']")
    page.until(lambda: not page.all("#cd-archive-table [data-do='restore']"))
    page.click("[data-do='removed']")


def test_articles_are_uploaded_found_asked_about_removed_and_restored(own_page: Page, tmp_path: Path) -> None:
    page = own_page
    path, broken = tmp_path / "quorn.json", tmp_path / "broken.json"
    text = "The zebra crossing in Quorn opened on Friday. It cost 12,345 euros, Mayor Tulip Wren said."
    path.write_text(json.dumps({"id": "quorn", "title": "Quorn opens zebra crossing", "body": text}))
    broken.write_text("{")
    page.open()
    page.tab("Archive")
    page.until(lambda: page.all(".cd-table tbody tr"))
    page.check()
    page.shoot("archive")
    page.click("[data-order='title']")
    page.until(lambda: page.all("th[aria-sort='ascending'] [data-order='title']"))
    headlines = page.texts(".cd-table tbody .cd-headline")
    assert headlines == sorted(headlines, key=str.casefold)
    page.one("#cd-files input[type='file']").send_keys(f"{path}\n{broken}")
    page.until(lambda: len(page.all(".cd-upload")) == 2 and not page.all(".cd-upload progress"))
    page.everywhere("uploads")
    asked: dict[str, Any] = {"json": {"question": "What does the Hask ferry cost?"}, "timeout": None}
    with ThreadPoolExecutor(4) as others:
        answers = [others.submit(httpx.post, f"{page.address}/api/ask", **asked) for _ in range(8)]
        page.click("#cd-take")
        page.until(lambda: "Done: 2 files" in "".join(page.texts(".cd-job")))
        assert {answer.result().json()["status"] for answer in answers} == {"answered"}
    # Each of the two files is a sync of its own, and the list of them may follow the job.
    page.until(lambda: "quorn.json: 1 added" in "".join(page.texts(".cd-syncs li")[:2]))
    assert page.texts("#cd-syncs h2") == ["Last syncs"]
    page.everywhere("uploads-done")
    assert not page.all(".cd-upload")
    told = " ".join("".join(page.texts(".cd-job")).split())
    assert "quorn.json: added Quorn opens zebra crossing" in told
    assert "broken.json: left out" in told
    page.one("#cd-find input, #cd-find textarea").send_keys("quorn zebra")
    page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Quorn opens zebra crossing"])
    page.tab("Chat")
    page.ask("How much did the zebra crossing in Quorn cost?")
    assert "12,345 euros" in "".join(page.texts(".cd-sentence"))
    remove_and_restore(page)
    page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Quorn opens zebra crossing"])


def test_another_programs_page_cannot_change_the_archive(page: Page, samples: Desk) -> None:
    """Events of the page may be called by whoever reads its configuration: the rights are checked there."""
    page.open()
    config = httpx.get(f"{page.address}/config").json()
    [take] = [c["id"] for c in config["components"] if c["props"].get("elem_id") == "cd-take"]
    [add] = [c["id"] for c in config["components"] if c["props"].get("elem_id") == "cd-add-feed"]
    changing = [[take, "click"], [add, "click"], "operate", "feeds"]
    events = [
        event["id"]
        for event in config["dependencies"]
        if any(list(target) in changing or target[1] in changing for target in event["targets"])
    ]
    assert len(events) == 4
    with httpx.Client(base_url=page.address, headers={"origin": "http://localhost:3000"}) as client:
        for fn_index in events:
            said = {"do": "remove", "id": "lighthouse-last-keeper"}
            for data in ([], [None], ["https://courier.example/feed"]):
                body = {"fn_index": fn_index, "data": data, "event_data": said, "session_hash": "x"}
                assert client.post("/gradio_api/run/predict", json=body).status_code == 403
        assert client.post("/api/uploads?name=a.txt", content=b"Headline\n\nText.").status_code == 403
    assert list_removed(samples.archive.catalogue).total == 0
    assert list_feeds(samples.archive.catalogue, 0).feeds == ()


def focused(page: Page) -> str:
    return str(page.driver.execute_script("return document.activeElement.textContent")).strip()


def test_a_removal_is_asked_for_undone_at_once_and_the_focus_stays_there(
    desk: Desk, archive: Archive, browser: Any, screenshots: Path | None
) -> None:
    put(archive, *(article(name, f"The {name} sank.", title=f"{name} sinks") for name in ("Ferry", "Barge")))
    with served(desk, browser) as address, watched(browser, address):
        page = Page(browser, address, screenshots)
        page.open()
        page.tab("Archive")
        page.one("[data-do='remove'][data-id='Ferry']").send_keys(ENTER)
        page.until(lambda: focused(page) == "Cancel")
        assert "Ferry sinks" in page.texts("dialog.cd-ask")[0]
        page.everywhere("removal-asked", "dialog.cd-ask")
        page.press(ESCAPE)
        page.until(lambda: not page.all("dialog.cd-ask"))
        assert focused(page) == "Remove Ferry sinks"
        page.press(ENTER)
        page.one("dialog.cd-ask .cd-sure").send_keys(ENTER)
        page.until(lambda: focused(page) == "Undo the removal of Ferry sinks")
        assert page.texts(".cd-table tbody .cd-headline") == ["Barge sinks"]
        page.everywhere("removal-done", "#cd-notice")
        page.press(ENTER)
        page.until(lambda: focused(page) == "Remove Ferry sinks")
        assert "“Ferry sinks” is back in use." in page.texts(".cd-notice")[0]
        assert archive.catalogue.counts().articles == 2
