"""A row of JSON, whatever its fields are called, as an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from corpus.article import Article, Exported, NamedStory, Read, Withdrawal
from corpus.errors import ArticleError, unforeseen
from corpus.identity import canonical_url, names_one_page
from corpus.options import Reading
from corpus.rows.fields import NAMES, plain_prose, texts_of, with_line_breaks
from corpus.rows.notices import is_note, noted_state, notes_of
from corpus.rows.page_lists import PageOnly, page_named
from corpus.rows.publication import EMBARGOED, State, locked_state, state_of, tells_state
from corpus.rows.row import EMBARGO, Row
from corpus.rows.spoken_notices import named_story, spoken_state
from corpus.text.bylines import author_of
from corpus.text.cleaning import CLEANER, CleanText, clean_body, clean_line, cleaned_before
from corpus.text.datelines import dateline_day
from corpus.text.dates import Precision
from corpus.text.days_ahead import waits
from corpus.text.language import language_code, language_of
from corpus.text.outlets import outlet_name
from corpus.text.walls import wall_of

_PROSE = ("title", "body", "summary")
# How a news service ends a text of which it gives the beginning only.
_CUT = re.compile(r"(?:…|\.\.\.)?\s*\[\+?\d+ chars\]\s*\Z")
_BEGINNING = 1_000
_MOST_COMPARED = 3_000
_LONGEST_HEADLINE = 90
_MOST_NAMED = 12
_OF_ARTICLES = frozenset({name for names in NAMES.values() for name in names} | {"type", "version"})
_SENTENCE = re.compile(r"(.{20,}?[.!?])(?:\s|\Z)")


def looks_like_article(value: Any, reading: Reading) -> bool:
    """Whether a row has both a headline and a text, so that its file is one of articles."""
    if not isinstance(value, Mapping):
        return False
    return all(any(text for text in texts_of(value, name, reading)) for name in ("title", "body"))


def only_takes_back(value: Any, reading: Reading) -> bool:
    """Whether a row has an id and word that its article is taken back, and nothing of other things.

    A canceled order has an id and a status too, and fields that no article has.
    """
    if not isinstance(value, Mapping) or not any(texts_of(value, "id", reading)):
        return False
    state = state_of(value)
    if state is None or not state.recalls:
        return False
    if "pubstatus" in value:  # Only news calls it so.
        return True
    is_known = all(name in _OF_ARTICLES or tells_state(name) or is_note(name) for name in map(str, value))
    return is_known and not any(texts_of(value, "body", reading))


def read_row(
    value: Any, path: str, line: int | None, reading: Reading, also: tuple[str, ...] = ()
) -> Iterator[Read]:
    """Yield what a row is: an article with what is wrong with it, an error, or word that it is unpublished.

    Other ids that it may have in the archive, should it be withdrawn, are in `also`.
    """
    try:
        state = _unpublished(value, path, line, reading)
        if state is not None:
            yield withdrawn(value, state, path, line, reading, also)
            return
        article, faults = article_of(value, path, line, reading)
    except ArticleError as error:
        yield error.bare()
        return
    except MemoryError:
        raise
    except Exception as error:  # Of any kind: the other rows are read all the same.
        yield unforeseen(error, path, line)
        return
    yield from faults
    yield article


def withdrawn(
    value: Mapping[str, Any],
    state: State,
    path: str,
    line: int | None,
    reading: Reading,
    also: tuple[str, ...] = (),
) -> Withdrawal:
    """Return the word that a row's article is not published."""
    row = Row(value, path, line, reading, [])
    own = row.text("id")
    ids = tuple(dict.fromkeys((*([own] if own else _ids(row, row.text("url"))), *also)))
    sent = row.date("updated_at")[0]
    named = _named(row, sent or row.date("published_at")[0]) if state.is_notice else None
    text = plain_prose(row.plain("title")), plain_prose(row.plain("body")[:_MOST_COMPARED])
    own_text = text if all(text) and not state.is_notice else None
    return Withdrawal(
        ids, state.kind, state.reason, row.origin, state.final, state.recalls, sent, named, own_text
    )


def _named(row: Row, sent: datetime | None) -> NamedStory:
    texts = (row.plain("body"), row.plain("summary"), *notes_of(row.value))
    source = outlet_name(clean_line(row.text("source")), row.reading.outlets)
    return named_story(plain_prose(row.plain("title")), texts, row.plain("url"), source, sent)


def _unpublished(value: Any, path: str, line: int | None, reading: Reading) -> State | None:
    if not isinstance(value, Mapping):
        return None
    row = Row(value, path, line, reading, [])
    title, body, summary = (plain_prose(row.plain(name)[:_BEGINNING]).strip() for name in _PROSE)
    begins = (text.partition("\n")[0] for text in (title, body, summary))
    state = state_of(value) or locked_state(*map(row.plain, _PROSE))
    state = state or noted_state(*begins, notes=tuple(notes_of(value)))
    state = state or spoken_state(title, body, clean_line(row.plain("source")))
    if state is EMBARGOED and row.date(EMBARGO)[0] is not None:
        return None
    return state


def headline_of(body: str) -> str:
    """Return the first sentence of a text, or its first words, for one that has no headline."""
    line = clean_line(body.strip().partition("\n")[0])
    sentence = _SENTENCE.match(line)
    head = sentence.group(1).rstrip(".") if sentence else line
    if len(head) <= _LONGEST_HEADLINE:
        return head
    return f"{head[:_LONGEST_HEADLINE].rpartition(' ')[0] or head[:_LONGEST_HEADLINE]} …"


def _ids(row: Row, url: str | None) -> tuple[str, ...]:
    """The ids of a row that has none of its own, the likeliest first."""
    address = canonical_url(url) if url else None
    if address is None:
        return (row.place,)
    # The front page is no article: many sites name it as the address of every page.
    return (address, row.place) if names_one_page(address) else (row.place,)


def article_of(
    value: Any, path: str, line: int | None, reading: Reading | None = None
) -> tuple[Article, list[ArticleError]]:
    """Return a row as an article, with the faults in spite of which it is kept, such as an invalid date.

    Raises:
        ArticleError: It is no object, or has no headline or no text.
    """
    row = Row.of(value, path, line, reading or Reading())
    version = row.number("citedesk_version")
    own = row.text("id")
    source = outlet_name(clean_line(row.text("source")), row.reading.outlets)
    title, summary, body = _prose(row, version is not None, source)
    url = clean_line(row.text("url")) or _page_named(row) or None
    published, precision = _published(row, body, url)
    first, *others = (own,) if own else _ids(row, url)
    article = Article(
        article_id=first,
        title=title,
        body=body.body,
        summary=summary,
        source=source or None,
        published_at=published,
        published_precision=precision,
        updated_at=row.date("updated_at")[0],
        author=author_of(clean_line(row.text("author")) or body.byline),
        credit=clean_line(row.text("credit")) or body.credit,
        url=url,
        origin=row.origin,
        language=language_code(row.text("language")) or language_of(body.body),
        # As an entry of a feed: nobody has read yet what is dated ahead.
        embargoed_until=row.date(EMBARGO)[0] or (published if version is None and waits(published) else None),
        expires_at=row.date("expires_at")[0],
        cleaner=CLEANER if version is None else row.text("citedesk_cleaner") or None,
        exported=_exported(row, version),
        fallback_id=others[0] if others else None,
        section=clean_line(row.text("section")) or None,
    )
    return article, row.faults


def _page_named(row: Row) -> str:
    """The address of a page that stands where the outlet does, "" for none."""
    source = clean_line(row.plain("source"))  # Its faults are told already.
    address = canonical_url(source) if "://" in source else None
    return source if address and names_one_page(address) else ""


def _published(row: Row, body: CleanText, url: str | None) -> tuple[datetime | None, Precision | None]:
    published, precision = row.date("published_at")
    return (published, precision) if published else dateline_day(body.body, url)


def _prose(row: Row, is_exported: bool, source: str) -> tuple[str, str, CleanText]:
    """The headline, standfirst and body of a row, cleaned."""
    texts = {name: row.text(name) for name in _PROSE}
    # A version of an export was cleaned when it was read first, and stays as it is.
    if not is_exported:
        texts = {name: plain_prose(with_line_breaks(text)) for name, text in texts.items()}
    title = clean_line(texts["title"])
    if "publishedAt" in row.value:  # NewsAPI puts the outlet behind each headline.
        title = title.removesuffix(f" - {source}")
    body = (cleaned_before if is_exported else clean_body)(_uncut(texts["body"], row))
    if not (title or body.body) and row.value.keys() - NAMES.keys():  # Else one of our own readers made it.
        raise ArticleError(
            f"The row has neither a headline nor a text under a usual name; its fields are {_fields_of(row)}",
            row.path,
            row.line,
            "Say which they are in the setting FIELDS, or leave this file out.",
        )
    if not body.body and not is_exported and (address := page_named(row.value, row.reading)):
        raise PageOnly(address, row.path, row.line)
    for name, text in (("title", title), ("body", body.body)):
        if not text:
            raise ArticleError(f"The article has no {name}", row.path, row.line, f"Give it a {name!r} field.")
    summary = clean_line(texts["summary"] if is_exported else clean_body(texts["summary"]).body)
    if not is_exported and (wall := wall_of(title, body.body)):
        if not summary or wall_of(title, summary):
            hint = "Leave it out, or give the article's own text."
            raise ArticleError(f"The text is {wall}, and no article", row.path, row.line, hint)
        row.fault(f"The text is {wall}: what sums the article up was kept", "Give the article's own text.")
        body = replace(body, body=summary)
    return title, "" if summary == body.body else summary, body


def _fields_of(row: Row) -> str:
    names = [repr(str(name)[:_LONGEST_HEADLINE]) for name in row.value]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED]) or 'none'}{more}"


def _uncut(body: str, row: Row) -> str:
    whole = _CUT.sub("", body)
    if whole != body:
        row.fault("The text is cut: its service gives the beginning only", "Sync the page at its address.")
    return whole


def _exported(row: Row, version: int | None) -> Exported | None:
    if version is None:
        return None
    return Exported(version, row.date("citedesk_corrected_at")[0], row.number("citedesk_corrects"))
