"""An article, a question about it, and the form of errors, for tests of the HTTP interface."""

from __future__ import annotations

from corpus.article import Article
from tests.index.makers import article, day

ODD_ID = "https://courier.example/news?id=1&x=a b/ü#2"
BODY = (
    "The regional parliament must ratify the fishing agreement by 12 May 😀.\n\n"
    "Aoife Ní Bhroin said the fishing agreement would protect 300 jobs in Port Ellisk."
)


def treaty(body: str = BODY) -> Article:
    return article(
        ODD_ID,
        body,
        title="Fishing agreement <signed>",
        source="The Courier",
        published_at=day("2025-04-16"),
        published_precision="day",
    )


QUESTION = "Which parliament must ratify the fishing agreement?"


def told(response, status: int) -> dict[str, str]:
    """The error of a response, which is JSON with something to try."""
    assert response.status_code == status, response.text
    error = response.json()
    assert set(error) == {"error", "try"}
    assert all(error.values())
    return error
