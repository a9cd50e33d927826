"""Reading a file in a process of its own, so that no file can stall or fill the process that asks for it.

The other process imports nothing but this package: no model and no archive. It writes an article or an error
a line, and is ended by limits that the system holds, by a watch over how long it is silent, and with whoever
started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.article import Article, Exported, LeftOut, Read, Withdrawal
from corpus.errors import ArticleError, InputError
from corpus.options import Reading

_DATES = ("published_at", "updated_at", "embargoed_until", "expires_at")
# Not `-m`: where this package lies need not be on the path of a new process.
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from corpus.formats.apart import main; sys.exit(main())"
)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Attributes:
        silence_s: How long it may go on without an article or an error, in seconds.
        cpu_s: Time of the processor, in seconds; where the system counts it (not on Windows).
        memory_bytes: Memory that it may ask for, where the system counts it (not on Windows).
    """

    silence_s: float = 120.0
    cpu_s: int = 600
    memory_bytes: int = 3 * 1024**3


def read_apart(
    path: str | Path, reading: Reading | None = None, limits: Limits | None = None
) -> Iterator[Read]:
    """Yield what `corpus.formats.read.read_path` yields; beyond `limits` an `ArticleError` is the last.

    Raises:
        InputError: As `read_path` does.
    """
    limits = limits or Limits()
    name = Path(path).expanduser().resolve().as_posix()
    with _started(name, reading or Reading(), limits) as process:
        while line := _line(process, limits.silence_s):
            told = json.loads(line)
            if "end" in told:
                return
            if "refused" in told:
                raise InputError(*told["refused"])
            yield _item(told)
        process.kill()
        code = process.wait()
    yield ArticleError(_reason(code, limits), name, None, "Split it, or look at what is in it.")


@contextmanager
def _started(name: str, reading: Reading, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGIN, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    told = {"fields": dict(reading.fields), "outlets": dict(reading.outlets)}
    try:
        assert process.stdin
        with suppress(OSError):  # It ended already: its silence tells.
            process.stdin.write(json.dumps([name, told, asdict(limits)]).encode() + b"\n")
            process.stdin.flush()
        yield process
    finally:
        process.kill()
        process.communicate()


def _line(process: subprocess.Popen[bytes], silence_s: float) -> bytes:
    """The next line; b"" when it ended, or said nothing for so long that it was ended."""
    assert process.stdout
    alarm = threading.Timer(silence_s, process.kill)
    alarm.daemon = True
    alarm.start()
    try:
        line = process.stdout.readline()
    finally:
        alarm.cancel()
    return line if line.endswith(b"\n") else b""


def _reason(code: int, limits: Limits) -> str:
    if code == _NO_MEMORY:
        return f"Reading it takes more than {limits.memory_bytes / 1024**2:,.0f} MB of memory"
    if code == -_SIGNAL_OF_CPU:
        return f"Reading it takes more than {limits.cpu_s} s of the processor"
    if code < 0:
        return (
            f"Reading it was ended: it had given nothing for {limits.silence_s:g} s, or took too much memory"
        )
    return f"Reading it broke off with status {code}"


def _item(told: dict[str, Any]) -> Read:
    if "withdrawal" in told:
        return Withdrawal(**told["withdrawal"] | {"article_ids": tuple(told["withdrawal"]["article_ids"])})
    if "left_out" in told:
        return LeftOut(**told["left_out"])
    return _article(told["article"]) if "article" in told else _error(told["error"])


def _article(told: dict[str, Any]) -> Article:
    exported = told.pop("exported")
    if exported:
        exported = Exported(**exported | {"corrected_at": _moment(exported["corrected_at"])})
    return Article(**told | {name: _moment(told[name]) for name in _DATES}, exported=exported)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _error(told: dict[str, Any]) -> ArticleError:
    return ArticleError(
        told["message"], told["path"], told["line"], told["hint"], kept=told["kept"], count=told["count"]
    )


# -- the other process -----------------------------------------------------------------------------------

_NO_MEMORY = 42
_SIGNAL_OF_CPU = 24


def main() -> int:
    """Read the file that standard input names, and write what it holds to standard output: `read_apart`."""
    name, reading, limits = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _confine(Limits(**limits))
    try:
        from corpus.formats.read import read_path

        for item in read_path(name, Reading(**reading)):
            _tell(_told(item))
        _tell({"end": True})
    except InputError as error:
        _tell({"refused": [error.message, error.hint]})
    except MemoryError:
        return _NO_MEMORY
    return 0


def _told(item: Read) -> Mapping[str, Any]:
    if isinstance(item, Article):
        return {"article": asdict(item)}
    if isinstance(item, Withdrawal):
        return {"withdrawal": asdict(item)}
    if isinstance(item, LeftOut):
        return {"left_out": asdict(item)}
    names = ("message", "path", "line", "hint", "kept", "count")
    return {"error": {name: getattr(item, name) for name in names}}


def _tell(told: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, default=datetime.isoformat) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    # Not by the buffer, whose lock a thread must not hold when the interpreter ends.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _confine(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the watch over its silence remains.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    with suppress(ValueError, OSError):  # Some systems do not count it.
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
