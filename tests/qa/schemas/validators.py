"""What holds a document to a schema, made once: making one and checking the schema itself take far longer."""

from __future__ import annotations

from functools import cache

from jsonschema import Draft202012Validator

from qa.schemas.contract import json_schema


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of one of the schemas that are shipped."""
    return Draft202012Validator(json_schema(name))
