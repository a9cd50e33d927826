"""What no browser sends is refused as it deserves, and the page goes on answering."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.hostile_requests import REQUESTS
from tests.qa.web.test_doors import client, pytestmark, still_answers

__all__ = ["client", "pytestmark"]


def test_what_no_browser_sends_is_answered_as_it_deserves(client: TestClient) -> None:
    for fitting, method, path, options in REQUESTS:
        answer = client.request(method, path, **options)
        assert answer.status_code == fitting, (method, path, answer.text[:200])
        assert fitting == 200 or path == "/mcp" or set(answer.json()) == {"error", "try"}
    assert still_answers(client, {})
