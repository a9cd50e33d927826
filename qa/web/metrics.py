"""What is counted while it serves, in Prometheus' form. No label has a word of a person or of an article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from corpus.errors import CitedeskError
from index.browse.listing import last_syncs
from index.ingest.embedding import queue_of
from qa.desk import Desk
from qa.intake.following import Following
from qa.stages import Stage
from qa.web.concurrency import Asking
from qa.web.middleware import App, Message, Receive, Scope, Send
from qa.web.state.uploads import Uploads

CONTENT_TYPE = CONTENT_TYPE_LATEST
_STATUSES = ("answered", "unsure", "no_evidence", "refused", "failed", "stopped")
_STAGES = (
    *("question", "understanding", "search", "reading", "through_time"),
    *("waiting", "writing", "checking"),
)
_FATES = ("shown", "withheld", "beside", "garbled")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts for one server; a `qa.stages.Listener`, and may be used from many threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter(
            "citedesk_questions",
            "Questions by what became of them: refused cannot be asked so, stopped was given up.",
            ["status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "citedesk_stage_seconds",
            "How long the stages of a question take; question is all of it, writing has checking in it.",
            ["stage"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._running = Gauge(
            "citedesk_stages_running", "Stages under way now.", ["stage"], registry=self._registry
        )
        self._sentences = Counter(
            "citedesk_model_sentences",
            "Sentences of a language model by what became of them: withheld has no support in the articles, "
            "beside does not answer, garbled is no sentence.",
            ["fate"],
            registry=self._registry,
        )
        self._responses = Counter(
            "citedesk_http_responses", "HTTP responses by status.", ["status"], registry=self._registry
        )
        # What never happened is zero, not absent: else the first time is no increase.
        for status in _STATUSES:
            self._questions.labels(status)
        for stage in _STAGES:
            self._seconds.labels(stage)
            self._running.labels(stage)
        for fate in _FATES:
            self._sentences.labels(fate)

    def began(self, stage: Stage) -> None:
        """Count a stage as under way."""
        self._running.labels(stage.name).inc()

    def ended(self, stage: Stage) -> None:
        """Count a stage as over."""
        self._running.labels(stage.name).dec()
        self._seconds.labels(stage.name).observe(stage.seconds)
        if stage.name == "question":
            self._questions.labels(stage.outcome).inc()
        if stage.name == "writing":
            for fate in _FATES:
                self._sentences.labels(fate).inc(stage.counts[fate])

    def responded(self, status: int) -> None:
        """Count a response."""
        self._responses.labels(str(status)).inc()

    def watch(self, desk: Desk, asking: Asking, uploads: Uploads, following: Following | None = None) -> None:
        """Also tell, whenever it is asked, what an archive holds, how many wait and how words follow."""
        self._registry.register(_Holdings(desk, asking, uploads, following))

    def text(self) -> bytes:
        """Return all of it as `CONTENT_TYPE`."""
        return generate_latest(self._registry)


class _Holdings(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, desk: Desk, asking: Asking, uploads: Uploads, following: Following | None) -> None:
        self._desk = desk
        self._following = following
        self._asking = asking
        self._uploads = uploads

    def collect(self) -> Iterator[Metric]:
        queues = GaugeMetricFamily("citedesk_queue_length", "What waits for its turn.", labels=["queue"])
        queues.add_metric(["questions"], self._asking.waiting)
        queues.add_metric(["uploads"], self._uploads.waiting)
        yield queues
        yield CounterMetricFamily(
            "citedesk_questions_turned_away",
            "Questions that found too many waiting.",
            self._asking.turned_away,
        )
        try:
            counts = self._desk.archive.catalogue.counts()
            behind = self._desk.archive.behind()
            last = next(iter(last_syncs(self._desk.archive.catalogue, 1)), None)
            embedding = queue_of(self._desk.archive)
            texts, workers = len(embedding.waiting()), embedding.workers()
        except CitedeskError:  # What is served is told all the same.
            yield GaugeMetricFamily("citedesk_catalogue_readable", "Whether the catalogue can be read.", 0)
            return
        yield GaugeMetricFamily("citedesk_catalogue_readable", "Whether the catalogue can be read.", 1)
        yield GaugeMetricFamily("citedesk_articles", "Articles that answers use.", counts.articles)
        yield GaugeMetricFamily("citedesk_chunks", "Chunks of these.", counts.chunks)
        yield GaugeMetricFamily("citedesk_texts_to_embed", "Texts that wait for workers.", texts)
        yield GaugeMetricFamily("citedesk_embedding_workers", "Processes that only embed.", workers)
        if behind is not None:
            help_text = "Changes of the catalogue that the words of this process lack."
            yield GaugeMetricFamily("citedesk_changes_behind", help_text, behind)
        if self._following is not None:
            help_text = "Whether word of changes arrives; without, they are looked for twice a second."
            yield GaugeMetricFamily("citedesk_changes_heard", help_text, self._following.hears)
        if last:
            yield GaugeMetricFamily(
                "citedesk_last_sync_timestamp_seconds",
                "When the last sync ended, in seconds since 1970; time() less this is how long ago.",
                datetime.fromisoformat(last["finished_at"]).timestamp(),
            )


class Responses:
    """Counts every response by its status."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count what comes back."""

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.responded(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, counting)
        except Exception:  # Answered further out.
            self._metrics.responded(500)
            raise
