import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from qa import Desk
from qa.cli.command import Command, no_arguments
from qa.cli.main import run
from qa.settings import Settings
from tests.conftest import SAMPLES
from tests.qa.schemas.validators import validator

pytestmark = pytest.mark.real
FEW = re.compile(r'"id": "(glassworks-|tidal-record|ferry-fare-2026)')


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """The sample articles, indexed with the real model."""
    return shutil.copytree(sample_folder, tmp_path_factory.mktemp("samples") / "archive")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A folder with `few.jsonl`, some of the samples, and `archive`, which holds them."""
    folder = tmp_path_factory.mktemp("few")
    lines = (SAMPLES / "articles.jsonl").read_text("utf-8").splitlines()
    (folder / "few.jsonl").write_text("\n".join(filter(FEW.search, lines)), "utf-8")
    with Desk.open(folder / "archive", Settings(cache_dir=model_cache)) as desk:
        assert desk.sync([folder / "few.jsonl"]).added == 5
    return folder


@pytest.fixture(autouse=True)
def the_shared_models(
    no_settings_of_mine: None, monkeypatch: pytest.MonkeyPatch, model_cache: Path, no_torch: None
) -> None:
    monkeypatch.setenv("CITEDESK_CACHE_DIR", str(model_cache))


def json_of(capsys: pytest.CaptureFixture[str], *argv: str, schema: str, status: int = 0) -> dict[str, Any]:
    """Run a command with --json and return what it printed, checked against its schema."""
    capsys.readouterr()
    assert run([*argv, "--json"]) == status
    [line] = capsys.readouterr().out.splitlines()
    value: dict[str, Any] = json.loads(line)
    validator(schema).validate(value)
    return value


def test_every_command_prints_the_json_of_the_contract(
    sample_archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--data-dir", str(sample_archive))
    again = json_of(capsys, "sync", str(SAMPLES), *at, schema="sync")
    assert (again["added"], again["updated"], again["chunks_embedded"]) == (0, 0, 0)
    assert again["unchanged"] >= 30
    status = json_of(capsys, "status", *at, schema="status")
    assert status["articles"] >= 30
    assert status["versions"] > status["articles"] > status["stories"]
    hits = json_of(capsys, "search", "ferry fare", *at, "--top-k", "3", schema="search")["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    answer = json_of(
        capsys, "ask", "What does the ferry cost now?", *at, "--today", "2026-02-25", schema="answer"
    )
    assert answer["status"] == "answered"
    report = json_of(capsys, "eval", str(SAMPLES / "questions.jsonl"), *at, "--limit", "3", schema="eval")
    assert report["metrics"]["citation_exact"]["value"] == 1.0


def test_rebuilding_finds_the_same(few: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    at = ("--data-dir", str(shutil.copytree(few / "archive", tmp_path / "copy")))
    before = {
        hit["chunk_id"]
        for hit in json_of(capsys, "search", "glass works strike", *at, schema="search")["hits"]
    }
    rebuilt = json_of(capsys, "rebuild", *at, schema="rebuild")
    assert rebuilt["articles"] == 5
    after = json_of(capsys, "search", "glass works strike", *at, schema="search")["hits"]
    assert {hit["chunk_id"] for hit in after} == before


def test_operators_remove_restore_export_and_examine(
    few: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at = ("--data-dir", str(shutil.copytree(few / "archive", tmp_path / "copy")))
    count = json_of(capsys, "status", *at, schema="status")["articles"]
    removed = json_of(capsys, "remove", "tidal-record", "--purge", *at, schema="rebuild")
    assert removed["articles"] == 1
    hits = json_of(capsys, "search", "gigawatt-hours in September", *at, schema="search")["hits"]
    assert "tidal-record" not in {hit["article_id"] for hit in hits}
    exported = json_of(capsys, "export", str(tmp_path / "out.jsonl.gz"), *at, schema="rebuild")
    assert exported["articles"] == count - 1
    assert json_of(capsys, "restore", "tidal-record", *at, schema="rebuild")["articles"] == 0
    assert json_of(capsys, "sync", str(few / "few.jsonl"), *at, schema="sync")["added"] == 1
    assert json_of(capsys, "doctor", *at, schema="doctor")["ok"]
    log = json_of(capsys, "status", *at, schema="status")["log"]
    assert [entry["action"] for entry in log] == ["restore", "rebuild", "remove"]
    capsys.readouterr()
    assert run(["status", *at]) == run(["doctor", "--repair", *at]) == 0
    assert "remove tidal-record" in capsys.readouterr().out
    unknown = json_of(capsys, "remove", "nope", *at, schema="error", status=1)
    assert "'nope'" in unknown["error"]
    catalogue = tmp_path / "copy" / "catalogue.sqlite"
    os.truncate(catalogue, catalogue.stat().st_size - 4096)
    assert "--repair" in json_of(capsys, "doctor", *at, schema="error", status=1)["try"]
    repaired = json_of(capsys, "doctor", "--repair", *at, schema="doctor")
    assert repaired["ok"]
    assert f"saved {count} articles" in repaired["repaired"][0]


def test_no_evidence_is_no_failure(sample_archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data-dir", str(sample_archive))
    answer = json_of(capsys, "ask", "How many fell off the Hask ferry in 1987?", *at, schema="answer")
    assert answer["status"] == "no_evidence"
    assert answer["nearest"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["ask", ""], "empty"),
        (["ask", "x" * 20_000], "20,000"),
        (["search", "ferry", "--source", "The Ellisk Currier"], "Ellisk Courier"),
        (["search", "ferry", "--author", "Davide Ruscelini"], "Davide Ruscellini"),
        (["ask", "Which ferry?", "--section", "Culture"], "has no section 'Culture'"),
        (["search", "ferry", "--from", "soon"], "YYYY-MM-DD"),
        (["search", "ferry", "--from", "2025-02-02", "--to", "2025-01-01"], "Swap"),
        (["search", "ferry", "--top-k", "0"], "1 to 1000"),
        (["sync", "/nowhere/at/all"], "/nowhere"),
        (["eval", "/nowhere.jsonl"], "/nowhere"),
    ],
)
def test_what_cannot_be_done_says_so_and_what_to_do(
    sample_archive: Path, capsys: pytest.CaptureFixture[str], argv: list[str], says: str
) -> None:
    value = json_of(capsys, *argv, "--data-dir", str(sample_archive), schema="error", status=1)
    assert says in value["error"] + value["try"]


def test_an_archive_that_is_not_there_is_no_empty_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["ask", "Who?", "--data-dir", str(tmp_path / "typo")]) == 1
    printed = capsys.readouterr().err
    assert "error: There is no archive" in printed
    assert "try: " in printed


def test_an_empty_folder_and_a_folder_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x", "utf-8")
    assert run(["sync", str(tmp_path / "empty"), "--data-dir", str(tmp_path / "a")]) == 1
    assert "no articles" in capsys.readouterr().err
    assert run(["sync", str(SAMPLES), "--data-dir", str(tmp_path / "file" / "a")]) == 1
    assert "--data-dir" in capsys.readouterr().err


def test_another_embedding_model_is_an_error_that_names_rebuild(
    sample_archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CITEDESK_EMBEDDING_MODEL", "some/other-model")
    assert run(["ask", "Who must pay?", "--data-dir", str(sample_archive)]) == 1
    assert "citedesk rebuild" in capsys.readouterr().err


def test_a_language_model_that_refuses_is_a_notice_and_the_quotes_answer(
    sample_archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEDESK_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    at = ("--data-dir", str(sample_archive))
    answer = json_of(capsys, "ask", "What does the ferry cost now?", *at, schema="answer")
    assert answer["mode"] == "quoted"
    assert any("127.0.0.1:9" in notice for notice in answer["notices"])


def test_strict_makes_a_failed_article_a_failure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [{"id": "a", "title": "Ferry sinks", "body": "It sank."}, {"id": "b", "title": "No body"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    at = ("--data-dir", str(tmp_path / "archive"))
    report = json_of(capsys, "sync", str(tmp_path / "a.jsonl"), *at, schema="sync")
    assert (report["added"], report["failed"], report["errors"][0]["line"]) == (1, 1, 2)
    assert run(["sync", str(tmp_path / "a.jsonl"), *at, "--strict"]) == 1


def test_bad_usage_is_status_two() -> None:
    with pytest.raises(SystemExit) as caught:
        run(["ask"])
    assert caught.value.code == 2


def test_a_reader_that_has_had_enough_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def tell(arguments: object, settings: object) -> int:
        raise BrokenPipeError

    assert run(["tell"], [Command("tell", "Tell.", no_arguments, tell)]) == 141
    assert capsys.readouterr().err == ""
