"""Posts as WordPress hands them out: in the answers of its REST interface, and in its export (WXR)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.rows.fields import plain_prose

# What a theme puts in their place is a picture, a list of pictures or a player, and its caption.
_SHORTCODE = re.compile(
    r"\[(/?)(caption|wp_caption|gallery|embed|audio|video|playlist|contact-form-7)\b[^\[\]]*\]"
)
_PAIRED = frozenset({"caption", "wp_caption", "embed", "audio", "video"})
POST = "post"


def post_of_rest(post: Mapping[str, Any]) -> dict[str, Any]:
    """Return a post of the REST interface (``/wp-json/wp/v2/posts``) as a row.

    Its number tells it from the others of its own site only, so its GUID or its address is its id.
    """
    guid, link = _rendered(post.get("guid")), post.get("link")
    kind = post.get("type")
    return {
        "id": guid or (link if isinstance(link, str) else ""),
        "title": _rendered(post.get("title")),
        "body": post_prose(_rendered(post.get("content"))),
        "summary": post_prose(_rendered(post.get("excerpt"))),
        "published_at": _utc(post.get("date_gmt")) or post.get("date"),
        "updated_at": _utc(post.get("modified_gmt")) or post.get("modified"),
        "url": link,
        "author": _author(post),
        "status": post.get("status"),
        "type": kind if isinstance(kind, str) else POST,
        "post_of": "wordpress",
    }


def post_prose(content: str) -> str:
    """Return the words of a post's content, without its shortcodes."""
    return plain_prose(_without_shortcodes(content))


def _without_shortcodes(content: str) -> str:
    pieces: list[str] = []
    end, inside = 0, ""
    last = {name: content.rfind(f"[/{name}]") for name in _PAIRED}
    for match in _SHORTCODE.finditer(content):
        closing, name = match.groups()
        if not inside:
            pieces.append(content[end : match.start()])
            # One that is never closed stands alone.
            inside = name if not closing and last.get(name, -1) > match.start() else ""
        elif closing and name == inside:
            inside = ""
        end = match.end()
    return "".join([*pieces, content[end:]])


def _rendered(value: Any) -> str:
    value = value.get("rendered") if isinstance(value, Mapping) else value
    return value if isinstance(value, str) else ""


def _utc(value: Any) -> str | None:
    return f"{value}Z" if isinstance(value, str) and value.strip() and not value.startswith("0000") else None


def _author(post: Mapping[str, Any]) -> Any:
    embedded = post.get("_embedded")
    return embedded.get("author") if isinstance(embedded, Mapping) else None
