"""The same answers in the form of OpenAI's chat completions, for programs that speak only that."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import QuestionError
from qa.answer.model import Answer, Sentence
from qa.answer.pipeline import Event
from qa.desk import Desk
from qa.web.api.openapi import answers
from qa.web.concurrency import Asking, started
from qa.web.errors import error_dict

MODEL = "citedesk"


class ContentPart(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str = "text"
    text: str = ""


class Message(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: str
    content: str | list[ContentPart] | None = None

    def text(self) -> str:
        """Return its words."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatBody(BaseModel):
    """A chat completion as programs ask for it; what a quoting desk has no use for is ignored."""

    model_config = ConfigDict(extra="ignore")

    model: str = MODEL
    messages: list[Message] = Field(
        min_length=1,
        max_length=1000,
        examples=[[{"role": "user", "content": "How much is an adult single on the Hask ferry now?"}]],
    )
    stream: bool = False

    def question_and_history(self) -> tuple[str, list[dict[str, str]]]:
        """Return the last thing the user said, and the turns before it."""
        turns = [turn for turn in self.messages if turn.role in {"user", "assistant"}]
        while turns and turns[-1].role != "user":
            turns.pop()
        if not turns:
            raise QuestionError("No message is the user's", "Send the question as the last user message.")
        history = [{"role": turn.role, "content": turn.text()} for turn in turns[:-1]]
        return turns[-1].text(), history


def add_openai_routes(api: FastAPI, desk: Desk, asking: Asking) -> None:
    """Add ``/v1/models`` and ``/v1/chat/completions`` to `api`."""

    @api.get("/v1/models", summary="List models", responses=answers("Models", "The one there is."))
    def models() -> JSONResponse:
        """In OpenAI's form, for programs that ask which model there is."""
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "citedesk"}
        return JSONResponse({"object": "list", "data": [model]})

    told = answers("Completion", "The answer; as `citedesk` with all of it.", 400, 413, 422, events=())

    @api.post("/v1/chat/completions", response_model=None, summary="Complete a chat", responses=told)
    async def complete(body: ChatBody) -> JSONResponse | StreamingResponse:
        """The same answer in OpenAI's form: the last user message is the question."""
        question, history = body.question_and_history()
        if not body.stream:
            return JSONResponse(_completion(await asking.one(lambda: desk.ask(question, history))))
        events = await started(asking.each(desk.stream(question, history)))
        return StreamingResponse(_chunks(events), media_type="text/event-stream")


# An image is loaded as soon as it is shown, and a link may say anything: an answer has neither.
_MARKUP = re.compile(r"\\|!(?=\[)|(?<=\])\(|<(?=[\w/!?])")


def _plain(text: str) -> str:
    """Return `text` so that a client that renders Markdown shows it as it stands; markers stay."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": _plain(answer.text)}
    return {
        **_frame("chat.completion", _new_id(), int(time.time())),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "citedesk": answer.to_dict(),
    }


async def _chunks(events: AsyncIterator[Event]) -> AsyncIterator[str]:
    frame = _frame("chat.completion.chunk", _new_id(), int(time.time()))
    yield _chunk(frame, {"role": "assistant", "content": ""})
    said = ""
    try:
        async for event in events:
            if isinstance(event, Sentence):
                addition = _plain(f" {event.text}" if said else event.text)
                said += addition
                yield _chunk(frame, {"content": addition})
            elif isinstance(event, Answer):
                if not said:
                    yield _chunk(frame, {"content": _plain(event.text)})
                yield _chunk(frame, {}, "stop", {"citedesk": event.to_dict()})
    except Exception as error:  # The status is long sent: whatever it is must go out as data.
        yield f"data: {json.dumps(error_dict(error), ensure_ascii=False)}\n\n"
        return
    yield "data: [DONE]\n\n"


def _chunk(
    frame: Mapping[str, Any],
    delta: Mapping[str, str],
    finish: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps({**frame, 'choices': [choice], **(more or {})}, ensure_ascii=False)}\n\n"


def _frame(kind: str, name: str, created: int) -> dict[str, Any]:
    return {"id": name, "object": kind, "created": created, "model": MODEL}


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
