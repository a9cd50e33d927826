"""The README and the references are true: commands run, Python runs, tables name what there is."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Sequence
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
DOCS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
# In this order a reader runs their commands.
TO_RUN = (README, DOCS["commands"], DOCS["http"])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ABOUT = re.compile(r'"id": "(glassworks|herring|sula|tidal-repair|perpetua-wire|ferry-fare-202[56])')


def blocks(language: str, texts: Sequence[str] = (README,)) -> list[str]:
    return [found for text in texts for found in re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)]


def lines_of(program: str) -> list[list[str]]:
    """The commands that run `program`, as arguments; comments left out."""
    lines = [line for block in blocks("bash", TO_RUN) for line in block.splitlines()]
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
    for line in (line for block in blocks("bash", TO_RUN) for line in block.splitlines()):
        match shlex.split(line, comments=True):
            # There is no such server.
            case ["export", setting] if not setting.startswith("CITEDESK_LLM_"):
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
def test_the_answers_that_it_shows_are_those_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "articles", "--data-dir", "shown"]) == 0
    capsys.readouterr()
    [console] = blocks("console")
    shown = re.split(r"^\$ citedesk (.*)\n", console, flags=re.M)[1:]
    assert len(shown) == 4
    for command, answer in zip(shown[::2], shown[1::2], strict=True):
        assert main([*shlex.split(command), "--data-dir", "shown"]) == 0
        assert capsys.readouterr().out == answer


@pytest.mark.real
def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert "answered" in capsys.readouterr().out


def test_its_request_is_answered(filled: Desk) -> None:
    requests = lines_of("curl")
    assert len(requests) == 2
    with TestClient(create_api(filled), "http://127.0.0.1:7860") as client:
        for *_, url, _header, content_type, _data, body in requests:
            headers = dict([content_type.split(": ")])
            assert client.post(url, content=body, headers=headers).json()["status"] == "answered"


def test_its_make_targets_exist() -> None:
    named = {argv[1] for argv in lines_of("make")} | set(
        re.findall(r"`make ([a-z]+)", "".join((README, *DOCS.values())))
    )
    assert {"run", "test", "check", "bench", "help"} <= named
    assert [target for target in sorted(named) if not re.search(rf"^{target}:", MAKEFILE, re.M)] == []


def test_its_commands_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = dict(re.findall(r"^    (\w+) +(\S.*)$", capsys.readouterr().out, re.M))
    shown = dict(re.findall(r"^\| `(\w+)[^`]*` \| (.*?\.) ?.*\|$", DOCS["commands"], re.M))
    assert {name: shown.get(name) for name in told} == told


def test_its_settings_are_all_there_are() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`[^|]*) \|", DOCS["settings"], re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named == {name.upper() for name in Settings.model_fields}
    everywhere = "\n".join((README, *DOCS.values()))
    assert {name for name in re.findall(rf"{PREFIX}(\w+)", everywhere)} <= named


def test_what_documents_link_to_is_there() -> None:
    folders = [(ROOT, README), *((ROOT / "docs", text) for text in DOCS.values())]
    linked = {
        folder / path
        for folder, text in folders
        for path in re.findall(r"\]\(([^)#]+)[^)]*\)", text)
        if not path.startswith("http")
    }
    assert len(linked) > 20
    assert not {path for path in linked if not path.exists()}
    assert not {name for name in DOCS if f"](docs/{name}.md)" not in README}, "no link leads to it"


def test_the_files_that_documents_name_are_there() -> None:
    named = re.compile(r"`((?:corpus|index|qa|tests|docs)/[\w./-]+)`")
    paths = {path for text in (README, *DOCS.values()) for path in named.findall(text)}
    assert len(paths) > 50
    assert not {path for path in paths if not (ROOT / path).exists()}
