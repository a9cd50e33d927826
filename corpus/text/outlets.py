"""One name for each outlet, however it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from corpus.word_lists import table_in

_HOST = re.compile(r"\w{2}\.\w")  # Not "a.p."
# Short names, domains and spellings of agencies and papers that many archives have, in lower case.
_SPELLINGS = table_in(__file__, "outlets")
# The outlet that each spelling names.
_NAMES = {one: name for name, others in _SPELLINGS.items() for one in (name.lower(), *others)}
KNOWN_OUTLETS = tuple(_SPELLINGS)
"""The outlets that a question may name whatever the archive holds."""


def short_names(outlet: str) -> tuple[str, ...]:
    """Return how else people call an outlet, in lower case, without domains; empty for one of no table."""
    return tuple(spelling for spelling in _SPELLINGS.get(outlet, ()) if not _HOST.search(spelling))


def outlet_name(source: str, own: Mapping[str, str] | None = None) -> str:
    """Return the name under which an outlet is stored; one that no table has stays as written.

    Of an address only the host is left: that of each page would be an outlet of its own.

    Args:
        source: As a row or page names it: a name, a domain or an address.
        own: Names that win over the table: as they are written, in any case, to as they are kept.
    """
    key = _bare(source)
    for written, name in (own or {}).items():
        if _bare(written) == key:
            return name
    return _NAMES.get(key, key if "://" in source and " " not in key else source)


def _bare(source: str) -> str:
    folded = source.strip().lower()
    if "://" in folded:
        with suppress(ValueError):  # It only looks like an address, and is a name like any other.
            folded = urlsplit(folded).hostname or folded
    return folded.removeprefix("www.").rstrip("/")
