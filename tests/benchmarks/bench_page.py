"""How soon the page shows evidence: `python -m tests.benchmarks.bench_page [--archive DIR --questions FILE]`.

Over the samples, or an archive of your own, with a scripted model that writes nothing for a second: the
milliseconds from Enter in a real browser until the evidence is drawn, and until the question is, which waits
for nothing that is searched. Browser and server share the machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa import Desk
from qa.evaluate.cases import load_cases
from qa.evaluate.metrics import percentile
from qa.models.client import Prompt
from qa.settings import Settings
from tests.benchmarks.markdown import markdown
from tests.fakes import ScriptedModel
from tests.qa.web.browsing import CHROMIUM, DRIVER, Page, opened, start_browser
from tests.qa.web.drawn_times import WATCH
from tests.qa.web.serving import served

SAMPLES = Path("corpus/samples")
SILENCE_S = 1.0
Times = dict[str, float]


class SilentModel(ScriptedModel):
    """A language model that thinks for a while before it writes."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        time.sleep(SILENCE_S)
        yield from super().stream(prompt)


@contextmanager
def desk_of(folder: Path | None) -> Iterator[Desk]:
    """The desk of an archive, or of the samples, whose answers a silent model writes."""
    with tempfile.TemporaryDirectory() as made:
        settings = Settings(data_dir=folder or Path(made), writing="model")
        with Desk.open(settings=settings) as desk:
            if folder is None:
                desk.sync([str(SAMPLES)])
            desk._language_model = lambda: SilentModel("It is so. [1]")  # type: ignore[method-assign]
            yield desk


def measured(page: Page, questions: Sequence[str]) -> list[Times]:
    """Ask each on a page of its own; one whose evidence is not shown before the model has no row."""
    rows = []
    for question in questions:
        page.open()
        page.driver.execute_script(WATCH)
        page.send(question)
        page.until_answered(1)
        times: dict[str, Any] = page.driver.execute_script("return times")
        if "evidence" in times:
            rows.append({name: times[name] - times["enter"] for name in ("question", "evidence")})
    return rows


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_page", description=__doc__)
    parser.add_argument("--archive", type=Path, help="an archive's folder; without it the samples are synced")
    parser.add_argument("--questions", type=Path, default=SAMPLES / "questions.jsonl")
    parser.add_argument("--limit", type=int, default=40)
    given = parser.parse_args()
    questions = [case.question for case in load_cases(given.questions)][: given.limit]
    if not (CHROMIUM and DRIVER):
        print("The page was not measured: chromium and chromedriver are not installed.")
        return
    driver = start_browser()
    try:
        with desk_of(given.archive) as desk, served(desk, driver) as address:
            page = opened(driver, address, None)
            measured(page, questions[:3])  # Loads the models and fills the browser's caches.
            rows = measured(page, questions)
    finally:
        driver.quit()
    table = [
        [name, *(f"{percentile([row[name] for row in rows], share):.0f}" for share in (50, 95))]
        for name in ("question", "evidence")
    ]
    print(f"{len(questions)} questions, evidence before the model for {len(rows)}\n")
    print(markdown(["ms from Enter until drawn", "median", "95 %"], table))


if __name__ == "__main__":
    main()
