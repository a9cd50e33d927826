"""The same answers in the form of OpenAI's chat completions, for programs that speak only that."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import QuestionError
from qa.answer.model import Answer, Citation, Sentence
from qa.answer.pipeline import Event
from qa.desk import Desk
from qa.web.api.filters import FilterBody
from qa.web.api.openapi import answers
from qa.web.api.words import Words
from qa.web.concurrency import Asking, started
from qa.web.errors import NotFound, error_dict, shown, shown_answer
from qa.web.html.sources import web_address

MODEL = "citedesk"
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "citedesk"}


class ContentPart(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str | None = "text"
    text: Words | None = None


class Message(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: str
    content: Words | list[ContentPart] | None = None

    def text(self) -> str:
        """Return its words."""
        if isinstance(self.content, list):
            return " ".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream is to have beside its words."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool | None = False


class ResponseFormat(BaseModel):
    """In which form the content is to be."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["text"]


class ChatBody(BaseModel):
    """A chat completion as programs ask for it; what a quoting desk has no use for is ignored."""

    model_config = ConfigDict(extra="ignore")

    model: str | None = MODEL
    messages: list[Message] = Field(
        min_length=1,
        max_length=1000,
        examples=[[{"role": "user", "content": "How much is an adult single on the Hask ferry now?"}]],
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="A question has one answer.")
    response_format: ResponseFormat | None = Field(default=None, description="Answers are text.")
    filters: FilterBody | None = Field(
        default=None, description="Not in OpenAI's form: as those of /api/ask."
    )

    def question_and_history(self) -> tuple[str, list[dict[str, str]]]:
        """Return the last thing the user said, and the turns before it."""
        turns = [turn for turn in self.messages if turn.role in {"user", "assistant"}]
        while turns and turns[-1].role != "user":
            turns.pop()
        if not turns:
            raise QuestionError("No message has the role user", "Send the question as the last user message.")
        history = [{"role": turn.role, "content": turn.text()} for turn in turns[:-1]]
        return turns[-1].text(), history


def add_openai_routes(api: FastAPI, desk: Desk, asking: Asking) -> None:
    """Add ``/v1/models`` and ``/v1/chat/completions`` to `api`."""

    @api.get("/v1/models", summary="List models", responses=answers("Models", "The one there is."))
    def models() -> JSONResponse:
        """In OpenAI's form, for programs that ask which model there is."""
        return JSONResponse({"object": "list", "data": [_MODEL]})

    @api.get(
        "/v1/models/{name}", summary="Read a model", responses=answers("Model", "The one there is.", 404, 422)
    )
    def model(name: str) -> JSONResponse:
        """In OpenAI's form, for programs that look whether a model is there."""
        if name != MODEL:
            raise NotFound(f"There is no model {name!r}", f"The one there is is called {MODEL}.")
        return JSONResponse(_MODEL)

    responses = answers(
        "Completion", "The answer; as `citedesk` with all of it.", 400, 408, 413, 422, events=()
    )

    @api.post("/v1/chat/completions", response_model=None, summary="Complete a chat", responses=responses)
    async def complete(body: ChatBody) -> JSONResponse | StreamingResponse:
        """The same answer in OpenAI's form: the last user message is the question."""
        question, history = body.question_and_history()
        filters = body.filters.filters() if body.filters else None
        if not body.stream:
            answer = await asking.one(lambda: desk.ask(question, history, filters=filters))
            return JSONResponse(_completion(shown_answer(answer), question))
        events = await started(asking.each(desk.stream(question, history, filters=filters)))
        counted = bool(body.stream_options and body.stream_options.include_usage)
        chunks = _chunks(events, question if counted else None)
        return StreamingResponse(chunks, media_type="text/event-stream")


# An image is loaded as soon as it is shown, and a link may say anything: an answer has neither.
_MARKUP = re.compile(r"\\|!(?=\[)|(?<=\])\(|<(?=[\w/!?])")


def _plain(text: str) -> str:
    """Return `text` so that a client that renders Markdown shows it as it stands; markers stay."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _sources(answer: Answer) -> str:
    """What stands below the answer: its sources by their markers, then what else the reader should know."""
    lines = [_source(cited) for cited in answer.citations]
    lines += [_plain(f"Note: {notice}") for notice in answer.notices]
    return "".join(f"\n\n{line}" if at == 0 else f"  \n{line}" for at, line in enumerate(lines))


def _source(cited: Citation) -> str:
    day = f"{cited.published_at.astimezone(UTC):%-d %B %Y}" if cited.published_at else ""
    origin = ", ".join(part for part in (cited.source or "", day) if part)
    named = _plain(f"[{cited.marker}] {cited.title}{f' ({origin})' if origin else ''}")
    url = web_address(cited.url)
    return f"{named} {url}" if url and not _MARKUP.search(url) else named


def _usage(question: str, content: str) -> dict[str, int]:
    """How long question and answer are. In words: no language model need have read or written any."""
    asked, answered = len(question.split()), len(content.split())
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def _completion(answer: Answer, question: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": _plain(answer.text) + _sources(answer)}
    return {
        **_frame("chat.completion", _new_id(), int(time.time())),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(question, message["content"]),
        "citedesk": answer.to_dict(),
    }


async def _chunks(events: AsyncIterator[Event], counted: str | None) -> AsyncIterator[str]:
    """Yield an answer as chunks of a completion; with the question as `counted`, how long it all was too."""
    frame = _frame("chat.completion.chunk", _new_id(), int(time.time()))
    yield _chunk(frame, {"role": "assistant", "content": ""})
    text = ""
    try:
        async for made in events:
            event = shown(made)
            if isinstance(event, Sentence):
                addition = _plain(f" {event.text}" if text else event.text)
                text += addition
                yield _chunk(frame, {"content": addition})
            elif isinstance(event, Answer):
                rest = ("" if text else _plain(event.text)) + _sources(event)
                text += rest
                yield _chunk(frame, {"content": rest})
                yield _chunk(frame, {}, "stop", {"citedesk": event.to_dict()})
    except Exception as error:  # The status is long sent: whatever it is must go out as data.
        yield f"data: {json.dumps(error_dict(error), ensure_ascii=False)}\n\n"
        return
    if counted is not None:
        yield _data({**frame, "choices": [], "usage": _usage(counted, text)})
    yield "data: [DONE]\n\n"


def _chunk(
    frame: Mapping[str, Any],
    delta: Mapping[str, str],
    finish: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _data({**frame, "choices": [choice], **(more or {})})


def _data(content: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"


def _frame(kind: str, name: str, created: int) -> dict[str, Any]:
    return {"id": name, "object": kind, "created": created, "model": MODEL}


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
