"""The container's files name what there is. Docker itself is not needed for that, and not run."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from fastapi.testclient import TestClient

from app import main
from qa import Desk
from qa.settings import PREFIX, Settings
from qa.web.api.native import create_api
from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {
    name: service
    for name, service in COMPOSE["services"].items()
    if service["image"] == "citedesk" and "entrypoint" not in service
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments; comments out, lines that go on put together."""
    lines = "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#"))
    whole = lines.replace("\\\n", " ").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in whole if line.strip()]


def arguments_of(instruction: str) -> list[str]:
    return [rest for name, rest in steps() if name == instruction]


def copied() -> list[str]:
    """What the image takes from the project."""
    lines = [rest.split() for rest in arguments_of("COPY") if not rest.startswith("--from")]
    return [path for *paths, _ in lines for path in paths]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in arguments_of("ENV") for pair in shlex.split(rest))


def test_every_instruction_is_one_of_dockers() -> None:
    known = {"ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER"}
    assert {name for name, _ in steps()} <= known | {"VOLUME", "WORKDIR"}
    for rest in [*arguments_of("ENTRYPOINT"), *arguments_of("CMD")]:
        assert json.loads(rest)


def test_what_is_copied_is_there_and_nothing_else_is_sent() -> None:
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    first, *rules = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"
    ]
    assert first == "*"
    assert {rule[1:] for rule in rules if rule[0] == "!"} == {path.rstrip("/") for path in copied()}
    # The package that pip installs needs what pyproject.toml names.
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needed = re.findall(r'^(?:readme = |license-files = \[)"([^"]+)"', project, re.M)
    assert len(needed) == 2
    assert set(needed) <= set(copied())


def test_its_make_targets_exist() -> None:
    targets = {name.replace("$(VENV)", ".venv") for name in re.findall(r"^(\S+):", MAKEFILE, re.M)}
    made = re.findall(r"\bmake (\S+)", " ".join(arguments_of("RUN")))
    assert made == [".venv/.torch", ".venv/.run"]
    assert set(made) <= targets
    assert "TORCH_INDEX" in MAKEFILE


def test_no_cuda_comes_along_and_nobody_is_root() -> None:
    assert any("^nvidia" in rest and "exit 1" in rest for rest in arguments_of("RUN"))
    [user] = arguments_of("USER")
    assert user.isdigit()
    assert int(user) > 0
    assert f"--uid {user}" in " ".join(arguments_of("RUN"))


def test_its_settings_and_its_command_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    named = [name for name in environment() if name.startswith(PREFIX)]
    named += [line for service in OURS.values() for line in service["environment"]]
    named = [name.partition("=")[0] for name in named]
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)
    [command] = map(json.loads, arguments_of("CMD"))
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    assert "usage: citedesk serve" in capsys.readouterr().out


def test_what_lasts_is_in_the_volume_and_health_is_asked_of_the_server(desk: Desk) -> None:
    [volume], [port] = arguments_of("VOLUME"), arguments_of("EXPOSE")
    service = OURS["citedesk"]
    assert [f"data:{volume}", "./articles:/articles:ro"] == service["volumes"]
    mounted = {line.partition(":")[0] for one in COMPOSE["services"].values() for line in one["volumes"]}
    assert set(COMPOSE["volumes"]) == {name for name in mounted if not name.startswith(".")}
    # The rest of the file system cannot be written.
    kept = [environment()[f"{PREFIX}{name}"] for name in ("DATA_DIR", "CACHE_DIR")]
    for folder in [*kept, environment()["GRADIO_TEMP_DIR"]]:
        assert Path(volume) in Path(folder).parents
    assert environment()[f"{PREFIX}PORT"] == port
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    [asked] = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", " ".join(arguments_of("HEALTHCHECK")))
    assert asked[0] == port
    with TestClient(create_api(desk), f"http://127.0.0.1:{port}") as client:
        assert client.get(asked[1]).json()["ok"]


def test_compose_builds_this_image_and_its_words_are_known() -> None:
    service = OURS["citedesk"]
    assert (ROOT / service["build"]["context"] / "Dockerfile").is_file()
    taken = {rest.split("=")[0] for rest in arguments_of("ARG")}
    assert set(service["build"]["args"]) <= taken
    known = "image build ports volumes environment restart read_only tmpfs cap_drop security_opt"
    assert set(service) == set(known.split())
    lines = re.findall(r"^(?:\w+=\S+ )?docker compose (.*?)(?: *#.*)?$", README, re.M)
    assert len(lines) >= 2
    for line in lines:
        assert any(fnmatch(line, form) for form in ("up --build*", "run --rm citedesk *")), line


def test_a_cluster_is_one_that_takes_in_and_some_that_answer_over_servers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cluster = {name: one for name, one in COMPOSE["services"].items() if one.get("profiles") == ["cluster"]}
    assert set(COMPOSE["services"]) - set(cluster) == {"citedesk"}
    assert {name for one in cluster.values() for name in one.get("depends_on", ())} <= set(cluster)
    commands = {name: one.get("command", ["serve"]) for name, one in cluster.items() if name in OURS}
    assert sorted(command[0] for command in commands.values()) == ["ingest", "ingest", "serve", "serve"]
    assert commands["worker"] == ["ingest", "--worker"]
    for name, command in commands.items():
        with pytest.raises(SystemExit, match="0"):
            main([*command, "--help"])
        settings = dict(line.split("=", 1) for line in OURS[name]["environment"] if "=" in line)
        settings = {key.removeprefix(PREFIX).lower(): value for key, value in settings.items()}
        place = Settings(**settings).place()
        assert place.is_shared
        assert place.database is not None
        assert place.database.url.host in cluster
        assert place.chroma is not None
        server = cluster[urlsplit(place.chroma.url).hostname or ""]
        assert server["entrypoint"] == ["chroma"]
        assert str(urlsplit(place.chroma.url).port) in server["command"]
        assert settings["ingest"] == "apart"
    # Each with a folder and a port of its own.
    places = [one["volumes"][0] for name, one in OURS.items() if name != "citedesk"]
    assert len(set(places)) == len(places)
    assert len({port for one in cluster.values() for port in one.get("ports", ())}) == 2


def test_the_image_has_what_postgresql_needs() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    [line] = [rest for rest in arguments_of("RUN") if "psycopg" in rest]
    assert "-c requirements-dev.lock psycopg psycopg-binary" in line
    assert re.search(r"^psycopg==", lock, re.M)
    assert re.search(r"^psycopg-binary==", lock, re.M)
