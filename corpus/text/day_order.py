"""Whether the day or the month comes first where a page writes "05/12/2024"."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

# Where English is written with the month first; elsewhere the day comes first.
_MONTH_FIRST = frozenset({"us", "ph", "pw", "fm", "mh"})
# Languages that put the year first and use neither order with certainty.
_NEITHER = frozenset({"zh", "ja", "ko", "hu", "mn", "lt"})
_OF_ENGLISH = frozenset(
    {"uk", "gb", "ie", "au", "nz", "in", "za", "sg", "ng", "ke", "gh", "pk", "mt", *_MONTH_FIRST}
)


def day_comes_first(language: str, address: str) -> bool | None:
    """Return whether the day comes before the month in dates of numbers, None where nothing says so.

    The language is a tag such as "en-GB"; where it is English, the country of the address decides.
    """
    code, _, rest = language.strip().replace("_", "-").lower().partition("-")
    region = rest.rpartition("-")[2]
    if code and code != "en":
        return None if code in _NEITHER else True
    if code and len(region) == 2:
        return region not in _MONTH_FIRST
    country = _country(address)
    return country not in _MONTH_FIRST if country in _OF_ENGLISH else None


def _country(address: str) -> str:
    with suppress(ValueError):
        return (urlsplit(address).hostname or "").rpartition(".")[2]
    return ""
