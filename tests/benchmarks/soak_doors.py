"""Fifty askers, strangers and broken files at one server: part of `make soak`; `--seconds 120` by default.

`citedesk serve` runs in a process of its own, over the sample articles, on loopback only. With
`--questions N`, as many questions are asked first, by all askers and nobody else. Then askers ask, strangers
send what is no request, or half of one, or much too much, and an operator uploads files that are made to
hurt. Exits with 1 when an ordinary question fails or is not answered in time, when what is hostile is
answered with anything but the status that fits it, or when memory is not back to within a tenth of where it
was before, after either.
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
from dataclasses import dataclass
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


class Options(argparse.Namespace):
    """What the command line says."""

    questions: int
    seconds: float
    seed: int
    askers: int


@dataclass(frozen=True)
class Load:
    """The server that is loaded, and by how many."""

    url: str
    process: int
    seed: int
    askers: int


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
    asks = rng.random() < 0.5
    if asks:
        answer = httpx.post(f"{url}/api/ask", json={"question": question}, timeout=_PATIENCE_S)
    else:
        answer = httpx.get(f"{url}/api/search", params={"q": question}, timeout=_PATIENCE_S)
    name = "asked" if asks else "searched"
    seen[name if answer.status_code == 200 else f"FAULT: {name} {answer.status_code}"] += 1


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


def load(going_on: Callable[[Counter[str]], bool], at: Load, hostile: bool) -> Counter[str]:
    """Let askers, and strangers where `hostile`, at the server while it goes on; count what came back."""
    seen: Counter[str] = Counter()
    url = at.url

    def again(work: Callable[[str, random.Random, Counter[str]], None], number: int) -> None:
        rng = random.Random(f"{at.seed} {hostile} {number}")
        while going_on(seen):
            try:
                work(url, rng, seen)
            except (httpx.TransportError, OSError) as error:
                # Whoever opens forty connections and says nothing is hung up on, and makes way.
                fault = "" if work is half_a_request else "FAULT: "
                seen[f"{fault}{work.__name__}: {type(error).__name__}"] += 1
            time.sleep(rng.uniform(0, 0.2))

    kinds = [ask] * at.askers + [trouble, half_a_request, bad_file, trouble] * (_STRANGERS // 4 * hostile)
    threads = [threading.Thread(target=again, args=(kind, number)) for number, kind in enumerate(kinds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def run(at: Options) -> None:
    """Warm the server, ask it much, attack it, and each time hold its memory to what it was."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home) / "archive") as (url, process):
        to = Load(url, process, at.seed, at.askers)
        load(for_seconds(min(_WARM_S, at.seconds)), to, hostile=False)
        before = memory_of(process)
        print(f"memory: {before / 1e6:.0f} MB before", flush=True)
        if at.questions:
            phase("questions", to, before, until_asked(at.questions))
        with ThreadPoolExecutor(1) as beside:
            synced = beside.submit(hostile_folder, Path(home) / "archive", Path(home) / "files")
            phase("hostile load", to, before, for_seconds(at.seconds), hostile=True)
            synced.result()
        question = {"question": _questions()[0]}
        last = httpx.post(f"{url}/api/ask", json=question, timeout=_PATIENCE_S).json()
        assert last["status"] == "answered", last


def for_seconds(seconds: float) -> Callable[[Counter[str]], bool]:
    """Return what says, from now on and whatever came back, whether so many seconds are not over."""
    ends = time.monotonic() + seconds
    return lambda _seen: time.monotonic() < ends


def until_asked(questions: int) -> Callable[[Counter[str]], bool]:
    """Return what says whether fewer were asked and searched for, and none of them in vain."""
    return lambda seen: seen["asked"] + seen["searched"] < questions and not faults_of(seen)


def faults_of(seen: Counter[str]) -> list[str]:
    """Return what must not happen and did."""
    return [name for name in list(seen) if name.startswith("FAULT")]


def phase(
    name: str, at: Load, before: int, going_on: Callable[[Counter[str]], bool], hostile: bool = False
) -> None:
    """Load the server, let it rest, and print and check what came back and what it holds."""
    started = time.monotonic()
    seen = load(going_on, at, hostile)
    took = time.monotonic() - started
    after = at_rest(at.url, at.process, (1 + _MORE) * before)
    print(f"{name}:", json.dumps(dict(sorted(seen.items()))), f"in {took:.0f} s")
    print(f"memory: {peak_of(at.process) / 1e6:.0f} MB at most so far, {after / 1e6:.0f} after", flush=True)
    assert not faults_of(seen), faults_of(seen)
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
    parser.add_argument("--questions", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--askers", type=int, default=_ASKERS)
    run(parser.parse_args(namespace=Options()))


if __name__ == "__main__":
    main()
