"""Text of articles, files and models made safe for a terminal."""

from __future__ import annotations

import re

# Control characters but line break and tab: with them begins what sets a title, fills the clipboard or prints
# one line over another. Marks that turn the direction of what follows. Halves of characters.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What JSON leaves as it is.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Return `text` with the replacement character for all that a terminal would act upon."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def printable_json(text: str) -> str:
    """Return JSON that means the same and has nothing in it that a terminal would act upon."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
