"""Run every command and then serve, all in one process, so that what imports do is only waited for once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from app import main

_ARTICLE = "The harbour of Quennish opens\n\nThe harbour of Quennish opens on Monday. {} boats are expected."
_QUESTION = "When does the harbour of Quennish open?"
_PATHS = (
    *("/", "/config", "/healthz", "/gradio_api/info", "/gradio_api/startup-events", "/api/search?q=harbour"),
    # What Gradio would fetch for whoever asks.
    "/gradio_api/file=http://elsewhere.example/x",
    "/gradio_api/file=http://localtest.invalid/x",
    "/gradio_api/proxy=http://elsewhere.example/x",
)
_TIMEOUT_S = 300


def run_commands(folder: Path) -> None:
    articles = folder / "articles"
    articles.mkdir()
    for number in range(3):
        (articles / f"{number}.txt").write_text(_ARTICLE.format(number + 20), encoding="utf-8")
    for command in (["sync", str(articles)], ["search", "harbour"], ["ask", _QUESTION], ["rebuild"]):
        assert main(command) == 0, command
    # The graph is converted once; from then on a process that takes in and asks stays small.
    assert not {"torch", "gradio"} & sys.modules.keys()


def serve() -> None:
    """Serve until every path has been asked for."""
    reading, writing = os.pipe()
    asked: list[str] = []
    said: list[dict[str, str]] = []

    def ask() -> None:
        with open(reading, encoding="utf-8") as events:
            try:
                url = json.loads(events.readline())["url"]
                for path in _PATHS:
                    with contextlib.suppress(urllib.error.HTTPError):
                        fetch(url + path)
                    asked.append(path)
                body = json.dumps({"question": _QUESTION}).encode()
                fetch(urllib.request.Request(f"{url}/api/ask", body, {"content-type": "application/json"}))
                asked.append("ask")
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                said.extend(map(json.loads, events))

    asking = threading.Thread(target=ask)
    asking.start()
    with open(writing, "w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        assert main(["serve", "--port", "0", "--json"]) == 0
    asking.join()
    assert asked == [*_PATHS, "ask"]
    assert said == [{"event": "stopped"}]


def fetch(request: str | urllib.request.Request) -> None:
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as reply:
        reply.read()


if __name__ == "__main__":
    run_commands(Path(sys.argv[1]))
    serve()
