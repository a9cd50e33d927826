"""Reading articles from files and folders, one at a time, errors as values."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from corpus.article import Article, LeftOut, Read, Withdrawal
from corpus.errors import ArticleError, CitedeskError, InputError, unforeseen
from corpus.formats.csv_rows import read_table
from corpus.formats.html import read_page, told_of_pages
from corpus.formats.jsonl import read_json, read_lines
from corpus.formats.pdf import read_pdf
from corpus.formats.text import read_markdown, read_text
from corpus.formats.xml_dispatch import read_xml
from corpus.options import Meter, Reading
from corpus.raw.unpacking import Allowance, InSteps, unpacked, why_not_unpacked
from corpus.rows.page_lists import told_as_one

Reader = Callable[[BinaryIO, str, Reading], Iterator[Read]]
"""Takes an open file, its path for ids and errors, and how to read it."""

_FORMS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".json": read_json,
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".csv": read_table,
    ".tsv": read_table,
    ".pdf": read_pdf,
    ".xml": read_xml,
    ".nitf": read_xml,
    ".newsml": read_xml,
    ".rss": read_xml,
    ".atom": read_xml,
    ".rdf": read_xml,
}
_ZIP, _FEEDS = ".zip", ".opml"
_TOLD_FORMS = f"{', '.join(_FORMS)}, also with .gz or in a .zip"
# A zip lists each file in about 60 bytes, which take ten times as many in memory.
_MOST_LIST_BYTES = 8 * 1024**2
_MOST_HELD = 1_000
_LONGEST_SUFFIX = 10
_HEAD = 1024
_IS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype html|<html)\b")
_IS_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!doctype|rss|feed|rdf:rdf|nitf|news)")
_XML_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<nitf", b"<newsitem", b"<newsml", b"<newsmessage")
_IS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"[^\"\n]{1,100}\"\s*:")
OTHER_FILE = "file of another kind"
_NO_ROWS = "file of rows without articles"
# A text may be one of rows too: a file of these may be of something else, and its errors those of its rows.
_OF_ROWS = frozenset({".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv"})
_MOST_NAMED = 5


def read_path(path: str | Path, reading: Reading | None = None) -> Iterator[Read]:
    """Yield the articles of a file, or of every file of articles below a folder, in a fixed order.

    What cannot be used is yielded as an `ArticleError` in its place, and reading goes on. Of a folder only
    what are articles is taken: other files, and files of rows without headline and text, are `LeftOut`.

    Args:
        path: A file of one of the forms above, also with ``.gz``; a ``.zip`` of them; or a folder.
        reading: Additional names of fields and outlets.

    Raises:
        InputError: `path` does not exist, cannot be read as any format, or is a folder without articles.
    """
    root = Path(path).expanduser()
    reading = reading or Reading()
    if root.is_dir():
        yield from told_of_pages(_read_folder(root, replace(reading, of_folder=True)), root)
    elif not root.exists():
        raise InputError(f"There is no file or folder {root}", "Correct the path.")
    elif not root.is_file():
        raise InputError(f"{root} is neither a file nor a folder", "Sync what it gives as a file.")
    elif root.suffix.lower() == _FEEDS:
        yield from _read_file(root, reading)
    elif _form(root) is None:
        raise InputError(f"{root} is not in a format that can be read", f"Give it as {_TOLD_FORMS}.")
    else:
        yield from told_of_pages(_read_file(root, reading), root)


def read_some(root: str | Path, files: Sequence[Path], reading: Reading | None = None) -> Iterator[Read]:
    """Yield the articles of those `files` that reading the folder or file `root` would read."""
    top = Path(root).expanduser().resolve()
    reading = replace(reading or Reading(), of_folder=top.is_dir())
    for file in sorted(files):
        inside = file.relative_to(top).parts if top.is_dir() else ()
        if not any(part.startswith(".") for part in inside) and _form(file) and file.is_file():
            if inside and not reading.follow_links and _leaves(file, top):
                yield _link_out(file)
                continue
            read = _read_file(file, reading)
            yield from _only_articles(read, file) if reading.of_folder else read


def _read_folder(root: Path, reading: Reading) -> Iterator[Read]:
    empty = True
    left_out: dict[str, list[str]] = {}
    for file in _files_of(root):
        if _form(file) is None:
            items: Iterator[Read] = iter([_other_file(file.resolve().as_posix())])
        elif not reading.follow_links and _leaves(file, root):
            items = iter([_link_out(file)])
        else:
            items = _only_articles(_read_file(file, reading), file)
        for item in items:
            if isinstance(item, LeftOut):
                left_out.setdefault(item.kind, []).append(item.example)
            else:
                empty = False
            yield item
    if empty:
        passed = ", ".join(
            f"{len(names):,} of the kind {kind!r}" + (f" ({told})" if (told := _named(names)) else "")
            for kind, names in sorted(left_out.items())
        )
        raise InputError(
            f"There are no articles in the folder {root}" + (f"; left out: {passed}" if passed else ""),
            f"Put articles there as {_TOLD_FORMS}, or name another folder.",
        )


def _named(names: Sequence[str]) -> str:
    """The first few of some names; "" for none."""
    different = [name for name in dict.fromkeys(names) if name]
    return ", ".join([*different[:_MOST_NAMED], *(["…"] if len(different) > _MOST_NAMED else [])])


def _files_of(root: Path) -> list[Path]:
    """The files below a folder that are not hidden, in order."""
    return [
        file
        for file in sorted(root.rglob("*"))
        if not any(part.startswith(".") for part in file.relative_to(root).parts) and file.is_file()
    ]


def _leaves(file: Path, root: Path) -> bool:
    """Whether a link leads out of the folder, which could otherwise make us read any file."""
    return not file.resolve().is_relative_to(root.resolve())


def _link_out(file: Path) -> ArticleError:
    text = "This link leads out of the folder, and was not followed"
    hint = "Sync what it leads to, or all of the folder with --follow-links."
    return ArticleError(text, file.absolute().as_posix(), None, hint, kept=True)


def _other_file(path: str) -> LeftOut:
    name = PurePosixPath(path)
    # A suffix with a question mark belongs to a saved address, and names no form.
    is_form = 1 < len(name.suffix) <= _LONGEST_SUFFIX and name.suffix[1:].isalnum()
    return LeftOut(OTHER_FILE, path, name.suffix.lower() if is_form else name.name)


def _form(path: PurePath) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in {*_FORMS, _ZIP} else None


def _only_articles(read: Iterator[Read], file: PurePath) -> Iterator[Read]:
    """Hold back the errors of rows until their first article, because a file of something else has none."""
    if _form(file) not in _OF_ROWS:
        yield from read
        return
    errors: list[ArticleError] = []
    more = 0
    has_article = passed = False
    for item in read:
        if has_article or isinstance(item, Withdrawal | LeftOut):
            passed = True
            yield item
        elif isinstance(item, Article):
            has_article = True
            yield from errors
            if more:
                text = f"{more:,} more rows before the first article could not be read"
                yield ArticleError(text, errors[0].path, count=more)
            yield item
        elif len(errors) < _MOST_HELD:
            errors.append(item.bare())
        else:
            more += 1
    if not has_article:
        # What could not be read at all may have been articles; rows of something else were not.
        whole = [error for error in errors if error.line is None]
        yield from whole
        if not whole and not passed and errors:
            yield LeftOut.file(_NO_ROWS, errors[0].path)


def _read_file(file: Path, reading: Reading) -> Iterator[Read]:
    path = file.resolve().as_posix()
    try:
        with _opened(file, reading.meter) as raw:
            allowance = Allowance(path, file.stat().st_size)
            if _form(file) == _ZIP:
                yield from _read_zip(raw, path, replace(reading, of_folder=True), allowance)
            elif file.suffix.lower() == ".gz":
                with gzip.open(raw) as stream:
                    yield from _read_stream(unpacked(stream, allowance), path, reading)
            else:
                yield from _read_stream(raw, path, reading)
    except zipfile.BadZipFile as error:
        yield ArticleError(f"The zip file is damaged: {error}", path, None, "Fetch or pack it again.")
    except NotImplementedError as error:
        yield ArticleError(
            f"This kind of zip cannot be read: {error}", path, None, "Unpack it, and sync that."
        )
    except ArticleError as error:
        yield error
    except OSError as error:
        reason = error.strerror or str(error)
        yield ArticleError(f"The file cannot be read: {reason}", path, None, "Check its permissions.")
    except (CitedeskError, MemoryError):
        raise
    except Exception as error:  # What lists a zip's files meets some of them with errors of any kind.
        yield unforeseen(error, path)


def _read_stream(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Read one open file, whose name says its form."""
    try:
        # A list of feeds is told as one where it is named itself.
        form = ".xml" if path.endswith(_FEEDS) else _form(PurePosixPath(path)) or ".txt"
        form = _form_within(stream, form)
        yield from told_as_one(_FORMS[form](stream, path, reading), path, reading)
    except ArticleError as error:
        yield error.bare()
    except zipfile.BadZipFile as error:
        yield ArticleError(f"This file of a zip is damaged: {error}", path, None, "Fetch or pack it again.")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield ArticleError(f"The gzip file is damaged: {error}", path, None, "Fetch or pack it again.")
    except (CitedeskError, MemoryError, OSError):
        raise
    except Exception as error:  # The libraries meet some files with errors of any kind.
        yield unforeseen(error, path)


def _form_within(stream: BinaryIO, form: str) -> str:
    """The form of a file whose name says that it is a text or a page, by how it begins."""
    if form not in {".txt", ".html", ".htm"}:
        return form
    head: bytes = stream.peek(_HEAD)[:_HEAD].lower()  # type: ignore[attr-defined]
    if _IS_PAGE.match(head):
        return ".html"
    if any(root in head for root in _XML_ROOTS) and _IS_XML.match(head):
        return ".xml"
    return ".json" if form == ".txt" and _IS_JSON.match(head) else form


def _read_zip(file: BinaryIO, path: str, reading: Reading, allowance: Allowance) -> Iterator[Read]:
    """Read every file of articles in a zip, as in a folder, without unpacking anything to the disk."""
    with zipfile.ZipFile(InSteps(file, path, _MOST_LIST_BYTES)) as packed:
        for entry in sorted(packed.infolist(), key=lambda entry: entry.filename):
            name = PurePosixPath(entry.filename)
            inside = f"{path}/{entry.filename}"
            hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
            if entry.filename.endswith("/") or hidden:  # `is_dir` takes no empty name.
                continue
            if _form(name) in {None, _ZIP}:
                yield _other_file(inside)
                continue
            if what := why_not_unpacked(entry):
                yield ArticleError(f"This file of a zip {what}", inside, None, "Unpack it, and sync that.")
                continue
            with packed.open(entry) as raw:
                stream = unpacked(raw, allowance)
                if name.suffix.lower() == ".gz":
                    stream = unpacked(gzip.open(stream), allowance)
                yield from _only_articles(_read_stream(stream, inside, reading), name)


@contextmanager
def _opened(file: Path, meter: Meter | None) -> Iterator[BinaryIO]:
    with file.open("rb") as raw, meter.of(raw, file.stat().st_size) if meter else nullcontext():
        yield raw


def input_bytes(path: str | Path) -> int:
    """Return the bytes to read in a file or folder, as they are on the disk."""
    root = Path(path).expanduser()
    files = [root] if root.is_file() else _files_of(root)
    return sum(file.stat().st_size for file in files if _form(file) is not None)
