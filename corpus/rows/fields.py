"""The fields of a row, whatever they are called and however they are written, as texts."""

from __future__ import annotations

import ast
import html
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.options import Reading
from corpus.raw.markup import html_words
from corpus.rows.rich_text import rich_text
from corpus.word_lists import table_in

NAMES = table_in(__file__, "field_names")
"""Our fields, and the usual names of each; a dot in one leads into an object."""

DATES = frozenset({"published_at", "updated_at", "embargoed_until", "expires_at", "citedesk_corrected_at"})
# What an object says of itself in words, by the forms that news is exchanged in.
_INSIDE = (
    *("name", "rendered", "main", "value", "original", "text", "plain", "$date", "$oid", "$numberLong"),
    *("seconds", "_seconds", "basic", "node", "displayName", "display_name", "fullName", "full_name"),
)
# The first and last names of an author whose name stands nowhere as a whole.
_NAME_PARTS = (
    ("first_name", "firstName", "firstname", "givenName", "given_name"),
    ("last_name", "lastName", "lastname", "familyName", "family_name", "surname"),
)
# What ninjs says of each of the forms that it gives a text in.
_FORMS_OF_BODY = frozenset({"role", "contentType", "contenttype", "charCount", "wordCount"})
_TREES = frozenset({"body", "summary"})
_MOST_DEPTH = 4
_MOST_NAMES = 2_000
_DIGITS = re.compile(r"-?\d+(?:\.\d{1,9})?(?:[eE]\+?\d{1,2})?")
# How .NET writes a date into JSON.
_OF_NET = re.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/")
# What programs write where there is nothing.
_NOTHING = frozenset({"null", "none", "nan", "undefined", "nil", "n/a"})
_MAY_BE_NOTHING = frozenset({"id", "author", "source", "section", "url", "language", "summary", "credit"})
_COMPACT = re.compile(r"(?:19|20)\d{12}")
_NO_DATE = frozenset({"true", "false", "yes", "no", "0", "0000-00-00 00:00:00", "0000-00-00t00:00:00"})
# Seconds since 1970 of the years 1973 to 5138; what is larger counts smaller parts of a second.
_LEAST_EPOCH, _MOST_EPOCH = 1e8, 1e11
_PARTS = 3  # Thousandths, of these, and of those.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Days as spreadsheets count them, of the years 2000 to 2099.
_EXCEL_DAY = re.compile(r"\d{5}(?:\.\d{1,12})?")
_EXCEL_BEGINS = datetime(1899, 12, 30)
_LEAST_DAY, _MOST_DAY = 36_526, 73_051
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BLOCKS = frozenset(
    "p br div h1 h2 h3 h4 h5 h6 ul ol li blockquote figure table section article img hr".split()
)
_INLINE = frozenset("a b i em strong span u small sup sub cite q script style iframe".split())
_LAID_OUT = re.compile(r"<(?:p|br|div|li|h[1-6])\b", re.I)
_ESCAPED_TWICE = re.compile(r"&(?:amp|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip|#\d{2,5});")
# Behind a sentence or another one: a folder "C:\\news" has none.
_ESCAPED_BREAK = re.compile(r"(?:[.!?\"”’]|\\n) ?(?:\\r)?\\n")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def texts_of(row: Mapping[str, Any], name: str, reading: Reading) -> Iterator[str | None]:
    """Yield the values that a row has for our field `name`, those of the likeliest name first.

    Empty values are skipped; None stands for a value that cannot be read as a text. If an operator named
    a column for the field, only that one counts.
    """
    theirs = reading.fields.get(name)
    for key in (theirs,) if theirs is not None and theirs in row else NAMES[name]:
        value = _at(row, key)
        text = _date_text(value) if name in DATES else _text(value, name)
        if text and name in _MAY_BE_NOTHING and text.strip().lower() in _NOTHING:
            continue
        if text is None or text.strip():
            yield text


def plain_prose(text: str) -> str:
    """Return the words of a text that is written in HTML; a plain text is returned as it is.

    Tags are taken for HTML where they pair, or are those of paragraphs: "x < y" stays. Where none lays out
    paragraphs, the line breaks of the source do, as blogs have it.
    """
    if "<" in text and _is_html(text):
        broken = r"\n\s*\n" if _LAID_OUT.search(text) else "\n"
        return html_words(re.sub(broken, "\n<br>", text))
    if "&" not in text or not _ENTITY.search(text):
        return text
    return _ESCAPED_TWICE.sub(lambda entity: html.unescape(entity.group()), html.unescape(text))


def with_line_breaks(text: str) -> str:
    """Return a text with its line breaks, where they were escaped twice and stand in it as two characters."""
    if "\n" in text or not _ESCAPED_BREAK.search(text):
        return text
    return re.sub(r"(?:\\r)?\\n", "\n", text)


def _is_html(text: str) -> bool:
    if "<!--" in text and "-->" in text:
        return True
    opened: set[str] = set()
    for closing, tag in _TAG.findall(text):
        name = tag.lower()
        if name in _BLOCKS or (closing and name in opened):
            return True
        if name in _INLINE:
            opened.add(name)
    return False


def _at(row: Mapping[str, Any], key: str) -> Any:
    if key in row:
        return row[key]
    first, _, rest = key.partition(".")
    inside = row.get(first) if rest else None
    return inside.get(rest) if isinstance(inside, Mapping) else None


def _text(value: Any, name: str, depth: int = 0) -> str | None:
    """A value as a text: "" for nothing, None for what has none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return _listed(value) if name == "author" else value
    if isinstance(value, bool) or depth > _MOST_DEPTH:
        return None
    if isinstance(value, int | float):
        # An author or a section that is a number is a key of another table.
        return None if name == "author" else "" if name == "section" else _number(value)
    if isinstance(value, Mapping):
        return _of_object(value, name, depth)
    return _of_list(value, name, depth) if isinstance(value, list) else None


def _number(value: float) -> str | None:
    if isinstance(value, float) and math.isinf(value):
        return None
    try:
        return str(int(value)) if value == int(value) else str(value)
    except ValueError:  # Python refuses to write out numbers of thousands of digits.
        return None


def _of_object(value: Mapping[str, Any], name: str, depth: int) -> str | None:
    if not value:
        return ""
    if name == "author" and (whole := " ".join(filter(None, (_part(value, names) for names in _NAME_PARTS)))):
        return whole
    inside = (*_INSIDE, "title") if name == "source" else _INSIDE
    texts = (text for key in inside if (text := _text(value.get(key), name, depth + 1)))
    return next(texts, None) or (rich_text(value) or None if name in _TREES else None)


def _part(value: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """A part of somebody's name."""
    return next((part.strip() for name in names if isinstance(part := value.get(name), str)), "")


def _of_list(value: list[Any], name: str, depth: int) -> str | None:
    main = [item for item in value if isinstance(item, Mapping) and item.get("role") == "main"]
    texts = [text for item in main or value if (text := _text(item, name, depth + 1))]
    if value and not texts:
        return None if any(item is not None and item != "" for item in value) else ""
    if name == "author":
        return ", ".join(texts)
    # One body in several forms is one text; several strings, or blocks of an editor, are its paragraphs.
    paragraphs = name == "body" and all(isinstance(item, str) or _is_block(item) for item in value)
    return "\n\n".join(texts) if paragraphs else next(iter(texts), "")


def _is_block(item: Any) -> bool:
    """Whether it is a paragraph as editors of pages keep it, and not one form of a whole text."""
    is_typed = isinstance(item, Mapping) and isinstance(item.get("type") or item.get("_type"), str)
    return is_typed and not _FORMS_OF_BODY & item.keys()


def _listed(text: str) -> str:
    """Names as a table has them that a program wrote: "['Ann Roe', 'Bo Lund']"."""
    if not (text.startswith("['") or text.startswith('["')) or len(text) > _MOST_NAMES:
        return text
    try:
        names = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return ", ".join(names) if all(isinstance(name, str) for name in names) else text


def _date_text(value: Any) -> str | None:
    """A date as a text, also one that is counted in seconds or parts of them since 1970."""
    if isinstance(value, bool):
        return ""
    text = _text(value, "published_at")
    if text is None or text.strip().lower() in _NO_DATE:
        return text and ""
    text = _OF_NET.sub(r"\1", text.strip()) if "Date(" in text else text
    if _COMPACT.fullmatch(text.strip()):
        return f"{text.strip()[:8]}T{text.strip()[8:]}"
    if _EXCEL_DAY.fullmatch(text.strip()) and _LEAST_DAY <= (days := float(text)) < _MOST_DAY:
        return (
            (_EXCEL_BEGINS + timedelta(seconds=round(days * 86_400)))
            .isoformat(sep="T")
            .removesuffix("T00:00:00")
        )
    number = float(text) if _DIGITS.fullmatch(text.strip()) and len(text) < _MOST_DEPTH * 10 else 0.0
    for _ in range(_PARTS if number >= _MOST_EPOCH else 0):
        number /= 1000 if number >= _MOST_EPOCH else 1
    if not _LEAST_EPOCH <= number < _MOST_EPOCH:
        return text
    return (_EPOCH + timedelta(seconds=number)).isoformat()
