"""The page to log in at, and the way out."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from corpus.errors import CitedeskError
from index.catalogue.reads import Catalogue
from qa.auth.accounts import Accounts
from qa.web.auth.access import NO_ACCOUNTS, from_own_page, headers_of
from qa.web.auth.attempts import WINDOW_S, SharedAttempts
from qa.web.auth.sessions import COOKIE, SESSION_S, Sessions, session_token
from qa.web.auth.way_back import login_with, own_page
from qa.web.errors import TooLarge
from qa.web.html.rendering import rendered
from qa.web.static import static_text

_MOST_BYTES = 10_000
# Each hash takes 16 MB and a processor: no more of them are made at a time, whoever asks.
_HASHES = 2
_LOG = logging.getLogger(__name__)


def add_login(api: FastAPI, accounts: Accounts | None, sessions: Sessions, catalogue: Catalogue) -> None:
    """Add the page to log in at, and the way out, to `api`; tries of passwords are counted in `catalogue`."""
    attempts = SharedAttempts(catalogue)
    hashing = ThreadPoolExecutor(_HASHES, thread_name_prefix="citedesk-login")

    @api.get("/login", include_in_schema=False)
    def show_login(to: str = "") -> Response:
        return HTMLResponse(_login_page(to)) if accounts else RedirectResponse("./", 303)

    @api.post("/login", include_in_schema=False)
    async def log_in(request: Request, to: str = "") -> Response:
        if accounts is None or not from_own_page(headers_of(request.scope)):
            return RedirectResponse("./", 303)
        name, password = _typed(await request.body())
        address = request.client.host if request.client else ""
        if not await attempts.reserve(address, name):
            trouble = "Too many attempts. Wait five minutes, then try again."
            return HTMLResponse(_login_page(to, name, trouble), 429, {"Retry-After": str(WINDOW_S)})
        checking = asyncio.get_running_loop().run_in_executor(hashing, accounts.with_password, name, password)
        try:
            account = await checking
        except CitedeskError as error:
            _LOG.error("%s %s", error.message, error.hint)
            return JSONResponse({"error": NO_ACCOUNTS[0], "try": NO_ACCOUNTS[1]}, 503)
        if account is None:
            trouble = "That name and password do not match. Try again."
            return HTMLResponse(_login_page(to, name, trouble), 401)
        await attempts.release(address, name)
        return _let_in(sessions.begin(account), own_page(to), secure=request.url.scheme == "https")

    @api.post("/logout", include_in_schema=False)
    def log_out(request: Request) -> Response:
        headers = headers_of(request.scope)
        if not from_own_page(headers):
            return RedirectResponse("./", 303)
        sessions.end(session_token(headers), accounts)
        response = RedirectResponse("login", 303)
        response.delete_cookie(COOKIE)
        return response


def _let_in(token: str, to: str, *, secure: bool) -> Response:
    response = RedirectResponse(f"./{to}", 303)
    response.set_cookie(COOKIE, token, SESSION_S, httponly=True, samesite="lax", secure=secure)
    return response


def _typed(body: bytes) -> tuple[str, str]:
    if len(body) > _MOST_BYTES:
        raise TooLarge("Name and password are too long", f"Send at most {_MOST_BYTES:,} bytes.")
    typed = parse_qs(body.decode("utf-8", "replace"))
    return typed.get("name", [""])[0], typed.get("password", [""])[0]


def _login_page(to: str, name: str = "", trouble: str = "") -> str:
    """The page, with the name that was typed: after a wrong password only that is typed again."""
    style, action = static_text(("base/theme.css", "pages/login.css")), login_with(own_page(to))
    return rendered(
        "page/login.html",
        style=style,
        action=action,
        typed=name,
        trouble=trouble,
        purpose=_purpose(own_page(to)),
    )


def _purpose(wanted: str) -> str:
    """What somebody came for, in words, by the page that they wanted: they may not know why they see this."""
    asked = parse_qs(wanted.partition("?")[2])
    if "conversation" in asked:
        return "Log in to go on with your conversation. Nothing of it is lost."
    return "Log in to read the answer behind this link." if "answer" in asked else ""
