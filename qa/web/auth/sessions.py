"""Who is logged in on a browser."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from qa.auth.accounts import Account, Accounts

COOKIE = "citedesk_session"
SESSION_S = 7 * 24 * 3600
_MOST_SESSIONS = 10_000


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    stamp: str
    ends: float


class Sessions:
    """Who is logged in on a browser: for a week, until a restart, or until password or account change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}

    def begin(self, account: Account) -> str:
        """Log somebody in and return what their browser is to send."""
        token = secrets.token_urlsafe(32)
        now = time.monotonic()
        with self._lock:
            live = {key: kept for key, kept in self._sessions.items() if kept.ends > now}
            for key in list(live)[: max(0, len(live) - _MOST_SESSIONS + 1)]:
                del live[key]
            begun = _Session(account.name, account.stamp, now + SESSION_S)
            self._sessions = live | {_digest(token): begun}
        return token

    def account(self, token: str, accounts: Accounts) -> Account | None:
        """Return the account that a browser's token stands for as it is now, or None.

        Raises:
            SettingsError: The accounts cannot be read.
        """
        with self._lock:
            session = self._sessions.get(_digest(token))
        if session is None or session.ends <= time.monotonic():
            return None
        account = accounts.named(session.name)
        return account if account and account.stamp == session.stamp else None

    def end(self, token: str) -> None:
        """Log somebody out."""
        with self._lock:
            self._sessions.pop(_digest(token), None)


def session_token(headers: Mapping[bytes, str]) -> str:
    """Return what a browser sends to say who is logged in, "" without it."""
    for part in headers.get(b"cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
