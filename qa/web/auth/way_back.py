"""The way back to the page of this server that somebody wanted before they logged in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

TO = "to"
"""What the log-in's address calls the page that was wanted."""

_MOST_CHARACTERS = 16_000
# As a browser sends an address after the server's name: no backslash, white space or control character.
_SENT = re.compile(r"(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]+")


def own_page(address: str) -> str:
    """Return `address` if it leads, from the root of this server, to a page of its own; else "".

    It is one below the root, so that neither another server nor what a proxy has beside this one is reached.
    """
    path = address.partition("?")[0]
    parts = {unquote(part) for part in path.split("/")}
    is_own = len(address) <= _MOST_CHARACTERS and _SENT.fullmatch(address) and not parts & {".", ".."}
    return address if is_own and path != "login" else ""


def login_address(scope: Mapping[str, object]) -> str:
    """Return the address of the log-in as seen from the page that a request asks for, which it keeps."""
    path = _latin(scope.get("raw_path")) or "/"
    query = _latin(scope.get("query_string"))
    wanted = own_page(path.removeprefix("/") + (f"?{query}" if query else ""))
    up = "../" * (path.count("/") - 1)
    return f"{up}{login_with(wanted)}"


def login_with(wanted: str) -> str:
    """Return the address of the log-in, seen from the root, that leads to a page of this server."""
    return f"login?{TO}={quote(wanted, safe='/:?=,;@!$*.~-_')}" if wanted else "login"


def _latin(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else ""
