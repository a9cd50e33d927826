"""One browser for all tests of the page, and one server over the samples for all that change little."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Desk
from tests.conftest import ROOT
from tests.qa.web.browsing import Page, start_browser, watched


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    driver = start_browser()
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
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


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path | None:
    folder = request.config.getoption("--screenshots")
    return request.config.invocation_params.dir / folder if folder else None


@pytest.fixture
def page(browser: Any, address: str, screenshots: Path | None) -> Iterator[Page]:
    with watched(browser, address):
        yield Page(browser, address, screenshots)
