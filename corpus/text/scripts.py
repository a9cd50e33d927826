"""Splitting scripts without spaces into pieces that can be searched."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
# Thai, Lao, Burmese, Khmer: their vowels are marks, which Python does not count as letters.
_SOUTH_EAST = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u103f\u1780-\u17d3"
WITHOUT_SPACES = f"{_HAN}{_HIRAGANA}{_KATAKANA}{_SOUTH_EAST}"
"""The characters of these scripts, for the brackets of a regular expression."""

_RUN = re.compile(f"[{WITHOUT_SPACES}]+")
_PIECE = re.compile(f"[{_HAN}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+|[{_SOUTH_EAST}]+")
_HIRAGANA_PIECE = re.compile(f"[{_HIRAGANA}]+")
# Japanese particles and endings; longer runs are words too.
_LEAST_HIRAGANA = 3
# Words that only ask or join, and that are not part of others.
_JOINING = re.compile(
    "什么时候|为什么|为何|什么|甚么|怎么|怎样|如何|多少|多久|哪里|哪儿|哪个|哪些|哪|谁|誰|吗|呢|吧|的|了|是|"
    "何時|何人|何故"
)


def spaced(text: str) -> str:
    """Return `text` with scripts without spaces as overlapping pairs of characters.

    "渔船的费用" is "渔船 费用", "市议会" is "市议 议会": what a question and an article have in common is
    found without knowing where words end. Words that only ask or join are left out; katakana stays whole.
    """
    if text.isascii():
        return text
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def _pairs(run: str) -> Iterator[str]:
    for part in _JOINING.split(run):
        for piece in _PIECE.findall(part):
            if _HIRAGANA_PIECE.match(piece) and len(piece) < _LEAST_HIRAGANA:
                continue
            if len(piece) < 2 or "\u30a1" <= piece[0] <= "\u30ff":
                yield piece
            else:
                yield from (piece[at : at + 2] for at in range(len(piece) - 1))
