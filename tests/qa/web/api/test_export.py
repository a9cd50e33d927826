"""The addresses of export and check: what they take, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk
from qa.web.api.native import create_api
from qa.web.export.places import check_address, place_of
from qa.web.middleware import MAX_BODY
from qa.web.state.conversation import Turn
from qa.web.state.sealed_turns import Seal
from tests.index.makers import article, day, put

QUESTION = "Which parliament must ratify the fishing agreement?"
BODY = "The regional parliament must ratify the fishing agreement by 12 May."


@pytest.fixture
def client(archive: Archive, desk: Desk) -> Iterator[TestClient]:
    put(
        archive,
        article("dir/a?&b", BODY, title="Fishing", source="The Courier", published_at=day("2025-04-16")),
    )
    with TestClient(create_api(desk), "http://127.0.0.1:7860") as opened:
        yield opened


def sealed(desk: Desk, question: str = QUESTION) -> str:
    answer = desk.ask(question)
    return Seal(desk.archive.catalogue).packed(Turn(1, question, answer=answer))


def test_what_the_page_was_given_is_exported_under_a_fitting_name(client: TestClient, desk: Desk) -> None:
    for form, ending, kind in (
        ("markdown", "md", "text/markdown; charset=utf-8"),
        ("html", "html", "text/html; charset=utf-8"),
        ("word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ):
        got = client.post("/api/export", json={"turns": [sealed(desk)] * 2, "form": form})
        assert got.status_code == 200
        assert got.headers["content-type"] == kind
        name = got.headers["content-disposition"]
        assert name.startswith('attachment; filename="citedesk-which-parliament-must-ratify')
        assert name.endswith(f'.{ending}"')
        assert got.headers["x-content-type-options"] == "nosniff"
    assert got.content.startswith(b"PK")


def test_a_long_conversation_is_exported_whole(client: TestClient, desk: Desk) -> None:
    turn = Turn(1, QUESTION + " Please." * 1_500, answer=desk.ask(QUESTION))
    body = {"turns": [Seal(desk.archive.catalogue).packed(turn)] * 100, "form": "markdown"}
    assert len(json.dumps(body)) > MAX_BODY
    got = client.post("/api/export", json=body)
    assert got.status_code == 200
    assert got.text.count(BODY) >= 100


def test_what_the_page_never_gave_is_not_exported(client: TestClient, desk: Desk) -> None:
    forged = sealed(desk).replace("regional", "national")
    for turns in ([forged], [sealed(desk), "{}"], ["x"]):
        refused = client.post("/api/export", json={"turns": turns, "form": "html"})
        assert refused.status_code == 400
        assert set(refused.json()) == {"error", "try"}
    for body in ({"turns": [], "form": "html"}, {"turns": [sealed(desk)], "form": "pdf"}):
        assert client.post("/api/export", json=body).status_code == 422


def test_a_refusal_is_exported_with_what_the_archive_covers(client: TestClient, desk: Desk) -> None:
    turns = [sealed(desk, "Who invented the zeppelin sandwich machine?")]
    text = client.post("/api/export", json={"turns": turns, "form": "markdown"}).text
    assert "The archive covers 1 article" in text


def test_a_check_leads_to_the_words_and_names_what_it_cannot_use(client: TestClient, desk: Desk) -> None:
    [cited, *_] = desk.ask(QUESTION).citations
    address = check_address("http://127.0.0.1:7860/", [place_of(cited)], 7)
    page = client.get(address)
    assert page.status_code == 200
    assert "The quotation still stands." in page.text
    assert BODY in page.text
    [link] = [part.split('"')[0] for part in page.text.split('href="')[1:] if part.startswith("./?read")]
    assert parse_qs(urlsplit(link.replace("&amp;", "&")).query)["read"] == ["dir/a?&b"]
    assert client.get("/check").status_code == 422
    assert client.get("/check?c=x").status_code == 400
    assert client.get("/check?c=1.body.0.9.0123456789.gone").text.count("Removed:") == 1
