"""Accounts and their tokens, stored as hashes in the file that USERS_FILE names."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from filelock import FileLock
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import InputError, SettingsError
from qa.auth import passwords

Role = Literal["reader", "operator"]

LEAST_PASSWORD = 8
_NAME = r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}"
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is, and whether they may change the archive (`operator`) or only read it.

    Attributes:
        name: Unique among the accounts; "" without accounts.
        role: What it may do.
        stamp: Changes with the password and with the account, so that earlier sessions end.
    """

    name: str
    role: Role
    stamp: str = field(default="", compare=False, repr=False)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    password: Annotated[str, AfterValidator(passwords.checked)]
    tokens: list[str] = Field(default_factory=list)

    def account(self, name: str) -> Account:
        """Return the account without its secrets; the stamp reveals nothing of the password."""
        return Account(name, self.role, _digest(self.password))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    users: dict[str, _Record] = Field(default_factory=dict)


class Accounts:
    """The accounts in one file; another process's changes apply from the next request on.

    Without a path there are no accounts, and nobody can log in.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser()
        self._reading = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._file = _File()

    # -- asking --------------------------------------------------------------------------------------

    def check(self) -> None:
        """Read the file if it has changed.

        Raises:
            SettingsError: It cannot be read.
        """
        self._read()

    def named(self, name: str) -> Account | None:
        """Return the account of that name, or None."""
        record = self._read().users.get(name)
        return record.account(name) if record else None

    def with_password(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right, else None; both take the same time."""
        record = self._read().users.get(name)
        try:
            right = passwords.fits(password, record.password if record else None)
        except ValueError as error:
            raise self._broken(f"the password of {name!r}: {error}") from error
        return record.account(name) if record and right else None

    def with_token(self, token: str) -> Account | None:
        """Return the account that a program's token belongs to, or None."""
        digest = _digest(token)
        owner = None
        for name, record in self._read().users.items():
            if any(hmac.compare_digest(digest, other) for other in record.tokens):
                owner = record.account(name)
        return owner

    def all(self) -> list[Account]:
        """Return every account, by name."""
        return [record.account(name) for name, record in sorted(self._read().users.items())]

    # -- changing ------------------------------------------------------------------------------------

    def add(self, name: str, role: Role, password: str) -> Account:
        """Add an account, or change an existing one's role and password; its tokens stay valid.

        Raises:
            InputError: Name or password cannot be used.
            SettingsError: The file cannot be read or written.
        """
        if len(password) < LEAST_PASSWORD:
            raise InputError(
                f"The password has fewer than {LEAST_PASSWORD} characters", "Choose a longer one."
            )
        if not can_be_name(name):
            raise InputError(
                f"The name {name!r} cannot be used", "Use up to 64 ASCII letters, digits and . _ @ -"
            )
        with self._changing() as file:
            tokens = file.users[name].tokens if name in file.users else []
            record = _Record(role=role, password=passwords.hashed(password), tokens=tokens)
            file.users[name] = record
        return record.account(name)

    def remove(self, name: str) -> None:
        """Remove an account with its tokens.

        Raises:
            InputError: There is no account of that name.
        """
        with self._changing() as file:
            self._record(file, name)
            del file.users[name]

    def add_token(self, name: str) -> str:
        """Make a token for programs that act for an account, and return it: only its digest is stored.

        Raises:
            InputError: There is no such account.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._changing() as file:
            self._record(file, name).tokens.append(_digest(token))
        return token

    def revoke_tokens(self, name: str) -> int:
        """Revoke an account's tokens and return how many there were.

        Raises:
            InputError: There is no such account.
        """
        with self._changing() as file:
            record = self._record(file, name)
            count = len(record.tokens)
            record.tokens.clear()
        return count

    def _record(self, file: _File, name: str) -> _Record:
        if name not in file.users:
            raise InputError(
                f"There is no account {name!r} in {self.path}", "List them with: citedesk user list"
            )
        return file.users[name]

    # -- the file ------------------------------------------------------------------------------------

    def _read(self) -> _File:
        with self._reading:
            try:
                stat = self.path.stat()
            except FileNotFoundError:
                return _File()
            except OSError as error:
                raise self._broken(error.strerror or str(error)) from error
            identity = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if identity != self._seen:
                self._file, self._seen = self._parsed(), identity
            return self._file

    def _parsed(self) -> _File:
        try:
            return _File.model_validate_json(self.path.read_bytes() or b"{}")
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise self._broken(f"{where}: {first['msg']}" if where else first["msg"]) from error

    def _broken(self, reason: str) -> SettingsError:
        return SettingsError(
            f"The accounts in {self.path} cannot be read: {reason}",
            "Fix the file that USERS_FILE names, or delete it and make a new one with: citedesk user add",
        )

    @contextmanager
    def _changing(self) -> Iterator[_File]:
        """Give the file's content to change, then write it in one step; one process at a time."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock"):
                file = self._parsed() if self.path.exists() else _File()
                yield file
                self._write(file)
        except OSError as error:
            raise SettingsError(
                f"The accounts cannot be written to {self.path}: {error.strerror}",
                "Let USERS_FILE name a file in a folder that can be written.",
            ) from error

    def _write(self, file: _File) -> None:
        text = json.dumps(file.model_dump(), indent=2, ensure_ascii=False)
        # mkstemp makes it readable by its owner only.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as written:
                written.write(text + "\n")
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def can_be_name(name: str) -> bool:
    """Return whether an account may have that name; it is at most 64 characters long."""
    return re.fullmatch(_NAME, name) is not None


def _digest(token: str) -> str:
    """A token is 256 random bits: a plain digest cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
