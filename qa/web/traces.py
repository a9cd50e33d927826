"""Traces for OpenTelemetry: the stages of questions, and what LlamaIndex does in them, as spans.

They have names, times, outcomes and counts, and no word of a question, an article or an answer. Imported only
where TRACES_URL names a collector: what it needs is an extra of the project.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.span import BaseSpan, active_span_id
from llama_index_instrumentation.span_handlers import BaseSpanHandler
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, StatusCode, Tracer, set_span_in_context
from pydantic import PrivateAttr

from qa.stages import Stage, current, listening

_PATH = "/v1/traces"
_TIMEOUT_S = 5
# What follows the name in LlamaIndex's id of a span: a dash and a UUID.
_UUID = 37


@contextmanager
def tracing(url: str) -> Iterator[None]:
    """Send traces to a collector, as OTLP over HTTP, until it is left.

    What OpenTelemetry's own environment says holds for the rest, such as OTEL_EXPORTER_OTLP_HEADERS.

    Args:
        url: Its address; without a path ``/v1/traces`` is meant.
    """
    endpoint = url if urlsplit(url).path.strip("/") else url.rstrip("/") + _PATH
    # Not made global: no library sends anything there by itself.
    provider = TracerProvider(resource=Resource({"service.name": "citedesk"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=_TIMEOUT_S)))
    stages = StageSpans(provider.get_tracer("citedesk"))
    handler = LlamaIndexSpans(stages)
    root = get_dispatcher()
    root.span_handlers = [*root.span_handlers, handler]
    try:
        with listening(stages):
            yield
    finally:
        root.span_handlers = [other for other in root.span_handlers if other is not handler]
        provider.shutdown()


class StageSpans:
    """Makes a span of every stage; a `qa.stages.Listener`.

    Args:
        tracer: Makes them.

    Attributes:
        of_llamaindex: The open spans of what LlamaIndex tells of, by its own ids.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._open: dict[Stage, Span] = {}
        self.of_llamaindex: dict[str, Span] = {}

    def began(self, stage: Stage) -> None:
        """Begin a span within that of the stage's parent, or of what LlamaIndex is doing."""
        parent = self._open.get(stage.parent) if stage.parent else None
        self._open[stage] = self.begin(
            stage.name, parent or self.of_llamaindex.get(active_span_id.get() or "")
        )

    def ended(self, stage: Stage) -> None:
        """End its span."""
        if span := self._open.pop(stage, None):
            span.set_attribute("citedesk.outcome", stage.outcome)
            span.set_attributes({f"citedesk.{name}": number for name, number in stage.counts.items()})
            finish(span, stage.error)

    def begin(self, name: str, parent: Span | None) -> Span:
        """Return a span that begins now; without a `parent` one of a trace of its own."""
        return self._tracer.start_span(name, set_span_in_context(parent) if parent else Context())

    def around(self) -> Span | None:
        """Return the span of the stage that this thread is in."""
        stage = current()
        return self._open.get(stage) if stage else None


def finish(span: Span, error: str) -> None:
    """End a span, with the name of the error that ended what it tells of, if there was one."""
    if error:
        span.set_status(StatusCode.ERROR, error)
    span.end()


class LlamaIndexSpans(BaseSpanHandler[BaseSpan]):
    """Makes a span of every one that LlamaIndex tells of, within that of our stage; their words stay here."""

    _stages: StageSpans = PrivateAttr()

    def __init__(self, stages: StageSpans) -> None:
        super().__init__()
        self._stages = stages

    def new_span(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,
        instance: Any | None = None,
        parent_span_id: str | None = None,
        tags: dict[str, Any] | None = None,
        **_: Any,
    ) -> BaseSpan:
        """Begin a span."""
        spans = self._stages.of_llamaindex
        spans[id_] = self._stages.begin(
            id_[:-_UUID], spans.get(parent_span_id or "") or self._stages.around()
        )
        return BaseSpan(id_=id_, parent_id=parent_span_id)

    def prepare_to_exit_span(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,
        instance: Any | None = None,
        result: Any | None = None,
        **_: Any,
    ) -> BaseSpan | None:
        """End it."""
        return self._over(id_, "")

    def prepare_to_drop_span(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,
        instance: Any | None = None,
        err: BaseException | None = None,
        **_: Any,
    ) -> BaseSpan | None:
        """End it as failed."""
        return self._over(id_, type(err).__name__)

    def _over(self, id_: str, error: str) -> BaseSpan | None:
        if span := self._stages.of_llamaindex.pop(id_, None):
            finish(span, error)
        return self.open_spans.get(id_)
