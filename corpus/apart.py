"""Reading in a separate process, so that strange files cannot stall or fill the process that asks for it.

The other process imports nothing but this package: no model and no archive. It writes an article or an error
a line, and is ended by limits that the system holds, by a watch over how long it is silent, and with whoever
started it. What is read there: `corpus.formats.apart` files, `corpus.fetch.apart` addresses.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from corpus.article import Article, Exported, LeftOut, NamedStory, Read, Withdrawal
from corpus.errors import ArticleError, InputError
from corpus.options import Reading

Message = Mapping[str, Any]
"""A line from one process to the other: a JSON object."""

_DATES = ("published_at", "updated_at", "embargoed_until", "expires_at")
# Not `-m`, because this package need not be on the path of a new process.
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; sys.exit(main())"
_ROOT = Path(__file__).resolve().parents[1]
_NO_MEMORY = 42
_SIGNAL_OF_CPU = 24


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on one reading.

    Attributes:
        silence_s: How long it may go without output, in seconds.
        cpu_s: Processor time in seconds, if the system counts it (not on Windows).
        memory_bytes: Memory, if the system counts it (not on Windows).
    """

    silence_s: float = 120.0
    cpu_s: int = 600
    memory_bytes: int = 3 * 1024**3


def messages_of(
    module: str,
    task: Message,
    reading: Reading,
    limits: Limits,
    reply: Callable[[Message], Message | None] = lambda _: None,
) -> Iterator[Message]:
    """Yield the messages that a module's `main` writes in its own process, except for questions.

    Args:
        module: A module whose `main` is `serve`.
        task: What to read; `name` is the place for errors.
        reading: How to read.
        limits: Beyond them an error is the last item.
        reply: Answers the other process's questions and takes its notes; None for messages to yield.

    Raises:
        InputError: As the other process did.
    """
    options = {"fields": dict(reading.fields), "outlets": dict(reading.outlets)}
    whole = {"task": dict(task), "reading": options, "limits": asdict(limits)}
    with _started(module, whole) as process:
        while line := _line(process, limits.silence_s):
            message = json.loads(line)
            if "end" in message:
                return
            if "refused" in message:
                raise InputError(*message["refused"])
            answer = reply(message)
            if answer is None:
                yield message
            else:
                _write(process, answer)
        process.kill()
        code = process.wait()
    fault = ArticleError(_reason(code, limits), task["name"], None, "Split it, or look at what is in it.")
    yield message_of(fault)


@contextmanager
def _started(module: str, whole: Message) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGIN.format(module), str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        _write(process, whole)
        yield process
    finally:
        process.kill()
        process.communicate()


def _write(process: subprocess.Popen[bytes], message: Message) -> None:
    assert process.stdin
    with suppress(OSError):  # It ended already: its silence tells.
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()


def _line(process: subprocess.Popen[bytes], silence_s: float) -> bytes:
    """The next line; b"" if the process has ended, or was ended because it was silent for too long."""
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


# -- what is read, as a line ------------------------------------------------------------------------------


def message_of(item: Read) -> Message:
    """Return an item that was read as a message for the other process."""
    if isinstance(item, Article):
        return {"article": asdict(item)}
    if isinstance(item, Withdrawal):
        return {"withdrawal": asdict(item)}
    if isinstance(item, LeftOut):
        return {"left_out": asdict(item)}
    names = ("message", "path", "line", "hint", "kept", "count")
    return {"error": {name: getattr(item, name) for name in names}}


def read_of(message: Message) -> Read:
    """Return the item of a message from `message_of`."""
    if "withdrawal" in message:
        withdrawal = message["withdrawal"]
        ids, changed = tuple(withdrawal["article_ids"]), _moment(withdrawal["changed_at"])
        named, text = _named(withdrawal["named"]), withdrawal["text"] and tuple(withdrawal["text"])
        own = {"article_ids": ids, "changed_at": changed, "named": named, "text": text}
        return Withdrawal(**withdrawal | own)
    if "left_out" in message:
        return LeftOut(**message["left_out"])
    if "article" in message:
        return _article(dict(message["article"]))
    error = message["error"]
    counts = {name: error[name] for name in ("kept", "count")}
    return ArticleError(error["message"], error["path"], error["line"], error["hint"], **counts)


def _named(fields: dict[str, Any] | None) -> NamedStory | None:
    if fields is None:
        return None
    headlines, addresses = tuple(fields["headlines"]), tuple(fields["addresses"])
    return NamedStory(headlines, addresses, fields["source"], _moment(fields["sent_at"]))


def _article(fields: dict[str, Any]) -> Article:
    exported = fields.pop("exported")
    if exported:
        exported = Exported(**exported | {"corrected_at": _moment(exported["corrected_at"])})
    return Article(**fields | {name: _moment(fields[name]) for name in _DATES}, exported=exported)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# -- the other process -----------------------------------------------------------------------------------


class Asker:
    """The connection to the process that started this one."""

    def __init__(self) -> None:
        self._answers: SimpleQueue[Message] = SimpleQueue()

    def tell(self, message: Message) -> None:
        """Write a line."""
        sys.stdout.write(json.dumps(message, default=datetime.isoformat) + "\n")
        sys.stdout.flush()

    def hear(self) -> Message:
        """Wait for the next line from there."""
        return self._answers.get()

    def ask(self, message: Message) -> Message:
        """Write a line and wait for the answer."""
        self.tell(message)
        return self.hear()

    def listen(self) -> None:
        """Take answers until the process that started this one has ended."""
        # Not through the buffer, whose lock no thread may hold when the interpreter exits.
        line = b""
        while piece := os.read(sys.stdin.fileno(), 65_536):
            *whole, line = (line + piece).split(b"\n")
            for answer in whole:
                self._answers.put(json.loads(answer))
        os._exit(1)


def serve(read: Callable[[dict[str, Any], Reading, Asker], Iterable[Message]]) -> int:
    """Do the task from standard input within its limits, and return the exit status; see `messages_of`."""
    asker = Asker()
    threading.Thread(target=asker.listen, daemon=True).start()
    whole = asker.hear()
    _confine(Limits(**whole["limits"]))
    try:
        for message in read(whole["task"], Reading(**whole["reading"]), asker):
            asker.tell(message)
        asker.tell({"end": True})
    except InputError as error:
        asker.tell({"refused": [error.message, error.hint]})
    except MemoryError:
        return _NO_MEMORY
    return 0


def _confine(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the watch over its silence remains.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    with suppress(ValueError, OSError):  # Some systems do not count it.
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
