"""Asking a Chroma server over its own HTTP interface: of the single node, as of 1.5.9.

By httpx and not by Chroma's client: that waits for ever when a server hangs, and takes most of a second to
import. Everything that is asked may be asked twice, so a connection that breaks is tried again.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corpus.errors import ArchiveError
from corpus.identity import masked
from index.stores.chroma_address import ChromaServer

if TYPE_CHECKING:
    import httpx

_TIMEOUT_S, _CONNECT_S = 60.0, 5.0
_TRIES = 2
_START = "Try again in a minute. If it stays so, see that it runs, and check CHROMA_URL and CHROMA_TOKEN."


class Missing(ArchiveError):
    """There is no such tenant, database or collection."""


def connect(server: ChromaServer) -> httpx.Client:
    """Return a client whose addresses are below that of the server's database.

    Raises:
        ArchiveError: The certificates cannot be read.
    """
    import httpx  # Here and not above: only where there is a server is it needed.

    headers = {}
    if server.token:  # Chroma itself looks at neither: the proxy in front of it looks at one.
        headers = {"Authorization": f"Bearer {server.token}", "X-Chroma-Token": server.token}
    try:
        verify = ssl.create_default_context(cafile=server.ca_file) if server.ca_file else True
    except (OSError, ssl.SSLError) as error:
        raise ArchiveError(f"CHROMA_CA_FILE cannot be used: {error}", "Name a PEM file.") from error
    database = f"api/v2/tenants/{quote(server.tenant, '')}/databases/{quote(server.database, '')}"
    return httpx.Client(
        base_url=f"{server.url.rstrip('/')}/{database}/",
        headers=headers,
        timeout=httpx.Timeout(_TIMEOUT_S, connect=_CONNECT_S),
        verify=verify,
    )


def ask(client: httpx.Client, server: ChromaServer, path: str, method: str, body: Any) -> Any:
    """Return what a server answers, as JSON.

    Raises:
        ArchiveError: It cannot be reached, takes too long or refuses.
    """
    import httpx

    for tries_left in reversed(range(_TRIES)):
        try:
            response = client.request(method, path, json=body)
            break
        except httpx.TimeoutException as error:
            raise _failed(server, "does not answer in time", _START) from error
        except httpx.HTTPError as error:
            # A connection that was kept open may have been closed by now: a new one is tried.
            if not tries_left:
                raise _failed(server, f"cannot be reached: {masked(str(error))}", _START) from error
    if response.is_success:
        return response.json()
    raise _refused(server, response)


def _refused(server: ChromaServer, response: httpx.Response) -> ArchiveError:
    reply = " ".join(response.text.split())[:200]
    if response.status_code in (401, 403):
        return _failed(server, f"refuses the token ({response.status_code})", "Check CHROMA_TOKEN.")
    if response.status_code >= 500:
        what = f"fails ({response.status_code}): {reply}"
        return _failed(server, what, "Look at its log, and that its disk has room.")
    kind = Missing if response.status_code == 404 else ArchiveError
    return kind(
        f"The Chroma server at {server} refuses ({response.status_code}): {reply}",
        "Ask again; if it stays so, check CHROMA_URL, CHROMA_TENANT and CHROMA_DATABASE.",
    )


def _failed(server: ChromaServer, what: str, hint: str) -> ArchiveError:
    return ArchiveError(f"The Chroma server at {server} {what}", hint)
