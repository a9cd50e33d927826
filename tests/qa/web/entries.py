"""Every way into a served page: its events, Gradio's own paths, and what answers there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
from fastapi.testclient import TestClient

from index.archive import Archive
from qa import Desk, Settings
from qa.auth.accounts import Accounts
from qa.web.api.native import create_api
from qa.web.auth.sessions import COOKIE
from qa.web.page.blocks import mount_page
from tests.index.makers import article, put
from tests.qa.web.conftest import PASSWORD
from tests.qa.web.serving import made_in_a_loop

HERE = "http://127.0.0.1:7860"
EVENTS = ("run/predict", "queue/join")


def served(archive: Archive, accounts: Accounts | None = None) -> TestClient:
    put(archive, article("a", "The ferry sank off Hask on Sunday."))
    desk = Desk(archive, Settings(data_dir=archive.place.folder, writing="quotes"))
    app = made_in_a_loop(lambda: mount_page(create_api(desk, accounts=accounts), desk))
    return TestClient(app, HERE, follow_redirects=False)


def logged_in(client: TestClient, name: str) -> dict[str, str]:
    """The cookie of somebody's browser."""
    response = client.post("/login", data={"name": name, "password": PASSWORD}, headers={"origin": HERE})
    assert response.status_code == 303
    token = response.cookies[COOKIE]
    client.cookies.clear()
    return {"cookie": f"{COOKIE}={token}"}


def events_of(client: TestClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    config = client.get("/config", headers={**headers, "origin": HERE}).json()
    return list(config["dependencies"])


def every_event(
    client: TestClient,
    headers: dict[str, str],
    data: list[Any] | None = None,
    event_data: Any = None,
    ways: Sequence[str] = EVENTS,
    **more: Any,
) -> list[httpx.Response]:
    """Call each event of the page by its number, as whoever has read its configuration may."""
    said = event_data or {"do": "remove", "id": "a", "to": "operate"}
    answers = []
    for event in events_of(client, headers):
        given = data if data is not None else [None] * len(event["inputs"])
        body = {"fn_index": event["id"], "data": given, "event_data": said, "session_hash": "x", **more}
        answers += [client.post(f"/gradio_api/{way}", json=body, headers=headers) for way in ways]
    return answers


def refused(answers: Sequence[httpx.Response], *statuses: int) -> bool:
    """Whether every one of some answers is an error in our own form."""
    return bool(answers) and all(
        answer.status_code in statuses and set(answer.json()) == {"error", "try"} for answer in answers
    )


def still_answers(client: TestClient, headers: dict[str, str]) -> bool:
    return client.get("/api/search?q=ferry", headers=headers).status_code == 200
