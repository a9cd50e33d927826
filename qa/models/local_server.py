"""A language model on this machine: llama.cpp inside this process, serving on loopback."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

CONTEXT = 4096
"""How many tokens it sees at once, prompt and reply together, where LLM_CONTEXT does not say otherwise."""
AT_ONCE = 1
"""How many questions it answers at a time: two would each take twice as long."""
# More threads than these wait for memory, and what else is served wants some too.
_MOST_THREADS = 8
_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server; it stops when the last reference to `keep_alive` goes.

    Attributes:
        base_url: Where it answers in OpenAI's form.
        key: Without it nothing is answered: other programs on this machine, and pages in its browsers, are
            no users of it.
        keep_alive: The server itself.
    """

    base_url: str
    key: str
    keep_alive: Any


def serve(file: Path, context: int = CONTEXT) -> EmbeddedServer:
    """Load a GGUF file and serve it on a free port of 127.0.0.1.

    Args:
        file: The model.
        context: How many tokens it is to see at once.

    Raises:
        ModelError: It is not there, no GGUF file, or cannot be loaded.
    """
    _check(file)
    key = secrets.token_urlsafe(24)
    try:
        import xllamacpp

        server = xllamacpp.Server(_params(xllamacpp, file, key, context))
        address = str(server.listening_address)
    except Exception as error:
        raise ModelError(
            f"The language model {file} cannot be loaded: {error}",
            "Name another with LLM_FILE or MODEL, or set WRITING=quotes.",
        ) from error
    return EmbeddedServer(f"{address}/v1", key, server)


def _check(file: Path) -> None:
    """See that it is a model at all: of other files llama.cpp complains on its own terms."""
    try:
        with file.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except OSError as error:
        raise ModelError(
            f"The language model {file} cannot be read: {error.strerror}", "Correct LLM_FILE."
        ) from error
    if magic != _MAGIC:
        raise ModelError(f"{file} is not a GGUF file", "Name one with LLM_FILE.")


def _params(xllamacpp: Any, file: Path, key: str, context: int) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = context
    params.n_parallel = AT_ONCE
    params.cpuparams.n_threads = min(os.cpu_count() or 2, _MOST_THREADS)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.ui = False
    params.offline = True
    params.verbosity = 0
    params.api_keys = [key]
    return params
