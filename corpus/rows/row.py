"""A row of named fields, read by our names of them whatever it calls them itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.errors import ArticleError
from corpus.options import Reading
from corpus.rows.fields import plain_prose, texts_of
from corpus.text.dates import Precision, TwoDays, parse_published
from corpus.text.day_order import day_comes_first
from corpus.text.language import language_code, language_of

_MOST_VERSION = 1_000_000_000
EMBARGO = "embargoed_until"
_OF_NEWS, _EXPORTED = ("published_at", "updated_at"), "citedesk_version"
_A_YEAR = timedelta(days=366)
_SPELLING = "Write it as YYYY-MM-DD or RFC 3339."


@dataclass(slots=True)
class Row:
    """A row by our names of its fields, and what could not be read of it."""

    value: Mapping[str, Any]
    path: str
    line: int | None
    reading: Reading
    faults: list[ArticleError]

    @classmethod
    def of(cls, value: Any, path: str, line: int | None, reading: Reading) -> Row:
        """Return a parsed value as a row.

        Raises:
            ArticleError: It is no object.
        """
        if not isinstance(value, Mapping):
            raise ArticleError(
                "This is not a JSON object", path, line, 'Write each article as {"title": ..., "body": ...}.'
            )
        return cls(value, path, line, reading, [])

    def text(self, name: str) -> str:
        """The first value that a field has under any of its names, "" for none."""
        unread = False
        for text in texts_of(self.value, name, self.reading):
            if text is not None:
                return text
            unread = True
        if unread:
            message = f"The field {name!r} is no text; the article was kept without it"
            self.fault(message, "Write it as a text.")
        return ""

    def date(self, name: str) -> tuple[datetime | None, Precision | None]:
        """The first date that can be read; an unreadable one is a fault when no name has another."""
        wrong = ""
        for text in texts_of(self.value, name, self.reading):
            try:
                if text is None:
                    raise ValueError("it is not a date")
                moment, precision = self._parsed(text)
                self._not_to_come(name, moment, text)
                return moment, precision
            except ValueError as error:
                wrong = wrong or str(error)
        if wrong and name == EMBARGO:  # Nobody knows how long it must wait.
            raise ArticleError(f"{name}: {wrong}; the article was left out", self.path, self.line, _SPELLING)
        if wrong:
            self.fault(f"{name}: {wrong}; the article was kept without it", _SPELLING)
        return None, None

    def _parsed(self, text: str) -> tuple[datetime | None, Precision | None]:
        try:
            return parse_published(text)
        except TwoDays:  # The language is recognised only where it decides.
            return parse_published(text, day_comes_first(self.language, self.plain("url")))

    def _not_to_come(self, name: str, moment: datetime | None, text: str) -> None:
        """Raise `ValueError` where news would be of a year that has not begun, and does not wait for it."""
        is_known = name not in _OF_NEWS or self.plain(EMBARGO) or _EXPORTED in self.value
        if moment is not None and not is_known and moment > datetime.now(UTC) + _A_YEAR:
            raise ValueError(f"{text!r} is more than a year ahead")

    @property
    def language(self) -> str:
        """The language that the row states, or else that of its text; "" for neither."""
        stated = self.plain("language")
        return stated if language_code(stated) else language_of(plain_prose(self.plain("body"))) or ""

    def plain(self, name: str) -> str:
        """The first value of a field that can be read, "" for none; what cannot be is told elsewhere."""
        return next(filter(None, texts_of(self.value, name, self.reading)), "")

    def number(self, name: str) -> int | None:
        """The number of a version."""
        text = next(texts_of(self.value, name, self.reading), "")
        if text == "":
            return None
        number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 11 else 0
        if not 1 <= number <= _MOST_VERSION:
            raise ArticleError(f"The field {name!r} is not a version number", self.path, self.line)
        return number

    def fault(self, message: str, hint: str) -> None:
        """Note what could not be read of an article that is kept all the same."""
        self.faults.append(ArticleError(message, self.path, self.line, hint, kept=True))

    @property
    def place(self) -> str:
        """Its file and line, as publishers' words are known by it."""
        return f"{self.path}#{self.line}" if self.line else self.path

    @property
    def origin(self) -> str:
        """Its file and line, for people."""
        return f"{self.path}:{self.line}" if self.line else self.path
