"""Fetching pages and feeds within limits, only when an operator names their address."""

from __future__ import annotations

import gzip
import io
import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from corpus.errors import ArticleError, InputError
from corpus.fetch.deadline import DeadlineTransport, until
from corpus.identity import without_login
from corpus.raw.unpacking import Allowance, unpacked

_MOST_BYTES = 20 * 1024 * 1024
_MOST_REDIRECTS = 5
_MOST_SECONDS = 30.0
# IPv6 forms of IPv4 addresses, which may be local, and deprecated site-local addresses.
_INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)
_AGENT = "citedesk (reads news into an archive)"

# Answers that say nothing of tomorrow, among those that refuse a page.
_FOR_NOW = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)

Resolve = Callable[[str, int], list[str]]
"""Returns the addresses of a host."""


@dataclass(frozen=True, slots=True)
class Validators:
    """A server's validators, to ask it whether a page has changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the last address after redirects, its type and bytes; `body` is None when unchanged."""

    url: str
    content_type: str
    body: bytes | None
    validators: Validators


class NoPageError(InputError):
    """There is no page at an address, or none for us, and trying again later will not help."""


def is_address(path: object) -> bool:
    """Whether a PATH is the address of a page or feed."""
    return str(path).lower().startswith(("http://", "https://"))


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a host as the system resolves it."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Fetcher:
    """Fetches over HTTP within limits: 20 MB, 30 s and five redirects for each page.

    A host is resolved once, and the address that is checked is the one connected to: a name cannot lead
    into the local network, nor can a redirect. A name and password in an address go to its own host alone,
    and into nothing that is returned or raised.

    Args:
        allow_local: Whether addresses inside the local network may be fetched; also an attribute.
        resolve: Resolves hosts.
    """

    def __init__(self, allow_local: bool = False, resolve: Resolve = addresses_of) -> None:
        self.allow_local = allow_local
        self._resolve = resolve
        self._logins: dict[tuple[str, str], httpx.BasicAuth] = {}

    def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        """Return the content of `url`, without a body if unchanged since `validators` were given.

        Raises:
            NoPageError: There is no page, and trying again later will not help.
            InputError: It cannot be fetched, is too large or too slow, or lies inside the local network.
        """
        headers = _conditions(validators or Validators())
        url = self._remember_login(url)
        transport = DeadlineTransport(2 * _MOST_BYTES)
        deadline = time.monotonic() + _MOST_SECONDS
        try:
            with httpx.Client(transport=transport, timeout=10.0, trust_env=False) as client, until(deadline):
                for _ in range(_MOST_REDIRECTS + 1):
                    answer = self._one(client, url, headers, deadline)
                    if isinstance(answer, Fetched):
                        return answer
                    url = without_login(answer)
        except httpx.TimeoutException:
            raise _failed(url, f"it takes longer than {_MOST_SECONDS:.0f} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise _failed(url, str(error) or type(error).__name__) from None
        raise NoPageError(*_words(url, f"it redirects more than {_MOST_REDIRECTS} times"))

    def _remember_login(self, url: str) -> str:
        """Remember an address's name and password for its host, and return the address without them."""
        plain = without_login(url)
        if plain != url:
            try:
                address = httpx.URL(url)
                self._logins[_host_of(plain)] = httpx.BasicAuth(address.username, address.password)
            except (ValueError, httpx.InvalidURL):
                raise _failed(plain, "it is not an http or https address") from None
        return plain

    def _one(
        self, client: httpx.Client, url: str, headers: Mapping[str, str], deadline: float
    ) -> Fetched | str:
        """Fetch one address; a string is the target of a redirect."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host:
            raise NoPageError(*_words(url, "it is not an http or https address"))
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._checked(url, host, port)
        shown = f"[{address}]" if ":" in address else address
        target = httpx.URL(url).copy_with(host=shown, fragment=None)
        client.cookies.clear()  # The client would give them to other hosts, as it knows addresses only.
        with client.stream(
            "GET",
            target,
            auth=self._logins.get(_host_of(url)),
            headers={
                **headers,
                "Host": parts.netloc.rpartition("@")[2],
                "User-Agent": _AGENT,
                "Accept-Encoding": "gzip",
            },
            # The certificate must be the host's, although the connection is to its address.
            extensions={"sni_hostname": host},
        ) as response:
            if response.has_redirect_location:
                return str(urljoin(url, response.headers.get("location", "")))
            validators = Validators(
                response.headers.get("etag", ""), response.headers.get("last-modified", "")
            )
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(url, "", None, validators)
            if not response.is_success:
                status = response.status_code
                is_final = response.is_client_error and status not in _FOR_NOW
                raise (NoPageError if is_final else InputError)(*_words(url, f"its server answers {status}"))
            body = _body(response, url, deadline)
            return Fetched(url, response.headers.get("content-type", ""), body, validators)

    def _checked(self, url: str, host: str, port: int) -> str:
        addresses = self._resolve(host, port)
        if not addresses:
            raise _failed(url, "its host has no address")
        local = [address for address in addresses if not _is_outside(address)]
        if local and not self.allow_local:
            raise InputError(
                f"{url} lies inside the local network ({local[0]})",
                "Set FETCH_LOCAL to true if it may be fetched.",
            )
        return addresses[0]


def _is_outside(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    # An IPv6 address may contain an IPv4 address, which is the one reached.
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    inside = isinstance(parsed, ipaddress.IPv6Address) and any(parsed in network for network in _INSIDE)
    return parsed.is_global and not parsed.is_multicast and not inside


def _host_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _body(response: httpx.Response, url: str, deadline: float) -> bytes:
    """The body, decompressed here: the client would decompress whole pieces, and nested compression too."""
    sent = _Sent(_within(response.iter_raw(), url, deadline))
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        return sent.read()
    if packing not in ("gzip", "x-gzip"):
        raise NoPageError(*_words(url, f"it is packed as {packing[:40]!r}, which was not asked for"))
    try:
        with gzip.open(io.BufferedReader(sent)) as packed:
            return unpacked(packed, Allowance(url, _MOST_BYTES, _MOST_BYTES)).read()
    except ArticleError as error:
        raise NoPageError(*_words(url, error.message)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _failed(url, f"its packing is damaged: {error}") from None


class _Sent(io.RawIOBase):
    """The pieces of a reply as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _within(pieces: Iterator[bytes], url: str, deadline: float) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > _MOST_BYTES:
            raise NoPageError(*_words(url, "it is larger than 20 MB"))
        if time.monotonic() > deadline:
            raise _failed(url, f"it takes longer than {_MOST_SECONDS:.0f} s")
        yield piece


def _failed(url: str, reason: str) -> InputError:
    return InputError(*_words(url, reason))


def _words(url: str, reason: str) -> tuple[str, str]:
    return f"{url} cannot be fetched: {reason}", "Correct the address, or try again later."
