"""The secret with which an archive's servers recognise what they issued themselves."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from index.catalogue.engine import get_meta, set_meta
from index.catalogue.reads import Catalogue

_NAME = "page_secret"


class Secret:
    """Signs texts. It is kept in the catalogue, so that every server of the archive has the same."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known = (0, b"")
        self.key()

    def key(self) -> bytes:
        """Return the secret of the catalogue's file, which a repair may have replaced."""
        self._catalogue.generation()
        openings, key = self._known
        if openings != self._catalogue.openings:
            openings = self._catalogue.openings
            with self._catalogue.writing() as connection:
                stored = get_meta(connection, _NAME)
                if stored is None:
                    # That of the former file, where there was one, so that what browsers keep stays theirs.
                    stored = key.hex() or secrets.token_hex(32)
                    set_meta(connection, _NAME, stored)
            key = bytes.fromhex(stored)
            self._known = (openings, key)
        return key


def signature(key: bytes, text: str) -> str:
    """Return what only who has a key can make of a text."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
