"""Reading articles from files and folders, one at a time, errors as values."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from corpus.article import Article
from corpus.cleaning import clean_body, clean_line
from corpus.errors import ArticleError, InputError
from corpus.rows import article_of, looks_like_article

Read = Article | ArticleError

_LINES = (".jsonl", ".ndjson")
_FORMS = (".txt", ".json", *_LINES)
_MOST_LINE_BYTES = 50 * 1024 * 1024
_MOST_STANDFIRST_WORDS = 50


def read_path(path: str | Path) -> Iterator[Read]:
    """Yield the articles of a file, or of every file of articles below a folder, in a fixed order.

    What cannot be used is yielded as an `ArticleError` in its place, and reading goes on. Of a folder only
    what are articles is taken: other files, and files of rows without headline and text, are passed over.

    Args:
        path: A ``.txt`` (headline, standfirst, body), ``.json``, ``.jsonl`` or ``.ndjson`` file, each also
            with ``.gz``; or a folder.

    Raises:
        InputError: `path` does not exist, is of no form that can be read, or is a folder without articles.
    """
    root = Path(path).expanduser()
    if root.is_dir():
        yield from _read_folder(root)
    elif not root.exists():
        raise InputError(f"There is no file or folder {root}", "Correct the path.")
    elif _form(root) is None:
        raise InputError(
            f"{root} is of no form that can be read", f"Give it as {', '.join(_FORMS)}, or with .gz."
        )
    else:
        yield from _read_file(root)


def _read_folder(root: Path) -> Iterator[Read]:
    empty = True
    for file in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if hidden or _form(file) is None or not file.is_file():
            continue
        for item in _only_articles(file):
            empty = False
            yield item
    if empty:
        raise InputError(
            f"There are no articles in the folder {root}",
            f"Put articles there as {', '.join(_FORMS)} (also .gz), or name another folder.",
        )


def _form(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in _FORMS else None


def _only_articles(file: Path) -> Iterator[Read]:
    """Hold back a file's errors until its first article: a file of something else has none."""
    held: list[ArticleError] = []
    found = False
    for item in _read_file(file, of_folder=True):
        if found:
            yield item
        elif isinstance(item, Article):
            found = True
            yield from held
            yield item
        else:
            held.append(item)
    if not found:
        # What could not be read at all may have been articles; rows of something else were not.
        yield from (error for error in held if error.line is None)


def _read_file(file: Path, *, of_folder: bool = False) -> Iterator[Read]:
    path = file.resolve().as_posix()
    form = _form(file)
    try:
        with _opened(file) as stream:
            if form in _LINES:
                yield from _read_lines(stream, path)
            elif form == ".json":
                yield from _read_json(_decoded(stream.read(), path), path, of_folder=of_folder)
            else:
                yield _read_text(_decoded(stream.read(), path), path)
    except ArticleError as error:
        yield error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield ArticleError(f"The gzip file is damaged: {error}", path, None, "Fetch or pack it again.")
    except OSError as error:
        reason = error.strerror or str(error)
        yield ArticleError(f"The file cannot be read: {reason}", path, None, "Check its rights.")


def _opened(file: Path) -> BinaryIO:
    return gzip.open(file, "rb") if file.suffix.lower() == ".gz" else file.open("rb")  # type: ignore[return-value]


def _decoded(raw: bytes, path: str, line: int | None = None) -> str:
    """The text of UTF-8 (or UTF-16 with its mark); another encoding cannot be told from garbage."""
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise ArticleError("This is a binary file, not text", path, line, "Give only files of text.")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"This is not valid {encoding[:6].rstrip('-').upper()}: byte {error.start + 1} cannot be read",
            path,
            line,
            "Save it as UTF-8, and sync again.",
        ) from None


def _read_lines(stream: BinaryIO, path: str) -> Iterator[Read]:
    number = 0
    while raw := stream.readline(_MOST_LINE_BYTES):
        number += 1
        try:
            if number == 1 and b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                yield ArticleError("This is a binary file, not text", path, None, "Give only files of text.")
                return
            if len(raw) == _MOST_LINE_BYTES:
                while (rest := stream.readline(_MOST_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                raise ArticleError("This line is longer than 50 MB", path, number, "Split it.")
            text = _decoded(raw, path, number).strip()
            if text:
                article, faults = article_of(_parsed(text, path, number), path, number)
                yield from faults
                yield article
        except ArticleError as error:
            yield error


def _parsed(text: str, path: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ArticleError("This JSON is nested too deeply", path, line) from None
    except ValueError as error:
        raise ArticleError(f"This is no JSON: {error}", path, line) from None


def _read_json(text: str, path: str, *, of_folder: bool) -> Iterator[Read]:
    value = _parsed(text, path, None)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    rows = value if isinstance(value, list) else [value]
    if of_folder and not any(looks_like_article(row) for row in rows):
        return
    for number, row in enumerate(rows, start=1):
        try:
            # A row of a list is named by its place in it, as a line is by its number.
            article, faults = article_of(row, path, number if isinstance(value, list) else None)
            yield from faults
            yield article
        except ArticleError as error:
            yield error


def _read_text(text: str, path: str) -> Article:
    """Headline, an optional standfirst (one short paragraph before others), body."""
    headline, _, rest = text.strip().partition("\n")
    title = clean_line(headline)
    blocks = [block for block in rest.replace("\r\n", "\n").split("\n\n") if block.strip()]
    standfirst = ""
    if len(blocks) > 1 and "\n" not in blocks[0].strip() and len(blocks[0].split()) <= _MOST_STANDFIRST_WORDS:
        standfirst = clean_line(blocks.pop(0))
    body = clean_body("\n\n".join(blocks))
    if not title or not body.body:
        raise ArticleError(
            "This is no article: it has no text below its headline",
            path,
            None,
            "Write a headline, an empty line, and the text.",
        )
    return Article(
        article_id=path,
        title=title,
        body=body.body,
        summary=standfirst,
        author=body.byline,
        credit=body.credit,
        origin=path,
    )
