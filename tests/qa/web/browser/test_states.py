"""What samples and quotes do not show of the page: accounts, feeds, other scripts.

The server is in this process, over a bag of words and scripted models, so that nothing takes long.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.archive import Archive
from index.registers.audit_log import last_actions
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from qa.web import middleware
from qa.web.api import native
from qa.web.concurrency import AT_ONCE, Asking
from tests.fakes import GatedModel
from tests.index.makers import article, day, put
from tests.qa.web.browsing import ENTER, ESCAPE, IN_A_BROWSER, TREATY, WHO, Page, opened, put_treaty, watched
from tests.qa.web.conftest import PASSWORD
from tests.qa.web.serving import served

pytestmark = IN_A_BROWSER

HOSTILE = (
    "<img src=x onerror=window.hacked=1> [a](javascript:window.hacked=2) **b** "
    "<script>window.hacked=3</script>"
)


def test_the_page_is_there_while_the_models_load_and_says_so(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_treaty(archive)
    loaded = threading.Event()
    monkeypatch.setattr(desk, "warm", lambda: loaded.wait(120))
    with served(desk, browser) as address, watched(browser, address):
        shown = Page(browser, address, screenshots)
        browser.get(address)
        shown.until(lambda: "Loading the models" in "".join(shown.texts(".cd-state")))
        assert "2 articles" in shown.one(".cd-about").text
        box = shown.one("#cd-question textarea")
        box.send_keys("Who")
        shown.check()
        shown.shoot("loading")
        loaded.set()
        shown.until(lambda: not shown.all(".cd-state"))
        assert box.get_property("value") == "Who"


def drawn_in_order(browser: Any, selector: str, text: str) -> bool:
    """Whether a text stands there, and its first character is drawn left of its last."""
    drawn = browser.execute_script(
        "const text = document.querySelector(arguments[0]).firstChild, range = document.createRange();"
        "return [text.data, ...[0, text.length - 1].map((at) => {"
        "range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().left })]",
        selector,
    )
    return drawn[0] == text and drawn[1] < drawn[2]


def test_what_runs_from_right_to_left_is_shown_so(
    archive: Archive, desk: Desk, browser: Any, screenshots: Path | None
) -> None:
    text = "غادرت السفينة الميناء صباح الأحد.\n\nThe ferry carried 300 people."
    title, source = "السفينة غادرت الميناء", "صحيفة الميناء"
    given = {"author": "By Ada Roe", "published_at": day("2025-02-02")}
    put(archive, article("ar", text, title=title, source=source, **given))
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots, width=375, height=760)
        shown.ask("متى غادرت السفينة الميناء؟")
        way = "return getComputedStyle(document.querySelector(arguments[0])).direction"
        for part in (".cd-question", ".cd-quotation", ".cd-sentence", ".cd-around"):
            assert browser.execute_script(way, part) == "rtl"
        bidi = "return getComputedStyle(document.querySelector('#cd-question textarea')).unicodeBidi"
        assert browser.execute_script(bidi) == "plaintext"
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 375
        assert drawn_in_order(browser, ".cd-quotation time", "2 February 2025")
        shown.shoot("right-to-left")
        assert shown.read("[data-marker='1']") in text + "السفينة غادرت الميناء"
        assert browser.execute_script(way, ".cd-reader-title") == "rtl"
        assert shown.texts("dialog .cd-origin bdi")[-1] == "By Ada Roe"
        browser.execute_script("navigator.clipboard.writeText = async (text) => { window.copied = text }")
        shown.click("dialog .cd-take-along button")
        assert "(Ada Roe, " in browser.execute_script("return window.copied")
        shown.check()
        shown.shoot("right-to-left-reader")


def test_accounts_lead_in_and_out_and_a_removal_names_its_own(
    archive: Archive, accounts: Accounts, browser: Any, screenshots: Path | None
) -> None:
    put_treaty(archive)
    desk = Desk(archive, Settings(data_dir=archive.place.folder, users_file=accounts.path))
    with served(desk, browser) as address:
        shown = Page(browser, address, screenshots)
        for name in ("rita", "otto"):
            browser.get(address)
            assert browser.current_url == f"{address}/login"
            shown.check()
            shown.shoot("login")
            shown.one("[name='name']").send_keys(name)
            shown.one("[name='password']").send_keys(PASSWORD, ENTER)
            shown.until(lambda name=name: shown.texts(".cd-account") == [name])
            shown.tab("Archive")
            shown.until(lambda: len(shown.all(".cd-table tbody tr")) == 2)
            assert bool(shown.all("[data-do='remove']")) is (name == "otto")
            assert any(part.is_displayed() for part in shown.all("#cd-add-feed")) is (name == "otto")
            if name == "rita":
                shown.click(".cd-menu form button")
                shown.until(lambda: browser.current_url == f"{address}/login")
        shown.click("[data-do='remove']")
        shown.click("dialog.cd-ask .cd-sure")
        shown.until(lambda: "1 article ·" in shown.one(".cd-about").text)
        [entry] = last_actions(archive.catalogue, 1)
        assert (entry["action"], entry["by"]) == ("remove", "otto")
        browser.delete_all_cookies()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address under which a server of this machine gives it out."""
    folder = tmp_path / "site"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def feed(*sentences: str) -> str:
    """An Atom feed of one article, long enough to be the article itself."""
    filling = " ".join(f"Barrel {number} of herring was landed in Port Ellisk." for number in range(30))
    body = escape(" ".join([*sentences, filling]))
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Ladle</title><id>urn:f</id>'
        "<entry><id>urn:1</id><title>Herring landed</title><updated>2025-06-01T00:00:00Z</updated>"
        f'<link href="https://ladle.example/1"/><content type="text">{body}</content></entry></feed>'
    )


@pytest.mark.soak
def test_an_empty_archive_is_filled_from_a_feed_and_a_correction_is_shown(
    archive: Archive, browser: Any, screenshots: Path | None, site: tuple[Path, str]
) -> None:
    folder, place = site
    (folder / "feed.xml").write_text(feed("The harbour fee is 40 euros.", "Nobody was hurt."))
    desk = Desk(archive, Settings(data_dir=archive.place.folder, fetch_local=True, writing="quotes"))
    with served(desk, browser) as address, watched(browser, address):
        shown = opened(browser, address, screenshots)
        # What a page shows before it asks says nothing that may turn out wrong.
        assert "Every sentence of an answer" not in httpx.get(address, timeout=120).text
        shown.until(lambda: "The archive is empty" in shown.one(".cd-welcome").text)
        assert "An empty archive" in shown.one(".cd-about").text
        shown.check()
        shown.shoot("empty")
        shown.tab("Archive")
        shown.one("#cd-feed input, #cd-feed textarea").send_keys(f"{place}/feed.xml", ENTER)
        shown.until(lambda: "1 added" in "".join(shown.texts("#cd-feeds")))
        shown.until(lambda: "1 article · 1 outlet" in shown.one(".cd-about").text)
        shown.tab("Chat")
        shown.until(lambda: "Ask the archive" in shown.one(".cd-welcome").text)
        (folder / "feed.xml").write_text(
            feed("The harbour fee is 45 euros.", f"{HOSTILE}.", "Nobody was hurt.")
        )
        shown.tab("Archive")
        shown.click("#cd-feeds [data-do='fetch']")
        shown.until(lambda: "1 updated" in "".join(shown.texts("#cd-feeds")))
        shown.click(".cd-table .cd-headline")
        shown.until(lambda: shown.all("dialog[open] .cd-reader-title"))
        assert "This is the corrected text." in shown.one("dialog .cd-changed").text
        [button] = [b for b in shown.all("dialog .cd-copy") if b.text == "What changed"]
        button.click()
        shown.until(lambda: shown.all(".cd-changes del"))
        assert shown.texts(".cd-changes del") == ["[removed: 40]"]
        came = shown.texts(".cd-changes ins")
        assert came[0] == "[added: 45]"
        assert "[a](javascript:window.hacked=2)" in " ".join(came)
        assert browser.execute_script("return window.hacked === undefined")
        shown.check()
        shown.shoot("changes")
        button.click()
        shown.until(lambda: not shown.one(".cd-changes").is_displayed())
        assert button.text == "What changed"


def test_words_of_articles_are_text_wherever_the_page_shows_them(
    archive: Archive, browser: Any, screenshots: Path | None, tmp_path: Path
) -> None:
    put(
        archive,
        article("h", f"{TREATY} {HOSTILE}", title=HOSTILE, source=HOSTILE, published_at=day("2025-04-16")),
        article(HOSTILE, f"{TREATY} {HOSTILE}", title=f"{HOSTILE} again", source=f"{HOSTILE} too"),
    )
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))
    named = tmp_path / "<img src=x onerror=window.hacked=4>.json"
    named.write_text("{")
    with served(desk, browser, [f"{WHO} {HOSTILE}"]) as address:
        shown = opened(browser, address, screenshots)
        shown.until(lambda: f"{WHO} {HOSTILE}" in shown.texts(".cd-example"))
        shown.open_filters()
        shown.filter(HOSTILE)
        shown.click(".cd-filter-bar .cd-chip-off")
        shown.until(lambda: not shown.all(".cd-filter-bar .cd-chip"))
        shown.press(ESCAPE)
        shown.ask(f"{WHO} {HOSTILE}")
        assert shown.texts(".cd-question") == [f"{WHO} {HOSTILE}"]
        assert HOSTILE in "".join(shown.texts(".cd-card"))
        assert HOSTILE in shown.read("[data-marker='1']") + "".join(shown.texts("dialog"))
        shown.close_reader()
        shown.click("[data-do='share']")
        link = shown.one("a[data-fresh-link]").get_attribute("href")
        shown.click("#cd-past summary")
        assert shown.texts(".cd-past-open bdi") == [f"{WHO} {HOSTILE}"]
        shown.click(".cd-past-open")
        shown.until(lambda: shown.texts(".cd-question") == [f"{WHO} {HOSTILE}"])
        shown.ask("Who is the mayor of the fishing parliament?")
        assert HOSTILE in shown.texts(".cd-nearest .cd-headline")
        browser.get(link)
        shown.until(lambda: shown.texts(".cd-question") == [f"{WHO} {HOSTILE}"])
        shown.tab("Archive")
        shown.until(lambda: HOSTILE in shown.texts(".cd-table .cd-headline"))
        assert HOSTILE in "".join(shown.texts(".cd-lane-name"))
        shown.one("#cd-files input[type='file']").send_keys(str(named))
        shown.until(lambda: shown.all(".cd-upload") and not shown.all(".cd-upload progress"))
        shown.click("#cd-take")
        shown.until(lambda: "left out" in "".join(shown.texts(".cd-job")))
        assert browser.execute_script("return window.hacked === undefined")
        assert not shown.all("img[src='x']")


def test_a_full_queue_and_a_file_that_is_too_large_are_told(
    archive: Archive,
    browser: Any,
    screenshots: Path | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_treaty(archive)
    model = GatedModel(*[f"{TREATY} [1]\n"] * 5)
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="model"))
    monkeypatch.setattr(desk, "_language_model", lambda: model)
    monkeypatch.setattr(native, "Asking", lambda: Asking(waiting=-AT_ONCE))
    monkeypatch.setattr(middleware, "MAX_UPLOAD", 1000)
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"title": "x", "body": "y" * 2000}))
    with served(desk, browser) as address:
        shown = opened(browser, address, screenshots)
        shown.send(WHO)
        shown.until(lambda: "Ask again in a minute." in "".join(shown.texts(".toast-body")))
        shown.shoot("full")
        shown.tab("Archive")
        shown.one("#cd-files input[type='file']").send_keys(str(large))
        shown.until(lambda: "give it to whoever runs this server" in "".join(shown.texts(".cd-upload-error")))
        shown.shoot("too-large")
        model.gate.set()
