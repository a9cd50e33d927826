"""Articles in plain text and in Markdown with front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.article import Article, LeftOut, Read
from corpus.errors import ArticleError
from corpus.formats.front_matter import front_matter, labelled_lines
from corpus.formats.wire_text import messages_of
from corpus.options import Reading
from corpus.raw.decoding import decoded
from corpus.raw.markup import html_words, read_whole
from corpus.rows.as_article import read_row, withdrawn
from corpus.rows.mail import mail_of
from corpus.rows.movable_type import is_export, read_export
from corpus.rows.spoken_notices import state_of_text
from corpus.text.bylines import author_of, is_byline
from corpus.text.cleaning import clean_body, clean_line
from corpus.text.datelines import dateline_day, dateline_end
from corpus.text.days_ahead import is_ahead
from corpus.text.language import language_of

_MOST_STANDFIRST_WORDS = 50
_LEAST_WORDS = 4
_PARAGRAPHS = "\n\n"
_DRAFTS = "_drafts"
_NO_SPACE = re.compile(r"\S+")
_PLAIN_WORD = re.compile(r"\w[\w'’-]*[,;:]?")
# Read from the end: anything before the last plain part of a word, such as a bracket, does not matter.
_ENDS_PLAIN = re.compile(r"[,;:]?['’-]*\w")
_ENDS_SENTENCE = re.compile(r"\S[.!?…][\"'”’»)]*$")
# What a site's generator fills in: shortcodes of Hugo, tags and values of Liquid.
_OF_SITE = re.compile(r"\{\{[<%]?[^{}\n]{0,500}[>%]?\}\}|\{%[^{}\n]{0,500}%\}")
# The number of a footnote, in the text and before the note.
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_DAY_OF_NAME = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?=-)")
_BREAK = re.compile(r"<br\b", re.I)
# What stands above the headline of a release.
_CALLED_RELEASE = re.compile(
    r"\A(?:\W{0,5}(?:for immediate release|(?:press|news|media) release|pressemitteilung|medienmitteilung|"
    r"communiqué de presse|nota de prensa|comunicado de prensa|comunicato stampa|persbericht|pressmeddelande|"
    r"pressemelding|pressemeddelelse|tiedote)\W{0,5}\n\s*){1,2}",
    re.I,
)


def read_text(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a plain text: headline, an optional standfirst, body.

    The standfirst is one short paragraph before others; lines such as "Title: ..." and "Date: ..." above a
    text are its fields. An agency's wire and the export of a blog may hold several. Of a folder only texts
    are taken that hold a sentence below their headline: lists of packages, logs and the like are no articles.
    """
    text, faults = decoded(read_whole(stream, path), path)
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").lstrip("\n")
    fields, below = labelled_lines(plain)
    if mail := mail_of(plain):
        yield from faults
        yield from read_row(mail, path, None, reading)
    elif is_export(plain):
        yield from faults
        yield from read_export(plain, path, reading)
    elif fields and below.strip():
        yield from faults
        yield from read_row({**fields, "body": below}, path, None, reading)
    elif messages := messages_of(plain):
        yield from faults
        for number, message in enumerate(messages, start=1):
            yield from _of_words(message, f"{path}#{number}" if len(messages) > 1 else path, path, reading)
    else:
        read = list(_of_words(plain, path, path, reading))
        yield from faults if any(isinstance(one, Article) for one in read) else ()
        yield from read


def _of_words(text: str, own: str, path: str, reading: Reading) -> Iterator[Read]:
    """The article of a text whose first line is its headline; `own` is its id."""
    headline, _, rest = _CALLED_RELEASE.sub("", text.strip()).partition("\n")
    title = clean_line(headline)
    blocks = [block for block in rest.split("\n\n") if block.strip()]
    if (state := state_of_text(title, blocks)) is not None:
        yield withdrawn({"title": title, "body": rest}, state, path, None, reading, (own,))
        return
    byline = clean_line(blocks.pop(0)) if len(blocks) > 1 and is_byline(clean_line(blocks[0])) else None
    standfirst = ""
    if blocks and _is_standfirst(blocks[0]) and _PARAGRAPHS in clean_body(_PARAGRAPHS.join(blocks)).body:
        standfirst = clean_line(blocks.pop(0))
    body = clean_body(_PARAGRAPHS.join(blocks))
    if not title or not body.body:
        raise ArticleError(
            "This is not an article: it has no text below its headline",
            path,
            None,
            "Write a headline, an empty line, and the text.",
        )
    if reading.of_folder and not _is_prose(body.body):
        yield LeftOut.file("text without a sentence", path)
        return
    published, precision = dateline_day(body.body, None)
    yield Article(
        article_id=own,
        title=title,
        body=body.body,
        summary=standfirst,
        published_at=published,
        published_precision=precision,
        author=author_of(byline or body.byline),
        credit=body.credit,
        origin=path,
        language=language_of(body.body),
    )


def _is_standfirst(block: str) -> bool:
    line = block.strip()
    is_short = "\n" not in line and len(block.split()) <= _MOST_STANDFIRST_WORDS
    return is_short and not dateline_end(line, opens=True)


def _is_prose(text: str) -> bool:
    """Whether a text has a sentence: four plain words in a row, and one behind them that ends with a mark."""
    row = 0
    for match in _NO_SPACE.finditer(text):
        word = match.group()
        if row >= _LEAST_WORDS and _ENDS_SENTENCE.search(word):
            return True
        if _PLAIN_WORD.fullmatch(word):
            row += 1
        else:
            row = 1 if _ENDS_PLAIN.match(word[::-1]) else 0
    return False


def read_markdown(stream: BinaryIO, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a Markdown file: its front matter tells about it, its text is read as plain words.

    Without a title in the front matter the first heading is it. Images, tags and where links lead are left
    out. A draft, by its front matter or as one of Jekyll's folder ``_drafts``, is not an article.
    """
    text, faults = decoded(read_whole(stream, path), path)
    front, rest = front_matter(text.replace("\r\n", "\n"), path)
    if reading.of_folder and not front:
        # Without front matter a folder's Markdown is somebody's notes.
        yield LeftOut.file("Markdown without front matter", path)
        return
    yield from faults
    if front:
        rest = _FOOTNOTE.sub("", _OF_SITE.sub("", rest))
    blocks = list(_blocks(MarkdownIt("commonmark").enable("table").parse(rest)))
    title = front.get("title")
    is_title = not title or (isinstance(title, str) and bool(blocks) and clean_line(title) == blocks[0][1])
    if is_title and len(blocks) > 1 and blocks[0][0] == "heading":
        front["title"] = blocks.pop(0)[1]
    if front and (day := _DAY_OF_NAME.match(PurePosixPath(path).name)):  # As Jekyll names its posts.
        front.setdefault("date", day[0])
    if _DRAFTS in path.split("/")[:-1]:
        front.setdefault("draft", True)
    # Hugo publishes nothing before this day, nor does Jekyll before its date.
    front.setdefault(
        "embargoed_until",
        front.get("publishDate") or (front.get("date") if is_ahead(front.get("date")) else None),
    )
    yield from read_row({**front, "body": "\n\n".join(words for _, words in blocks)}, path, None, reading)


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The kind ("heading" or "text") and words of every block that has some; a table's row is one."""
    kind = "text"
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            kind = "heading"
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield "text", " | ".join(filter(None, cells))
            cells = None
        elif token.type == "inline":
            words = clean_line("".join(_words(token.children or ())))
            if cells is not None:
                cells.append(words)
            elif words:
                yield kind, words
            kind = "text"
        elif token.type == "html_block" and cells is None:
            yield from (
                ("text", words)
                for part in html_words(token.content).split("\n\n")
                if (words := clean_line(part))
            )
        elif token.type in {"fence", "code_block"} and token.content.strip():
            yield "text", token.content.strip()


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"} or _BREAK.match(token.content):
            yield " "
