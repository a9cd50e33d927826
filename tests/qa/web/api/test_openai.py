"""Clients of OpenAI's interface get the answers of ours."""

from __future__ import annotations

import json

from fastapi.testclient import TestClient

from tests.qa.web.api.treaty import QUESTION


def test_openai_clients_get_the_same_answer(client: TestClient) -> None:
    models = client.get("/v1/models").json()["data"]
    asked = {
        "model": models[0]["id"],
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
    }
    whole = client.post("/v1/chat/completions", json=asked).json()
    said = whole["choices"][0]["message"]["content"]
    text = whole["citedesk"]["text"]
    assert text == client.post("/api/ask", json={"question": QUESTION}).json()["text"]
    # As it stands, but that an article's "<signed>" is none of the client's markup.
    shown = said.replace("\\", "")
    assert shown.startswith(text)
    for cited in whole["citedesk"]["citations"]:
        assert f"[{cited['marker']}] {cited['title']} ({cited['source']}" in shown.removeprefix(text)
    assert whole["usage"]["total_tokens"] == len(QUESTION.split()) + len(said.split())
    streamed = client.post("/v1/chat/completions", json=asked | {"stream": True}).text
    lines = [line.removeprefix("data: ") for line in streamed.splitlines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == said
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["citedesk"]["citations"] == whole["citedesk"]["citations"]


def test_openai_clients_may_ask_for_one_model_and_for_what_a_stream_took(client: TestClient) -> None:
    assert client.get("/v1/models/citedesk").json()["id"] == "citedesk"
    assert client.get("/v1/models/other").status_code == 404
    asked = {"messages": [{"role": "user", "content": QUESTION}]}
    assert client.post("/v1/chat/completions", json=asked | {"stream": None}).json()["usage"]
    options = {"stream": True, "stream_options": {"include_usage": True}}
    streamed = client.post("/v1/chat/completions", json=asked | options).text
    *_, last, done = [line.removeprefix("data: ") for line in streamed.splitlines() if line]
    assert done == "[DONE]"
    assert json.loads(last)["choices"] == []
    assert json.loads(last)["usage"]["prompt_tokens"] == len(QUESTION.split())
