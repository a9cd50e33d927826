"""What an article is, and when two articles are the same."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar

from corpus.errors import ArticleError
from corpus.identity import canonical_url, encodable
from corpus.text.cleaning import CLEANER
from corpus.text.dates import Precision

_Read = TypeVar("_Read")

# In characters. They are shown in full beside hits and answers; a longer one is a text in the wrong field.
_MOST = 5_000
_CORRECT = "Correct the field, and sync again."
_LIMITS = {
    "article_id": _MOST,
    "title": _MOST,
    # A text takes its length in time, a minute for each million characters of odd words.
    "body": 400 * _MOST,
    "summary": 10 * _MOST,
    "source": _MOST,
    "author": _MOST,
    "section": _MOST,
    "credit": _MOST,
    "url": _MOST,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What our own export says about a version.

    Attributes:
        version: Its number.
        corrected_at: When the article was last corrected, aware UTC, or None.
        corrects: The number of the version that the correction replaced, or None.
    """

    version: int
    corrected_at: datetime | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read, cleaned and ready to be stored.

    Attributes:
        article_id: The row's own id verbatim, else its canonical URL, else its path; half a character in
            it is written out.
        title: The headline, one line, never empty.
        body: Cleaned text, paragraphs separated by a blank line, never empty.
            Citations and chunks are offsets into this string, in code points.
        summary: The standfirst, or "".
        source: The outlet's name, or None.
        published_at: Aware UTC, or None if unknown.
        published_precision: Whether `published_at` is a day or an instant; None if unknown.
        published_is_update: Whether `published_at` is only `updated_at`, because no other day is given.
        updated_at: When the publisher last changed it, aware UTC, or None.
        author: Whose byline it carries, or None.
        credit: Its credit line ("With reporting by ..."), or None.
        url: Where it was published, or None.
        origin: Where it was read, as ``path`` or ``path:line``.
        language: ISO 639-1 code of its language, or None if uncertain.
        embargoed_until: It may not be found before this instant, aware UTC; None for at once.
        expires_at: It may not be found from this instant on, aware UTC; None for never.
        cleaner: The rules by which it was read and cleaned; None if unknown.
        exported: What our own export says about it, or None.
        fallback_id: The id that it has when `article_id` turns out to be another article's: an address that
            several pages share tells none of them apart. None for a row's own id, which has no second.
        section: The section of the outlet that it stood in ("Sport"), or None.
        stands_in: Whether its text is only what a feed says of a page that does not show it, or not now.
    """

    article_id: str
    title: str
    body: str
    summary: str = ""
    source: str | None = None
    published_at: datetime | None = None
    published_precision: Precision | None = None
    published_is_update: bool = False
    updated_at: datetime | None = None
    author: str | None = None
    credit: str | None = None
    url: str | None = None
    origin: str = ""
    language: str | None = None
    embargoed_until: datetime | None = None
    expires_at: datetime | None = None
    cleaner: str | None = CLEANER
    exported: Exported | None = None
    fallback_id: str | None = None
    section: str | None = None
    stands_in: bool = False

    def __post_init__(self) -> None:
        """Escape invalid characters in names: those of files and rows need not be valid."""
        for name in ("article_id", "origin", "url", "language", "cleaner"):
            if value := getattr(self, name):
                object.__setattr__(self, name, encodable(value))

    @property
    def text_hash(self) -> str:
        """SHA-256 of title, summary and body: a different value means a different version."""
        return _digest(self.title, self.summary, self.body)

    @property
    def metadata_hash(self) -> str:
        """SHA-256 of everything else that is stored; a change of it alone makes no new version."""
        dates = (self.published_at, self.updated_at, self.embargoed_until, self.expires_at)
        return _digest(
            *(date.isoformat() if date else "" for date in dates),
            self.published_precision or "",
            *(value or "" for value in (self.source, self.author, self.credit, self.url, self.language)),
            # Only if there is one, so that the hashes of other articles stay the same.
            *((self.section,) if self.section else ()),
        )


@dataclass(frozen=True, slots=True)
class NamedStory:
    """What a notice under an id of its own says of the story that it takes back.

    Attributes:
        headlines: `headline_key` of each headline that it names.
        addresses: The canonical address of each page that it names.
        source: The outlet of both, or "" for an unknown one.
        sent_at: When the notice was sent, aware UTC, or None: what is newer is another story.
    """

    headlines: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    source: str = ""
    sent_at: datetime | None = None

    def is_named(self, title: str, url: str | None, source: str | None, at: datetime | None) -> bool:
        """Whether an article with this headline, address, outlet and day is that story."""
        if self.source and source and self.source != source:
            return False
        if self.sent_at is not None and at is not None and at > self.sent_at:
            return False
        address = canonical_url(url) if url else None
        return address in self.addresses or headline_key(title) in self.headlines


def headline_key(title: str) -> str:
    """Return a headline for comparing: NFKC, without capitals and marks, with single spaces."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A message that an article is not, or no longer, published; its text is not stored, or is taken out.

    Attributes:
        article_ids: The ids that it may have in the archive, likeliest first; never empty.
        kind: How it is counted: "draft", "canceled".
        reason: Why, as a clause for the log: "its publisher canceled it".
        origin: Where it was read, as ``path`` or ``path:line``.
        final: Whether no later sync may bring it back, as with a killed story.
        recalls: Whether it takes back a published article, and does not only say that it is not out yet.
        changed_at: When its publisher sent it, aware UTC, or None.
        named: What it says of the story, should that have another id; None where it can only mean its own.
        text: The headline and text of what is held back, None where it says only that a story is.
    """

    article_ids: tuple[str, ...]
    kind: str
    reason: str
    origin: str
    final: bool = False
    recalls: bool = False
    changed_at: datetime | None = None
    named: NamedStory | None = None
    text: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is no news article, and was skipped without being an error.

    Attributes:
        kind: What it is counted as, a noun in the singular: "page without metadata".
        origin: Where it stands, as ``path`` or ``path:line``.
        example: What names it shortly to people, such as a file's ending; "" for nothing.
    """

    kind: str
    origin: str
    example: str = ""

    @classmethod
    def file(cls, kind: str, path: str) -> LeftOut:
        """Return a whole file as left out, named by its name."""
        return cls(kind, path, PurePosixPath(path).name)


Read = Article | ArticleError | Withdrawal | LeftOut
"""What reading yields, in the order of the file: nothing is left out without a word."""


def bounded(item: _Read) -> _Read | ArticleError:
    """Return what was read, or the error of an article one of whose fields is too long."""
    if isinstance(item, Article):
        for name, most in _LIMITS.items():
            length = len(getattr(item, name) or "")
            if length > most:
                message = f"The field {name!r} has {length:,} characters; at most {most:,} are read"
                hint = "Split it into several articles." if name == "body" else _CORRECT
                return ArticleError(message, item.origin[:_MOST], None, hint)
    return item


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def normalise_text(text: str) -> str:
    """Return `text` for comparing: NFKD, lower case, every run outside a-z0-9 one space, trimmed.

    Source: the string normalisation of the evaluation contract.
    """
    folded = unicodedata.normalize("NFKD", text).lower()
    return " ".join("".join(char if char.isascii() and char.isalnum() else " " for char in folded).split())
