"""Error messages as readers may see them: without folders and other details of the server."""

from __future__ import annotations

import os
import re
from pathlib import Path

from qa.settings import Settings

# The folders before a file's name; what is asked for here, such as /api/ask, is no path of the server's.
_FOLDERS = re.compile(r"""(?<![\w.:/~-])(?!/(?:api|v1)/)(?:[A-Za-z]:\\|/)(?:[^\s/\\:'"]+[/\\])+""")
# A sentence that names a setting of ours; the words of an article name none in capitals.
_OF_SETTINGS = re.compile(rf"[^.]*\b(?:{'|'.join(name.upper() for name in Settings.model_fields)})\b[^.]*\.?")

UNEXPECTED = ("Something went wrong inside Citedesk", "Look at what the server printed, then try again.")


def without_paths(text: str) -> str:
    """Return `text` with every path of a file shortened to its name: where it lies is nobody's business."""
    return _FOLDERS.sub("", text)


def for_reporters(text: str) -> str:
    """Return an error for those who bring articles and run no server: without its paths and settings."""
    return without_paths(_OF_SETTINGS.sub(" Ask whoever runs this server.", text)).strip()


def without_folder(text: str, folder: Path) -> str:
    """Return `text` with paths inside `folder` shortened to what follows it, and itself to its name."""
    folder = folder.expanduser()
    for place in (folder.absolute(), folder.resolve()):
        text = text.replace(f"{place}{os.sep}", "").replace(str(place), place.name)
    return text
