"""Posts as WordPress serves them: by its REST interface, and in its export (WXR)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.rows.fields import plain_prose
from corpus.rows.publication import POST_OF, WORDPRESS

# What a theme puts in their place is a picture, a list of pictures or a player, and its caption.
_SHORTCODE = re.compile(
    r"\[(/?)(caption|wp_caption|gallery|embed|audio|video|playlist|contact-form-7)\b[^\[\]]*\]"
)
# What builders of pages put around a text, "[vc_row]" and "[box]" to "[/box]": tags, whose words are text.
_BUILDERS_TAG = re.compile(
    r"\[/?[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b[^\[\]]{0,2000}\]|"
    r"\[[a-z][a-z0-9-]*(?:\s+[\w-]+=(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|”[^”\[\]]*”|&#8221;[^\[\]]*?&#8243;))+\s*/?\]"
)
_CLOSING_TAG = re.compile(r"\[/([a-z][a-z0-9-]*)\]")
_NO_CATEGORY = "Uncategorized"
_PAIRED = frozenset({"caption", "wp_caption", "embed", "audio", "video"})
POST = "post"
# What sites call the posts of their newsrooms; others are shops, events and parts of pages.
_NEWS = frozenset(
    "post posts news newsitem news_item article articles story stories blog press_release pressrelease press "
    "breaking_news opinion column interview review liveblog live_blog report reports newsletter".split()
)
# The status of a post that asks for a password, whatever else it says.
_PROTECTED = "protected"


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
        "status": _PROTECTED if _is_locked(post) else post.get("status"),
        "type": kind_of_post(kind) if isinstance(kind, str) else POST,
        POST_OF: WORDPRESS,
    }


def kind_of_post(kind: str) -> str:
    """Return the type of a post, `POST` for every one that newsrooms have for their articles."""
    return POST if kind.strip().lower().replace("-", "_") in _NEWS else kind


def is_exported(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry that feedparser read is a post of an export."""
    return "wp_status" in entry


def of_export(entry: Mapping[str, Any], authors: Mapping[str, str]) -> dict[str, str]:
    """Return what a post of an export says of itself beyond what an entry of any feed does."""
    login = str(entry.get("author", ""))
    kinds = (tag.get("term") for tag in entry.get("tags", ()) if tag.get("scheme") == "category")
    locked = str(entry.get("wp_post_password", "")).strip()
    return {
        "summary": post_prose(str(entry.get("excerpt_encoded", ""))),
        "author": authors.get(login, login),
        "section": next((str(kind) for kind in kinds if kind and kind != _NO_CATEGORY), ""),
        "updated_at": _utc(entry.get("wp_post_modified_gmt")) or "",
        **({"published_at": day} if (day := _utc(entry.get("wp_post_date_gmt"))) else {}),
        "status": _PROTECTED if locked else str(entry["wp_status"]),
        POST_OF: WORDPRESS,
    }


def authors_of_export(root: Any) -> dict[str, str]:
    """Return the names of an export's authors by their log-ins; of another feed none."""
    authors = root.iter("author") if root is not None else ()
    names = {author.findtext("author_login"): author.findtext("author_display_name") for author in authors}
    return {login.strip(): name.strip() for login, name in names.items() if login and name}


def post_prose(content: str) -> str:
    """Return the words of a post's content, without its shortcodes."""
    text = _BUILDERS_TAG.sub("", _without_shortcodes(content))
    if paired := set(_CLOSING_TAG.findall(text)):
        names = "|".join(map(re.escape, sorted(paired)))
        text = re.sub(rf"\[/?(?:{names})\b[^\[\]]{{0,2000}}\]", "", text)
    return plain_prose(text)


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


def _is_locked(post: Mapping[str, Any]) -> bool:
    parts = (post.get("content"), post.get("excerpt"))
    return any(isinstance(part, Mapping) and part.get("protected") is True for part in parts)


def _utc(value: Any) -> str | None:
    return f"{value}Z" if isinstance(value, str) and value.strip() and not value.startswith("0000") else None


def _author(post: Mapping[str, Any]) -> Any:
    embedded = post.get("_embedded")
    return embedded.get("author") if isinstance(embedded, Mapping) else None
