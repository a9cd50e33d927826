"""A remote language model, played by a server on loopback that also misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from corpus.errors import ModelError
from index.archive import Archive
from qa import Desk, Settings
from qa.language_model import LanguageModel, Prompt, open_language_model
from tests.index.makers import article, put

BODY = "The regional parliament must ratify the fishing agreement by 12 May."
QUESTION = "Who must ratify the fishing agreement?"


class Scripted(ThreadingHTTPServer):
    """Answers chat completions with the pieces it is given; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pieces: list[str] = []
        self.status = 200
        self.breaks = False
        self.asked: list[dict] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers["authorization"])
        self.send_response(self.server.status)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        if self.server.status != 200:
            return
        for piece in self.server.pieces:
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            chunk = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [choice],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: {broken\n\n" if self.server.breaks else b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as scripted:
        thread = threading.Thread(target=scripted.serve_forever, args=(0.05,))
        thread.start()
        yield scripted
        scripted.shutdown()
        thread.join()


def settings_for(server: Scripted, archive: Archive) -> Settings:
    return Settings(
        data_dir=archive.place.folder,
        llm_base_url=server.url,
        llm_model="tester",
        llm_api_key=SecretStr("secret"),
        llm_timeout_s=5,
    )


@pytest.fixture
def remote(server: Scripted, archive: Archive) -> Desk:
    put(archive, article("treaty", BODY, title="Fishing agreement signed", source="The Courier"))
    return Desk(archive, settings_for(server, archive))


def test_what_it_writes_is_checked_and_cited(remote: Desk, server: Scripted) -> None:
    server.pieces = [
        "The regional parlia",
        "ment must ratify it [",
        "1]. The king must",
        " pay 900 crowns [1].",
    ]
    answer = remote.ask(QUESTION)
    assert answer.mode == "generated"
    assert [sentence.text for sentence in answer.sentences] == ["The regional parliament must ratify it. [1]"]
    assert answer.citations[0].quote == BODY
    assert any("1 sentence was withheld" in notice for notice in answer.notices)
    [asked] = server.asked
    assert asked["model"] == "tester"
    assert asked["stream"] is True
    assert BODY in asked["messages"][-1]["content"]
    assert "The Courier" in asked["messages"][-1]["content"]
    assert server.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    "pieces", [[], [" "], ["NO ANSWER"], ["The king must pay 900 crowns [1]."], ["[7][8]"]]
)
def test_a_reply_that_says_nothing_true_leaves_the_quotes(
    remote: Desk, server: Scripted, pieces: list[str]
) -> None:
    server.pieces = pieces
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    assert BODY in [citation.quote for citation in answer.citations]


def test_a_stream_that_breaks_keeps_what_was_checked(remote: Desk, server: Scripted) -> None:
    server.pieces, server.breaks = ["The regional parliament must ratify it [1]. And then the king mu"], True
    answer = remote.ask(QUESTION)
    assert answer.mode == "generated"
    assert len(answer.sentences) == 1
    assert any("The answer breaks off here" in notice for notice in answer.notices)


def test_a_refusing_server_is_a_notice_and_the_quotes_answer(remote: Desk, server: Scripted) -> None:
    server.status = 401
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    [notice] = answer.notices
    assert server.url in notice
    assert "secret" not in notice


def test_its_status_names_the_model_and_keeps_the_key(remote: Desk) -> None:
    assert remote.status().llm == "tester"
    assert "secret" not in repr(remote.settings)


def test_nobody_writes_unless_a_server_is_named(archive: Archive) -> None:
    assert open_language_model(Settings(data_dir=archive.place.folder)) is None


def test_a_server_that_is_not_there_is_an_error_that_names_the_settings() -> None:
    model = LanguageModel("tester", "http://127.0.0.1:9/v1", None, 2)
    with pytest.raises(ModelError) as caught:
        list(model.stream(Prompt("system", "user")))
    assert "http://127.0.0.1:9/v1" in caught.value.message
    assert "LLM_BASE_URL" in caught.value.hint
