"""The smallest parts of a text that may be quoted on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.text.datelines import dateline_end
from corpus.text.lexicon import any_pattern
from corpus.text.sentences import Span, paragraphs, sentences

CELL_BORDER = " | "
"""What stands between the cells of a table's row."""

_LEAST_WORDS = 10
_BETWEEN_NAMES = frozenset({"and", "by", "of", "the", "for"})
_ENDED = re.compile(r"[.!?…:;。！？؟।]['\"”’»」』)\]\s]*$")
# Of 237,000 sentences of real articles 902 are appeals, 92 say who made them; of 74 none tells news.
_APPEAL = any_pattern(
    r"(?:Subscribe|Sign up)\b.{0,60}\b(?:here|newsletter|inbox|today|now)\b",
    r"(?:You can )?(?:[Ee]mail|[Rr]each|[Cc]ontact|[Ff]ollow|Connect with)\b[^.]{0,60}?"
    r"(?:@|\bon (?:Twitter|X|Instagram|Facebook|Threads)\b)",
    flags=re.NOFLAG,
)
_MADE_BY = re.compile(
    r"(?:Additional reporting|Reporting|Writing|Editing)(?: and (?:writing|editing))? by [A-Z]|"
    r".{3,150}\bcontributed (?:reporting )?(?:to|for) (?:this|the) (?:report|story|article)\.?$"
)
# Of 64,000 sentences of real articles 149 begin like this or as an editor's note; of 50 two tell news, which
# are none by this.
_OF_THE_PAGE = re.compile(
    r"(?:editor['’]s note\s*:\s*)?(?:"
    r"this (?:page|story|article|file) (?:is|was|ha[sd] been|reflects|recaps|appeared|originally|first)\b|"
    r"a version of this\b|(?:just watched|must watch|hide caption|replay more)\b|"
    r"for (?:the latest|more|all)\b.*\b(?:coverage|updates?|file)\b|"
    r"(?:please )?(?:see|read|follow)\s?(?:our|the|more|all)\b.*\b(?:coverage|updates?)\b)",
    re.I,
)
_ANNOUNCES = re.compile(
    r"\b(?:includ\w+|following|these|are|is|were|was|below|such as)\b[^.:]{0,40}:\s*$", re.I
)
_MOST_ITEMS, _MOST_ITEM_WORDS, _MOST_LIST_WORDS = 12, 12, 60
_QUOTE_MARKS = '"“”'


def quotable_spans(text: str, language: str | None = None, *, opens: bool = True) -> list[Span]:
    """Return the smallest parts of `text` that may be quoted on their own, in order.

    Each is a sentence without a dateline. Sentences inside one pair of quotation marks stay together, and a
    quotation that fills its sentence keeps the next one, which says who is speaking.

    Args:
        text: The text.
        language: Its language, an ISO 639-1 code; None when it is not known.
        opens: Whether it begins an article.
    """
    borders = [
        Span(border.start + dateline_end(border.of(text), opens=opens and not index), border.end)
        for index, border in enumerate(paragraphs(text))
    ]
    return [span for border in borders for span in _whole_quotations(text, border, language or "en")]


def with_lists(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans of `text`, what announces a list ("Symptoms include:") with its items, if these are short.

    The items remain by themselves too.
    """
    return [
        _with_items(text, spans[index : index + _MOST_ITEMS]) if _announces_list(span.of(text)) else span
        for index, span in enumerate(spans)
    ]


def _announces_list(text: str) -> bool:
    # Few sentences end so, and to look at the end is cheaper than to search all of each.
    return text.rstrip().endswith(":") and bool(_ANNOUNCES.search(text))


def _with_items(text: str, spans: Sequence[Span]) -> Span:
    whole = spans[0]
    for span in spans[1:]:
        wider = Span(whole.start, span.end)
        is_item = "\n" in text[whole.end : span.start] and len(span.of(text).split()) <= _MOST_ITEM_WORDS
        if not is_item or len(wider.of(text).split()) > _MOST_LIST_WORDS:
            break
        whole = wider
    return whole


def is_fragment(text: str) -> bool:
    """Whether a text is no sentence but a byline, a heading or an item of a list: short and without an end.

    Rows of tables are none: their cells may answer.
    """
    short = len(text.split()) < _LEAST_WORDS
    return short and not _ENDED.search(text) and CELL_BORDER not in text


def is_credit(text: str) -> bool:
    """Whether a line says who made an article, or asks to follow them: "Ann Roe, AP", "Sign up here"."""
    named = (word[0].isupper() or word in _BETWEEN_NAMES for word in text.split())
    only_names = is_fragment(text) and all(named) and not any(map(str.isdigit, text))
    return only_names or bool(_APPEAL.match(text) or _MADE_BY.match(text))


def is_of_the_page(text: str) -> bool:
    """Whether a sentence tells of its page instead of news: "This story has been updated."."""
    return bool(_OF_THE_PAGE.match(text))


def _whole_quotations(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    start: int | None = None
    spans = sentences(paragraph.of(text), language)
    parts = [Span(paragraph.start + s.start, paragraph.start + s.end) for s in spans]
    for index, part in enumerate(parts):
        start = part.start if start is None else start
        piece = text[start : part.end]
        last = index == len(parts) - 1
        if last or not (_open_quotation(piece) or _only_quotation(piece)):
            yield Span(start, part.end)
            start = None


def _open_quotation(piece: str) -> bool:
    return piece.count('"') % 2 == 1 or piece.count("“") > piece.count("”")


def _only_quotation(piece: str) -> bool:
    return piece[0] in _QUOTE_MARKS and piece[-1] in _QUOTE_MARKS
