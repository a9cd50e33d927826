"""The archive's syncs and removals as HTML. Words of articles are escaped here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from qa.web.html.rendering import moment_in_words, rendered


def syncs(done: Sequence[Mapping[str, Any]]) -> Markup:
    """Return the last syncs, newest first."""
    rows = [
        {
            "moment": moment_in_words(datetime.fromisoformat(str(entry["finished_at"]))),
            "names": ", ".join(_short(str(path)) for path in entry["paths"]),
            "counts": _counts(entry),
        }
        for entry in done
    ]
    return rendered("archive/syncs.html", rows=rows)


def _short(path: str) -> str:
    """A file's name, a feed's whole address: nobody on the page needs the server's folders."""
    return path if "://" in path else path.rstrip("/").rsplit("/", 1)[-1] or path


def _counts(counts: Mapping[str, Any]) -> str:
    names = ("added", "updated", "unchanged", "duplicate", "removed", "failed")
    parts = [f"{counts[name]:,} {name}" for name in names if counts.get(name)]
    return ", ".join(parts) or "nothing new"


def labelled(count: int) -> Markup:
    """Say of how many articles an outlet or a day was kept."""
    return rendered("archive/labelled.html", count=count)


def notice(article_id: str, title: str, removed: bool) -> Markup:
    """Say what became of an article; a removal can be undone there."""
    return rendered("archive/notice.html", article_id=article_id, title=title, removed=removed)
