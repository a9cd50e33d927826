"""Outlets, authors and sections narrow what every interface finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk
from qa.web.api.native import create_api
from tests.index.makers import article, put

QUESTION = "What sank off Hask?"


@pytest.fixture
def client(archive: Archive, desk: Desk) -> Iterator[TestClient]:
    put(
        archive,
        article("a", "The ferry sank off Hask.", author="Ada Byron", section="News", source="The Courier"),
        article("b", "The barge sank off Hask.", author="Bo Orr", section="News", source="The Signal"),
        article("c", "The tug sank off Hask.", author="Bo Orr", section="Culture", source="The Courier"),
    )
    with TestClient(create_api(desk), "http://127.0.0.1:7860") as opened:
        yield opened


def tool(client: TestClient, filters: dict[str, Any]) -> dict[str, Any]:
    call = {"name": "ask", "arguments": {"question": QUESTION, **filters}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"accept": "application/json, text/event-stream"}
    return client.post("/mcp", json=rpc, headers=headers).json()["result"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"authors": ["Bo Orr"]}, {"b", "c"}),
        ({"authors": ["bo orr"], "sections": ["News"]}, {"b"}),
        ({"sections": ["Culture"]}, {"c"}),
        ({"sections": ["News"], "sources": ["The Courier"]}, {"a"}),
    ],
)
def test_what_is_found_is_narrowed_in_every_form(
    client: TestClient, filters: dict[str, Any], found: set[str]
) -> None:
    def ids(document: dict[str, Any]) -> set[str]:
        return {hit["article_id"] for hit in document["hits"]}

    assert ids(client.post("/api/ask", json={"question": QUESTION, "filters": filters}).json()) == found
    chat = {"messages": [{"role": "user", "content": QUESTION}], "filters": filters}
    assert ids(client.post("/v1/chat/completions", json=chat).json()["citedesk"]) == found
    named = {name.removesuffix("s"): values for name, values in filters.items()}
    assert ids(client.get("/api/search", params={"q": "sank", **named}).json()) == found
    assert ids(tool(client, filters)["structuredContent"]) == found


@pytest.mark.parametrize("name", ["authors", "sections", "sources"])
def test_what_the_archive_does_not_have_is_told_with_what_is_near(client: TestClient, name: str) -> None:
    filters = {name: ["Bo Or" if name == "authors" else "Cultur"]}
    asked = client.post("/api/ask", json={"question": QUESTION, "filters": filters})
    chat = {"messages": [{"role": "user", "content": QUESTION}], "filters": filters}
    for refused in (asked, client.post("/v1/chat/completions", json=chat)):
        assert refused.status_code == 400
        assert f"has no {name.removesuffix('s')}" in refused.json()["error"]
    assert tool(client, {name: filters[name][0]})["isError"]
