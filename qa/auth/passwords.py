"""How passwords are stored: scrypt, with salt and parameters beside the hash, so that these can be raised.

The format is PHC's: ``$scrypt$ln=14,r=8,p=5$SALT$HASH``, both in base64 without padding. Hashes of the first
release, ``SALT:HASH`` in hexadecimal, still work.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass

_SALT_BYTES = 16
_HASH_BYTES = 64
# 16 MiB and some tens of milliseconds a try: RFC 7914, with OWASP's parameters.
_LOG_N, _R, _P = 14, 8, 5
_MEMORY = 256 * 1024 * 1024
_PART = r"[A-Za-z0-9+/]{2,200}"
_PHC = re.compile(rf"\$scrypt\$ln=(\d{{1,2}}),r=(\d{{1,2}}),p=(\d{{1,2}})\$({_PART})\$({_PART})")
_FIRST = re.compile(r"((?:[0-9a-f]{2})+):((?:[0-9a-f]{2})+)")


@dataclass(frozen=True, slots=True)
class _Hash:
    log_n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    @classmethod
    def parsed(cls, text: str) -> _Hash:
        if phc := _PHC.fullmatch(text):
            log_n, r, p = (int(part) for part in phc.groups()[:3])
            salt, digest = (_decoded(part) for part in phc.groups()[3:])
            return cls(log_n, r, p, salt, digest)
        if first := _FIRST.fullmatch(text):
            return cls(_LOG_N, _R, _P, *(bytes.fromhex(part) for part in first.groups()))
        raise ValueError("it is not a password hash")

    def of(self, password: str) -> bytes:
        return hashlib.scrypt(
            password.encode("utf-8", "surrogatepass"),
            salt=self.salt,
            n=2**self.log_n,
            r=self.r,
            p=self.p,
            maxmem=_MEMORY,
            dklen=len(self.digest),
        )


def hashed(password: str) -> str:
    """Return the hash to store for a password: a different string each time, because of the salt."""
    password_hash = _Hash(_LOG_N, _R, _P, secrets.token_bytes(_SALT_BYTES), bytes(_HASH_BYTES))
    salt, digest = _encoded(password_hash.salt), _encoded(password_hash.of(password))
    return f"$scrypt$ln={_LOG_N},r={_R},p={_P}${salt}${digest}"


def fits(password: str, stored: str | None) -> bool:
    """Whether a password matches `stored`; with None, never, after the same time.

    Raises:
        ValueError: `stored` is no such hash, or its parameters take more than 256 MiB.
    """
    reference = (
        _Hash.parsed(stored) if stored else _Hash(_LOG_N, _R, _P, bytes(_SALT_BYTES), bytes(_HASH_BYTES))
    )
    return hmac.compare_digest(reference.of(password), reference.digest) and stored is not None


def checked(stored: str) -> str:
    """Return `stored` if it has the form of a password hash.

    Raises:
        ValueError: It has not.
    """
    _Hash.parsed(stored)
    return stored


def _encoded(part: bytes) -> str:
    return b64encode(part).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return b64decode(part + "=" * (-len(part) % 4))
