"""Run every command and a served page, and print as JSON whom the network of this process saw addressed.

Run in a network namespace of its own, where all addresses lead to itself: a packet socket then sees what
anything sends, native code too. Elsewhere only what Python asks for is known, from `sitecustomize`.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

_ALL_PROTOCOLS = 3
_PACKET_OUTGOING = 4
_TIMEOUT_S = 240
_ARTICLE = "The harbour of Quennish opens\n\nThe harbour of Quennish opens on Monday. {} boats are expected."
_CITEDESK = (sys.executable, "-m", "app")


class Packets:
    """Collects the destinations of all packets of this network namespace."""

    def __init__(self) -> None:
        self.addressed: set[str] = set()
        for command in (
            "link set lo up",
            "route add local default dev lo",
            "-6 route add local default dev lo",
        ):
            subprocess.run(["ip", *command.split()], check=command.startswith("-6") is False)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        while True:
            packet, (_, protocol, kind, *_) = self._socket.recvfrom(64)
            if kind == _PACKET_OUTGOING:
                self.addressed.add(
                    socket.inet_ntop(socket.AF_INET, packet[16:20])
                    if protocol == 0x0800
                    else socket.inet_ntop(socket.AF_INET6, packet[24:40])
                )


def main(folder: Path, in_namespace: bool) -> None:
    packets = Packets() if in_namespace else None
    if packets:
        # Addressed in vain, to show that it would be seen: the documentation's own address.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.sendto(b"?", ("192.0.2.1", 9))
    _run_commands(folder)
    _serve(folder)
    sys.stdout.write(json.dumps(sorted(packets.addressed) if packets else None))


def _run_commands(folder: Path) -> None:
    articles = folder / "articles"
    articles.mkdir()
    for number in range(3):
        (articles / f"{number}.txt").write_text(_ARTICLE.format(number + 20), encoding="utf-8")
    commands = (
        ("sync", str(articles)),
        ("search", "harbour of Quennish"),
        ("ask", "When does the harbour of Quennish open?"),
        ("rebuild",),
    )
    for command in commands:
        subprocess.run([*_CITEDESK, *command], check=True, timeout=_TIMEOUT_S, stdout=sys.stderr)


def _serve(folder: Path) -> None:
    command = [*_CITEDESK, "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = json.loads(server.stdout.readline())["url"]
            for path in ("/", "/config", "/healthz", "/gradio_api/info", "/gradio_api/startup-events"):
                _get(url + path)
            _get(f"{url}/api/search?q=harbour")
            _post(f"{url}/api/ask", {"question": "When does the harbour open?"})
            # What Gradio would fetch for whoever asks.
            _get(f"{url}/gradio_api/file=http://elsewhere.example/x")
            _get(f"{url}/gradio_api/file=http://localtest.invalid/x")
            _get(f"{url}/gradio_api/proxy=http://elsewhere.example/x")
        finally:
            server.terminate()


def _get(url: str) -> None:
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=60) as reply:
        reply.read()


def _post(url: str, body: object) -> None:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        reply.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), in_namespace=sys.argv[2:] == ["namespace"])
