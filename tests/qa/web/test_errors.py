"""What errors tell over HTTP: what is wrong and what to do, and never where things lie on the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.errors import ArchiveError, CitedeskError, InputError, ModelError
from qa.error_messages import without_paths
from qa.web.concurrency import Busy
from qa.web.errors import add_error_handlers, error_dict, told
from qa.web.middleware import SafeHeaders


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/srv/news/data/catalogue.sqlite cannot be read", "catalogue.sqlite cannot be read"),
        ("Cannot write to '/home/ada/users.json': full", "Cannot write to 'users.json': full"),
        (r"C:\Users\ada\data\catalogue.sqlite is damaged", "catalogue.sqlite is damaged"),
        ("Use /api/ask, /api/search or /api/articles/ID.", "Use /api/ask, /api/search or /api/articles/ID."),
        ("https://news.example/a/b is no feed", "https://news.example/a/b is no feed"),
        ("Log in at /login, and/or ask", "Log in at /login, and/or ask"),
    ],
)
def test_paths_are_shortened_to_names(text: str, shown: str) -> None:
    assert without_paths(text) == shown


def test_every_form_of_an_error_leaves_them_out() -> None:
    error = ArchiveError("The file /srv/news/x.db is damaged", "Restore /srv/news/copy/x.db.")
    assert error_dict(error) == {"error": "The file x.db is damaged", "try": "Restore x.db."}
    assert told(error, Path("/srv/other")) == ("The file x.db is damaged", "Restore x.db.")


@pytest.mark.parametrize(
    ("kind", "later"), [(ArchiveError, "60"), (ModelError, "60"), (Busy, "60"), (InputError, None)]
)
def test_what_cannot_be_had_now_says_when_to_ask_again(kind: type[CitedeskError], later: str | None) -> None:
    api = FastAPI()
    add_error_handlers(api)
    api.add_middleware(SafeHeaders)

    @api.get("/broken")
    def broken() -> None:
        raise kind("It cannot be had", "Wait.")

    response = TestClient(api).get("/broken")
    assert response.json() == {"error": "It cannot be had", "try": "Wait."}
    assert response.headers.get("retry-after") == later
