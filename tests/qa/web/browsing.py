"""The page in a real browser: what drives it, and what it must never do."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from tests.index.makers import article, day, put
from tests.qa.web.proofreading import check, proofread

# What only draws pages takes three fifths of the work of a whole Chromium. Debian's script of that name does
# not pass on that it is to end.
_OF_DEBIAN = "/usr/lib/chromium/chromium-headless-shell"
SHELL = shutil.which(_OF_DEBIAN) or shutil.which("chrome-headless-shell")
CHROMIUM = SHELL or shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.flaky(reruns=4),
    # Gradio runs in this process, and warns of what pandas is to drop.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
]
WAIT_S = 120
WINDOWS = [(width, dark) for width in (1440, 1600, 375) for dark in (False, True)]
# Questions that the samples answer.
TURBINE = "What did it cost to repair turbine two at the Saltrey tidal plant?"
WRECK = "How deep does the wreck of the Perpetua Amadine lie?"
# The only one of these that others are offered after.
PIER = "How many people were injured when the ferry struck Kirkvoe pier?"
FARE = "How much is an adult single on the Hask ferry now?"
TREATY = "The regional parliament must ratify the fishing agreement by 12 May."
# Of `put_treaty`.
WHO = "Which parliament must ratify the fishing agreement?"
# Ends when the page has changed since it was last waited for. To look ten times a second took as much of the
# processor as what was waited for. What no change of the page tells is looked at every 400 ms.
CHANGED = """
const done = arguments[0];
const watch = window.testsWatch ??= { changes: 0, seen: 0, tell: () => {} };
if (!watch.observer) {
  watch.observer = new MutationObserver(() => { watch.changes += 1; watch.tell() });
  watch.observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
}
const end = () => { watch.tell = () => {}; clearTimeout(last); watch.seen = watch.changes; done() };
const soon = () => { watch.tell = () => {}; clearTimeout(last); setTimeout(end, 100) };
const last = setTimeout(end, 400);
watch.tell = soon;
if (watch.changes !== watch.seen) soon();
"""
COMPLAINTS = "Autofocus", "not implemented"
ENTER, ESCAPE, TAB = "\ue007", "\ue00c", "\ue004"


class Page:
    """The chat as a reader uses it."""

    def __init__(self, driver: Any, address: str, screenshots: Path | None) -> None:
        self.driver = driver
        self.address = address
        self._screenshots = screenshots
        self._drawn_ms = 0.0
        self._window = 1280, 860, False
        # Colours make nothing wider: only who looks at the pictures needs every width in both.
        self.windows = WINDOWS if screenshots else [WINDOWS[0], WINDOWS[2], WINDOWS[-1]]

    def open(self, width: int = 1280, height: int = 860, dark: bool = False) -> None:
        self._window = width, height, dark
        self.resize(width, height, dark)
        self.driver.get(self.address)
        # What another test was typing; drafts that were sent leave "{}" behind.
        forget = (
            "const kept = Object.values(sessionStorage).some((one) => one !== '{}');"
            "sessionStorage.clear(); return kept"
        )
        if self.driver.execute_script(forget):
            self.driver.get(self.address)
        self.until(lambda: self.all("#cd-question textarea"))
        self._drawn_ms = self.driver.execute_script("return performance.now()")
        self.until(lambda: not self.all(".cd-state"))

    def resize(self, width: int, height: int, dark: bool) -> None:
        """Give the window a size and a theme; the page stays."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def until(self, true: Callable[[], Any]) -> Any:
        """Wait until something is true of the page, which is asked again when it has changed."""
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        stale = [StaleElementReferenceException]
        wait = WebDriverWait(self.driver, WAIT_S, 0.02, ignored_exceptions=stale)
        return wait.until(lambda _: true() or self._until_changed())

    def _until_changed(self) -> None:
        """Wait until the page is another than when it was last waited for, or for a moment."""
        from selenium.common.exceptions import JavascriptException

        # A page that is left meanwhile has changed.
        with suppress(JavascriptException):
            self.driver.execute_async_script(CHANGED)

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        return self.until(lambda: self.all(selector))[0]

    def texts(self, selector: str) -> list[str]:
        """Return what elements say, all at one moment: the page may be drawn anew between two questions."""
        said = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
        return list(self.driver.execute_script(said, selector))

    def send(self, question: str) -> None:
        """Put a question into the line as if it were pasted, and press Enter: typing each letter is slow."""
        box = self.one("#cd-question textarea")
        self.driver.execute_script("arguments[0].focus()", box)
        self.driver.execute_cdp_cmd("Input.insertText", {"text": question})
        box.send_keys(ENTER)

    def ask(self, question: str) -> None:
        turns = len(self.all(".cd-turn"))
        self.send(question)
        self.until_answered(turns + 1)

    def ask_anew(self, question: str) -> None:
        self.send(question)
        self.until(lambda: self.texts(".cd-question")[-1:] == [question])
        self.until(lambda: not self.all(".cd-turn[aria-busy]"))

    def until_answered(self, turns: int) -> None:
        self.until(lambda: len(self.all(".cd-turn")) == turns and not self.all(".cd-turn[aria-busy]"))

    def click(self, selector: str) -> None:
        """Bring a button into view and click it, again where the page is drawn anew meanwhile."""
        from selenium.common.exceptions import (
            ElementClickInterceptedException,
            ElementNotInteractableException,
        )

        def clicked() -> bool:
            button = self.one(selector)
            self.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", button)
            # What goes away, or comes, may lie over it for a moment.
            with suppress(ElementClickInterceptedException, ElementNotInteractableException):
                button.click()
                return True
            return False

        self.until(clicked)

    def _click_of(self, elements: Callable[[], list[Any]]) -> None:
        """Click the first of some elements once there are any, again where the page was drawn anew."""

        def clicked() -> bool:
            first = next(iter(elements()), None)
            if first:
                first.click()
            return first is not None

        self.until(clicked)

    def read(self, selector: str) -> str:
        """Open the reader and return the words that are marked in it, "" for none."""
        self.click(selector)
        self.until(lambda: self.all("dialog[open] .cd-reader-title"))
        return "".join(self.texts("dialog[open] mark"))

    def press(self, key: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(key).perform()

    def tab(self, name: str) -> None:
        shown = "button[role='tab']"
        self._click_of(lambda: [tab for tab in self.all(shown) if tab.text == name])

    def filter(self, name: str) -> None:
        """Choose a value of the open filters of the chat, by its name."""
        values = "#cd-filter-chat-panel .cd-filter-values label"
        self._click_of(lambda: [one for one in self.all(values) if name in one.text])
        self.until(lambda: name in "".join(self.texts("#cd-chat-bar .cd-chip")))

    def open_filters(self) -> Any:
        """Open the filters of the chat, and return the line for their first day."""
        self.one("#cd-filter-chat-open").click()
        return self.one("#cd-filter-chat-first_day")

    def close_reader(self) -> None:
        self.press(ESCAPE)
        self.until(lambda: not self.all("dialog[open]"))

    def check(self, within: str = "body") -> None:
        """Have axe-core look for what keeps people with a disability out, in a part of the page."""
        check(self.driver, within)

    def everywhere(self, name: str, within: str = "body") -> None:
        """Hold the page as it is to every width and both themes: nothing is cut off, nobody is kept out.

        Where the rest of the page was looked at before, by this test or another, `within` is what is new.
        """
        for width, dark in self.windows:
            self.resize(width, 900, dark)
            wide = self.driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide in a window of {width}"
            if (width, dark) in (WINDOWS[0], WINDOWS[-1]):
                self.check(within)
                proofread(self.driver)
            self.shoot(f"{name}-{width}-{'dark' if dark else 'light'}")
        self.resize(*self._window)

    def jumps(self) -> float:
        """How far what is shown has moved by itself since there was something (cumulative layout shift)."""
        moved = self.driver.execute_async_script(
            "const [drawn, done] = arguments; let sum = 0; setTimeout(() => done(sum), 200);"
            "new PerformanceObserver((list) => { for (const shift of list.getEntries())"
            " if (shift.startTime > drawn && !shift.hadRecentInput) sum += shift.value })"
            ".observe({ type: 'layout-shift', buffered: true })",
            self._drawn_ms,
        )
        return float(moved)

    def shoot(self, name: str) -> None:
        if self._screenshots:
            self._screenshots.mkdir(parents=True, exist_ok=True)
            time.sleep(0.3)  # Colours of buttons change little by little.
            self.driver.save_screenshot(str(self._screenshots / f"{name}.png"))


def start_browser() -> Any:
    """A headless Chromium that keeps what its console says and what it asks for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    headless = [] if SHELL else ["--headless=new"]
    for argument in (*headless, "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


@contextmanager
def watched(driver: Any, address: str) -> Iterator[None]:
    """Hold a page to leave no error in the console and to ask no other host for anything."""
    # What a page of before still asks for fails when it is left, and says so in the console.
    driver.get("about:blank")
    for log in ("browser", "performance"):
        driver.get_log(log)
    yield
    said = driver.get_log("browser")
    # The browser's own complaints of a page are warnings: one each time it was opened, one each upload.
    wrong = [
        entry["message"]
        for entry in said
        if entry["level"] == "SEVERE" or any(known in entry["message"] for known in COMPLAINTS)
    ]
    assert not wrong, wrong
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert asked
    own = (address, "data:", "blob:", "about:")
    foreign = [url for url in asked if not url.startswith(own)]
    assert not foreign, foreign


def opened(driver: Any, address: str, screenshots: Path | None, **size: Any) -> Page:
    shown = Page(driver, address, screenshots)
    shown.open(**size)
    return shown


def put_treaty(archive: Archive) -> None:
    put(
        archive,
        article("a", TREATY, title="Fishing agreement", source="The Courier", published_at=day("2025-04-16")),
        article("b", "A whale was seen off Quennish on Sunday.", title="Whale", source="The Signal"),
    )
