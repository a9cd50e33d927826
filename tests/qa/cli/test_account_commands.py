"""The commands about people."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from index.archive import Archive
from index.registers.feedback import keep_feedback
from qa.auth.accounts import Accounts
from qa.cli.main import run


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "users.json"
    monkeypatch.setenv("CITEDESK_USERS_FILE", str(path))
    monkeypatch.setattr("sys.stdin", io.StringIO("tall grass 42\n"))
    return path


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> dict:
    assert run([argv[0], "--json", *argv[1:]]) == 0
    return json.loads(capsys.readouterr().out)


def test_accounts_and_tokens(users: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added = printed(capsys, "user", "add", "ada", "--role", "operator")
    assert added == {"name": "ada", "role": "operator"}
    token = printed(capsys, "token", "add", "ada")["token"]
    accounts = Accounts(users)
    assert accounts.with_token(token) == accounts.with_password("ada", "tall grass 42")
    assert printed(capsys, "user", "list") == {"users": [added]}
    assert printed(capsys, "token", "revoke", "ada") == {"name": "ada", "revoked": 1}
    printed(capsys, "user", "remove", "ada")
    assert run(["user", "list"]) == 0
    assert "Nobody" in capsys.readouterr().out


def test_a_role_is_never_guessed(users: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["user", "add", "ada"])
    assert stopped.value.code == 2


def test_without_a_file_of_accounts_it_says_which_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["token", "add", "ada"]) == 1
    assert "CITEDESK_USERS_FILE" in capsys.readouterr().err


def test_two_passwords_that_differ(
    users: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["tall grass 42", "tall grass 43"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert run(["user", "add", "ada", "--role", "reader"]) == 1
    assert "differ" in capsys.readouterr().err
    assert not users.exists()


def test_feedback_is_one_record_a_line(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    for rating in ("up", "down"):
        keep_feedback(archive.catalogue, "Who?", {"text": "a\nb"}, rating)  # type: ignore[arg-type]
    assert run(["feedback", "--data-dir", str(archive.place.folder), "export"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["rating"] for line in lines] == ["up", "down"]
