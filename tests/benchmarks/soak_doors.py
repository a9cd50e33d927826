"""Fifty askers, strangers and broken files at one server: part of `make soak`; `--seconds 120` by default.

`citedesk serve` runs in a process of its own, over the sample articles, on loopback only. Askers ask,
strangers send what is no request, or half of one, or much too much, and an operator uploads files that are
made to hurt. Exits with 1 when an ordinary question fails or is not answered in time, when what is hostile
is answered with anything but the status that fits it, or when memory is not back to within a tenth of where
it was before.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.conftest import ROOT, SAMPLES
from tests.hostile_requests import REQUESTS

_ASKERS, _STRANGERS = 50, 8
_WARM_S, _REST_S = 15.0, 20.0
_MORE = 0.1
# A busy machine takes its time; a server that hangs takes for ever.
_PATIENCE_S = 600


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


def peak_of(process: int) -> int:
    """Return the most memory that a process ever had, in bytes; Linux only."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def ask(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Ask one of the samples' questions, or search for it."""
    question = rng.choice(_questions())
    if rng.random() < 0.5:
        answer = httpx.post(f"{url}/api/ask", json={"question": question}, timeout=_PATIENCE_S)
    else:
        answer = httpx.get(f"{url}/api/search", params={"q": question}, timeout=_PATIENCE_S)
    seen["asked" if answer.status_code == 200 else f"FAULT: asked {answer.status_code}"] += 1


def _questions() -> list[str]:
    lines = (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines]


def trouble(url: str, rng: random.Random, seen: Counter[str]) -> None:
    """Send what no browser sends, each of it in turn."""
    fitting, method, path, options = REQUESTS[seen["hostile requests"] % len(REQUESTS)]
    seen["hostile requests"] += 1
    try:
        answer = httpx.request(method, f"{url}{path}", timeout=_PATIENCE_S, **options)
    except httpx.WriteError:  # Refused, and hung up on, before all of it was sent.
        seen["hostile cut off"] += 1
        return
    if answer.status_code != fitting:
        seen[f"FAULT: {method} {path} {answer.status_code}"] += 1


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
    answer = httpx.post(f"{url}/api/uploads", params={"name": name}, content=make(), timeout=_PATIENCE_S)
    if answer.status_code == 201:
        httpx.delete(f"{url}/api/uploads/{answer.json()['id']}", timeout=_PATIENCE_S)
    # There is room for so many that wait, and no more.
    seen["uploaded" if answer.status_code in (201, 413) else f"FAULT: uploaded {answer.status_code}"] += 1


_FILES: list[tuple[str, Callable[[], bytes]]] = [
    ("bomb.json.gz", lambda: gzip.compress(b" " * 10_000_000)),
    ("../../evil.txt", lambda: b"Evil\n\nEvil."),
    ("commas.csv", lambda: b"," * 1_000_000),
    ("rows.jsonl", lambda: b"{}\n" * 100_000),
    ("attributes.html", lambda: b"<p " + b"a=1 " * 100_000 + b">"),
    ("zip.zip", lambda: b"PK\x03\x04" * 10_000),
    ("noise.pdf", lambda: b"%PDF-1.7" + bytes(100_000)),
    ("word.txt", lambda: b"Word\n\n" + b"a" * 5_000_000),
    ("aliases.md", lambda: b"---\ntitle: Ferry\nauthor: " + _aliases() + b"\n---\nIt sank."),
    ("entities.xml", lambda: b"<!DOCTYPE x [" + _entities() + b"]><rss><channel>&e9;</channel></rss>"),
    ("nested.zip", lambda: _zipped("a.zip", _zipped("a.json.gz", gzip.compress(b" " * 10_000_000)))),
]


def _aliases() -> bytes:
    lists = [f"&a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 20)]
    return f"[&a0 [x], {', '.join(lists)}]".encode()


def _entities() -> bytes:
    return b'<!ENTITY e0 "x">' + b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 9) for n in range(1, 10)
    )


def _zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


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


def load(url: str, seconds: float, seed: int, askers: int, hostile: bool) -> Counter[str]:
    """Let askers, and strangers where `hostile`, at the server for so long; count what came back."""
    seen: Counter[str] = Counter()
    ends = time.monotonic() + seconds

    def again(work: Callable[[str, random.Random, Counter[str]], None], number: int) -> None:
        rng = random.Random(f"{seed} {number}")
        while time.monotonic() < ends:
            try:
                work(url, rng, seen)
            except (httpx.TransportError, OSError) as error:
                # Whoever opens forty connections and says nothing is hung up on, and makes way.
                fault = "" if work is half_a_request else "FAULT: "
                seen[f"{fault}{work.__name__}: {type(error).__name__}"] += 1
            time.sleep(rng.uniform(0, 0.2))

    kinds = [ask] * askers + [trouble, half_a_request, bad_file, trouble] * (_STRANGERS // 4 * hostile)
    threads = [threading.Thread(target=again, args=(kind, number)) for number, kind in enumerate(kinds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def run(seconds: float, seed: int, askers: int) -> None:
    """Warm the server, attack it, let it rest, and hold its memory to what it was."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "archive"
        with serving(folder) as (url, process), ThreadPoolExecutor(1) as beside:
            load(url, min(_WARM_S, seconds), seed, askers, hostile=False)
            before = memory_of(process)
            synced = beside.submit(hostile_folder, folder, Path(home) / "files")
            started = time.monotonic()
            seen = load(url, seconds, seed + 1, askers, hostile=True)
            took = time.monotonic() - started
            synced.result()
            at_most = peak_of(process)
            after = at_rest(url, process, (1 + _MORE) * before)
            question = {"question": _questions()[0]}
            last = httpx.post(f"{url}/api/ask", json=question, timeout=_PATIENCE_S).json()
    print(json.dumps(dict(sorted(seen.items()))), f"in {took:.0f} s")
    print(f"memory: {before / 1e6:.0f} MB before, {at_most / 1e6:.0f} at most, {after / 1e6:.0f} after")
    faults = [name for name in seen if name.startswith("FAULT")]
    assert not faults, faults
    assert last["status"] == "answered", last
    assert after <= (1 + _MORE) * before, "memory is not back to where it was"


def at_rest(url: str, process: int, enough: float) -> int:
    """Return the memory of a server that is left alone, as soon as it is little enough, in bytes."""
    ends = time.monotonic() + _REST_S
    while (now := memory_of(process)) > enough and time.monotonic() < ends:
        httpx.get(f"{url}/healthz", timeout=_PATIENCE_S)
        time.sleep(1)
    return now


def main() -> None:
    """Read the options and run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--askers", type=int, default=_ASKERS)
    arguments = parser.parse_args()
    run(arguments.seconds, arguments.seed, arguments.askers)


if __name__ == "__main__":
    main()
