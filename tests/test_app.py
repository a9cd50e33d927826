"""The command that serves: what it says before it serves, and when it cannot."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app import example_questions, main
from index.archive import Archive
from qa import Desk
from qa.web.server import address_of, listen
from tests.conftest import SAMPLES
from tests.index.makers import article, put


def test_a_port_that_is_taken_is_named_with_another_to_try(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status = main(["serve", "--data-dir", str(tmp_path / "archive"), "--port", str(port)])
    said = capsys.readouterr().err
    assert status == 1
    assert f"error: Port {port} of 127.0.0.1 cannot be used" in said
    assert "try: Stop what is serving there, or name another one with --port" in said


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["serve", "--host", "no such host", "--port", "0"], "no such host"),
        (["serve", "--port", "99999"], "PORT"),
    ],
)
def test_an_address_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], named: str
) -> None:
    assert main([*argv, "--data-dir", str(tmp_path / "archive")]) == 1
    said = capsys.readouterr().err
    assert named in said
    assert "try: " in said


def test_a_model_that_is_none_is_refused_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEDESK_MODEL", "qwen2.5")
    assert main(["serve", "--port", "0", "--data-dir", str(tmp_path / "archive")]) == 1
    assert "error: There is no model 'qwen2.5' in the catalogue" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("desk.example", "http://desk.example:80"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, url: str) -> None:
    assert address_of(host, 80) == url


def test_a_free_port_is_found() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0


def test_examples_are_offered_when_the_archive_holds_their_articles(archive: Archive, desk: Desk) -> None:
    assert example_questions(desk) == []
    desk.sync([SAMPLES])
    assert len(example_questions(desk)) == 6
    # Then examples are to come from all of it, and not from the samples alone.
    put(archive, article("other", "A whale was seen off Quennish on Sunday."))
    assert example_questions(desk) == []
