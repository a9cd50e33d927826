"""Fetching a model in the background while serving."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from corpus.errors import CitedeskError
from qa.models.download import Stopped
from qa.models.known_models import NONE, KnownModel, find_model, is_here
from qa.models.memory import free_memory
from qa.models.store import OnProgress, Tell, fetch_model
from qa.settings import Settings

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 5.0


class BackgroundFetch:
    """A fetch in its own thread; call `start`, and in the end `stop`.

    Args:
        model: What to fetch.
        cache_dir: From the settings.
        tell: Called with a sentence on what happens and on the result.
        on_progress: Called with the bytes so far and in all.
        load: Called once the file is here and before `arrived`, so that no question waits for loading.
    """

    def __init__(
        self,
        model: KnownModel,
        cache_dir: Path,
        tell: Tell,
        on_progress: OnProgress,
        load: Callable[[], object],
    ) -> None:
        self._model = model
        self._cache_dir = cache_dir
        self._tell = tell
        self._on_progress = on_progress
        self._load = load
        self._end = threading.Event()
        self._line = f"Fetching the language model {model.name}; answers are quotes until then."
        self._thread = threading.Thread(target=self._run, name="citedesk-model", daemon=True)

    @property
    def line(self) -> str:
        """The state of the fetch in a sentence for readers; "" once the model writes."""
        return self._line

    @property
    def busy(self) -> bool:
        """Whether the fetch is running."""
        return self._thread.is_alive()

    @property
    def arrived(self) -> bool:
        """Whether the model is here and loaded."""
        return not self._line

    def start(self) -> None:
        """Begin, and return at once."""
        free = free_memory()
        if free is not None and free < self._model.memory:
            self._line = (
                f"The language model {self._model.name} needs {self._model.memory / 1e9:.1f} GB of free "
                f"memory, and {free / 1e9:.1f} GB are free: it is not fetched, and answers are quotes."
            )
            self._tell(self._line)
            return
        self._tell(self._line)
        self._thread.start()

    def stop(self) -> None:
        """Stop; the bytes so far are kept for the next time."""
        self._end.set()
        if self.busy:
            self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        name = self._model.name
        try:
            fetch_model(self._model, self._cache_dir, self._tell, self._progress, self._end)
            self._load()
        except Stopped:
            return
        except CitedeskError as error:
            self._fail(f"{error.message}. Answers stay quotes. {error.hint}")
        except Exception:
            _LOG.exception("the language model cannot be used")
            self._fail(f"The language model {name} cannot be used. Answers stay quotes.")
        else:
            self._line = ""
            self._tell(f"The language model {name} is ready and writes answers from now on.")

    def _progress(self, done: int, total: int) -> None:
        # In steps, because screen readers announce every change.
        tenths = 10 * (10 * done // total)
        self._line = (
            f"Fetching the language model {self._model.name} ({tenths} %); answers are quotes until then."
        )
        self._on_progress(done, total)

    def _fail(self, line: str) -> None:
        # The cause is for the terminal: readers cannot fix it.
        self._line = f"The language model {self._model.name} is not available now; answers are quotes."
        self._tell(f"notice: {line}")


def background_fetch(
    settings: Settings, tell: Tell, on_progress: OnProgress, load: Callable[[], object]
) -> BackgroundFetch | None:
    """Start to fetch the model that these settings name; return None if there is nothing to fetch.

    See `BackgroundFetch` for the arguments.

    Raises:
        SettingsError: There is no model of that name.
    """
    elsewhere = settings.llm_base_url or settings.llm_file
    if settings.model == NONE or elsewhere or settings.writing == "quotes":
        return None
    model = find_model(settings.model)
    if is_here(model, settings.cache_dir):
        return None
    fetch = BackgroundFetch(model, settings.cache_dir, tell, on_progress, load)
    fetch.start()
    return fetch
