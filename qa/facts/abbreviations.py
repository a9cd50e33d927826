"""Abbreviations that everybody knows: a passage may spell them out in other words than their letters."""

from __future__ import annotations

from collections.abc import Collection

_SPELLED_OUT = {
    "ai": "artificial intelligence",
    "ceo": "chief executive boss founder",
    "ceos": "chiefs executives bosses founders",
    "covid": "coronavirus pandemic omicron",
    "ev": "electric",
    "evs": "electric",
    "gop": "republican republicans",
    "hr": "homer homers home",
    "hrs": "homers home",
    "icu": "intensive",
    "lb": "linebacker",
    "lgbtq": "lgbt gay lesbian transgender",
    "mvp": "valuable",
    "pm": "prime premier",
    "qb": "quarterback quarterbacks",
    "qbs": "quarterbacks",
    "scotus": "supreme",
    "tv": "television televised televisions series show shows episode episodes season channel broadcast",
    "uk": "britain british england kingdom",
    "us": "america american americans",
    "usa": "america american americans states us",
    "wr": "receiver receivers",
}
# No names, whatever the passage says of them.
_WORDS = frozenset("ok oks ok'd ok’d oked ex".split())


def is_spelled_out(key: str, keys: Collection[str]) -> bool:
    """Whether a passage has one of the words that an abbreviation stands for: "Republicans" for "GOP"."""
    return key in _WORDS or any(word in keys for word in _SPELLED_OUT.get(key, "").split())
