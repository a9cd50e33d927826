"""A row of JSON, whatever its fields are called, as an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.article import Article, Exported
from corpus.errors import ArticleError
from corpus.identity import canonical_url
from corpus.options import Reading
from corpus.text.cleaning import CLEANER, clean_body, clean_line, cleaned_before
from corpus.text.dates import dateline_day, parse_published
from corpus.text.language import language_code, language_of
from corpus.text.outlets import outlet_name

_MOST_VERSION = 1_000_000_000


def _text(value: Any) -> Any:
    return "" if value is None else value


def _identifier(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _names(value: Any) -> Any:
    return ", ".join(str(name) for name in value) if isinstance(value, list) else _text(value)


Text = Annotated[str, BeforeValidator(_text)]


def _named(*names: str) -> Any:
    return Field("", validation_alias=AliasChoices(*names))


class Row(BaseModel):
    """What a row may say, by the usual names of its fields; others are ignored."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str | None, BeforeValidator(_identifier)] = Field(
        None, validation_alias=AliasChoices("id", "article_id", "guid", "_id", "uid")
    )
    title: Text = _named("title", "headline")
    body: Text = _named("body", "text", "content", "article", "full_text", "maintext")
    summary: Text = _named("summary", "standfirst", "description", "abstract", "lead")
    source: Text = _named("source", "outlet", "publisher", "site", "domain")
    published_at: Text = _named(
        "published_at", "published", "date", "pub_date", "date_publish", "publish_date", "datePublished"
    )
    updated_at: Text = _named("updated_at", "modified", "date_modify", "dateModified")
    author: Annotated[str, BeforeValidator(_names)] = _named("author", "authors", "byline")
    url: Text = _named("url", "link", "canonical_url")
    language: Text = _named("language", "lang", "inLanguage")
    embargoed_until: Text = _named("embargoed_until", "embargoed", "embargo", "not_before")
    expires_at: Text = _named("expires_at", "expires", "expiry", "unpublish_date")
    # Of an export of Citedesk's own.
    credit: Text = ""
    citedesk_version: Annotated[int | None, Field(ge=1, le=_MOST_VERSION)] = None
    citedesk_cleaner: str | None = None
    citedesk_corrected_at: Text = ""
    citedesk_corrects: Annotated[int | None, Field(ge=1, le=_MOST_VERSION)] = None


def looks_like_article(value: Any, reading: Reading) -> bool:
    """Whether a row has both a headline and a text, so that its file is one of articles."""
    if not isinstance(value, Mapping):
        return False
    try:
        row = Row.model_validate(_renamed(value, reading))
    except ValidationError:
        return False
    return bool(row.title.strip() and row.body.strip())


def _renamed(value: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The row with the names that a setting maps to ours; those win over the usual ones."""
    mapped = {ours: value[theirs] for ours, theirs in reading.fields.items() if theirs in value}
    # Another usual name of the same field would win over ours by its place in the list.
    return {**{name: told for name, told in value.items() if name not in mapped}, **mapped}


def article_of(
    value: Any, path: str, line: int | None, reading: Reading | None = None
) -> tuple[Article, list[ArticleError]]:
    """Return a row as an article, and what was wrong with it though it is kept (a date that is none).

    Args:
        value: The parsed JSON.
        path: The file it stands in.
        line: Its line, or None.
        reading: Names of fields and outlets beside the usual ones.

    Raises:
        ArticleError: It is no object, or has no headline or no text, or a field of the wrong type.
    """
    if not isinstance(value, Mapping):
        raise ArticleError(
            "This is no JSON object", path, line, 'Write each article as {"title": ..., "body": ...}.'
        )
    reading = reading or Reading()
    try:
        row = Row.model_validate(_renamed(value, reading))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ArticleError(f"The field {name!r} cannot be read: {first['msg']}", path, line) from None
    # A version of an export was cleaned when it was read first, and stays as it is.
    cleaned = clean_body if row.citedesk_version is None else cleaned_before
    title, body = clean_line(row.title), cleaned(row.body)
    for name, text in (("title", title), ("body", body.body)):
        if not text:
            raise ArticleError(f"The article has no {name}", path, line, f"Give it a {name!r} field.")
    faults: list[ArticleError] = []
    published, precision = _date(row.published_at, "published_at", path, line, faults)
    updated, _ = _date(row.updated_at, "updated_at", path, line, faults)
    embargo, _ = _date(row.embargoed_until, "embargoed_until", path, line, faults)
    expiry, _ = _date(row.expires_at, "expires_at", path, line, faults)
    origin = f"{path}:{line}" if line else path
    url = clean_line(row.url) or None
    if published is None:
        published, precision = dateline_day(body.body, url)
    article = Article(
        article_id=row.id or (canonical_url(url) if url else None) or (f"{path}#{line}" if line else path),
        title=title,
        body=body.body,
        summary=clean_line(row.summary),
        source=outlet_name(clean_line(row.source), reading.outlets) or None,
        published_at=published,
        published_precision=precision,
        updated_at=updated,
        author=clean_line(row.author) or body.byline,
        credit=clean_line(row.credit) or body.credit,
        url=url,
        origin=origin,
        language=language_code(row.language) or language_of(body.body),
        embargoed_until=embargo,
        expires_at=expiry,
        cleaner=CLEANER if row.citedesk_version is None else row.citedesk_cleaner,
        exported=_exported(row, path, line, faults),
    )
    return article, faults


def _exported(row: Row, path: str, line: int | None, faults: list[ArticleError]) -> Exported | None:
    if row.citedesk_version is None:
        return None
    corrected, _ = _date(row.citedesk_corrected_at, "citedesk_corrected_at", path, line, faults)
    return Exported(row.citedesk_version, corrected, row.citedesk_corrects)


def _date(text: str, name: str, path: str, line: int | None, faults: list[ArticleError]) -> Any:
    try:
        return parse_published(text)
    except ValueError as error:
        message = f"{name}: {error}; the article was kept without it"
        faults.append(ArticleError(message, path, line, "Write it as YYYY-MM-DD or RFC 3339.", kept=True))
        return None, None
