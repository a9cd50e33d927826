"""The JSON Schemas of what the commands print under `--json`."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("answer", "search", "sync", "status", "eval", "rebuild", "doctor", "watch", "model", "error")
"""The schemas that are shipped: `answer` for ask, `rebuild` for remove, restore and export too."""


def load_schema(name: str) -> dict[str, Any]:
    """Return one of `NAMES` as a JSON Schema, draft 2020-12.

    Raises:
        KeyError: There is no schema of that name.
    """
    if name not in NAMES:
        raise KeyError(f"{name!r} is none of {', '.join(NAMES)}")
    file = resources.files("qa.schemas") / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema
