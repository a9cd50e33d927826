"""Fetching and reading an address in its own process: `corpus.apart`.

What servers gave is remembered in the process that asks: the other one asks it, and tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from corpus.apart import Asker, Limits, Message, message_of, messages_of, read_of, serve
from corpus.article import Read
from corpus.fetch.feeds_and_pages import Memory, Unchanged, read_address
from corpus.fetch.http import Fetcher, Validators
from corpus.identity import without_login
from corpus.options import Reading


def read_address_apart(
    url: str, reading: Reading, fetcher: Fetcher, memory: Memory, limits: Limits | None = None
) -> Iterator[Read | Unchanged]:
    """Yield what `read_address` yields; beyond `limits` an `ArticleError` is the last.

    Args:
        url: What to fetch.
        reading: How to read.
        fetcher: Says whether addresses inside the local network may be fetched; it fetches nothing itself.
        memory: Remembers servers' validators.
        limits: The limits on the process.

    Raises:
        InputError: The address cannot be fetched.
    """

    def reply(message: Message) -> Message | None:
        if "recall" in message:
            validators = memory.recall(message["recall"])
            return {"given": asdict(validators) if validators else None}
        if "note" in message:
            memory.note(message["note"], Validators(**message["given"]))
            return {}
        return None

    # Not as arguments of the process, which every account of the machine can read.
    task = {"name": without_login(url), "url": url, "allow_local": fetcher.allow_local}
    for message in messages_of(__name__, task, reading, limits or Limits(), reply):
        yield Unchanged(message["unchanged"]) if "unchanged" in message else read_of(message)


class _Asking:
    """A `Memory` that asks the process which has one."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def recall(self, url: str) -> Validators | None:
        fields = self._asker.ask({"recall": url})["given"]
        return Validators(**fields) if fields else None

    def note(self, url: str, validators: Validators) -> None:
        self._asker.ask({"note": url, "given": asdict(validators)})


def main() -> int:
    """Read the address that standard input names, and write its articles to standard output."""
    return serve(_read)


def _read(task: dict[str, Any], reading: Reading, asker: Asker) -> Iterator[Message]:
    for item in read_address(task["url"], reading, Fetcher(task["allow_local"]), _Asking(asker)):
        yield {"unchanged": item.article_id} if isinstance(item, Unchanged) else message_of(item)
