"""Fifty askers, strangers and broken files at one server: part of `make soak`; `--seconds 120` by default.

`citedesk serve` runs in a process of its own, over the sample articles, on loopback only. Askers ask,
strangers send what is no request, or half of one, or much too much, and an operator uploads files that are
made to hurt. Exits with 1 when the server answers anything with a status of 500 or above that does not mean
busy, when an ordinary question is not answered at the end, or when memory is not back to where it was.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.conftest import ROOT, SAMPLES

_ASKERS, _STRANGERS = 50, 8
_WARM_S, _REST_S = 15.0, 20.0
# What caches and fragments may keep of it; a leak of a kilobyte a request is far more after two minutes.
_MORE_BYTES = 150 * 1024**2
_BUSY = (503, 429)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve the samples, and give the address and the number of the process."""
    environment = os.environ | {"CITEDESK_DATA_DIR": str(folder), "CITEDESK_WRITING": "quotes"}
    app = str(ROOT / "app.py")
    subprocess.run([sys.executable, app, "sync", str(SAMPLES)], env=environment, check=True)
    command = [sys.executable, app, "serve", "--json", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())["url"], server.pid
        finally:
            server.terminate()


def memory_of(process: int) -> int:
    """Return how much memory a process has, in bytes; Linux only."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def ask(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Ask one of the samples' questions, or search for it."""
    question = rng.choice(_questions())
    if rng.random() < 0.5:
        answer = httpx.post(f"{url}/api/ask", json={"question": question}, timeout=120)
    else:
        answer = httpx.get(f"{url}/api/search", params={"q": question}, timeout=120)
    seen[f"asked {answer.status_code}"] += 1


def _questions() -> list[str]:
    lines = (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines]


def trouble(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Send what no browser sends."""
    method, path, options = rng.choice(_REQUESTS)
    answer = httpx.request(method, f"{url}{path}", timeout=60, **options)
    seen[f"hostile {answer.status_code}"] += 1


def _turn(content: str) -> dict[str, str]:
    return {"role": "user", "content": content}


_JSON = {"content-type": "application/json"}
_REQUESTS: list[tuple[str, str, dict]] = [
    ("POST", "/api/ask", {"content": b"x" * 2_000_000}),
    ("POST", "/api/ask", {"content": b'{"question": "\\ud800"}', "headers": _JSON}),
    ("POST", "/api/ask", {"content": b"[" * 100_000, "headers": _JSON}),
    ("POST", "/api/ask", {"json": {"question": " " * 100_000}}),
    (
        "POST",
        "/api/ask",
        {"json": {"question": "x", "history": [_turn(" " * 900_000)]}},
    ),
    ("POST", "/v1/chat/completions", {"json": {"messages": [_turn("_" * 100_000)]}}),
    ("GET", "/api/search", {"params": {"q": "ferry", "to": "9999-12-31"}}),
    ("GET", "/api/search", {"params": {"q": "a " * 5_000}}),
    ("GET", "/api/articles/..%2f..%2fetc%2fpasswd", {}),
    ("GET", "/gradio_api/file=/etc/passwd", {}),
    ("POST", "/gradio_api/run/predict", {"json": {"fn_index": 1, "data": [{"path": "/dev/zero"}]}}),
    ("POST", "/gradio_api/queue/join", {"content": b"\xff" * 10_000}),
    ("GET", "/", {"headers": {"host": "evil.example"}}),
    ("POST", "/mcp", {"content": b"{", "headers": _JSON}),
    ("DELETE", "/api/uploads/..%2f..", {}),
]


_BEGINNINGS = (b"", b"GET / HTTP/1.1\r\n", b"\x16\x03\x01" * 99, b"POST /api/ask ")


def half_a_request(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Open connections of which nothing comes, all at once, and leave them for a while."""
    parts = urlsplit(url)
    opened = []
    try:
        for _ in range(40):
            connection = socket.create_connection((parts.hostname, parts.port), timeout=10)
            opened.append(connection)
            connection.sendall(rng.choice(_BEGINNINGS))
        time.sleep(rng.uniform(0, 2))
    finally:
        seen["half requests"] += len(opened)
        for connection in opened:
            connection.close()


def bad_file(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Upload a file that is made to hurt."""
    name, make = rng.choice(_FILES)
    answer = httpx.post(f"{url}/api/uploads", params={"name": name}, content=make(), timeout=60)
    if answer.status_code == 201:
        httpx.delete(f"{url}/api/uploads/{answer.json()['id']}", timeout=60)
    seen[f"uploaded {answer.status_code}"] += 1


_FILES: list[tuple[str, Callable[[], bytes]]] = [
    ("bomb.json.gz", lambda: gzip.compress(b" " * 10_000_000)),
    ("../../evil.txt", lambda: b"Evil\n\nEvil."),
    ("commas.csv", lambda: b"," * 1_000_000),
    ("rows.jsonl", lambda: b"{}\n" * 100_000),
    ("attributes.html", lambda: b"<p " + b"a=1 " * 100_000 + b">"),
    ("zip.zip", lambda: b"PK\x03\x04" * 10_000),
    ("noise.pdf", lambda: b"%PDF-1.7" + bytes(100_000)),
]


def hostile_folder(folder: Path, home: Path) -> None:
    """Sync the same kinds of files, and a pipe and a link that leads out, in a process beside the server."""
    home.mkdir()
    for name, make in _FILES:
        (home / Path(name).name).write_bytes(make())
    (home / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(home / "pipe.json")
    environment = os.environ | {"CITEDESK_DATA_DIR": str(folder)}
    command = [sys.executable, str(ROOT / "app.py"), "sync", "--json", str(home)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert "Traceback" not in done.stderr, done.stderr


def load(url: str, seconds: float, seed: int, hostile: bool) -> Counter[str]:
    """Let askers, and strangers where `hostile`, at the server for so long; count what came back."""
    seen: Counter[str] = Counter()
    ends = time.monotonic() + seconds

    def again(work: Callable[[str, random.Random, Counter[str]], None], number: int) -> None:
        rng = random.Random(f"{seed} {number}")
        while time.monotonic() < ends:
            try:
                work(url, rng, seen)
            except (httpx.TransportError, OSError) as error:
                seen[f"{work.__name__}: {type(error).__name__}"] += 1
            time.sleep(rng.uniform(0, 0.2))

    kinds = [ask] * _ASKERS + [trouble, half_a_request, bad_file, trouble] * (_STRANGERS // 4 * hostile)
    threads = [threading.Thread(target=again, args=(kind, number)) for number, kind in enumerate(kinds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def faults(seen: Counter[str]) -> list[str]:
    """Return what came back and never should."""
    codes = [name for name in seen if name.rpartition(" ")[2].isdecimal()]
    return [name for name in codes if (code := int(name.rpartition(" ")[2])) >= 500 and code not in _BUSY]


def run(seconds: float, seed: int) -> None:
    """Warm the server, attack it, let it rest, and hold its memory to what it was."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "archive"
        with serving(folder) as (url, process):
            load(url, min(_WARM_S, seconds), seed, hostile=False)
            before = memory_of(process)
            beside = threading.Thread(target=hostile_folder, args=(folder, Path(home) / "files"))
            beside.start()
            seen = load(url, seconds, seed + 1, hostile=True)
            beside.join()
            at_most = memory_of(process)
            ends = time.monotonic() + _REST_S
            while (after := memory_of(process)) > before + _MORE_BYTES and time.monotonic() < ends:
                with suppress(httpx.TransportError):
                    httpx.get(f"{url}/healthz", timeout=30)
                time.sleep(1)
            last = httpx.post(f"{url}/api/ask", json={"question": _questions()[0]}, timeout=120).json()
    print(json.dumps(dict(sorted(seen.items()))))
    print(f"memory: {before / 1e6:.0f} MB before, {at_most / 1e6:.0f} under load, {after / 1e6:.0f} after")
    assert not faults(seen), faults(seen)
    assert last["status"] == "answered", last
    assert after <= before + _MORE_BYTES, "memory is not back to where it was"


def main() -> None:
    """Read the options and run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    run(arguments.seconds, arguments.seed)


if __name__ == "__main__":
    main()
