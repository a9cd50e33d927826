"""What a page waits for when the server begins: the models, and questions to offer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from corpus.errors import CitedeskError
from qa.desk import Desk
from qa.messages import UNEXPECTED
from qa.web.errors import told
from qa.web.state.examples import Example, make_examples, standing

_LOG = logging.getLogger(__name__)


class Warmth:
    """Loads a desk's models in the background, finds examples, and tells how far that is."""

    def __init__(self, desk: Desk, offered: Sequence[str] = ()) -> None:
        self._desk = desk
        self._examples = [Example(question) for question in offered]
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
        """Look for examples again where there are none or fewer than there were."""
        with self._starting:
            fewer = len(self.examples) < max(1, len(self._examples))
            if fewer and not (self.busy or self.failed):
                self._thread = threading.Thread(target=self._warm, name="citedesk-warm", daemon=True)
                self._thread.start()

    def _warm(self) -> None:
        try:
            self._desk.warm()
            self._loaded.set()
            self._examples = make_examples(self._desk, self.examples)
        except CitedeskError as error:
            self.failed = told(error, self._desk.archive.place.folder)
        except Exception:
            _LOG.exception("the models could not be loaded")
            self.failed = UNEXPECTED
        finally:
            self._loaded.set()
