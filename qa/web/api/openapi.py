"""What the HTTP interface says of itself at ``/openapi.json``: the shapes of answers and of errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from index.browse.listing import Listed
from index.catalogue.records import ArticleRecord
from index.contract import Problem
from index.search.pipeline import SearchResult
from qa.answer.model import Answer
from qa.schemas.contract import components

_ERRORS = {
    400: "The question, a day or a filter cannot be used.",
    401: "This server has accounts, and the request names none.",
    403: "The request comes from another site, or its account may not do this.",
    404: "There is no such thing.",
    408: "The whole request did not arrive within a minute.",
    413: "The request is too large.",
    422: "The request does not have the form described here.",
    500: "Something unexpected went wrong; the server's log says more.",
    503: "The archive, its accounts or a model cannot be used now; `Retry-After` says how long, in seconds.",
}
_JSON = "application/json"
_PLACE = "#/components/schemas/"
_ABOUT = (
    "Answers about a news archive with the exact words that carry them. Where there are accounts, programs "
    "send `Authorization: Bearer TOKEN`, made by `citedesk token add`. Every error is `error`, what "
    "happened, and `try`, what to do next. The same tools are at `/mcp` for the Model Context Protocol."
)


def answers(
    name: str, what: str, *errors: int, events: Sequence[str] | None = None
) -> dict[int | str, dict[str, Any]]:
    """Return what an operation may answer, for FastAPI's `responses`.

    Args:
        name: Of the schema of its JSON, one of `schemas`.
        what: The same in words.
        errors: Statuses beside those that any operation may have.
        events: The names of the server-sent events that it may answer with instead; () for nameless ones.
    """
    content: dict[str, Any] = {_JSON: {"schema": _named(name)}}
    if events is not None:
        named = {"event": {"enum": list(events)}} if events else {}
        content["text/event-stream"] = {"schema": _object(data={"type": "string"}, **named)}
    statuses = sorted({401, 403, 500, 503, *errors})
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"description": _ERRORS[status], "content": {_JSON: {"schema": _named("Error")}}}
        for status in statuses
    }
    return {200: {"description": what, "content": content}, **refusals}


def schemas() -> dict[str, Any]:
    """Return the schemas by name, as OpenAPI keeps them: those of the commands, and of articles."""
    ours = {
        "Answer": Answer,
        "Search": SearchResult,
        "Error": Problem,
        "Article": ArticleRecord,
        "Listed": Listed,
    }
    made = components(ours, _PLACE + "{model}")
    article = made["Article"]
    article["properties"]["also_in"] = {"type": "array", "items": _named("Listed")}
    article["required"].append("also_in")
    return made | {
        "Health": _object(ok={"const": True}, articles=_COUNT, chunks=_COUNT) | {"required": ["ok"]},
        "Ready": _object(ok={"const": True}, articles=_COUNT, chunks=_COUNT) | {"required": ["ok"]},
        "Models": _object(object={"const": "list"}, data={"type": "array", "items": {"type": "object"}}),
        "Model": _object(object={"const": "model"}, id={"type": "string"}, owned_by={"type": "string"}),
        "Completion": _object(
            id={"type": "string"},
            object={"const": "chat.completion"},
            created=_COUNT,
            model={"type": "string"},
            choices={"type": "array", "minItems": 1, "items": {"type": "object"}},
            usage=_object(prompt_tokens=_COUNT, completion_tokens=_COUNT, total_tokens=_COUNT),
            citedesk=_named("Answer"),
        ),
    }


_COUNT = {"type": "integer", "minimum": 0}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"{_PLACE}{name}"}


def describe(api: FastAPI) -> None:
    """Have `api` say what it is, with `schemas` beside those of its requests."""

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            document = get_openapi(
                title=api.title, version=api.version, description=_ABOUT, routes=api.routes
            )
            document.setdefault("components", {}).setdefault("schemas", {}).update(schemas())
            api.openapi_schema = document
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]
