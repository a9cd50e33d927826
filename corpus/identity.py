"""One address for one page, however it was linked to."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ocid", "ref_src"}
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


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
    shown = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORTS[scheme]:
        shown = f"{shown}:{port}"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    return urlunsplit((scheme, shown, parts.path.rstrip("/"), urlencode(kept), ""))
