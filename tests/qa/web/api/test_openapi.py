"""The HTTP interface keeps what it says of itself, whether what schemathesis sends fits its schema or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa import Desk, Settings
from qa.web.api.native import create_api
from tests.fakes import WordChecker, WordReader
from tests.index.makers import article, day, new_archive, put

OPERATIONS = [
    ("POST", "/api/ask"),
    ("GET", "/api/search"),
    ("GET", "/api/articles/{article_id}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/{name}"),
    ("POST", "/v1/chat/completions"),
]
PLAIN = ("/healthz", "/readyz", "/v1/models", "/v1/models/{name}")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    treaty = "The regional parliament must ratify the fishing agreement by 12 May."
    with closing(new_archive(tmp_path_factory.mktemp("treaty") / "archive")) as archive:
        put(
            archive,
            article("a", treaty, title="Agreement", source="The Courier", published_at=day("2025-04-16")),
            article("b", treaty, title="Agreement", source="The Signal", published_at=day("2025-04-16")),
        )
        settings = Settings(data_dir=archive.place.folder, writing="quotes")
        # schemathesis asks for a host of its own.
        yield create_api(Desk(archive, settings, WordReader(), WordChecker()), loopback_only=False)


@pytest.fixture(scope="module")
def client(api: FastAPI) -> Iterator[TestClient]:
    with TestClient(api, "http://127.0.0.1:7860", raise_server_exceptions=False) as opened:
        yield opened


def test_every_operation_is_tried(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    assert {(method.upper(), path) for path, methods in described.items() for method in methods} == set(
        OPERATIONS
    )


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [(*operation, "positive") for operation in OPERATIONS]
    # What takes nothing, or any text, cannot be asked wrongly.
    + [(*operation, "negative") for operation in OPERATIONS if operation[1] not in PLAIN],
)
def test_what_an_operation_answers_is_what_it_promises(
    api: FastAPI, method: str, path: str, mode: str
) -> None:
    from tests.qa.web.api.promises import check_operation

    check_operation(api, method, path, mode)


def test_articles_and_answers_fit_their_schemas(api: FastAPI) -> None:
    from tests.qa.web.api.promises import check_request

    requests = {
        "/api/articles/{article_id}": {"path_parameters": {"article_id": "a"}},
        "/api/search": {"query": {"q": "fishing agreement", "from": "2025-01-01"}},
        "/api/ask": {"body": {"question": "Which parliament must ratify the fishing agreement?"}},
        "/v1/chat/completions": {"body": {"messages": [{"role": "user", "content": "Who must ratify it?"}]}},
    }
    for path, given_ in requests.items():
        method = next(method for method, of in OPERATIONS if of == path)
        assert check_request(api, method, path, **given_) == 200


@pytest.mark.parametrize(
    "path", ["/api/ask", "/api/search", "/api/articles/a", "/healthz", "/readyz", "/v1/models"]
)
def test_another_method_is_told_which_there_is(client: TestClient, path: str) -> None:
    response = client.delete(path)
    assert response.status_code == 405
    assert response.headers["allow"] in {"GET, HEAD", "POST"}
    assert set(response.json()) == {"error", "try"}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/api/search?q=ferry",
            "/api/articles/a",
            "/healthz",
            "/readyz",
            "/v1/models",
            "/v1/models/citedesk",
        ),
        *(
            "/metrics",
            "/docs",
            "/openapi.json",
            "/login",
            "/v1/models/",
            "/v1/models/other",
            "/api/articles/x",
        ),
    ],
)
def test_whoever_only_asks_for_the_head_gets_that_of_the_answer(client: TestClient, path: str) -> None:
    whole, head = (client.request(method, path, follow_redirects=False) for method in ("GET", "HEAD"))
    assert head.status_code == whole.status_code != 405
    assert head.headers.get("content-type") == whole.headers.get("content-type")


def test_the_page_says_what_there_is_and_fetches_nothing(client: TestClient) -> None:
    page = client.get("/docs").text
    assert all(path in page for _, path in OPERATIONS)
    assert "http://127.0.0.1:7860/api/ask" in page
    assert "src=" not in page
    assert "Hard limits on what may be found." in page
    assert "<code>filters.published_from</code>" in page
    assert "Validation Error" not in page
    assert "<link" not in page
    hostile = client.get("/docs", headers={"host": "127.0.0.1:1'><script>alert(1)</script>"})
    assert "<script>" not in hostile.text
