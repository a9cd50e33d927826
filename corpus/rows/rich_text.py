"""The words of a text that an editor of pages keeps as a tree: Contentful, Sanity, Strapi, Slate, Editor.js.

Their trees differ in the names of the branches alone: paragraphs hold runs of text, which are put together
without a space between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_RUN = ("text", "value")
_BRANCHES = (
    "children",
    "content",
    "nodes",
    "blocks",
    "data",
    "root",
    "document",
    "items",
    "paragraphs",
    "sections",
)
_KIND = ("type", "_type", "nodeType")
_NO_TEXT = ("image", "video", "audio", "embed", "asset", "media", "gallery", "photo", "raw_html", "link_list")
_MOST_DEPTH = 20


def rich_text(tree: Any) -> str:
    """Return the paragraphs of such a tree, apart by a blank line; "" for anything else."""
    return "\n\n".join(part for part in map(str.strip, _paragraphs(tree, 0)) if part)


def _paragraphs(node: Any, depth: int) -> list[str]:
    if depth > _MOST_DEPTH:
        return []
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        parts = [_paragraphs(item, depth + 1) for item in node]
        if any(_run_of(item) is not None for item in node):
            return ["".join(words for part in parts for words in part)]
        return [words for part in parts for words in part]
    if not isinstance(node, Mapping) or _has_no_text(node):
        return []
    run = _run_of(node)
    branch = next((node[name] for name in _BRANCHES if name in node), None)
    return [run] if run is not None else _paragraphs(branch, depth + 1)


def _run_of(node: Any) -> str | None:
    if not isinstance(node, Mapping):
        return None
    return next((node[name] for name in _RUN if isinstance(node.get(name), str)), None)


def _has_no_text(node: Mapping[str, Any]) -> bool:
    kinds = (str(node.get(name, "")).lower() for name in _KIND)
    return any(word in kind for kind in kinds for word in _NO_TEXT)
