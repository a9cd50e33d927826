"""Texts as editors of pages keep them are read as their paragraphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.formats.read import read_path
from corpus.rows.rich_text import rich_text

ONE, TWO = "The bridge to Lindholm is shut.", "Buses run from noon."
TREES: dict[str, Any] = {
    "editor.js": {
        "blocks": [
            {"type": "paragraph", "data": {"text": ONE}},
            {"type": "image", "data": {"file": {"url": "x.jpg"}, "caption": "A bridge"}},
            {"type": "header", "data": {"text": TWO, "level": 2}},
        ]
    },
    "contentful": {
        "nodeType": "document",
        "content": [
            {
                "nodeType": "paragraph",
                "content": [
                    {"nodeType": "text", "value": "The bridge to "},
                    {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": "Lindholm"}]},
                    {"nodeType": "text", "value": " is shut."},
                ],
            },
            {"nodeType": "embedded-asset-block", "content": [], "data": {"target": {"id": "a"}}},
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": TWO}]},
        ],
    },
    "sanity": [
        {"_type": "block", "children": [{"_type": "span", "text": ONE[:10]}, {"text": ONE[10:]}]},
        {"_type": "image", "asset": {"_ref": "image-1"}},
        {"_type": "block", "children": [{"_type": "span", "text": TWO}]},
    ],
    "strapi": [
        {
            "type": "paragraph",
            "children": [{"type": "text", "text": ONE[:10]}, {"text": ONE[10:], "bold": True}],
        },
        {"type": "paragraph", "children": [{"type": "text", "text": TWO}]},
    ],
    "lexical": {
        "root": {"children": [{"type": "p", "children": [{"text": ONE}]}, {"children": [{"text": TWO}]}]}
    },
    "arc": [
        {"type": "text", "content": f"<p>{ONE}</p>"},
        {"type": "image", "url": "x"},
        {"type": "text", "content": TWO},
    ],
}


@pytest.mark.parametrize("editor", TREES)
def test_its_paragraphs_are_the_text(tmp_path: Path, editor: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"title": "Bridge shut", "body": TREES[editor]}), "utf-8")
    [article] = read_path(path)
    assert isinstance(article, Article)
    assert article.body == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize("tree", [None, 3, {"url": "x"}, [], {"type": "image", "value": "x"}, [None, [], {}]])
def test_what_is_no_such_tree_has_no_words(tree: Any) -> None:
    assert rich_text(tree) == ""


def test_a_tree_that_is_too_deep_ends() -> None:
    tree: Any = "deep"
    for _ in range(500):
        tree = {"children": [tree]}
    assert rich_text(tree) == ""
