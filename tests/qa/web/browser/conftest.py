"""One browser for all tests of the page, and one server over the samples for all that change little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import example_questions
from qa import Desk
from tests.qa.web.browsing import Page, start_browser, watched
from tests.qa.web.serving import forget, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    driver = start_browser()
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def address(samples: Desk, browser: Any) -> Iterator[str]:
    """Where the samples are served."""
    with served(samples, browser, example_questions(samples)) as address:
        yield address


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path | None:
    folder = request.config.getoption("--screenshots")
    return request.config.invocation_params.dir / folder if folder else None


@pytest.fixture
def page(browser: Any, address: str, screenshots: Path | None) -> Iterator[Page]:
    forget(browser, address)
    with watched(browser, address):
        yield Page(browser, address, screenshots)


@pytest.fixture
def own_page(browser: Any, own_samples: Desk, screenshots: Path | None) -> Iterator[Page]:
    """A page over the samples that the test may change."""
    with served(own_samples, browser) as address, watched(browser, address):
        yield Page(browser, address, screenshots)
