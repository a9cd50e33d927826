"""Models by name on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qa.cli.model_commands
import qa.models.known_models
from qa.cli.main import run
from qa.models.known_models import model_file
from tests.qa.models.carriers import CONTENT, Manner, Publisher, made_up
from tests.qa.models.conftest import publisher
from tests.qa.schemas.validators import validator

__all__ = ["publisher"]


@pytest.fixture(autouse=True)
def only(
    no_settings_of_mine: None,
    publisher: Publisher,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A catalogue of one model, and a cache folder of its own."""
    model = made_up(publisher.url)
    for module in (qa.models.known_models, qa.cli.model_commands):
        monkeypatch.setattr(module, "known_models", lambda: (model,))
    monkeypatch.setenv("CITEDESK_CACHE_DIR", str(tmp_path))
    return


def models(capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["model", *argv]) == 0
    [line] = capsys.readouterr().out.splitlines()
    value = json.loads(line)
    validator("model").validate(value)
    return value["models"]


def test_a_model_is_listed_fetched_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [before] = models(capsys, "list", "--json")
    expected = made_up()
    assert before == {
        "name": "made-up",
        "licence": "CC0-1.0",
        "bytes": len(CONTENT),
        "sha256": expected.sha256,
        "here": False,
    }
    assert models(capsys, "get", "made-up", "--json") == [{**before, "here": True}]
    assert model_file(expected, tmp_path).read_bytes() == CONTENT
    assert models(capsys, "--json", "list") == [{**before, "here": True}]
    assert models(capsys, "remove", "made-up", "--json") == [before]


def test_people_are_told_what_is_fetched_where_it_is_and_how_to_use_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], publisher: Publisher
) -> None:
    assert run(["model", "list"]) == 0
    assert "citedesk model get made-up" in capsys.readouterr().out
    assert run(["model", "get", "made-up"]) == 0
    told = capsys.readouterr()
    assert f"Fetching made-up (CC0-1.0): 0 MB, from {publisher.url}" in told.err
    assert str(model_file(made_up(), tmp_path)) in told.out
    assert "CITEDESK_MODEL=made-up" in told.out
    for says in ("is removed", "was not here"):
        assert run(["model", "remove", "made-up"]) == 0
        assert says in capsys.readouterr().out


def test_a_failure_says_what_to_do_and_that_it_goes_on(
    capsys: pytest.CaptureFixture[str], publisher: Publisher
) -> None:
    publisher.manners = [Manner(status=403)]
    assert run(["model", "get", "made-up", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    validator("error").validate(told)
    assert "403" in told["error"]
    assert "goes on where this ended" in told["try"]


def test_a_name_that_is_none_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", "get", "made-down"]) == 1
    assert "Did you mean made-up?" in capsys.readouterr().err
