"""Requests that no browser sends, each with the status that fits it: of a test, and of the soak."""

from __future__ import annotations


def _turn(content: str) -> dict[str, str]:
    return {"role": "user", "content": content}


_JSON = {"content-type": "application/json"}
_FILE = {"path": "/dev/zero", "meta": {"_type": "gradio.FileData"}}
_EVENT = {"fn_index": 1, "session_hash": "x", "data": [_FILE]}
REQUESTS: list[tuple[int, str, str, dict]] = [
    (413, "POST", "/api/ask", {"content": b"x" * 2_000_000}),
    (422, "POST", "/api/ask", {"content": b'{"question": "\\ud800"}', "headers": _JSON}),
    (400, "POST", "/api/ask", {"content": b"[" * 100_000, "headers": _JSON}),
    (400, "POST", "/api/ask", {"json": {"question": " " * 100_000}}),
    (200, "POST", "/api/ask", {"json": {"question": "ferry", "history": [_turn(" " * 900_000)]}}),
    (422, "POST", "/api/ask", {"json": {"question": "ferry", "history": [_turn("x")] * 10_000}}),
    (422, "POST", "/api/ask", {"json": {"question": "ferry", "filters": {"sources": ["x"] * 50_000}}}),
    (400, "POST", "/v1/chat/completions", {"json": {"messages": [_turn("_" * 100_000)]}}),
    (200, "GET", "/api/search", {"params": {"q": "ferry", "to": "9999-12-31"}}),
    (400, "GET", "/api/search", {"params": {"q": "a " * 5_000}}),
    (404, "GET", "/api/articles/..%2f..%2fetc%2fpasswd", {}),
    (404, "GET", "/gradio_api/file=/etc/passwd", {}),
    (400, "POST", "/gradio_api/run/predict", {"json": _EVENT}),
    (400, "POST", "/gradio_api/queue/join", {"content": b"\xff" * 10_000}),
    (403, "GET", "/", {"headers": {"host": "evil.example"}}),
    (403, "POST", "/api/ask", {"json": {"question": "ferry"}, "headers": {"origin": "https://evil.example"}}),
    (
        400,
        "POST",
        "/mcp",
        {"content": b"{", "headers": _JSON | {"accept": "application/json, text/event-stream"}},
    ),
    (411, "POST", "/api/uploads?name=x", {"content": iter(())}),
    (404, "DELETE", "/api/uploads/..%2f..", {}),
]
"""Status, method, path, and what `httpx.request` is to send with it."""
