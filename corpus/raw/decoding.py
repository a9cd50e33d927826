"""The bytes of a file within a limit, and bytes as text: strictly, or by a label as browsers read it.

A label is what a page, a feed or a server says its encoding is; it may be wrong.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from corpus.errors import ArticleError
from corpus.raw.unlabelled import read_as_western, western, wide_encoding

_AT_ONCE = 1024 * 1024
# Encodings that browsers use in place of labelled ones, by Python's names. Source: WHATWG, Encoding Standard,
# 4.2.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 1024
_XML_LABEL = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_META_LABEL = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_HTTP_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)


def read_up_to(stream: BinaryIO, most: int) -> bytes | None:
    """Return all bytes of a file, or None if there are more than `most`."""
    # Piece by piece: for one read of all that is allowed as much memory would be asked for.
    pieces: list[bytes] = []
    left = most
    while piece := stream.read(_AT_ONCE):
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            return None
    return b"".join(pieces)


def decoded(raw: bytes, path: str, line: int | None = None) -> tuple[str, list[ArticleError]]:
    """Return the text of bytes that no label describes, and what is to be told of how they were read.

    They are UTF-8, or UTF-16, or windows-1252 if that says something in a language that is written so;
    another encoding cannot be told from garbage.

    Raises:
        ArticleError: It is binary, or not valid.
    """
    encoding = wide_encoding(raw) or "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise ArticleError("This is a binary file, not text", path, line, "Give it text files only.")
    try:
        return raw.decode(encoding), []
    except UnicodeDecodeError as error:
        text = western(raw) if encoding == "utf-8-sig" else None
        if text is not None:
            return text, [read_as_western(path, line)]
        raise ArticleError(
            f"This is not valid {encoding[:6].rstrip('-').upper()}: byte {error.start + 1} cannot be read",
            path,
            line,
            "Save it as UTF-8, and sync again.",
        ) from None


def labelled(raw: bytes, content_type: str = "") -> str:
    """Return the text of a page, a feed or other XML as browsers read it; nothing is refused.

    Its byte order mark decides, then what is valid UTF-8 and not plain ASCII, then the server's label, then
    its own. A label of Latin-1 means windows-1252, as the encoding standard says, and single bytes that are
    no UTF-8 are read so, too. The mark is left out.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if not raw.isascii():
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    encoding = _encoding(raw, content_type)
    errors = _AS_WINDOWS if encoding in ("utf-8", "cp1252") else "replace"
    return raw.decode(encoding, errors)


def is_mislabelled(raw: bytes, content_type: str = "") -> bool:
    """Whether bytes are labelled UTF-8, or not labelled, and are not: then `labelled` reads single bytes."""
    if any(raw.startswith(mark) for mark, _ in _MARKS) or _encoding(raw, content_type) != "utf-8":
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _encoding(raw: bytes, content_type: str) -> str:
    """The encoding that labels say, by Python's name; UTF-8 where they say none that can be right."""
    head = raw[:_HEAD]
    if head.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if head.startswith(b"<") else "utf-16-be"
    own = _XML_LABEL.search(head) or _META_LABEL.search(head)
    for label in (_HTTP_LABEL.search(content_type), own):
        name = label[1] if label else ""
        try:
            codec = codecs.lookup(name.decode() if isinstance(name, bytes) else name)
        except LookupError:
            continue
        # A label that can be read is not in UTF-16; and some of Python's codecs do not encode text.
        if codec._is_text_encoding and not codec.name.startswith(("utf-16", "utf-32", "utf-7")):
            return _READ_AS.get(codec.name, codec.name)
    return "utf-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, as windows-1252, and its undefined ones as control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in piece), error.end


_AS_WINDOWS = "citedesk-windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)
