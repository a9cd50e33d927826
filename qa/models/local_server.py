"""A language model on this machine: llama.cpp inside this process, serving on loopback."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

CONTEXT = 4096
"""Its context in tokens, for prompt and reply together, unless LLM_CONTEXT says otherwise."""
AT_ONCE = 1
"""How many questions it answers at a time: two would each take twice as long."""
# More threads only wait for memory, and the rest of the service needs some too.
_MOST_THREADS = 8
_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server; it stops when the last reference to `keep_alive` goes.

    Attributes:
        base_url: Where it answers in OpenAI's form.
        key: Required of every request, because other programs and browser pages on this machine are no users.
        keep_alive: The server itself.
    """

    base_url: str
    key: str
    keep_alive: Any


def serve(file: Path, context: int = CONTEXT) -> EmbeddedServer:
    """Load a GGUF file and serve it on a free port of 127.0.0.1.

    Args:
        file: The model.
        context: Its context in tokens.

    Raises:
        ModelError: It does not exist, is no GGUF file, or cannot be loaded.
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
    """Check that it is a model at all: llama.cpp's own errors for other files are cryptic."""
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
