"""The chat in a real browser: what a reader sees, clicks and must never see.

``pytest tests/qa/web/test_browser.py --screenshots docs`` makes the README's pictures.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.kept import each_feedback
from index.listing import list_articles
from qa import Desk
from qa.settings import Settings
from tests.conftest import ROOT, SAMPLES

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.real,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
]

WAIT_S = 30


def axe() -> str | None:
    """The script of axe-core, from the package that carries it, or None where that is not installed."""
    found = importlib.util.find_spec("axe_playwright_python")
    folders = list(found.submodule_search_locations or []) if found else []
    return (Path(folders[0]) / "axe.min.js").read_text(encoding="utf-8") if folders else None


AXE = axe()
TURBINE = "What did it cost to repair turbine two at the Saltrey tidal plant?"
WRECK = "How deep does the wreck of the Perpetua Amadine lie?"
FARE = "How much is an adult single on the Hask ferry now?"
HOSTILE = {
    "id": "hostile",
    "title": "Café 😀 owner <b onmouseover=alert(1)>Zoltan Quibbleworth</b> wins prize",
    "body": (
        "The evening was loud: 😀👩🏽\u200d🚀 e\u0301toile \U0001d518\U0001d518 مرحبا, and nobody minded.\n\n"
        "Zoltan Quibbleworth won the Zanzibar soup prize <script>window.hacked = 1</script> with "
        "[a link](javascript:window.hacked=2) of **leek** & <img src=x onerror='window.hacked=3'> cream."
    ),
    "source": "The <i>Ladle</i>",
    "published_at": "2025-06-01",
    "url": "javascript:window.hacked=4",
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Desk]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("archive"), cache_dir=model_cache, writing="quotes")
    with pytest.MonkeyPatch.context() as patch, Desk.open(settings=settings) as desk:
        patch.chdir(SAMPLES.parent.parent)
        assert desk.sync(["corpus/samples"]).failed == 0
        yield desk


@pytest.fixture(scope="module")
def address(samples: Desk) -> Iterator[str]:
    """Where `citedesk serve` serves the samples, in a process of its own."""
    settings = samples.settings
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--json", "--port", "0"]
    environment = os.environ | {
        "CITEDESK_DATA_DIR": str(settings.data_dir),
        "CITEDESK_CACHE_DIR": str(settings.cache_dir),
    }
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        event = json.loads(server.stdout.readline())
        assert event["event"] == "serving"
        yield event["url"]
        server.send_signal(signal.SIGINT)
        assert json.loads(server.stdout.readline()) == {"event": "stopped"}
    assert server.returncode == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


class Page:
    """The chat as a reader uses it."""

    def __init__(self, driver: Any, address: str, screenshots: Path | None) -> None:
        self.driver = driver
        self.address = address
        self._screenshots = screenshots

    def open(self, width: int = 1280, height: int = 860, dark: bool = False) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        self.driver.get(self.address)
        self.until(lambda: self.all("#cd-question textarea"))
        self.until(lambda: not self.all(".cd-state"))

    def until(self, true: Callable[[], Any]) -> Any:
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        stale = [StaleElementReferenceException]
        return WebDriverWait(self.driver, WAIT_S, 0.1, ignored_exceptions=stale).until(lambda _: true())

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        return self.until(lambda: self.all(selector))[0]

    def texts(self, selector: str) -> list[str]:
        return [element.get_property("textContent") for element in self.all(selector)]

    def ask(self, question: str) -> None:
        turns = len(self.all(".cd-turn"))
        box = self.one("#cd-question textarea")
        box.send_keys(question, "\ue007")
        self.until_answered(turns + 1)

    def ask_anew(self, question: str) -> None:
        self.one("#cd-question textarea").send_keys(question, "\ue007")
        self.until(lambda: self.texts(".cd-question")[-1:] == [question])
        self.until(lambda: not self.all(".cd-turn[aria-busy]"))

    def until_answered(self, turns: int) -> None:
        self.until(lambda: len(self.all(".cd-turn")) == turns and not self.all(".cd-turn[aria-busy]"))

    def read(self, selector: str) -> str:
        """Open the reader and return the words that are marked in it, "" for none."""
        self.one(selector).click()
        self.until(lambda: self.all("dialog[open] .cd-reader-title"))
        self.check()
        return "".join(self.texts("dialog[open] mark"))

    def press(self, key: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(key).perform()

    def close_reader(self) -> None:
        self.press("\ue00c")
        self.until(lambda: not self.all("dialog[open]"))

    def check(self) -> None:
        """Have axe-core look for what keeps people with a disability out."""
        if AXE is None:
            return
        self.driver.execute_script(AXE)
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, arguments[0]).then((found) => done(found.violations))",
            rules,
        )
        bad = [item for item in found if item["impact"] in {"serious", "critical"}]
        assert {item["id"]: [node["html"][:200] for node in item["nodes"]] for item in bad} == {}

    def shoot(self, name: str) -> None:
        if self._screenshots:
            self._screenshots.mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(str(self._screenshots / f"{name}.png"))


@pytest.fixture
def page(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that must leave no error in the console and ask no other host for anything."""
    folder = request.config.getoption("--screenshots")
    root = request.config.invocation_params.dir
    for log in ("browser", "performance"):
        browser.get_log(log)
    yield Page(browser, address, root / folder if folder else None)
    severe = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_an_answer_leads_to_the_exact_words(page: Page, samples: Desk) -> None:
    page.open()
    assert any(WRECK in text for text in page.texts("button.cd-example"))
    page.check()
    page.shoot("start")
    page.ask(WRECK)
    answer = samples.ask(WRECK)
    assert answer.status == "answered"
    assert len(page.all("[data-marker]")) == len(answer.citations)
    assert "Quoted from the articles" in page.one(".cd-answer").text
    assert not any(example.is_displayed() for example in page.all("button.cd-example"))
    cards = page.texts(".cd-card")
    for citation, card in zip(answer.citations, cards, strict=True):
        assert citation.quote in card
        assert citation.title in card
        assert str(citation.source) in card
        assert "8 July 2025" in card
    for citation in answer.citations:
        assert page.read(f"[data-marker='{citation.marker}']") == citation.quote
        assert page.one(".cd-card.cd-lit").get_attribute("id") == f"source-1-{citation.marker}"
        page.close_reader()
    page.check()
    page.read("[data-marker='2']")
    mark = page.one("dialog[open] mark")
    box, window = mark.rect, page.driver.get_window_size()
    assert 0 <= box["y"] <= window["height"]
    page.shoot("reader")


def test_an_answer_from_several_years_names_outlet_and_day_of_each(page: Page) -> None:
    page.open()
    page.ask(FARE)
    days = [origin.split("·")[-1].strip() for origin in page.texts(".cd-card .cd-origin")]
    assert list(dict.fromkeys(days))[:2] == ["15 January 2026", "13 February 2025"]
    assert "€10.20" in page.texts(".cd-sentence")[0]
    assert "Read as of 2026-02-19" in page.one(".cd-notice").text
    page.shoot("chat")


def test_an_example_is_one_click(page: Page) -> None:
    page.open()
    page.one("button.cd-example").click()
    page.until_answered(1)
    assert page.all("[data-marker]")


def test_a_refusal_shows_near_headlines_that_open(page: Page) -> None:
    page.open()
    page.ask("Who won the 1998 World Cup final in Paris?")
    assert "does not answer" in page.one(".cd-nothing").text
    assert not page.all("[data-marker]")
    headline = page.one(".cd-nearest .cd-headline").text
    assert page.read(".cd-nearest .cd-headline") == ""
    assert page.one(".cd-reader-title").text == headline


def test_a_conversation_keeps_its_turns_and_their_sources(page: Page) -> None:
    page.open()
    page.ask(WRECK)
    page.ask(TURBINE)
    assert page.texts(".cd-question") == [WRECK, TURBINE]
    assert page.texts(".cd-earlier summary") == [f"Earlier: {WRECK}"]
    quote = page.texts("#source-1-1 blockquote")[0]
    assert page.read("#turn-1 [data-marker='1']") == quote


def test_what_cannot_be_used_is_an_error_that_says_what_to_do(page: Page) -> None:
    page.open()
    page.one("#cd-filters button").click()
    day = page.until(
        lambda: [box for box in page.all("#cd-days input, #cd-days textarea") if box.is_displayed()]
    )[0]
    day.send_keys("yesterday")
    page.ask(WRECK)
    assert "yesterday" in page.one(".cd-error").text
    assert "YYYY-MM-DD" in page.one(".cd-error").text


def test_an_article_is_text_and_its_offsets_count_code_points(
    page: Page, samples: Desk, tmp_path: Path
) -> None:
    page.open()  # Before the article comes: a page that is open sees what is synced meanwhile.
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(HOSTILE), encoding="utf-8")
    assert samples.sync([path]).added == 1
    page.ask("Who won the Zanzibar soup prize?")
    body = samples.article("hostile").body
    [quote] = [text for text in page.texts(".cd-card blockquote") if "Zanzibar" in text]
    assert quote in body
    assert "<script>window.hacked = 1</script>" in body
    assert page.read("[data-marker='1']") == quote
    assert page.texts("dialog .cd-reader-body") == [body]
    assert page.one(".cd-reader-title").text == HOSTILE["title"]
    assert not page.all("dialog a[href], .cd-card a[href^='javascript']")
    assert page.driver.execute_script("return window.hacked === undefined")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [375, 1600])
def test_every_width_and_both_themes_can_be_read(page: Page, width: int, dark: bool) -> None:
    page.open(width, 760, dark)
    page.ask(WRECK)
    wide = page.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width
    colours = page.driver.execute_script(
        "const style = getComputedStyle(document.querySelector('.cd-sentence'));"
        "return [style.color, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(*colours) >= 7
    page.shoot(f"{'dark' if dark else 'light'}-{width}")
    assert page.read("[data-marker='1']")
    page.shoot(f"reader-{'dark' if dark else 'light'}-{width}")


def contrast(first: str, second: str) -> float:
    """The ratio of two CSS colours after WCAG 2.2: 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_a_marker_shows_its_quote_and_the_reader_goes_from_source_to_source(
    page: Page, samples: Desk
) -> None:
    page.open()
    page.ask(WRECK)
    quotes = [cited.quote for cited in samples.ask(WRECK).citations]
    page.driver.execute_script("document.getElementById('marker-1-1').focus()")
    assert page.one(".cd-hover-quote").text == quotes[0]
    page.press("\ue00c")
    assert not page.all(".cd-hover")
    assert page.read("[data-marker='1']") == quotes[0]
    page.one("dialog .cd-step[aria-label='Next source']").click()
    page.until(lambda: page.texts("dialog[open] mark") == [quotes[1]])
    page.close_reader()
    assert page.driver.execute_script("return document.activeElement.id") == "marker-1-1"
    page.driver.execute_script("document.activeElement.blur()")
    page.press("/")
    assert page.driver.execute_script("return document.activeElement.tagName") == "TEXTAREA"


def test_feedback_a_link_and_a_past_conversation(page: Page, samples: Desk) -> None:
    page.open()
    page.ask(WRECK)
    answer = samples.ask(WRECK)
    page.one("[data-rating='down']").click()
    page.one(".cd-comment textarea").send_keys("Too long")
    page.one("[data-do='comment']").click()
    page.until(lambda: "your comment is kept." in page.one(".cd-comment").text)
    page.check()
    *_, said = each_feedback(samples.archive.catalogue)
    assert (said.rating, said.comment, said.asked) == ("down", "Too long", WRECK)
    assert [cited["quote"] for cited in said.answer["citations"]] == [c.quote for c in answer.citations]
    page.one("[data-do='share']").click()
    link = page.one("a[data-fresh-link]").get_attribute("href")
    page.one("[data-do='new']").click()
    page.until(lambda: not page.all(".cd-turn"))
    assert any(example.is_displayed() for example in page.all("button.cd-example"))
    page.one("#cd-past summary").click()
    page.one(".cd-past-open").click()
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    assert [*page.texts(".cd-card blockquote")] == [cited.quote for cited in answer.citations]
    page.driver.get(link)
    page.until(lambda: page.texts(".cd-question") == [WRECK])
    assert "Shared on" in page.one(".cd-turn").text
    assert page.read("[data-marker='1']") == answer.citations[0].quote


def tab(page: Page, name: str) -> None:
    page.until(lambda: [tab for tab in page.all("button[role='tab']") if tab.text == name])[0].click()


def test_articles_are_uploaded_found_asked_about_removed_and_restored(page: Page, tmp_path: Path) -> None:
    path, broken = tmp_path / "quorn.json", tmp_path / "broken.json"
    text = "The zebra crossing in Quorn opened on Friday. It cost 12,345 euros, Mayor Tulip Wren said."
    path.write_text(json.dumps({"id": "quorn", "title": "Quorn opens zebra crossing", "body": text}))
    broken.write_text("{")
    page.open()
    tab(page, "Archive")
    page.until(lambda: page.all(".cd-table tbody tr"))
    page.check()
    page.shoot("archive")
    page.one("#cd-files input[type='file']").send_keys(f"{path}\n{broken}")
    page.until(lambda: len(page.all("#cd-files .file")) == 2)
    page.one("#cd-take").click()
    page.until(lambda: "Done in" in "".join(page.texts(".cd-job")))
    told = "".join(page.texts(".cd-job"))
    assert "1 added, 1 failed" in told
    assert "Quorn opens zebra crossing: added" in told
    assert "broken.json: " in told
    page.one("#cd-find input, #cd-find textarea").send_keys("quorn zebra")
    page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Quorn opens zebra crossing"])
    tab(page, "Chat")
    page.ask("How much did the zebra crossing in Quorn cost?")
    assert "12,345 euros" in "".join(page.texts(".cd-sentence"))
    tab(page, "Archive")
    page.one("[data-do='remove']").click()
    page.driver.switch_to.alert.accept()
    page.until(lambda: not page.all("[data-do='remove']"))
    page.one("[data-do='removed']").click()
    page.one("[data-do='restore']").click()
    page.until(lambda: not page.all("[data-do='restore']"))
    page.one("[data-do='removed']").click()
    page.until(lambda: page.texts(".cd-table tbody .cd-headline") == ["Quorn opens zebra crossing"])


def test_another_programs_page_cannot_change_the_archive(page: Page, samples: Desk) -> None:
    """Events of the page may be called by whoever reads its configuration: the rights are checked there."""
    page.open()
    config = httpx.get(f"{page.address}/config").json()
    events = [e["id"] for e in config["dependencies"] if any(name == "archive" for _, name in e["targets"])]
    takes = [e["id"] for e in config["dependencies"] if len(e["inputs"]) == 2 and not e["queue"]]
    assert events
    with httpx.Client(base_url=page.address, headers={"origin": "http://localhost:3000"}) as client:
        for fn_index in {*events, *takes}:
            said = {"do": "remove", "id": "lighthouse-last-keeper"}
            for data in ([None], [None, "https://courier.example/feed"]):
                body = {"fn_index": fn_index, "data": data, "event_data": said, "session_hash": "x"}
                client.post("/gradio_api/run/predict", json=body)
        files = {"files": ("a.txt", b"Headline\n\nText.")}
        assert client.post("/gradio_api/upload", files=files).status_code == 403
    assert list_articles(samples.archive.catalogue, removed=True).total == 0


def test_twenty_people_at_once_and_two_browsers_apart(page: Page, browser: Any, samples: Desk) -> None:
    answer = samples.ask(WRECK).text
    asked: dict[str, Any] = {"json": {"question": WRECK}, "timeout": 60}
    with ThreadPoolExecutor(20) as pool:
        tasks = [pool.submit(httpx.post, f"{page.address}/api/ask", **asked) for _ in range(20)]
        assert {task.result().json()["text"] for task in tasks} == {answer}
    page.open()
    page.ask(WRECK)
    first = browser.current_window_handle
    browser.switch_to.new_window("window")
    try:
        page.open()
        assert not page.all(".cd-turn")
        page.ask(TURBINE)
        assert page.texts(".cd-question") == [TURBINE]
    finally:
        browser.close()
        browser.switch_to.window(first)
    assert page.texts(".cd-question") == [WRECK]


def test_an_outlet_is_chosen_and_told(page: Page) -> None:
    page.open()
    page.one("#cd-filters button").click()
    outlets = page.until(lambda: [box for box in page.all("#cd-filters input") if box.is_displayed()])[0]
    outlets.send_keys("Northshore Wire", "\ue007")
    page.ask(WRECK)
    assert "only Northshore Wire" in page.one(".cd-turn").text
    assert {text.split("·")[0].strip() for text in page.texts(".cd-card .cd-origin")} == {"Northshore Wire"}


def test_editing_a_question_puts_it_back_into_the_line(page: Page) -> None:
    page.open()
    page.ask("How deep does the wreck lie?")
    page.one("[data-do='edit']").click()
    box = page.one("#cd-question textarea")
    page.until(lambda: box.get_property("value") == "How deep does the wreck lie?")
    box.clear()
    page.ask_anew(WRECK)
    assert page.texts(".cd-question") == [WRECK]
