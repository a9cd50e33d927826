"""`Desk`: an open archive that answers, searches and takes articles in."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from index.archive import Archive
from index.search.filters import Filters, parse_day
from index.search.hit import Hit
from index.search.pipeline import SearchResult
from index.search.tuning import Tuning
from qa.answer.model import Answer
from qa.answer.pipeline import Event, Sources, answer_events
from qa.check.checker import Checker, open_checker
from qa.evidence.candidates import Evidence
from qa.evidence.day import relevant_day
from qa.evidence.find import Finder
from qa.evidence.reader import Reader
from qa.evidence.sentences import choose
from qa.models.background import BackgroundFetch, background_fetch
from qa.models.client import LanguageModel, open_language_model
from qa.models.store import OnProgress as OnBytes
from qa.models.store import Tell
from qa.question.understand import understand
from qa.refuse.answerability import estimate
from qa.refuse.verdict import verdict_on
from qa.settings import Settings
from qa.upkeep import Upkeep

if TYPE_CHECKING:
    from qa.integrations.llamaindex import ArchiveRetriever, CitedQueryEngine

Day = date | str | None
History = Sequence[Mapping[str, str]]
# Above the threshold of an answer by this much, because a search may find less sure evidence.
_FORESEEN = 0.12


class Desk(Upkeep):
    """An open archive; may be used from many threads. Use `Desk.open`, and close it or use ``with``.

    Another process may sync the same archive meanwhile: the next question sees every finished batch.
    """

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        reader: Reader | None = None,
        checker: Checker | None = None,
    ) -> None:
        super().__init__(archive, settings)
        self._loading = threading.Lock()
        self._model: LanguageModel | None = None
        self._model_opened = False
        self._fetch: BackgroundFetch | None = None
        self._finder = Finder(archive, settings.reranker_model, reader)
        self._given_checker = checker

    def quoting(self) -> Desk:
        """Return a desk over the same archive and models that answers in quotes only."""
        desk = Desk(self._archive, self.settings.model_copy(update={"writing": "quotes"}))
        desk._finder = self._finder
        return desk

    def close(self) -> None:
        """Let go of the archive and of the language model, and end its fetch."""
        if self._fetch is not None:
            self._fetch.stop()
        with self._loading:
            if self._model is not None:
                self._model.close()
            self._model, self._model_opened = None, False
        super().close()

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        self._archive.encoder.embed_query("warm")
        self._archive.derived.words.count()
        self._archive.derived.vectors.count()
        self._finder.warm()
        if self._language_model() is not None:
            self._checker()

    # -- asking --------------------------------------------------------------------------------------

    def stream(
        self,
        question: str,
        history: History = (),
        today: Day = None,
        filters: Filters | None = None,
        top_k: int = 10,
    ) -> Iterator[Event]:
        """Yield each event as soon as it is ready, and last the `Answer`.

        `EvidenceFound` comes first if there is evidence to show; it waits for no language model. `Writing`
        says that one begins; each `Sentence` was checked; a `Notice` is for the reader.

        Args:
            question: In natural language, up to 2,000 characters.
            history: The conversation before it, oldest first: ``{"role", "content"}`` each.
            today: The day it is asked (a date or ``YYYY-MM-DD``); without it no day is preferred.
            filters: Hard limits on what may be found.
            top_k: How many hits to find and to return.

        Raises:
            QuestionError: The question, a day or a filter cannot be used.
            ArchiveError: The archive is broken.
        """
        sources = Sources(self._archive, self._finder, self._language_model, self._checker)
        return answer_events(sources, question, history, parse_day(today, "today"), filters, top_k)

    def ask(
        self,
        question: str,
        history: History = (),
        today: Day = None,
        filters: Filters | None = None,
        top_k: int = 10,
    ) -> Answer:
        """Return the answer; see `stream` for arguments and errors."""
        [last] = deque(self.stream(question, history, today, filters, top_k), maxlen=1)
        assert isinstance(last, Answer)
        return last

    async def aask(self, question: str, **options: Any) -> Answer:
        """Return the answer without blocking the event loop; see `ask`."""
        return await asyncio.to_thread(self.ask, question, **options)

    async def astream(self, question: str, **options: Any) -> AsyncIterator[Event]:
        """Yield what `stream` yields without blocking the event loop."""
        events = self.stream(question, **options)
        done = object()
        while (event := await asyncio.to_thread(next, events, done)) is not done:
            yield event  # type: ignore[misc]

    # -- searching -----------------------------------------------------------------------------------

    def search(
        self, query: str, top_k: int = 10, filters: Filters | None = None, today: Day = None
    ) -> list[Hit]:
        """Return the best hits; see `find`."""
        return list(self.find(query, top_k, filters, today).hits)

    def find(
        self,
        query: str,
        top_k: int = 10,
        filters: Filters | None = None,
        today: Day = None,
        tuning: Tuning | None = None,
    ) -> SearchResult:
        """Return the best hits with notices and timings.

        Raises:
            QuestionError: The query, a day, a filter or `top_k` cannot be used.
            ArchiveError: The archive is broken.
        """
        question = understand(query)
        return self._finder.find(question, top_k, filters, parse_day(today, "today"), tuning).result

    def evidence(
        self, question: str, today: Day = None, filters: Filters | None = None, limit: int = 3
    ) -> list[Evidence]:
        """Return the `limit` best sentences for a question, best first, whether or not they answer it."""
        understood = understand(question)
        findings = self._finder.find(understood, filters=filters, today=parse_day(today, "today"))
        return choose(findings.evidence, understood, limit)

    def foresee(self, question: str, hits: Sequence[Hit], today: Day = None) -> Evidence | None:
        """Return the sentence of `hits` that surely answers a question, or None.

        Without a search and with little to read, this costs a fifth of an answer.
        """
        understood, day = understand(question), parse_day(today, "today")
        evidence = self._finder.read(understood, hits, day)
        counts = self._archive.catalogue.counts()
        # A search may find what is newer.
        likelihood = estimate(understood, evidence, relevant_day(day, counts), counts.last_published)
        verdict = verdict_on(understood, hits, evidence, counts, likelihood)
        return evidence[0] if verdict.quotable and verdict.margin >= _FORESEEN else None

    # -- LlamaIndex ----------------------------------------------------------------------------------

    def as_retriever(
        self, top_k: int = 10, filters: Filters | None = None, today: Day = None
    ) -> ArchiveRetriever:
        """Return a LlamaIndex `BaseRetriever` over this archive."""
        from qa.integrations.llamaindex import ArchiveRetriever

        return ArchiveRetriever(self, top_k, filters, today)

    def as_query_engine(
        self, top_k: int = 10, filters: Filters | None = None, today: Day = None
    ) -> CitedQueryEngine:
        """Return a LlamaIndex `BaseQueryEngine` that answers with citations."""
        from qa.integrations.llamaindex import CitedQueryEngine

        return CitedQueryEngine(self, top_k, filters, today)

    # -- models --------------------------------------------------------------------------------------

    def fetch_model(self, tell: Tell, on_progress: OnBytes) -> None:
        """Begin to fetch the model that MODEL names, if it is not here; once it has arrived it writes.

        Until then, and if the fetch fails, articles are quoted.

        Args:
            tell: Called with sentences on what happens, from another thread.
            on_progress: Called with the bytes so far and in all, from another thread.

        Raises:
            SettingsError: There is no model of that name.
        """
        self._fetch = background_fetch(self.settings, tell, on_progress, self._opened_model)

    @property
    def model_fetch(self) -> BackgroundFetch | None:
        """The fetch that `fetch_model` began, if there was anything to fetch."""
        return self._fetch

    def _language_model(self) -> LanguageModel | None:
        # Answers do not mention a model that is on its way: whoever started the fetch hears of it.
        if self._fetch is not None and not self._fetch.arrived:
            return None
        return self._opened_model()

    def _checker(self) -> Checker:
        with self._loading:
            if self._given_checker is None:
                self._given_checker = open_checker(self.settings.checker_model)
            return self._given_checker

    def _opened_model(self) -> LanguageModel | None:
        with self._loading:
            if not self._model_opened:
                self._model = open_language_model(self.settings)
                self._model_opened = True
            return self._model
