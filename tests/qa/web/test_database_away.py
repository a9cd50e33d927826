"""A page whose database is away says so, in every event, and fills no log with tracebacks."""

from __future__ import annotations

import pytest

from index.archive import Archive
from tests.postgres import Postgres
from tests.qa.web.entries import HERE, events_of, served


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_every_event_of_the_page_outlives_its_database(
    archive: Archive,
    postgres: Postgres,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = ("removed", "remove", "restore", "label", "filter")
    with served(archive) as client:
        headers = {"origin": HERE}
        events = events_of(client, headers)
        postgres.stop()
        try:
            pages = [client.get("/", headers=headers)]
            for event in events:
                body = {"fn_index": event["id"], "data": [None] * len(event["inputs"]), "session_hash": "x"}
                for do in done:
                    said = body | {"event_data": {"do": do, "to": "operate", "id": "a", "ids": ["a"]}}
                    answer = client.post("/gradio_api/run/predict", json=said, headers=headers)
                    assert answer.status_code in {200, 404}, (event["id"], do, answer.text)
                    pages.append(answer)
        finally:
            postgres.start()
        assert any("cannot be reached" in page.text for page in pages)
        assert client.get("/api/search?q=ferry").status_code == 200
    assert "Traceback" not in "".join(capfd.readouterr())
    assert not [record for record in caplog.records if record.exc_info], caplog.text
