"""Bytes as text, or an error that names the byte."""

from __future__ import annotations

import codecs

from corpus.errors import ArticleError


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
