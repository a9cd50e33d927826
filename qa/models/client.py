"""The language model: always an OpenAI-compatible endpoint, reached through LlamaIndex's `OpenAILike`.

A local one (`qa.models.local_server`) serves on loopback and is reached in the same way. The OpenAI client
does time-outs and retries with back-off on 429, 5xx and lost connections; handled here is what it cannot see:
a reply that trickles, runs on or breaks off, and a prompt longer than the context.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from corpus.errors import ModelError
from corpus.fetch.deadline import DEADLINE, DeadlineTransport, wait_of
from corpus.identity import masked
from qa.models.known_models import NONE, find_model, is_here, model_file
from qa.models.local_server import AT_ONCE, CONTEXT, serve
from qa.models.queue import Queue
from qa.settings import Settings

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

MOST_TOKENS = 400
"""How long a reply may be, in tokens."""
_MOST_CHARACTERS = 8 * MOST_TOKENS
# A generous estimate of such a reply as server-sent events.
_MOST_BYTES = 8 * 1024**2
_LONGEST_COMPLAINT = 4_000
_TRIES_AGAIN = 2
# English has about four characters a token in every common vocabulary; names and figures have fewer.
_CHARACTERS_PER_TOKEN = 3.0
_FINISHED = re.compile(r"[.!?…:;\])”\"’'*_`]$")
_TOO_LONG = re.compile(r"context|too many tokens|too long|maximum.{0,20}tokens|prompt.{0,20}length", re.I)
_LIMIT = (
    re.compile(r"(?:context (?:length|window|size)|n_ctx)\D{0,25}(\d{3,7})", re.I),
    re.compile(r"(?:maximum|limit)\D{0,40}(\d{3,7})\s*(?:tokens)?", re.I),
)


class ContextTooLong(ModelError):
    """The prompt exceeds the model's context; `limit` is its length in tokens if the server gave it."""

    def __init__(self, message: str, hint: str, limit: int | None) -> None:
        super().__init__(message, hint)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to a model: `system` says how to answer, `user` has the passages and the question."""

    system: str
    user: str

    @property
    def tokens(self) -> int:
        """An estimate of its tokens, rather too high than too low."""
        return int((len(self.system) + len(self.user)) / _CHARACTERS_PER_TOKEN) + 20


class LanguageModel:
    """A model behind an OpenAI-compatible endpoint; may be used from many threads.

    Args:
        name: The model's name at the endpoint.
        base_url: The endpoint, usually ending in ``/v1``.
        api_key: Its key, or None.
        timeout_s: How long a whole reply may take, in seconds.
        context: Its context in tokens; None if unknown.
        able: Whether it can be trusted to reword a question; the models of the catalogue cannot.
        server: The embedded server, kept alive with this object; only for it questions wait in `queue`.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        api_key: str | None,
        timeout_s: float,
        context: int | None = None,
        able: bool = True,
        server: Any = None,
    ) -> None:
        from llama_index.llms.openai_like import OpenAILike

        self.name = name
        self.base_url = base_url
        self.context = context
        self.able = able
        self.queue = Queue(AT_ONCE if server else None)
        self._timeout_s = timeout_s
        self._server = server
        self._last = threading.local()
        self._llm: OpenAILike = OpenAILike(
            model=name,
            api_base=base_url,
            # The client refuses to start without a key; servers that want none ignore it.
            api_key=api_key or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=MOST_TOKENS,
            timeout=timeout_s,
            max_retries=_TRIES_AGAIN,
            http_client=_http_client(base_url, timeout_s, self._keep),  # type: ignore[call-arg]
        )

    def fits(self, prompt: Prompt) -> bool:
        """Whether the context, if known, has room for the prompt and a reply."""
        return self.context is None or prompt.tokens + MOST_TOKENS <= self.context

    def learn_context(self, limit: int | None) -> None:
        """Remember the context in tokens that the server reported, to send less next time."""
        if limit is not None and limit > 2 * MOST_TOKENS and (self.context is None or limit < self.context):
            self.context = limit

    def stream(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield what the model writes, piece by piece.

        Raises:
            ContextTooLong: The prompt is too long; nothing was yielded.
            ModelError: It cannot be reached, refuses, takes too long or breaks off; what was yielded before
                may end in half a sentence.
        """
        from llama_index.core.llms import ChatMessage

        messages = [
            ChatMessage(role="system", content=prompt.system),
            ChatMessage(role="user", content=prompt.user),
        ]
        deadline = self._last.deadline = time.monotonic() + self._timeout_s
        written, finished, response = "", None, None
        try:
            for piece in self._llm.stream_chat(messages, extra_headers={DEADLINE: str(deadline)}):
                # The consumer may go on in another thread.
                response = response or self._last.response
                finished = _finish_reason(piece.raw) or finished
                delta = (piece.delta or "")[: _MOST_CHARACTERS + 1 - len(written)]
                if delta:
                    written += delta
                    yield delta[: len(delta) - (len(written) > _MOST_CHARACTERS)]
                if time.monotonic() > deadline:
                    raise self._error(f"took longer than {self._timeout_s:g} s", "Raise LLM_TIMEOUT_S.")
                if len(written) > _MOST_CHARACTERS:
                    raise self._error("wrote on and on", "Try another model.")
        except ModelError:
            raise
        except Exception as error:
            raise self._explained(error, prompt) from error
        finally:
            # The server should stop writing when the reader leaves, not at the next garbage collection.
            if response is not None:
                response.close()
        if finished == "length" or (finished is None and written and not _FINISHED.search(written.rstrip())):
            raise self._error("broke off in the middle", "Ask again.")

    def _keep(self, response: httpx.Response) -> None:
        self._last.response = response
        if wait_of(response) > self._last.deadline - time.monotonic():
            response.headers["x-should-retry"] = "false"  # Which the OpenAI client heeds.

    def close(self) -> None:
        """Stop the embedded server, if this has one."""
        self._server = None

    def _error(self, what: str, hint: str) -> ModelError:
        return ModelError(f"The language model {self.name} at {masked(self.base_url)} {what}", hint)

    def _explained(self, error: Exception, prompt: Prompt) -> ModelError:
        """The error in words that name the setting to check."""
        import openai

        cause = error if isinstance(error, openai.OpenAIError) else (error.__cause__ or error)
        text = " ".join(str(cause)[:_LONGEST_COMPLAINT].split())
        status = getattr(cause, "status_code", None)
        if status in (400, 413, 422, 500) and _TOO_LONG.search(text):
            message = f"The language model {self.name} cannot read {prompt.tokens} tokens at once"
            return ContextTooLong(message, "Set LLM_CONTEXT to what it can.", _limit(text))
        if status in (401, 403):
            return self._error(f"refuses the key ({status})", "Check LLM_API_KEY.")
        if status == 404:
            return self._error(
                "is not there (404)", "Check LLM_BASE_URL (mostly ending in /v1) and LLM_MODEL."
            )
        if status == 429:
            return self._error("is over its limit (429)", "Wait, or look at the account's limits.")
        if isinstance(cause, openai.APITimeoutError) or isinstance(error, httpx.TimeoutException):
            return self._error("did not answer in time", "Raise LLM_TIMEOUT_S, or look at the server.")
        return self._error(
            f"failed: {text[:200] or type(cause).__name__}",
            "Check LLM_BASE_URL, LLM_MODEL and LLM_API_KEY, and that the server is up.",
        )


def _http_client(
    base_url: str, timeout_s: float, on_response: Callable[[httpx.Response], None]
) -> httpx.Client:
    """A client that gives up at a deadline, even while bytes trickle in, and decompresses nothing."""
    transport = DeadlineTransport(_MOST_BYTES, proxy_for(base_url))
    plain, hooks = {"Accept-Encoding": "identity"}, {"response": [on_response]}
    return httpx.Client(transport=transport, timeout=timeout_s, headers=plain, event_hooks=hooks)


def proxy_for(address: str) -> str | None:
    """Return the system's proxy for an address, or None; addresses of this machine need none.

    On Linux from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, elsewhere from the system's settings too.

    Raises:
        ModelError: The proxy does not speak HTTP.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    proxies = getproxies()
    setting = proxies.get(parts.scheme) or proxies.get("all")
    if not setting or proxy_bypass(host) or host == "localhost" or host.startswith("127.") or host == "::1":
        return None
    proxy = setting if "://" in setting else f"http://{setting}"
    if (way := urlsplit(proxy)).scheme not in ("http", "https"):
        message = f"The proxy {way.scheme}://{way.hostname} on the way to {host} does not speak HTTP"
        raise ModelError(
            message, f"Name one that does in {parts.scheme.upper()}_PROXY, or {host} in NO_PROXY."
        )
    return proxy


def _finish_reason(raw: Any) -> str | None:
    choices = getattr(raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


def _limit(text: str) -> int | None:
    """The length of the context in tokens, from a server's error message."""
    matches = [match for pattern in _LIMIT if (match := pattern.search(text))]
    return int(matches[0].group(1)) if matches else None


def open_language_model(settings: Settings) -> LanguageModel | None:
    """Return the model that writes answers by these settings, or None when articles are quoted.

    Raises:
        ModelError: A model is set but is not here or cannot be loaded.
        SettingsError: MODEL is not in the catalogue.
    """
    name = written_by(settings)
    if name is None:
        if settings.writing == "model":
            raise ModelError(
                "WRITING is model, and no model is named in MODEL, LLM_FILE or LLM_BASE_URL",
                "Name one, or set WRITING=quotes.",
            )
        return None
    if settings.llm_base_url:
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        model = settings.llm_model or "default"
        return LanguageModel(model, settings.llm_base_url, key, settings.llm_timeout_s, settings.llm_context)
    context = settings.llm_context or CONTEXT
    server = serve(_local_file(settings), context)
    # A file that somebody chose is theirs to judge; the catalogue's models were not measured at rewording.
    able = settings.llm_file is not None
    return LanguageModel(name, server.base_url, server.key, settings.llm_timeout_s, context, able, server)


def written_by(settings: Settings) -> str | None:
    """Return the name of the model that writes by these settings, None for quotes; it may not be here yet."""
    if settings.writing == "quotes":
        return None
    if settings.llm_base_url:
        return settings.llm_model or settings.llm_base_url
    if settings.llm_file:
        return settings.llm_file.stem
    return settings.model if settings.model != NONE else None


def _local_file(settings: Settings) -> Path:
    if settings.llm_file:
        return settings.llm_file.expanduser()
    model = find_model(settings.model)
    if not is_here(model, settings.cache_dir):
        raise ModelError(
            f"The language model {model.name} is not on this machine: citedesk model get {model.name}",
            f"Run: citedesk model get {model.name}",
        )
    return model_file(model, settings.cache_dir)
