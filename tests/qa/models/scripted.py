"""A server in OpenAI's form that gives the replies of a list."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What the server does with one request."""

    pieces: Iterable[str | Mapping[str, str]] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    finish: str | None = "stop"
    ends: str = "data: [DONE]\n\n"
    hangs: threading.Event | None = None
    drip: bytes = b""


class Scripted(ThreadingHTTPServer):
    """Gives the replies of its list, the last again and again; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = [Reply()]
        self.asked: list[dict] = []
        self.keys: list[str | None] = []
        self.addresses: list[tuple[str, str | None]] = []
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some of these tests are about."""
        self.hung_up.set()


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers["authorization"])
        # A proxy is asked for a whole address.
        self.server.addresses.append((self.path, self.headers["proxy-authorization"]))
        reply = self.server.next_reply()
        if reply.hangs:
            reply.hangs.wait(20)
        self.send_response(reply.status)
        body = json.dumps({"error": {"message": reply.error}}).encode()
        self.send_header("content-type", "text/event-stream" if reply.status == 200 else "application/json")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.status != 200:
            self.wfile.write(body)
            return
        while reply.drip:  # Until the client hangs up.
            time.sleep(0.02)
            self.wfile.write(reply.drip)
        for piece in reply.pieces:
            self._send({"content": piece} if isinstance(piece, str) else dict(piece), None)
        if reply.finish:
            self._send({}, reply.finish)
        self.wfile.write(reply.ends.encode())

    def _send(self, delta: dict, finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""
