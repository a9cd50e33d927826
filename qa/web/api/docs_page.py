"""The HTTP interface as a page at ``/docs``, made from what ``/openapi.json`` says, with nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from qa.web.static import static_text

_STYLES = ("theme.css", "docs.css")
_HEADS = "<tr><th>Name</th><th>Type</th><th>What it is</th></tr>"
_REQUIRED = '<span class="cd-required">required</span>'


def add_api_page(api: FastAPI) -> None:
    """Add the page to `api`."""
    style = static_text(_STYLES)

    @api.get("/docs", include_in_schema=False)
    def show(request: Request) -> HTMLResponse:
        return HTMLResponse(api_page(api.openapi(), str(request.base_url).rstrip("/"), style))


def api_page(described: Mapping[str, Any], base: str, style: str = "") -> str:
    """Return the page.

    Args:
        described: As OpenAPI has it.
        base: The address of this server, for the examples.
        style: Its CSS.
    """
    operations = [
        _operation(method, path, operation, described, base)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    about = _words(described["info"]["description"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Citedesk: HTTP interface</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><style>{style}</style></head>'
        '<body class="cd-docs"><main><p><a href="./">Back to the chat</a></p><h1>The HTTP interface</h1>'
        f'<p>{about}</p><p><a href="openapi.json">openapi.json</a> has this for programs.</p>'
        f"{''.join(operations)}</main></body></html>"
    )


def _operation(
    method: str, path: str, operation: Mapping[str, Any], described: Mapping[str, Any], base: str
) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    fields = list(_parameters(operation))
    if body:
        fields += _fields(body, described)
    table = f"<table><thead>{_HEADS}</thead><tbody>{''.join(fields)}</tbody></table>"
    answered = "".join(
        _answer(status, told, described) for status, told in sorted(operation["responses"].items())
    )
    return (
        f"<section><h2>{escape(operation['summary'])}</h2>"
        f'<p class="cd-path"><strong>{method.upper()}</strong> <code>{escape(path)}</code></p>'
        f"<p>{_words(operation.get('description', ''))}</p>"
        f"<pre>{escape(_example(method, path, operation, body, described, base))}</pre>"
        f"{table if fields else ''}<h3>Answers</h3>{answered}</section>"
    )


def _parameters(operation: Mapping[str, Any]) -> Iterator[str]:
    for given in operation.get("parameters", ()):
        yield _field(given["name"], given["schema"], given.get("required"), given.get("description", ""))


def _fields(schema: Mapping[str, Any], described: Mapping[str, Any], before: str = "") -> Iterator[str]:
    whole = _resolved(schema, described)
    for name, field in whole.get("properties", {}).items():
        required = name in whole.get("required", ())
        yield _field(f"{before}{name}", field, required, field.get("description", ""))
        inner = field.get("items", field) if "$ref" in field.get("items", field) else {}
        yield from _fields(inner, described, f"{before}{name}.")


def _field(name: str, schema: Mapping[str, Any], required: bool | None, what: str) -> str:
    default = schema.get("default")
    told = f" Default: {json.dumps(default)}." if default is not None else ""
    mark = _REQUIRED if required else ""
    return (
        f"<tr><td><code>{escape(name)}</code> {mark}</td><td>{escape(_type(schema))}</td>"
        f"<td>{_words(what)}{escape(told)}</td></tr>"
    )


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"] if part.get("type") != "null")
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "object"))


def _answer(status: str, told: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    content = told.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(content.get("$ref", "")).rpartition("/")[2]
    head = f"<strong>{escape(status)}</strong> {escape(told['description'])}"
    if not name or name == "Error":
        return f"<p>{head}</p>"
    shape = json.dumps(_resolved(content, described), indent=2, ensure_ascii=False)
    return (
        f"<details><summary>{head} <span>{escape(name)}</span></summary><pre>{escape(shape)}</pre></details>"
    )


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


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
        said = json.dumps({name: _value(field) for name, field in needed.items()}, ensure_ascii=False)
        return f"curl {base}{path} -H 'content-type: application/json' -d '{said}'"
    asked = [given for given in operation.get("parameters", ()) if given["in"] == "query"]
    words = {given["name"]: _value(given["schema"]) for given in asked if given.get("required")}
    query = "".join(f" -d {name}='{word}'" for name, word in words.items())
    return f"curl{' -G' if query else ''} {base}{path.replace('{', '').replace('}', '')}{query}"


def _value(schema: Mapping[str, Any]) -> Any:
    return schema["examples"][0] if schema.get("examples") else "…"


def _words(text: str) -> str:
    """Words with what stands in backquotes as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
