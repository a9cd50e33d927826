"""What a page waits for when the server begins: the models, and questions to offer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from corpus.errors import CitedeskError
from index.catalogue.records import Counts
from qa.desk import Desk
from qa.error_messages import UNEXPECTED
from qa.web.errors import told
from qa.web.state.examples import Example, make_examples, standing

_LOG = logging.getLogger(__name__)
_REST = 50
"""So many times as long as looking took it rests: news that comes in all day is not to keep a core busy."""


class Warmth:
    """Loads a desk's models in the background, finds examples, and tells how far that is."""

    def __init__(self, desk: Desk, offered: Sequence[str] = ()) -> None:
        self._desk = desk
        self._examples = [Example(question) for question in offered]
        self._made_from: Counts | None = None
        self._next_look = 0.0
        self.failed: tuple[str, str] | None = None
        self._loaded = threading.Event()
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._warm, name="citedesk-warm", daemon=True)
        self._thread.start()

    @property
    def loading(self) -> bool:
        """Whether the models are still being loaded."""
        return not self._loaded.is_set()

    @property
    def busy(self) -> bool:
        """Whether there is still something to wait for."""
        return self._thread.is_alive()

    @property
    def examples(self) -> list[str]:
        """Questions to offer; none whose answer rests on an article that was removed."""
        try:
            return [example.question for example in standing(self._desk.archive.catalogue, self._examples)]
        except CitedeskError:  # The page's head tells that the archive cannot be read.
            return []

    def find_examples(self) -> None:
        """Look for examples again where there are none, or fewer, or the archive has changed."""
        with self._starting:
            if not (self.busy or self.failed) and (self._has_fewer() or self._is_behind()):
                self._thread = threading.Thread(target=self._warm, name="citedesk-warm", daemon=True)
                self._thread.start()

    def _has_fewer(self) -> bool:
        return len(self.examples) < max(1, len(self._examples))

    def _is_behind(self) -> bool:
        """Whether the archive holds something else than when its examples were made, and the rest is over."""
        return (
            time.monotonic() >= self._next_look and self._made_from != self._desk.archive.catalogue.counts()
        )

    def _warm(self) -> None:
        try:
            self._desk.warm()
            self._loaded.set()
            self._look()
        except CitedeskError as error:
            self.failed = told(error, self._desk.archive.place.folder)
        except Exception:
            _LOG.exception("the models could not be loaded")
            self.failed = UNEXPECTED
        finally:
            self._loaded.set()

    def _look(self) -> None:
        begun = time.monotonic()
        counts = self._desk.archive.catalogue.counts()
        # The earlier ones are as good as any, unless what they rest on was removed.
        first = self._made_from is None or self._has_fewer()
        self._examples = make_examples(self._desk, self.examples if first else ())
        self._made_from = counts
        self._next_look = time.monotonic() + _REST * (time.monotonic() - begun)
