"""What is written to stall a reader: inputs of any length whose careless reading takes the square of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from corpus.formats.rss import read_feed
from corpus.formats.text import read_markdown, read_text
from corpus.formats.wire_text import messages_of
from corpus.options import Reading
from corpus.raw.markup import html_words
from corpus.rows.mail import mail_of
from corpus.text.changes import rewritten
from corpus.text.cleaning import clean_body
from corpus.text.dates import parse_published
from corpus.text.sentences import sentences
from corpus.text.wrapping import unwrapped
from index.search.terms import terms
from qa.question.follow_ups import newest
from qa.write.stream import plain_text, read_sentences

UNITS = (
    " ",
    "_",
    "_ ",
    "a",
    "a ",
    "1,",
    "A. ",
    "“",
    "[",
    "[1",
    "![](",
    "<",
    "<!--",
    "&amp;",
    "\n",
    "Gov. ",
    "\u0301\u0316",
)


def repeated(unit: str, size: int) -> str:
    """Return `unit` again and again, `size` characters of it."""
    return (unit * (size // len(unit) + 1))[:size]


def _feed(text: str) -> object:
    begins = "<rss version='2.0'><channel><title>T</title><item><title>Ferry</title><description>"
    return list(read_feed(f"{begins}{text}</description></item></channel></rss>".encode(), "feed", Reading()))


def _broken_feed(text: str) -> object:
    """A feed that is no XML: what its text holds is read as it stands."""
    begins = "<rss version='2.0'><channel><title>T</title><item><title>Ferry</title><description>"
    return list(read_feed(f"{begins}{text}</item></channel></rss>".encode(), "feed", Reading()))


def _no_article(read: Iterable[object]) -> object:
    from corpus.errors import ArticleError

    try:
        return list(read)
    except ArticleError as error:
        return error


def _no_date(text: str) -> object:
    try:
        return parse_published(text)
    except ValueError as error:
        return error


def _attributes(size: int) -> str:
    return "<p " + " ".join(f"a{number}=1" for number in range(size // 8)) + ">x</p>"


ATTACKS: Mapping[str, tuple[Callable[[str], object], Callable[[int], str]]] = {
    "spaces in a history": (
        lambda text: newest([{"role": "user", "content": text}]),
        lambda size: repeated(" ", size),
    ),
    "a model's spaces": (
        lambda text: list(read_sentences([text], 3)),
        lambda size: repeated(" ", size),
    ),
    "a model's words without an end": (
        lambda text: list(read_sentences([text], 3)),
        lambda size: repeated("a ", size),
    ),
    "a model's brackets": (
        lambda text: list(read_sentences([text], 3)),
        lambda size: repeated("[", size),
    ),
    "a model's tags": (plain_text, lambda size: repeated("<", size)),
    "a model's images": (plain_text, lambda size: repeated("![](", size)),
    "a model's entities": (plain_text, lambda size: "&" + repeated("amp;", size)),
    "a list of words": (
        lambda text: list(read_text(BytesIO(f"Words\n\n{text}".encode()), "a.txt", Reading(of_folder=True))),
        lambda size: repeated("ferry ", size),
    ),
    "one long word": (
        lambda text: list(read_text(BytesIO(f"Word\n\n{text}".encode()), "a.txt", Reading(of_folder=True))),
        lambda size: repeated("a", size),
    ),
    "a rule and a word": (clean_body, lambda size: repeated("_", size) + "!x"),
    "rules and words": (clean_body, lambda size: repeated(f"{'_' * 1_900}!x\n", size)),
    "accents out of order": (clean_body, lambda size: "a" + repeated("\u0301\u0316", size)),
    "quotation marks that never close": (sentences, lambda size: repeated("“", size)),
    "code that never closes": (sentences, lambda size: repeated("`", size)),
    "comments that never close": (sentences, lambda size: repeated("<!--", size)),
    "ranks that run on": (sentences, lambda size: repeated("Gov. ", size)),
    "a version that repeats itself": (
        lambda text: rewritten(text, text[::-1]),
        lambda size: repeated("It sank. Ti knas. ", size),
    ),
    "hours that run on": (sentences, lambda size: repeated("9 a.m. ", size) + "Monday"),
    "comments in a feed": (_feed, lambda size: repeated("&lt;!--", size)),
    "comments in a feed that is no XML": (_broken_feed, lambda size: repeated("<!--", size)),
    "pairs of them there": (_broken_feed, lambda size: repeated("<!---->", size)),
    "tags in a feed that is no XML": (_broken_feed, lambda size: repeated("<a ", size)),
    "attributes in HTML": (html_words, _attributes),
    "figures in HTML": (html_words, lambda size: f"<p>{repeated('a.<sup>1</sup>', size)}</p>"),
    "figures side by side": (html_words, lambda size: f"<p>a.{repeated('<sup>1</sup>', size)}</p>"),
    "times in HTML": (html_words, lambda size: f"<p>{repeated('<time>a</time> b. ', size)}</p>"),
    "quotations in HTML": (html_words, lambda size: f"<p>{repeated('<q>a</q>', size)}</p>"),
    "words struck out": (html_words, lambda size: f"<p>{repeated('<s>a</s>b', size)}</p>"),
    "ruby": (html_words, lambda size: f"<p>{repeated('<ruby>a<rt>b</rt></ruby>', size)}</p>"),
    "lines that end in a hyphen": (unwrapped, lambda size: repeated("b-\n", size)),
    "a word without an end": (unwrapped, lambda size: f"{repeated('b', size)}\n{repeated('b', size)}-\nb."),
    "messages without an end": (messages_of, lambda size: repeated("\x01\x02a", size)),
    "the head of a mail": (mail_of, lambda size: f"Subject: a\nFrom: {repeated('(', size)}\n\nb"),
    "deep HTML": (html_words, lambda size: "<div>" * 200 + repeated("x<br>", size)),
    "brackets in Markdown": (
        lambda text: _no_article(read_markdown(BytesIO(text.encode()), "a.md", Reading())),
        lambda size: repeated("[", size),
    ),
    "front matter without an end": (
        lambda text: _no_article(read_markdown(BytesIO(text.encode()), "a.md", Reading())),
        lambda size: "---\ntitle: " + repeated("[", size) + "\n---\nx",
    ),
    "a date": (_no_date, lambda size: "Mon, 02 Jan 2006" + repeated(" 1:", size)),
    "an article's words": (terms, lambda size: repeated("1,", size)),
}
"""By name: what reads, and what makes a text of about so many characters."""
