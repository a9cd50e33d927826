"""The HTTP interface as a page at ``/docs``, made from what ``/openapi.json`` says, with nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from qa.web.html.rendering import rendered
from qa.web.static import static_text

_STYLES = ("base/theme.css", "pages/docs.css")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    required: bool
    about: str
    default: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    about: str
    name: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class _Operation:
    method: str
    path: str
    summary: str
    about: str
    example: str
    fields: list[_Field]
    answers: list[_Answer]


def add_api_page(api: FastAPI) -> None:
    """Add the page to `api`."""
    style = static_text(_STYLES)

    @api.get("/docs", include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        return HTMLResponse(api_page(api.openapi(), str(request.base_url).rstrip("/"), style))


def api_page(described: Mapping[str, Any], base: str, style: str = "") -> Markup:
    """Return the page."""
    operations = [
        _operation(method, path, operation, described, base)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    about = described["info"]["description"]
    return rendered("page/api.html", operations=operations, about=about, style=Markup(style))


def _operation(
    method: str, path: str, operation: Mapping[str, Any], described: Mapping[str, Any], base: str
) -> _Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return _Operation(
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        _example(method, path, operation, body, described, base),
        [*_parameters(operation), *(_fields(body, described) if body else ())],
        [_answer(status, response, described) for status, response in sorted(operation["responses"].items())],
    )


def _parameters(operation: Mapping[str, Any]) -> Iterator[_Field]:
    for given in operation.get("parameters", ()):
        yield _field(given["name"], given["schema"], given.get("required"), given.get("description", ""))


def _fields(schema: Mapping[str, Any], described: Mapping[str, Any], before: str = "") -> Iterator[_Field]:
    whole = _resolved(schema, described)
    for name, field in whole.get("properties", {}).items():
        required = name in whole.get("required", ())
        yield _field(f"{before}{name}", field, required, _about(field, described))
        yield from _fields(_inner(field), described, f"{before}{name}.")


def _inner(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that a field is, may be or has several of, by its name; {} for a plain value."""
    parts = [field.get("items", field), *field.get("anyOf", ())]
    return next((part for part in parts if "$ref" in part), {})


def _about(field: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    about: str = field.get("description") or _resolved(_inner(field), described).get("description", "")
    return about.split("\n\n")[0]


def _field(name: str, schema: Mapping[str, Any], required: bool | None, about: str) -> _Field:
    default = schema.get("default")
    default_text = f" Default: {json.dumps(default)}." if default is not None else ""
    return _Field(name, _type(schema), bool(required), about, default_text)


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"] if part.get("type") != "null")
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "object"))


def _answer(status: str, response: Mapping[str, Any], described: Mapping[str, Any]) -> _Answer:
    content = response.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(content.get("$ref", "")).rpartition("/")[2]
    if not name or name == "Error":
        return _Answer(status, response["description"])
    shape = json.dumps(_resolved(content, described), indent=2, ensure_ascii=False)
    return _Answer(status, response["description"], name, shape)


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    resolved: Mapping[str, Any] = described["components"]["schemas"][name] if name else schema
    return resolved


def _example(
    method: str,
    path: str,
    operation: Mapping[str, Any],
    body: Mapping[str, Any] | None,
    described: Mapping[str, Any],
    base: str,
) -> str:
    if body:
        known = _resolved(body, described)
        needed = {name: known["properties"][name] for name in known.get("required", ())}
        payload = json.dumps({name: _value(field) for name, field in needed.items()}, ensure_ascii=False)
        return f"curl {base}{path} -H 'content-type: application/json' -d '{payload}'"
    asked = [given for given in operation.get("parameters", ()) if given["in"] == "query"]
    words = {given["name"]: _value(given["schema"]) for given in asked if given.get("required")}
    query = "".join(f" -d {name}='{word}'" for name, word in words.items())
    return f"curl{' -G' if query else ''} {base}{path.replace('{', '').replace('}', '')}{query}"


def _value(schema: Mapping[str, Any]) -> Any:
    return schema["examples"][0] if schema.get("examples") else "…"
