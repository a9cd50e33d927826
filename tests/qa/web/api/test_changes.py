"""What became of an article between two versions, as the page's reader gets it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from index.archive import Archive
from index.ingest.removal import remove
from qa import Desk
from tests.index.makers import put
from tests.qa.web.api.treaty import BODY, ODD_ID, told, treaty


def between(client: TestClient, before: int, after: int, article: str = ODD_ID):
    return client.get("/api/changes", params={"article": article, "before": before, "after": after})


def test_what_changed_between_two_versions_is_given_word_by_word(
    client: TestClient, archive: Archive, desk: Desk
) -> None:
    put(archive, treaty(BODY.replace("12 May", "19 May")))
    [row] = between(client, 1, 2).json()["changes"]
    changed = [(part["kind"], part["text"]) for part in row if part["kind"] != "same"]
    assert changed == [("gone", "12"), ("new", "19")]
    assert between(client, 2, 2).json() == {"changes": []}


def test_what_nobody_may_read_is_not_there(client: TestClient, archive: Archive) -> None:
    told(between(client, 1, 9), 404)
    told(between(client, 1, 2, "nobody"), 404)
    told(between(client, 0, 1), 422)
    remove(archive, [ODD_ID])
    told(between(client, 1, 1), 404)


def test_the_number_of_changes_grows_with_each(client: TestClient, archive: Archive) -> None:
    def generation() -> int:
        return int(client.get("/api/generation").json()["generation"])

    before = generation()
    assert generation() == before
    remove(archive, [ODD_ID])
    assert generation() > before
