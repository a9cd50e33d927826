"""Style sheets and scripts, and the one function that reads them.

`base` is what every part of the page is made of and where the parts stand; `answer` is an answer with its
sources, `chat` the conversation around it, `reader` the article beside it, `archive` the other tab with the
filters that both have. `pages` holds the styles of pages by themselves.
Start reading at `chat/chat.js`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources


def static_text(names: Iterable[str]) -> str:
    """Return the named files, such as `base/theme.css`, one behind the other.

    Raises:
        FileNotFoundError: There is no file of that name.
    """
    folder = resources.files(__name__)
    return "".join((folder / name).read_text(encoding="utf-8") for name in names)
