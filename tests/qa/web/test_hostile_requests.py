"""What no browser sends is refused as it deserves, and the page goes on answering."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.hostile_requests import REQUESTS
from tests.qa.web.entries import still_answers

pytestmark = pytest.mark.filterwarnings("ignore")  # Gradio warns of what pandas is to drop.


def test_what_no_browser_sends_is_answered_as_it_deserves(open_once: TestClient) -> None:
    for fitting, method, path, options in REQUESTS:
        answer = open_once.request(method, path, **options)
        assert answer.status_code == fitting, (method, path, answer.text[:200])
        assert fitting == 200 or path == "/mcp" or set(answer.json()) == {"error", "try"}
    assert still_answers(open_once, {})


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", '{"question": "\\ud800"}'),
        ("ask", '{"question": "ferry\\u0000"}'),
        ("ask", '{"question": "ferry", "sources": {"a": 1}}'),
        ("ask", '{"question": "ferry", "today": "10000-01-01"}'),
        ("search", '{"query": "ferry", "top_k": 1e400}'),
        ("search", f'{{"query": "ferry", "top_k": {"9" * 400}}}'),
        ("read_article", f'{{"article_id": "x", "version": {2**70}}}'),
        ("read_article", f'{{"article_id": {"[" * 60_000}{"]" * 60_000}}}'),
        ("no such tool", "null"),
    ],
)
def test_a_tool_called_with_what_it_does_not_take_is_told_so(
    open_once: TestClient, caplog: pytest.LogCaptureFixture, tool: str, arguments: str
) -> None:
    params = f'{{"name": "{tool}", "arguments": {arguments}}}'
    content = f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {params}}}'
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    answer = open_once.post("/mcp", content=content, headers=headers)
    assert answer.status_code < 500
    told = answer.json()
    assert "error" in told or told["result"].get("isError") or "\\u0000" in arguments
    assert "Traceback" not in caplog.text + answer.text
