"""What clients get is, byte for byte, what was recorded; `pytest --record` of this file records it anew."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.desk import Desk
from qa.schemas.contract import NAMES
from tests.qa.schemas.recording import documents
from tests.qa.schemas.validators import validator

RECORDED = Path(__file__).parent / "recorded" / "documents.txt"


def test_clients_get_the_same_bytes(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pytestconfig: pytest.Config,
) -> None:
    made = documents(desk, tmp_path, monkeypatch, lambda: capsys.readouterr().out.strip())
    texts = [f"# {name} | {schema}\n{document}\n" for name, schema, document in made]
    if pytestconfig.getoption("--record"):
        RECORDED.write_text("".join(texts), encoding="utf-8")
    for text, was in zip(texts, recorded(), strict=True):
        assert text.strip() == was.strip()


def recorded() -> list[str]:
    """Each document below a line with its name and its schema's."""
    return [f"# {part}" for part in RECORDED.read_text(encoding="utf-8").removeprefix("# ").split("\n# ")]


def described() -> Iterator[tuple[str, Any]]:
    """The name of its schema and each document that has one."""
    for part in recorded():
        head, _, text = part.partition("\n")
        if schema := head.rpartition(" | ")[2]:
            yield schema, json.loads(text)


def changed(document: Any, place: Any) -> Iterator[Any]:
    """The document with something wrong at one place after another of what `place`, a part of it, holds."""
    for key, value in list(place.items() if isinstance(place, dict) else enumerate(place)):
        for wrong in (None, -1, "", [], {}, "other", 0.5, True):
            place[key] = wrong
            yield copy.deepcopy(document)
        place[key] = value
        if isinstance(place, dict):
            del place[key]
            yield copy.deepcopy(document)
            place[key] = value
            yield copy.deepcopy(document) | {"another": 1}
        if isinstance(value, (dict, list)):
            yield from changed(document, value)


def test_what_clients_get_obeys_the_schemas() -> None:
    documents = list(described())
    assert {schema for schema, _ in documents} == set(NAMES)
    for schema, document in documents:
        validator(schema).validate(document)


def fullest() -> list[tuple[str, Any]]:
    """Of the documents made by hand, which stand first, those that say most."""
    by_hand = sorted(list(described())[:14], key=lambda pair: len(json.dumps(pair[1])))
    return list({(schema, document.get("mode")): (schema, document) for schema, document in by_hand}.values())


@pytest.mark.parametrize(("schema", "document"), fullest())
def test_what_clients_do_not_get_is_refused(schema: str, document: Any) -> None:
    """Nothing but texts, and what may be null, can be anything else than it is."""
    made = list(changed(document, document))
    refused = sum(not validator(schema).is_valid(wrong) for wrong in made)
    assert refused > len(made) / 2
