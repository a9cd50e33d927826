"""Text of articles, files and models made safe for a terminal."""

from __future__ import annotations

import re

# Control characters other than line break and tab, which begin sequences that set titles, fill the clipboard
# or overwrite lines; marks that change the direction of text; unpaired surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Those that JSON does not escape.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Return `text` with the replacement character for everything that a terminal would act on."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def printable_json(text: str) -> str:
    """Return JSON of the same meaning without anything that a terminal would act on."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
