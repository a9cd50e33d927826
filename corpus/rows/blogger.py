"""What Blogger hands out of a blog: an Atom feed of posts, pages, comments and settings, drafts included."""

from __future__ import annotations

from typing import Any

POST = "post"
# What stands at the end of the address by which the older export names an entry's kind.
_OF_KIND = "schemas.google.com/g/2005#kind"
_SHOWN = frozenset({"", "live"})


def kind_of_entry(entry: Any) -> str:
    """Return what an entry of a feed is, "post" wherever nothing says that it is something else."""
    named = str(entry.get("blogger_type", ""))
    for tag in entry.get("tags", ()):
        if str(tag.get("scheme", "")).endswith(_OF_KIND):
            named = named or str(tag.get("term", "")).rpartition("#")[2]
    return named.strip().lower()[:40] or POST


def status_of_entry(entry: Any) -> str:
    """Return the state that Blogger gives a post, "" for one that everybody may read, and in other feeds."""
    status = str(entry.get("blogger_status", "")).strip().lower()
    return "" if status in _SHOWN else status.removeprefix("soft_")
