"""Whether a server lives, whether it can be asked, what it counts, and who may know."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from index.archive import Archive
from qa import Desk
from qa.auth.accounts import Accounts
from qa.web.api import operating
from qa.web.api.native import create_api
from tests.fakes import ScriptedModel
from tests.index.makers import article, put
from tests.postgres import Postgres

HERE = "http://127.0.0.1:7860"
QUESTION = {"question": "Where did the ferry sink?"}


@pytest.fixture
def filled(archive: Archive, desk: Desk) -> Desk:
    put(archive, article("a", "The ferry sank off Hask on Sunday.", title="Ferry sinks"))
    return desk


@pytest.fixture
def client(filled: Desk) -> Iterator[TestClient]:
    with TestClient(create_api(filled), HERE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(autouse=True)
def tried_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating, "_GOOD_FOR_S", 0.0)


def measured(client: TestClient, **headers: str) -> dict[tuple[str, ...], float]:
    """What is counted, by name and labels."""
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_questions_stages_and_sentences_are_counted(client: TestClient, filled: Desk) -> None:
    before = measured(client)
    reply = "The ferry sank off Hask on Sunday [1]. Nine cows were aboard, all of them purple [1]."
    filled._model, filled._model_opened = ScriptedModel(reply), True
    assert client.post("/api/ask", json=QUESTION).json()["status"] == "answered"
    assert client.post("/api/ask", json={"question": "Who won the cup final?"}).status_code == 200
    assert client.post("/api/ask", json=QUESTION | {"filters": {"sources": ["Nobody"]}}).status_code == 400
    after = measured(client)

    def more(*key: str) -> float:
        return after[key] - before.get(key, 0.0)

    assert more("citedesk_questions_total", "answered") == 1
    assert more("citedesk_questions_total", "no_evidence") == 1
    assert more("citedesk_questions_total", "refused") == 1
    assert more("citedesk_questions_total", "failed") == 0
    for stage, times in {"question": 3, "search": 3, "reading": 2, "writing": 1, "checking": 2}.items():
        assert more("citedesk_stage_seconds_count", stage) == times, stage
        assert after["citedesk_stages_running", stage] == 0
    assert more("citedesk_stage_seconds_sum", "question") > more("citedesk_stage_seconds_sum", "search") > 0
    assert more("citedesk_model_sentences_total", "withheld") == 1
    assert more("citedesk_model_sentences_total", "shown") == 1
    assert more("citedesk_http_responses_total", "400") == 1


def test_what_the_archive_holds_and_what_waits_is_told(client: TestClient, filled: Desk) -> None:
    told = measured(client)
    assert told["citedesk_articles",] == 1
    assert told["citedesk_chunks",] == filled.status().chunks
    assert told["citedesk_queue_length", "questions"] == told["citedesk_queue_length", "uploads"] == 0
    assert told["citedesk_questions_turned_away_total",] == 0
    assert ("citedesk_last_sync_timestamp_seconds",) not in told
    assert told["process_resident_memory_bytes",] > 1e6


def test_when_the_last_sync_was_is_told(client: TestClient, filled: Desk, tmp_path) -> None:
    import time

    (tmp_path / "b.txt").write_text("Whale seen\n\nA whale was seen off Quennish.")
    filled.sync([tmp_path / "b.txt"])
    assert abs(measured(client)["citedesk_last_sync_timestamp_seconds",] - time.time()) < 60


def test_no_word_of_a_question_an_article_or_a_path_is_a_label(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "Did Quibblezorp sink the ferry off Hask?"})
    client.get("/api/quibblezorp")
    text = client.get("/metrics").text.lower()
    assert not [word for word in ("quibblezorp", "hask", "ferry", "/api/") if word in text]


def test_a_server_that_lives_may_not_be_ready_and_says_why_once(
    client: TestClient, filled: Desk, caplog: pytest.LogCaptureFixture, unhurried: None
) -> None:
    assert (
        client.get("/readyz").json()
        == client.get("/healthz").json()
        == {"ok": True, "articles": 1} | {"chunks": filled.status().chunks}
    )
    filled.archive.close()
    shutil.rmtree(filled.archive.place.folder)
    with caplog.at_level(logging.ERROR):
        refused = [client.get("/readyz") for _ in range(3)]
    assert {response.status_code for response in refused} == {503}
    error = refused[0].json()
    assert set(error) == {"error", "try"}
    assert "catalogue" in error["error"]
    assert str(filled.archive.place.folder.parent) not in refused[0].text
    assert [record.message.startswith("not ready") for record in caplog.records] == [True]
    assert client.get("/healthz").json() == {"ok": True}
    told = measured(client)
    assert told["citedesk_catalogue_readable",] == 0
    assert ("citedesk_articles",) not in told


def test_strangers_cannot_have_it_tried_again_and_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operating, "_GOOD_FOR_S", 60.0)
    tries: list[None] = []
    monkeypatch.setattr(operating, "search", lambda *_, **__: tries.append(None))
    assert [client.get("/readyz").status_code for _ in range(5)] == [200] * 5
    assert len(tries) == 1


def test_an_archive_that_hangs_holds_up_nobody_who_asks_whether_it_lives(
    client: TestClient, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, tried = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> None:
        tried.set()
        assert let_go.wait(120)

    monkeypatch.setattr(operating, "_AT_ONCE_S", 0.1)
    for since, told in (("the start", "being opened"), ("it was ready", "does not answer")):
        with monkeypatch.context() as hanging, ThreadPoolExecutor(1) as pool:
            hanging.setattr(operating, "search", hang)
            first = pool.submit(client.get, "/readyz")
            assert tried.wait(120)
            hanging.setattr(operating, "_PATIENCE_S", -1.0)
            meanwhile = client.get("/readyz")
            assert meanwhile.status_code == 503, since
            assert told in meanwhile.json()["error"]
            assert meanwhile.headers["retry-after"].isdigit()
            hanging.setattr(filled.archive.catalogue, "counts", hang)
            assert [client.get("/healthz").json() for _ in range(3)] == [{"ok": True}] * 3
            let_go.set()
            hanging.undo()
            assert first.result(30).status_code == 200
            let_go.clear()
            tried.clear()


def test_with_accounts_strangers_learn_no_more_than_whether_it_is_ready(
    filled: Desk, accounts: Accounts
) -> None:
    token = accounts.add_token("rita")
    let_in = {"authorization": f"Bearer {token}"}
    with TestClient(create_api(filled, accounts=accounts), HERE, follow_redirects=False) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/metrics").status_code == 401
        assert measured(client, **let_in)["citedesk_articles",] == 1
        filled.archive.close()
        shutil.rmtree(filled.archive.place.folder)
        assert "catalogue" not in client.get("/readyz").text
        assert "catalogue" in client.get("/readyz", headers=let_in).json()["error"]
        accounts.path.write_text("{")
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("loopback", "headers"),
    [(False, {}), (True, {"x-forwarded-for": "203.0.113.9"}), (True, {"sec-fetch-site": "cross-site"})],
    ids=["another address", "a proxy", "another site"],
)
def test_without_accounts_counts_are_for_this_machine_only(
    filled: Desk, loopback: bool, headers: dict[str, str]
) -> None:
    with TestClient(create_api(filled, loopback_only=loopback), HERE) as client:
        refused = client.get("/metrics", headers=headers)
        assert refused.status_code == 403
        assert set(refused.json()) == {"error", "try"}
        assert client.get("/readyz", headers=headers).status_code == 200


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_is_away_is_503_and_never_no_evidence(client: TestClient, postgres: Postgres) -> None:
    assert client.post("/api/ask", json=QUESTION).json()["status"] == "answered"
    postgres.stop()
    try:
        for answer in (
            client.post("/api/ask", json=QUESTION),
            client.get("/api/search", params={"q": "ferry"}),
            client.get("/api/articles/a"),
            client.get("/readyz"),
        ):
            assert answer.status_code == 503, answer.text
            assert "cannot be reached" in answer.json()["error"]
            assert "DATABASE_URL" in answer.json()["try"]
        assert client.get("/healthz").json() == {"ok": True}
        assert measured(client)[("citedesk_catalogue_readable",)] == 0
    finally:
        postgres.start()
    assert client.get("/readyz").status_code == 200
    assert client.post("/api/ask", json=QUESTION).json()["status"] == "answered"
