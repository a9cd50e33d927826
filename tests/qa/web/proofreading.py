"""What can be read off a page without knowing what it is about."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

# What the page's own words never are, whatever the articles say.
FAULTS = {
    "a day that no reader writes": r"\b20\d\d-\d\d-\d\d\b",
    "a quotation mark right within another": r"“\s*[“\"]|[”\"]\s*”",
    "one of a plural": r"(?<![\d.,:-])1 (?:articles|outlets|sources|files|hits|versions)\b",
    "an abbreviation": r"\b\d+ v\.",
}


def contrast(first: str, second: str) -> float:
    """The ratio of two CSS colours after WCAG 2.2: 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def proofread(driver: Any) -> None:
    """Hold what is shown to one way to write days and quotations, and each marker to a word beside it."""
    shown = str(driver.execute_script("return document.body.innerText"))
    for fault, what in FAULTS.items():
        found = re.search(what, shown)
        assert not found, f"{fault}: {shown[max(0, found.start() - 60) : found.end() + 60]}"
    lone = (
        "return [...document.querySelectorAll('.cd-sentence .cd-marker, .cd-direct-words .cd-marker')]"
        ".filter((one) => { const end = one.closest('.cd-end'), box = one.getBoundingClientRect();"
        "return box.width && !(end?.firstChild?.textContent.trim() && end.getClientRects().length) })"
        ".map((one) => one.parentElement.parentElement.textContent)"
    )
    assert not (alone := driver.execute_script(lone)), alone


def axe() -> str | None:
    """The script of axe-core, from the package that carries it, or None where that is not installed."""
    found = importlib.util.find_spec("axe_playwright_python")
    folders = list(found.submodule_search_locations or []) if found else []
    return (Path(folders[0]) / "axe.min.js").read_text(encoding="utf-8") if folders else None


AXE = axe()


def check(driver: Any, within: str) -> None:
    """Have axe-core look for what keeps people with a disability out, in a part of the page."""
    if AXE is None:
        return
    if not driver.execute_script("return 'axe' in window"):
        driver.execute_script(AXE)
    wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    # To be told of what passes too would take longer.
    options = {"runOnly": wcag, "resultTypes": ["violations"]}
    found = driver.execute_async_script(
        # What scrolls beneath the line to type in is covered for the moment, not too small to hit.
        "const done = arguments[arguments.length - 1], line = document.getElementById('cd-composer');"
        # Between two colors a button has the contrast of neither.
        "document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity)"
        ".forEach((one) => one.finish());"
        "line?.style.setProperty('position', 'static', 'important');"
        "axe.run(arguments[1] === 'body' ? document : arguments[1], arguments[0]).then((found) => {"
        "line?.style.removeProperty('position'); done(found.violations) })",
        options,
        within,
    )
    bad = [item for item in found if item["impact"] in {"serious", "critical"}]
    told = {item["id"]: [node["html"][:200] for node in item["nodes"]] for item in bad}
    assert not told, f"axe-core finds: {told}"
