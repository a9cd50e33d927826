"""Work that is repeated in the background while a server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from index.catalogue.databases.notices import NoNotices, Notices

_LOG = logging.getLogger(__name__)
_GRACE_S = 2.0


class Repeated:
    """Does something in a thread of its own until it is stopped; what goes wrong is logged once.

    Args:
        name: Of the thread.
        do: What.
        every_s: How long to wait in between, in seconds.
        trouble: What the log says when it fails, before why.
        notices: Word that there is something to do, on which it waits instead as long as that arrives.
    """

    def __init__(
        self, name: str, do: Callable[[], None], every_s: float, trouble: str, notices: Notices | None = None
    ) -> None:
        self._do, self._every_s, self._trouble = do, every_s, trouble
        self._notices, self._again = notices or NoNotices(), NoNotices()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"citedesk-{name}", daemon=True)

    @property
    def stopped(self) -> bool:
        """Whether it has been asked to end."""
        return self._stopped.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def hears(self) -> bool:
        """Whether word that there is something to do arrives."""
        return self._notices.hears

    def wake(self) -> None:
        """Do it at once."""
        self._notices.wake()
        self._again.wake()

    def stop(self) -> None:
        """End; work that takes longer than two seconds is abandoned."""
        self._stopped.set()
        self.wake()
        if self._thread.ident is not None:
            self._thread.join(_GRACE_S)

    def _run(self) -> None:
        reported = ""
        while not self.stopped:
            pause = self._notices
            try:
                self._do()
                reported = ""
            except Exception as error:
                pause = self._again
                # Once, as it is soon done again; and nobody asks after the end.
                if str(error) != reported and not self.stopped:
                    _LOG.error("%s: %s", self._trouble, error)
                reported = str(error)
            pause.wait(self._every_s, self._stopped.is_set)
        self._notices.close()
