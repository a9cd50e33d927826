"""Accounts: who they let in, that nothing secret is kept, and what they say when they cannot be read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from corpus.errors import InputError, SettingsError
from qa.auth.accounts import Account, Accounts

PASSWORD = "tall grass 42"


@pytest.fixture
def accounts(tmp_path: Path, quick_hashes: None) -> Accounts:
    return Accounts(tmp_path / "people" / "users.json")


def test_who_has_the_password_or_a_token_is_let_in(accounts: Accounts) -> None:
    ada = accounts.add("ada", "operator", PASSWORD)
    token = accounts.add_token("ada")
    assert accounts.with_password("ada", PASSWORD) == accounts.with_token(token) == ada
    assert accounts.with_password("ada", PASSWORD + "!") is None
    assert accounts.with_password("bob", PASSWORD) is None
    assert accounts.with_token(token[:-1]) is None
    assert accounts.with_token("") is None
    assert accounts.named("ada") == Account("ada", "operator")


def test_nothing_secret_is_kept_and_only_the_owner_reads_it(accounts: Accounts) -> None:
    accounts.add("ada", "reader", PASSWORD)
    token = accounts.add_token("ada")
    kept = accounts.path.read_text()
    assert PASSWORD not in kept
    assert token not in kept
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_what_another_process_changes_holds_at_once(accounts: Accounts) -> None:
    accounts.add("ada", "reader", PASSWORD)
    token = accounts.add_token("ada")
    serving = Accounts(accounts.path)
    assert serving.with_token(token) == Account("ada", "reader")
    accounts.add("ada", "operator", "another one 1")
    assert serving.with_token(token) == Account("ada", "operator")
    assert serving.with_password("ada", PASSWORD) is None
    assert accounts.revoke_tokens("ada") == 1
    assert serving.with_token(token) is None
    accounts.remove("ada")
    assert serving.all() == []


@pytest.mark.parametrize(("name", "password"), [("ada", "short"), ("", PASSWORD), ("a b", PASSWORD)])
def test_what_cannot_be_an_account_is_refused(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(InputError):
        accounts.add(name, "reader", password)
    assert accounts.all() == []


def test_an_unknown_account_is_named(accounts: Accounts) -> None:
    for change in (accounts.remove, accounts.add_token, accounts.revoke_tokens):
        with pytest.raises(InputError, match="'bob'"):
            change("bob")


@pytest.mark.parametrize(
    "content", ["{", '{"users": {"ada": {"role": "king", "password": "00:00"}}}', '{"x": 1}']
)
def test_a_broken_file_lets_nobody_in_and_is_named(accounts: Accounts, content: str) -> None:
    accounts.path.parent.mkdir()
    accounts.path.write_text(content)
    with pytest.raises(SettingsError, match="users"):
        accounts.with_token("x")
    with pytest.raises(SettingsError, match="users"):
        accounts.add("ada", "reader", PASSWORD)
    assert accounts.path.read_text() == content
