"""The building blocks of the JSON that clients get.

Each of its objects is a `Document`: a dataclass whose annotations, of the kinds below, say what it holds.
From them it is written, read back, and described by the schemas that `python -m qa.schemas` makes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Self

from pydantic import Field, GetCoreSchemaHandler, PlainSerializer, TypeAdapter, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from corpus.errors import CitedeskError


def iso_utc(moment: datetime | None) -> str | None:
    """Return an aware time as ``2025-04-16T00:00:00Z``, None as None."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def rounded(digits: int, kind: Any = float) -> PlainSerializer:
    """Return the annotation of a number of some kind that is written with this many decimals."""
    return PlainSerializer(lambda value: round(value, digits), kind, "json")


Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
"""Counts from 1."""
Words = Annotated[str, Field(min_length=1)]
Redactable = Annotated[str, Field(json_schema_extra={"minLength": 1})]
"""Words of an answer; "" in a stored one after their article was removed."""
Share = Annotated[float, Field(ge=0, le=1)]
Duration = Annotated[float, Field(ge=0)]
Seconds = Annotated[float, rounded(3, Duration)]
_ISO = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
Time = Annotated[datetime, PlainSerializer(iso_utc, str, "json"), WithJsonSchema(_ISO, mode="serialization")]
"""Aware UTC, to the second."""
Hidden = Field(exclude=True)
"""Annotates a field that is not part of the JSON."""


class Keyed:
    """Annotates a dict with fixed keys."""

    def __init__(self, types: Mapping[str, Any], optional: Collection[str] = ()) -> None:
        self._types, self._optional = types, optional

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        fields = {
            name: core_schema.typed_dict_field(
                handler.generate_schema(kind), required=name not in self._optional
            )
            for name, kind in self._types.items()
        }
        return core_schema.typed_dict_schema(fields)


class Document:
    """A dataclass that is given out as a JSON object."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the object as the JSON of the contract, in plain values."""
        return plain(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Return the object of a document from `to_dict`.

        Raises:
            pydantic.ValidationError: The document has another form.
        """
        kind: Any = cls
        read: Self = _adapter(kind).validate_python(document)
        return read


def plain(document: Document) -> dict[str, Any]:
    """Return a document in plain values."""
    # Its values were made in this process, and mypy checks their types.
    kind: Any = type(document)
    values: dict[str, Any] = _adapter(kind).dump_python(document, mode="json", by_alias=True, warnings=False)
    return values


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Created when first needed, because each takes pydantic some milliseconds."""
    return TypeAdapter(kind)


Problem = Annotated[dict[str, str], Keyed({"error": Words, "try": Words})]
"""Something that failed: what happened, and what to do next."""


def problem(error: CitedeskError) -> Problem:
    """Return an error as JSON."""
    return {"error": error.message, "try": error.hint}
