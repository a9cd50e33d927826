"""The README is true: its commands run, its Python runs, its tables name what there is."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import main
from index.place import archive_exists
from qa import Desk
from qa.settings import PREFIX, Settings, load_settings
from qa.web.api.native import create_api
from tests.conftest import ROOT, SAMPLES

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ABOUT = re.compile(r'"id": "(glassworks|herring|sula|tidal-repair|perpetua-wire|ferry-fare-202[56])')


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def lines_of(program: str) -> list[list[str]]:
    """The commands of the README that run `program`, as arguments; comments left out."""
    lines = [line for block in blocks("bash") for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith(f"{program} ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the README's commands speak of: a folder of articles and a file of questions.

    Only the articles that its questions, and the first of the file, are about: the rest would be embedded.
    """
    made = tmp_path_factory.mktemp("reader")
    (made / "articles").mkdir()
    lines = (SAMPLES / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    (made / "articles" / "articles.jsonl").write_text(
        "\n".join(filter(ABOUT.search, lines)), encoding="utf-8"
    )
    questions = (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    (made / "questions.jsonl").write_text("\n".join(questions[:2]), encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def in_it(
    no_settings_of_mine: None,
    folder: Path,
    model_cache: Path,
    no_torch: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CITEDESK_CACHE_DIR", str(model_cache))


@pytest.mark.real
def test_its_commands_run_in_their_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = 0
    for line in (line for block in blocks("bash") for line in block.splitlines()):
        match shlex.split(line, comments=True):
            case ["export", setting]:
                monkeypatch.setenv(*setting.split("=", 1))
                continue
            case ["echo", given, "|", "citedesk", *argv]:
                monkeypatch.setattr("sys.stdin", io.StringIO(f"{given}\n"))
            case ["citedesk", *argv]:
                pass
            case _:
                continue
        assert main(argv) == 0, argv
        told = capsys.readouterr().out
        assert told.strip()
        assert argv[0] != "ask" or "[1]" in told, f"{argv} is not answered: {told}"
        ran += 1
    assert ran >= 8
    assert archive_exists(load_settings().place())


@pytest.mark.real
def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert "answered" in capsys.readouterr().out


def test_its_request_is_answered(filled: Desk) -> None:
    [[*_, url, _header, content_type, _data, body]] = lines_of("curl")
    headers = dict([content_type.split(": ")])
    with TestClient(create_api(filled), "http://127.0.0.1:7860") as client:
        answer = client.post(url, content=body, headers=headers).json()
    assert answer["status"] == "answered"


def test_its_make_targets_exist() -> None:
    named = {argv[1] for argv in lines_of("make")} | set(re.findall(r"`make ([a-z]+)", README))
    assert {"run", "test", "check", "bench", "help"} <= named
    assert [target for target in sorted(named) if not re.search(rf"^{target}:", MAKEFILE, re.M)] == []


def test_its_commands_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = dict(re.findall(r"^    (\w+) +(\S.*)$", capsys.readouterr().out, re.M))
    shown = dict(re.findall(r"^\| `(\w+)[^`]*` \| (.*?\.) ?.*\|$", README, re.M))
    assert {name: shown.get(name) for name in told} == told


def test_its_settings_are_all_there_are() -> None:
    section = README[README.index("## Settings") : README.index("## When something is wrong")]
    named = {
        name for row in re.findall(r"^\| (`[^|]*) \|", section, re.M) for name in re.findall(r"`(\w+)`", row)
    }
    assert named == {name.upper() for name in Settings.model_fields}
    assert {name for name in re.findall(rf"{PREFIX}(\w+)", README)} <= named


def test_what_it_links_to_is_there() -> None:
    linked = [path for path in re.findall(r"\]\(([^)]+)\)", README) if not path.startswith("http")]
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_the_files_that_documents_name_are_there() -> None:
    documents = [README, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))]
    named = re.compile(r"`((?:corpus|index|qa|tests|docs)/[\w./-]+)`")
    paths = {path for text in documents for path in named.findall(text)}
    assert len(paths) > 50
    assert not {path for path in paths if not (ROOT / path).exists()}
