"""Who may do what: readers ask, operators change the archive."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.errors import CitedeskError
from qa.auth.accounts import Account, Accounts
from qa.web.auth.sessions import Sessions, session_token
from qa.web.auth.way_back import login_address
from qa.web.middleware import UPLOADS, App, Receive, Scope, Send, refuse

SCOPE_KEY = "citedesk.account"
_HEALTH = "/healthz"
_PUBLIC = ("/login", _HEALTH, "/readyz")
_LOG = logging.getLogger(__name__)
NOBODY = Account("", "reader")
NOT_ALLOWED = (
    "Only an operator may change the archive",
    "Log in as one, or, where there are no accounts, open the page on the machine that serves it.",
)
NO_ACCOUNTS = (
    "The accounts of this server cannot be read, so nobody is let in",
    "Tell whoever runs it: the server's log says what is wrong.",
)


def account_of(scope: Mapping[str, object]) -> Account:
    """Return on whose behalf a request comes; one that passed no check may only read."""
    account = scope.get(SCOPE_KEY)
    return account if isinstance(account, Account) else NOBODY


class Access:
    """Finds out who asks, lets nobody in where there are accounts, and keeps operators' doors.

    Without accounts everybody reads, and whoever is on this machine operates: the server must listen on a
    loopback address, and a browser's request must come from its own page.

    Args:
        app: What is guarded.
        accounts: Those of USERS_FILE, or None.
        sessions: Of browsers.
        loopback: Whether the server listens on a loopback address only.
    """

    def __init__(self, app: App, accounts: Accounts | None, sessions: Sessions, loopback: bool) -> None:
        self._app = app
        self._accounts = accounts
        self._sessions = sessions
        self._loopback = loopback
        self._logged = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its account, or answer 401, 403 or 503."""
        if scope["type"] == "websocket":  # Nothing here speaks over one.
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = headers_of(scope)
        path = str(scope["path"])
        if self._accounts is not None and path != _HEALTH and session_token(headers):
            await self._sessions.follow()
        try:
            account = None if path == _HEALTH else self._account(headers, str(scope["method"]))
        except CitedeskError as error:
            self._log(error)
            await refuse(send, 503, *NO_ACCOUNTS)
            return
        if account is None and path not in _PUBLIC:
            await _turn_away(scope, headers, send)
            return
        scope[SCOPE_KEY] = account or NOBODY
        if path.startswith(UPLOADS) and account_of(scope).role != "operator":
            await refuse(send, 403, *NOT_ALLOWED)
        else:
            await self._app(scope, receive, send)

    def _account(self, headers: Mapping[bytes, str], method: str) -> Account | None:
        own = from_own_page(headers)
        if self._accounts is None:
            proxied = b"forwarded" in headers or b"x-forwarded-for" in headers
            return Account("", "operator") if self._loopback and own and not proxied else NOBODY
        self._accounts.check()
        kind, _, token = headers.get(b"authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._accounts.with_token(token.strip())
        if not own and not (method == "GET" and is_followed_link(headers)):
            return None
        account = self._sessions.account(session_token(headers), self._accounts)
        return account if own or account is None else replace(account, role="reader")

    def _log(self, error: CitedeskError) -> None:
        """Say what is wrong with the accounts, once: strangers could fill a disk with it."""
        if error.message != self._logged:
            self._logged = error.message
            _LOG.error("%s %s", error.message, error.hint)


def headers_of(scope: Scope) -> dict[bytes, str]:
    """Return a request's headers by their names in lower case; of several with one name the last."""
    return {bytes(name).lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}


def from_own_page(headers: Mapping[bytes, str]) -> bool:
    """Whether a request comes from this server's own page, or from no page at all."""
    if headers.get(b"sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get(b"origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == headers.get(b"host", "")
    except ValueError:
        return False


def is_followed_link(headers: Mapping[bytes, str]) -> bool:
    """Whether somebody followed a link to here from elsewhere, such as a mail or an exported answer.

    The page that has the link sees nothing of what is answered, and cannot show it in a frame.
    """
    return headers.get(b"sec-fetch-mode") == "navigate" and headers.get(b"sec-fetch-dest") == "document"


async def _turn_away(scope: Scope, headers: Mapping[bytes, str], send: Send) -> None:
    if scope["method"] == "GET" and "text/html" in headers.get(b"accept", ""):
        head = [(b"location", login_address(scope).encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": head})
        await send({"type": "http.response.body", "body": b""})
        return
    hint = "Log in at /login, or send: Authorization: Bearer TOKEN (made by citedesk token add)."
    await refuse(send, 401, "This archive is for people with accounts", hint)
