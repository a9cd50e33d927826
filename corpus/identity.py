"""One address for one page, however it was linked to, and names that can be written down."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ocid", "ref_src"}
)
# As far as browsers and clients read it: up to the last @ before the path.
_LOGIN = re.compile(r"\b(https?://)([^/?#\s]*)@", re.I)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Halves of a character, what Python makes of the bytes of a file's name that are no UTF-8, and NUL, which not
# every database takes.
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF


def encodable(name: str) -> str:
    """Return a name as it can be stored and shown: what is no character in it is written out."""
    return _NO_CHARACTER.sub(_written_out, name)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if _FIRST_BYTE <= code <= _LAST_BYTE else f"\\u{code:04x}"


def canonical_url(url: str) -> str | None:
    """Return the address under which a page is known, or None when `url` is no http(s) address.

    Scheme and host in lower case, without default port, fragment, trailing slash and tracking parameters;
    the other parameters stay in their order.
    """
    try:
        parts = urlsplit("".join(url.split()))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    address = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORTS[scheme]:
        address = f"{address}:{port}"
    parameters = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    return urlunsplit((scheme, address, parts.path.rstrip("/"), urlencode(parameters), ""))


def without_login(url: str) -> str:
    """Return an address without the name and password that it may carry."""
    return _LOGIN.sub(r"\1", url)


def masked(text: str) -> str:
    """Return a text in which the name and password of every address are ``***``."""
    return _LOGIN.sub(r"\1***@", text)


def names_one_page(address: str) -> bool:
    """Whether a canonical address identifies an article, as that of a site's front page does not."""
    parts = urlsplit(address)
    return bool(parts.path or parts.query)
