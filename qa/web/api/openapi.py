"""What the HTTP interface says of itself at ``/openapi.json``: the shapes of answers and of errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from index.catalogue.listing import Listed
from index.catalogue.records import ArticleRecord
from qa.schemas.load import load_schema

_ERRORS = {
    400: "The question, a day or a filter cannot be used.",
    401: "There are accounts, and the request names none.",
    403: "The request comes from another site, or its account may not do this.",
    404: "There is no such thing.",
    408: "The request did not come whole within a minute.",
    413: "The request is too large.",
    422: "The request has not the form that is described here.",
    500: "Something went wrong that nobody foresaw; the server's log tells more.",
    503: "The archive, its accounts or a model cannot be used now.",
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
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": _ERRORS[status], "content": {_JSON: {"schema": _named("Error")}}}
        for status in statuses
    }
    return {200: {"description": what, "content": content}, **told}


def schemas() -> dict[str, Any]:
    """Return the schemas by name, as OpenAPI keeps them: those of the commands, and of articles."""
    article = TypeAdapter(ArticleRecord).json_schema(mode="serialization")
    article["properties"]["also_in"] = {"type": "array", "items": _named("Listed")}
    article["required"] = sorted(article["properties"])
    roots = {
        "Answer": load_schema("answer"),
        "Search": load_schema("search"),
        "Error": load_schema("error"),
        "Article": article,
        "Listed": TypeAdapter(Listed).json_schema(mode="serialization"),
        "Health": _object(ok={"const": True}, articles=_COUNT, chunks=_COUNT),
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
    found: dict[str, Any] = {}
    for name, root in roots.items():
        found |= _hoisted(name, root)
    return found


_COUNT = {"type": "integer", "minimum": 0}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"{_PLACE}{name}"}


def _hoisted(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema and those of its ``$defs``, each under a name of its own: OpenAPI refers from its root."""
    parts = {f"{name}_{inner}": part for inner, part in schema.get("$defs", {}).items()}
    whole = {key: part for key, part in schema.items() if key not in {"$defs", "$id", "$schema"}}
    return {key: _pointed(part, name) for key, part in {name: whole, **parts}.items()}


def _pointed(part: Any, name: str) -> Any:
    if isinstance(part, dict):
        inner = str(part.get("$ref", "")).removeprefix("#/$defs/")
        if inner != part.get("$ref", ""):
            return {**part, "$ref": f"{_PLACE}{name}_{inner}"}
        return {key: _pointed(value, name) for key, value in part.items()}
    return [_pointed(value, name) for value in part] if isinstance(part, list) else part


def describe(api: FastAPI) -> None:
    """Have `api` say what it is, with `schemas` beside those of its requests."""

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            told = get_openapi(title=api.title, version=api.version, description=_ABOUT, routes=api.routes)
            told.setdefault("components", {}).setdefault("schemas", {}).update(schemas())
            api.openapi_schema = told
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]
