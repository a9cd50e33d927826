"""What the page's events do with feeds, apart from how Gradio carries them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CitedeskError
from index.registers.feeds import FeedList, ask_for_feed, forget_feed, keep_feed, pause_feed, resume_feed
from qa.desk import Desk
from qa.intake.feed_rounds import FeedRounds
from qa.web.errors import told
from qa.web.html.feeds import deleted, feed_list

_CHANGES = {"fetch": ask_for_feed, "pause": pause_feed, "resume": resume_feed, "forget": forget_feed}


class Feeds:
    """The feeds of an archive, as operators see and change them."""

    def __init__(self, desk: Desk, rounds: FeedRounds) -> None:
        self._catalogue = desk.archive.catalogue
        self._folder: Path = desk.archive.place.folder
        self._rounds = rounds

    @property
    def busy(self) -> bool:
        """Whether one is being fetched, or is going to be because somebody asked."""
        try:
            return self._rounds.current is not None or any(feed.asked for feed in self._rounds.list().feeds)
        except CitedeskError:  # The list itself tells.
            return False

    def shown(self, trouble: tuple[str, str] | None = None) -> str:
        """Return them as HTML."""
        try:
            return feed_list(self._rounds.list(), self._rounds.current, trouble)
        except CitedeskError as error:
            return feed_list(FeedList(0, ()), None, told(error, self._folder))

    def add(self, url: str, account: str) -> tuple[str, bool]:
        """Keep a feed and have it fetched; return the list, and whether it was kept."""
        try:
            keep_feed(self._catalogue, url, account)
        except CitedeskError as error:
            return self.shown(told(error, self._folder)), False
        self._rounds.wake()
        return self.shown(), True

    def change(self, command: Mapping[str, Any], account: str) -> tuple[str, str]:
        """Do what a button says; return the list, and of a feed that was deleted the way back."""
        do, url = command.get("do"), str(command.get("feed", ""))
        if do == "keep":
            return self.add(url, account)[0], ""
        change = _CHANGES.get(str(do))
        try:
            if change is not None:
                change(self._catalogue, url)
        except CitedeskError as error:
            return self.shown(told(error, self._folder)), ""
        self._rounds.wake()
        return self.shown(), deleted(url) if do == "forget" else ""
