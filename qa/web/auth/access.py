"""Who may do what: readers ask, operators change the archive."""

from __future__ import annotations

import asyncio
import hashlib
import html
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.errors import CitedeskError
from qa.auth.accounts import Account, Accounts
from qa.web.middleware import UPLOADS, App, Receive, Scope, Send, refuse
from qa.web.static import static_text

SCOPE_KEY = "citedesk.account"
COOKIE = "citedesk_session"
_SESSION_S = 7 * 24 * 3600
_MOST_SESSIONS = 10_000
_FAILURES, _FAILURES_S = 5, 300
_PUBLIC = ("/login", "/healthz")
NOBODY = Account("", "reader")


def account_of(scope: Mapping[str, object]) -> Account:
    """Return on whose behalf a request comes; one that passed no check may only read."""
    found = scope.get(SCOPE_KEY)
    return found if isinstance(found, Account) else NOBODY


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    ends: float


class Sessions:
    """Who is logged in on a browser; a restart of the server ends all of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}
        self._failures: dict[tuple[str, str], list[float]] = {}

    def begin(self, name: str) -> str:
        """Log somebody in and return what their browser is to send."""
        token = secrets.token_urlsafe(32)
        now = time.monotonic()
        with self._lock:
            live = {key: kept for key, kept in self._sessions.items() if kept.ends > now}
            for key in list(live)[: max(0, len(live) - _MOST_SESSIONS + 1)]:
                del live[key]
            self._sessions = live | {_digest(token): _Session(name, now + _SESSION_S)}
        return token

    def name_of(self, token: str) -> str | None:
        """Return who a browser's token stands for, or None."""
        with self._lock:
            kept = self._sessions.get(_digest(token))
        return kept.name if kept and kept.ends > time.monotonic() else None

    def end(self, token: str) -> None:
        """Log somebody out."""
        with self._lock:
            self._sessions.pop(_digest(token), None)

    def too_many(self, client: str, name: str) -> bool:
        """Whether a client has guessed a name's password too often of late."""
        now = time.monotonic()
        with self._lock:
            recent = [at for at in self._failures.get((client, name), ()) if now - at < _FAILURES_S]
            return len(recent) >= _FAILURES

    def failed(self, client: str, name: str) -> None:
        """Take note of a wrong password."""
        now = time.monotonic()
        with self._lock:
            if len(self._failures) > _MOST_SESSIONS:
                self._failures.clear()
            recent = [at for at in self._failures.get((client, name), ()) if now - at < _FAILURES_S]
            self._failures[client, name] = [*recent, now]


class Access:
    """Finds out who asks, lets nobody in where there are accounts, and keeps operators' doors.

    Without accounts everybody reads, and who is on this very machine operates: the server must listen on a
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its account, or answer 401, 403 or 404."""
        if scope["type"] == "websocket":  # Nothing here speaks over one.
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {bytes(name).lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}
        path = str(scope["path"])
        try:
            account = self._account(headers)
        except CitedeskError as error:
            await refuse(send, 503, error.message, error.hint)
            return
        if account is None and path not in _PUBLIC:
            await self._turn_away(scope, headers, send)
            return
        scope[SCOPE_KEY] = account or NOBODY
        if path.startswith(UPLOADS) and account_of(scope).role != "operator":
            await refuse(send, 403, *NOT_ALLOWED)
        else:
            await self._app(scope, receive, send)

    def _account(self, headers: Mapping[bytes, str]) -> Account | None:
        own = _from_own_page(headers)
        if self._accounts is None:
            proxied = b"forwarded" in headers or b"x-forwarded-for" in headers
            return Account("", "operator") if self._loopback and own and not proxied else NOBODY
        kind, _, token = headers.get(b"authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._accounts.with_token(token.strip())
        name = self._sessions.name_of(_cookie(headers)) if own else None
        return self._accounts.named(name) if name else None

    @staticmethod
    async def _turn_away(scope: Scope, headers: Mapping[bytes, str], send: Send) -> None:
        if scope["method"] == "GET" and "text/html" in headers.get(b"accept", ""):
            head = [(b"location", b"login"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 303, "headers": head})
            await send({"type": "http.response.body", "body": b""})
            return
        hint = "Log in at /login, or send: Authorization: Bearer TOKEN (made by citedesk token add)."
        await refuse(send, 401, "This archive is for people with an account", hint)


NOT_ALLOWED = (
    "Only an operator may change the archive",
    "Log in as one; without USERS_FILE, open the page on the machine that serves it.",
)


def _from_own_page(headers: Mapping[bytes, str]) -> bool:
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


def _cookie(headers: Mapping[bytes, str]) -> str:
    for part in headers.get(b"cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add_login(api: FastAPI, accounts: Accounts | None, sessions: Sessions) -> None:
    """Add the page to log in at, and the way out, to `api`."""

    @api.get("/login", include_in_schema=False)
    def show_login() -> Response:
        return HTMLResponse(_login_page()) if accounts else RedirectResponse("./", 303)

    @api.post("/login", include_in_schema=False)
    async def log_in(request: Request) -> Response:
        if accounts is None or not _from_own_page(_headers(request)):
            return RedirectResponse("./", 303)
        typed = parse_qs((await request.body()).decode("utf-8", "replace"))
        name, password = (typed.get(key, [""])[0] for key in ("name", "password"))
        client = request.client.host if request.client else ""
        if sessions.too_many(client, name):
            return HTMLResponse(_login_page("Too many tries. Wait five minutes, then try again."), 429)
        account = await asyncio.to_thread(accounts.with_password, name, password)
        if account is None:
            sessions.failed(client, name)
            return HTMLResponse(_login_page("Name and password do not fit. Try again."), 401)
        response = RedirectResponse("./", 303)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE,
            sessions.begin(account.name),
            max_age=_SESSION_S,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        return response

    @api.post("/logout", include_in_schema=False)
    def log_out(request: Request) -> Response:
        if not _from_own_page(_headers(request)):
            return RedirectResponse("./", 303)
        sessions.end(_cookie(_headers(request)))
        response = RedirectResponse("login", 303)
        response.delete_cookie(COOKIE)
        return response


def _headers(request: Request) -> dict[bytes, str]:
    return {name.lower(): value.decode("latin-1") for name, value in request.scope["headers"]}


def _style() -> str:
    return static_text(("theme.css", "login.css"))


def _login_page(trouble: str = "") -> str:
    told = f'<p role="alert">{html.escape(trouble)}</p>' if trouble else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Citedesk: log in</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>{_style()}</style></head>
<body class="cd-login"><main><form method="post" action="login"><h1>Citedesk</h1>{told}
<label>Name <input name="name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button></form></main></body></html>"""
