"""The page's events take what the page sends, from those who may: no files, no addresses, no other forms."""

from __future__ import annotations

import json
from itertools import cycle
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.web.middleware import Receive, Scope, Send, refuse
from qa.web.page.controller import number_of
from qa.web.page.guard import Allowed, PageGuard
from tests.qa.web.entries import EVENTS, HERE, events_of, every_event, logged_in, refused, still_answers

PLACES = ("/dev/zero", "/etc/passwd", "http://127.0.0.1:1/x", "uploads", "//host/share", "data:,x")
FILE = {"meta": {"_type": "gradio.FileData"}, "orig_name": "a.json"}


@pytest.mark.parametrize("who", ["rita", "otto", ""])
def test_no_event_takes_a_file_or_an_address(
    guarded_once: TestClient, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("Gradio was asked to handle a file")

    for name in ("async_move_files_to_cache", "check_all_files_in_cache", "ssrf_protected_download"):
        monkeypatch.setattr(f"gradio.processing_utils.{name}", never)
    headers = logged_in(guarded_once, who) if who else {}
    reading = headers or logged_in(guarded_once, "rita")
    numbers = [event["id"] for event in events_of(guarded_once, reading)]
    attacks = [holding for place in PLACES for holding in holders(place)]
    for holding, number, way in zip(attacks, cycle(numbers), cycle(EVENTS), strict=False):
        body = {"fn_index": number, "session_hash": "x", "data": [], **holding}
        answer = guarded_once.post(f"/gradio_api/{way}", json=body, headers=headers)
        assert refused([answer], *((400,) if who else (401,)))
    assert still_answers(guarded_once, reading)


def holders(place: str) -> list[dict[str, Any]]:
    """Bodies that name a file or an address in each place where Gradio looks for one."""
    file = {"path": place, **FILE}
    return [
        {"data": [file]},
        {"data": [[file], ""]},
        {"data": ["", [[file]]]},
        {"data": [{"value": file}]},
        {"data": [{"path": place}]},
        {"data": [{"url": place, "path": "x", **FILE}]},
        {"event_data": file},
        {"event_data": {"path": place}},
        {"event_data": {"turns": [file]}},
        {"event_data": [{"path": place}]},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"fn_index": "6", "data": [], "session_hash": "x"}',
        b'{"fn_index": true, "data": [], "session_hash": "x"}',
        b'{"fn_index": 6.0, "data": [], "session_hash": "x"}',
        b'{"fn_index": null, "data": [], "session_hash": "x"}',
        b'{"data": [], "session_hash": "x"}',
        b'{"fn_index": 6, "data": {}, "session_hash": "x"}',
        b'{"fn_index": 6, "data": [], "session_hash": "../x"}',
        b'{"fn_index": 6, "data": [], "session_hash": "x", "trigger_id": "7"}',
        b'{"fn_index": 6, "data": ["\\ud800"], "session_hash": "x"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused_before_gradio_reads_it(open_once: TestClient, body: bytes) -> None:
    for way in EVENTS:
        assert refused([open_once.post(f"/gradio_api/{way}", content=body)], 400)
    unknown = {"fn_index": 10**6, "data": [], "session_hash": "x"}
    assert refused([open_once.post("/gradio_api/run/predict", json=unknown)], 404)


def test_the_last_of_two_numbers_counts_for_the_role_too(guarded_once: TestClient) -> None:
    headers = logged_in(guarded_once, "rita")
    events = {name: event["id"] for event in events_of(guarded_once, headers) for _, name in event["targets"]}
    twice = f'{{"fn_index": {events["archive"]}, "fn_index": {events["operate"]}, "data": [null],'
    body = f'{twice} "event_data": {{"do": "remove", "id": "a"}}, "session_hash": "x"}}'
    assert refused([guarded_once.post("/gradio_api/run/predict", content=body, headers=headers)], 403)


def test_batches_other_sessions_runs_and_the_simple_form_do_not_reach_gradio() -> None:
    """What is passed on is written anew: none of Gradio's other switches is in it."""
    seen: dict[str, Any] = {}

    async def gradio(scope: Scope, receive: Receive, send: Send) -> None:
        seen["body"] = json.loads((await receive())["body"])
        seen["scope"] = scope
        await refuse(send, 200, "", "")

    said = {"batched": True, "simple_format": True, "event_id": "e", "oauth_token": "t", "request": {}}
    body = {"fn_index": 1, "data": ["a", ["b"], None, 2], "session_hash": "x", **said}
    headers = {"origin": HERE, "content-type": "text/plain"}
    client = TestClient(PageGuard(gradio, {1: Allowed("reader", 4)}), HERE)
    answer = client.post("/gradio_api/run/predict?deep_link=x", json=body, headers=headers)
    assert answer.status_code == 200
    plain = {"fn_index": 1, "data": ["a", ["b"], None, 2], "session_hash": "x"}
    assert seen["body"] == {**plain, "trigger_id": None, "event_data": None}
    assert seen["scope"]["query_string"] == b""
    passed = dict(seen["scope"]["headers"])
    assert b"origin" not in passed
    assert passed[b"content-type"] == b"application/json"


@pytest.mark.parametrize("data", [[], [None] * 40])
def test_an_event_takes_as_many_inputs_as_it_has(open_once: TestClient, data: list[Any]) -> None:
    answers = every_event(open_once, {"origin": HERE}, data, ways=["run/predict"])
    for event, answer in zip(events_of(open_once, {}), answers, strict=True):
        # What only the browser does is no event of the server.
        right = 200 if len(event["inputs"]) == len(data) else 400
        assert answer.status_code == (right if event["backend_fn"] else 404), event["targets"]


@pytest.mark.parametrize("do", ["page", "retry", "edit"])
def test_a_number_that_is_none_is_no_error_of_the_page(open_once: TestClient, do: str) -> None:
    said = {"do": do, "page": "²", "turn": "²", "to": "archive"}
    answers = every_event(open_once, {"origin": HERE}, event_data=said, ways=["run/predict"])
    for event, answer in zip(events_of(open_once, {}), answers, strict=True):
        assert answer.status_code == (200 if event["backend_fn"] else 404), event["targets"]


@pytest.mark.parametrize("number", ["²", "٣", "x", "9" * 5_000, "-1", None, 10**12])
def test_only_a_few_plain_digits_are_a_number(number: Any) -> None:
    assert number_of(number) == 0
