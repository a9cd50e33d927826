"""Fetching the registered feeds one after another, in the background, by one process at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from corpus.article import Article
from corpus.errors import ArchiveBusy, CitedeskError
from corpus.identity import canonical_url
from index.ingest.progress import Progress
from index.ingest.sync_report import SyncReport
from index.registers.feeds import FeedList, FeedResult, begin_fetch, end_fetch, is_feed_due, list_feeds
from qa.error_messages import UNEXPECTED
from qa.intake.periodic import Repeated
from qa.upkeep import Upkeep

_LOG = logging.getLogger(__name__)
# Other processes add feeds too: how often the catalogue is asked for what is due, in seconds.
_LOOK_S = 5.0


class FeedRounds(Repeated):
    """Fetches what is due until it is stopped; the list of feeds shows what went wrong with each.

    A fetch that was not finished by then is repeated next time. `tell` is called with address and result.
    """

    def __init__(self, upkeep: Upkeep, tell: Callable[[str, FeedResult], None] | None = None) -> None:
        self._upkeep, self._tell = upkeep, tell
        self._catalogue = upkeep.archive.catalogue
        self._fetch_every_s = upkeep.settings.feed_every
        # Held for a whole round, and let go of by the system if this process dies.
        self._lock = self._catalogue.lock("feeds", patience_s=0)
        super().__init__("feeds", self.round, _LOOK_S, "Feeds cannot be fetched")
        self.current: str | None = None
        """The feed that is being fetched."""

    def list(self) -> FeedList:
        """Return the feeds with the times of their next fetches."""
        return list_feeds(self._catalogue, self._fetch_every_s)

    def round(self) -> None:
        """Fetch all that is due, unless another process does.

        Raises:
            CitedeskError: The archive cannot be read or written.
        """
        if not is_feed_due(self._catalogue, self._fetch_every_s):
            return
        try:
            with self._lock.held("feeds"):
                while not self.stopped and (url := begin_fetch(self._catalogue, self._fetch_every_s)):
                    self._fetch(url)
        except ArchiveBusy:  # The other process goes on until nothing is due.
            return

    def _fetch(self, url: str) -> None:
        self.current = url
        articles: list[Article] = []

        def note(progress: Progress) -> None:
            articles.extend(decision.article for decision in progress.batch)

        try:
            # Apart: a feed that takes long to read must not stall those who ask.
            report = self._upkeep.sync([url], on_progress=note, apart=True, log_unchanged=False)
            result = _result(report, is_page=len(articles) == 1 and _is_its_own_page(articles[0]))
        except CitedeskError as error:
            result = FeedResult(error=error.message, hint=error.hint)
        except Exception:
            if not self.stopped:
                _LOG.exception("%s could not be fetched", url)
            result = FeedResult(error=UNEXPECTED[0], hint=UNEXPECTED[1])
        finally:
            self.current = None
        if not self.stopped:
            end_fetch(self._catalogue, url, result)
            if self._tell:
                self._tell(url, result)


def _is_its_own_page(article: Article) -> bool:
    """Whether an article is known by the address that was fetched, as no entry of a feed is."""
    own = {article.origin, canonical_url(article.origin)}
    return bool(own & {article.article_id, article.fallback_id})


def _result(report: SyncReport, is_page: bool) -> FeedResult:
    first = next((error for error in report.errors if not error.kept), None)
    return FeedResult(
        report.added,
        report.updated,
        report.unchanged + report.duplicate,
        report.removed,
        report.failed,
        first.error if first else None,
        page=is_page,
    )
