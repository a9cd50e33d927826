"""The bytes of a file within a limit, and bytes as text, or an error that names the byte."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from corpus.errors import ArticleError

_AT_ONCE = 1024 * 1024


def read_up_to(stream: BinaryIO, most: int) -> bytes | None:
    """Return all bytes of a file, or None when they are more than `most`."""
    # Piece by piece: for one read of all that is allowed as much memory would be asked for.
    pieces: list[bytes] = []
    left = most
    while piece := stream.read(_AT_ONCE):
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            return None
    return b"".join(pieces)


def decoded(raw: bytes, path: str, line: int | None = None) -> str:
    """Return the text of UTF-8 (or UTF-16 with its mark); another encoding cannot be told from garbage.

    Raises:
        ArticleError: It is binary, or not valid.
    """
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise ArticleError("This is a binary file, not text", path, line, "Give only files of text.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"This is not valid {encoding[:6].rstrip('-').upper()}: byte {error.start + 1} cannot be read",
            path,
            line,
            "Save it as UTF-8, and sync again.",
        ) from None
