"""JSON Schemas made from the types of the contract, with the words of their docstrings."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from index.catalogue.records import WorkReport
from index.contract import Problem
from index.ingest.sync_report import SyncReport
from index.ingest.watch import WatchEvent
from index.registers.feeds import FeedList
from index.search.pipeline import SearchResult
from index.upkeep.doctor import Diagnosis
from qa.answer.model import Answer
from qa.evaluate.report import EvalDocument
from qa.models.known_models import ModelList
from qa.status import Status

_TYPES: dict[str, tuple[str, Any]] = {
    "answer": ("The answer of `citedesk ask`", Answer),
    "search": ("The hits of `citedesk search`", SearchResult),
    "sync": ("What `citedesk sync` did", SyncReport),
    "feeds": ("The feeds that `citedesk serve` fetches, by `citedesk feeds`", FeedList),
    "status": ("What the archive holds, by `citedesk status`", Status),
    "eval": ("What `citedesk eval` measured", EvalDocument),
    "rebuild": ("What `citedesk rebuild` did", WorkReport),
    "doctor": ("What `citedesk doctor` found", Diagnosis),
    "model": ("Language models that can be had by name, by `citedesk model`", ModelList),
    "error": ("A command that failed", Problem),
}
NAMES = (*_TYPES, "watch")
"""The schemas that are shipped: `answer` for ask, `rebuild` for remove, restore and export too."""
_EVENTS = {
    "watching": "Every PATH was synced, and changes are seen from now on",
    "synced": "What a sync did",
    "failed": "A sync that failed",
}
_FOLDER = Path(__file__).parent


def json_schema(name: str) -> dict[str, Any]:
    """Return one of `NAMES` as a JSON Schema, draft 2020-12.

    Raises:
        KeyError: There is no schema of that name.
    """
    if name not in NAMES:
        raise KeyError(f"{name!r} is not one of {', '.join(NAMES)}")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:citedesk:{name}"}
    if name == "watch":
        return {**head, "title": "One event of `citedesk watch`", **_watch()}
    title, kind = _TYPES[name]
    return {**head, **_schema(kind), "title": title}


def components(kinds: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """Return the schemas of some named types and of all that they hold, by name.

    One schema refers to another by `reference`, with ``{model}`` in the place of its name.
    """
    inputs = [(name, "serialization", TypeAdapter(kind)) for name, kind in kinds.items()]
    roots, rest = TypeAdapter.json_schemas(
        inputs,  # type: ignore[arg-type]
        ref_template=reference,
        schema_generator=_Shapes,
    )
    definitions = rest["$defs"]
    by_reference = {reference.format(model=name): shape for name, shape in definitions.items()}
    return {
        **definitions,
        **{name: by_reference.get(str(root.get("$ref")), root) for (name, _), root in roots.items()},
    }


def schema_files() -> Iterable[tuple[Path, str]]:
    """Yield every file that is shipped, and what it should hold."""
    for name in NAMES:
        text = json.dumps(json_schema(name), indent=2, ensure_ascii=False)
        yield _FOLDER / f"{name}.schema.json", f"{text}\n"


def _schema(kind: Any) -> dict[str, Any]:
    return TypeAdapter(kind).json_schema(mode="serialization", schema_generator=_Shapes)


class _Shapes(GenerateJsonSchema):
    """Objects without other keys than theirs, described by their docstrings."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_is_required(self, field: Any, total: bool) -> bool:
        if field["type"] == "typed-dict-field":
            return bool(field["required"])
        return "serialization_exclude_if" not in field

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        return _described(super().dataclass_schema(schema), schema["cls"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return _described(super().model_schema(schema), schema["cls"])

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        return {**super().typed_dict_schema(schema), "additionalProperties": False}


_ATTRIBUTE = re.compile(r"^    (\w+): ((?:.|\n {6,})+)", re.MULTILINE)


def _described(schema: JsonSchemaValue, kind: type) -> JsonSchemaValue:
    """The schema of an object with the words of its class's docstring."""
    bases = [base for base in kind.__mro__[:-1] if base.__module__.split(".")[0] in {"index", "qa"}]
    descriptions: dict[str, str] = {}
    for base in reversed(bases):
        listed = inspect.cleandoc(base.__doc__ or "").partition("Attributes:\n")[2]
        descriptions |= {name: " ".join(words.split()) for name, words in _ATTRIBUTE.findall(listed)}
    properties = {
        name: {**part, "description": descriptions[name].replace("None", "null")}
        if name in descriptions
        else part
        for name, part in schema["properties"].items()
    }
    summary = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]
    return schema | {"description": summary, "properties": properties, "additionalProperties": False}


def _watch() -> dict[str, Any]:
    """An event's own keys, with those of the report or of the error beside them."""
    event, *parts = (_schema(kind) for kind in (WatchEvent, SyncReport, Problem))
    nothing: dict[str, Any] = {"properties": {}, "required": []}
    one_of = []
    for (name, title), part in zip(_EVENTS.items(), (nothing, *parts), strict=True):
        properties = event["properties"] | {"event": {"const": name}} | part["properties"]
        required = event["required"] + part["required"]
        one_of.append({**event, "title": title, "properties": properties, "required": required})
    return {"oneOf": one_of, "$defs": parts[0]["$defs"]}
