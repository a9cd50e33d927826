"""Programs that others wrote reach the archive: the official clients of OpenAI's form and of MCP."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from index.archive import Archive
from qa import Desk
from qa.web.api.native import create_api
from tests.index.makers import article, put

QUESTION = "Which parliament must ratify the fishing agreement?"
BODY = "The regional parliament must ratify the fishing agreement by 12 May."


@pytest.fixture
def address(archive: Archive, desk: Desk) -> Iterator[str]:
    put(archive, article("a", BODY, title="Fishing agreement"))
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready.set()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(uvicorn.Config(create_api(desk), log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        assert ready.wait(120)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


def test_the_official_openai_client(address: str, desk: Desk) -> None:
    from openai import OpenAI  # Here, because it takes a second.

    expected = desk.ask(QUESTION).text
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        [model] = client.models.list().data
        asked = {"model": model.id, "messages": [{"role": "user", "content": QUESTION}]}
        whole = client.chat.completions.create(**asked)  # type: ignore[call-overload]
        content = whole.choices[0].message.content
        assert content.startswith(f"{expected}\n\n[1] Fishing agreement")
        chunks = list(client.chat.completions.create(**asked, stream=True))  # type: ignore[call-overload]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == content


def test_the_official_mcp_client(address: str, desk: Desk) -> None:
    from mcp.client.client import Client

    async def use() -> None:
        async with Client(f"{address}/mcp") as client:
            tools = (await client.list_tools()).tools
            assert {tool.name for tool in tools} == {"ask", "search", "read_article"}
            answer = await client.call_tool("ask", {"question": QUESTION})
            assert answer.structured_content["text"] == desk.ask(QUESTION).text  # type: ignore[index]
            found = await client.call_tool("search", {"query": "fishing agreement"})
            assert found.structured_content["hits"][0]["article_id"] == "a"  # type: ignore[index]
            read = await client.call_tool("read_article", {"article_id": "a"})
            assert read.structured_content["body"] == BODY  # type: ignore[index]
            missing = await client.call_tool("read_article", {"article_id": "nope"})
            assert missing.is_error
            assert "nope" in str(missing.content)

    asyncio.run(use())
