"""Traces as a collector gets them, over HTTP on loopback; nothing is sent where none is named."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from corpus.errors import QuestionError, SettingsError
from qa.web.server import tracing_to
from tests.index.makers import article
from tests.qa.answer.desks import desk_with

FERRY = article("a", "The ferry sank off Hask on Sunday.", title="Ferry sinks")
QUESTION = "Where did the ferry sink?"


class Collector(HTTPServer):
    """Takes what is sent to it."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    def spans(self) -> dict[str, Span]:
        """All spans by name."""
        told = {}
        for _, body in self.bodies:
            for of_one in ExportTraceServiceRequest.FromString(body).resource_spans:
                assert of_one.resource.attributes[0].value.string_value == "citedesk"
                told |= {span.name: span for scope in of_one.scope_spans for span in scope.spans}
        return told


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            import gzip

            body = gzip.decompress(body)
        self.server.bodies.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as taking:
        thread = threading.Thread(target=taking.serve_forever, args=(0.02,))
        thread.start()
        yield taking
        taking.shutdown()
        thread.join()


def test_a_question_is_one_trace_and_none_of_its_words_is_sent(collector: Collector, tmp_path: Path) -> None:
    reply = "The ferry sank off Hask on Sunday [1]."
    with desk_with(tmp_path, [FERRY], reply) as desk:
        with tracing_to(f"http://127.0.0.1:{collector.server_port}"):
            assert desk.ask(QUESTION).mode == "generated"
        desk.ask(QUESTION)  # It is over: nobody hears of this one.
    spans = collector.spans()
    assert {path for path, _ in collector.bodies} == {"/v1/traces"}
    question = spans["question"]
    assert not question.parent_span_id
    assert {span.trace_id for span in spans.values()} == {question.trace_id}
    for name in ("understanding", "search", "reading", "waiting", "writing"):
        assert spans[name].parent_span_id == question.span_id, name
    assert spans["checking"].parent_span_id == spans["writing"].span_id
    outcome = {one.key: one.value.string_value or one.value.int_value for one in question.attributes}
    assert outcome["citedesk.outcome"] == "answered"
    assert outcome["citedesk.citations"] == 1
    sent = b"".join(body for _, body in collector.bodies).lower()
    assert not [word for word in (b"ferry", b"hask", b"sunday") if word in sent]


def test_what_llamaindex_does_stands_inside_and_its_errors_only_by_name(
    collector: Collector, tmp_path: Path
) -> None:
    with (
        desk_with(tmp_path, [FERRY]) as desk,
        tracing_to(f"http://127.0.0.1:{collector.server_port}/v1/traces"),
    ):
        desk.as_query_engine().query(QUESTION)
        with pytest.raises(QuestionError):
            desk.as_retriever(top_k=-1).retrieve("Quibble " * 1000)
    spans = collector.spans()
    engine, refused = spans["CitedQueryEngine.query"], spans["ArchiveRetriever.retrieve"]
    assert refused.status.message == "QuestionError"
    assert spans["question"].trace_id == engine.trace_id
    assert b"Quibble" not in b"".join(body for _, body in collector.bodies)


def test_a_collector_that_is_away_costs_no_question_and_little_at_the_end(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with desk_with(tmp_path, [FERRY]) as desk, tracing_to(f"http://127.0.0.1:{nobody.getsockname()[1]}"):
            assert desk.ask(QUESTION).status == "answered"
            ended = time.monotonic()
    assert time.monotonic() - ended < 15


def test_nothing_is_made_without_an_address_and_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "qa.web.traces", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with tracing_to(None):
        assert "qa.web.traces" not in sys.modules
    with pytest.raises(SettingsError, match="is not installed") as caught:
        tracing_to("http://127.0.0.1:4318")
    assert "pip install" in caught.value.hint
