"""Who is logged in on a browser."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from urllib.parse import quote, unquote

from anyio import CapacityLimiter, move_on_after, to_thread

from corpus.errors import CitedeskError
from index.catalogue.reads import Catalogue
from index.registers.ended_sessions import end_session, ended_sessions
from index.registers.secret import Secret, signature
from qa.auth.accounts import Account, Accounts

COOKIE = "citedesk_session"
SESSION_S = 7 * 24 * 3600
# For so long what other servers know may be unknown here, and so long is waited for the catalogue.
_LOOK_S, _PATIENCE_S = 1.0, 1.0
_LOG = logging.getLogger(__name__)


class Sessions:
    """Who is logged in on a browser: for a week, or until they log out or password or account change.

    A browser's token says who it is and until when, signed by the archive's secret and the account's stamp:
    every server of the archive knows it, and no server has to remember it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._secret = Secret(catalogue)
        self._key, self._ended = self._secret.key(), ended_sessions(catalogue)
        self._looked = time.monotonic()
        self._looking = CapacityLimiter(1)

    def begin(self, account: Account) -> str:
        """Log somebody in and return what their browser is to send."""
        until = int(time.time()) + SESSION_S
        payload = f"{quote(account.name, '')}:{until}:{secrets.token_urlsafe(12)}"
        return f"{payload}:{self._signed(payload, account)}"

    def account(self, token: str, accounts: Accounts) -> Account | None:
        """Return the account that a browser's token stands for as it is now, or None.

        Raises:
            SettingsError: The accounts cannot be read.
        """
        payload, _, signed = token.rpartition(":")
        name, until = _parts(payload)
        if until <= time.time() or _digest(token) in self._ended:
            return None
        account = accounts.named(name)
        if account is None or not hmac.compare_digest(
            signed.encode(), self._signed(payload, account).encode()
        ):
            return None
        return account

    def end(self, token: str, accounts: Accounts | None) -> None:
        """Log somebody out, on every server.

        Raises:
            ArchiveError: The catalogue cannot be written.
        """
        if accounts is not None and self.account(token, accounts) is not None:
            self._ended |= {_digest(token)}
            end_session(self._catalogue, _digest(token), _parts(token.rpartition(":")[0])[1] * 1000)

    async def follow(self) -> None:
        """See what other servers know, unless that was looked up just now; without waiting long for it."""
        if time.monotonic() - self._looked > _LOOK_S:
            with move_on_after(_PATIENCE_S):
                await to_thread.run_sync(self._look, abandon_on_cancel=True, limiter=self._looking)

    def _look(self) -> None:
        if time.monotonic() - self._looked > _LOOK_S:
            try:
                self._key, self._ended = self._secret.key(), ended_sessions(self._catalogue)
            except CitedeskError as error:  # Who is logged in stays so; what they ask will say it.
                _LOG.debug("%s", error)
            self._looked = time.monotonic()

    def _signed(self, payload: str, account: Account) -> str:
        return signature(self._key, f"session\0{payload}\0{account.stamp}")


def session_token(headers: Mapping[bytes, str]) -> str:
    """Return what a browser sends to say who is logged in, "" without it."""
    for part in headers.get(b"cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _parts(payload: str) -> tuple[str, int]:
    """The name in a token, and the second at which it ends; 0 where it is not a token."""
    name, _, rest = payload.partition(":")
    until = rest.partition(":")[0]
    return unquote(name), int(until) if until.isascii() and until.isdigit() and len(until) < 15 else 0


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
