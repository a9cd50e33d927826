"""The page's style sheets and scripts, and the one function that reads them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources


def static_text(names: Iterable[str]) -> str:
    """Return the named files of this folder, one behind the other.

    Raises:
        FileNotFoundError: There is no file of that name.
    """
    folder = resources.files(__name__)
    return "".join((folder / name).read_text(encoding="utf-8") for name in names)
