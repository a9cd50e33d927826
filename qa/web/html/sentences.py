"""An answer as HTML: the answer itself first, then what carries it, then what else there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from unicodedata import bidirectional

from markupsafe import Markup, escape

from corpus.text.sentences import Span
from qa.answer.model import UNSURE, Citation, Direct, Sentence
from qa.answer.quotation import quoted
from qa.models.injection import displayable as without_marks
from qa.web.html.rendering import rendered
from qa.web.html.sources import before_day, card_id, origin
from qa.web.state.conversation import Turn

LABELS = {
    "quoted": "Quoted from the articles",
    "generated": "Written by the model, checked against the articles",
}
ALSO = "Also in the archive"
NEAREST = "Nearest in the archive"
HEADLINE = "Headline"
_LONGEST_END = 24
_LONGEST_LARGE = 60
REMOVED = "This sentence relied on an article that has since been removed from the archive."
BACK = (
    "A sentence was taken out here while an article that it relied on was removed. Ask again to have it anew."
)


def answer_line(turn: Turn) -> Markup:
    """Return the words that answer, large, with their marker, outlet and day; "" where there are none."""
    direct = turn.answer.direct if turn.answer else None
    if direct is None:
        return Markup()
    cited = next(citation for citation in turn.citations if citation.marker == direct.marker)
    marker = marker_button(turn.number, direct.marker, cited, "")
    return rendered(
        "answer/direct.html",
        words=_ended(direct.text, marker),
        is_long=len(direct.text) > _LONGEST_LARGE,
        direction=_direction(direct.text, cited.quote),
        origin=origin(
            cited.source,
            cited.published_at,
            title=cited.title,
            before=before_day(direct.text, cited.published_at),
        ),
    )


def _direction(words: str, quote: str) -> str:
    """Which way words run: a number alone has none of its own, and runs as the quote does that it is from."""
    if any(char.isalpha() for char in words):
        return "auto"
    strong = (way for char in quote if (way := bidirectional(char)) in {"L", "R", "AL"})
    return "ltr" if next(strong, "L") == "L" else "rtl"


def groups_of(turn: Turn) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield runs of sentences that were written the same way, each with the label that stands over it.

    Of quotes that follow a direct answer, all but the first and its article's headline are set apart as what
    else the archive says; where nothing answers surely the label says that.
    """
    unsure = turn.answer is not None and turn.answer.status == "unsure"
    direct = turn.answer.direct if turn.answer else None
    for place, (mode, run) in enumerate(groupby(turn.sentences, key=lambda sentence: sentence.mode)):
        some = list(run)
        if mode == "quoted" and direct is not None and place == 0:
            headlines = [one for one in some[1:] if _is_headline_of(turn, one, some[0])]
            yield LABELS[mode], [some[0], *headlines]
            if rest := [one for one in some[1:] if one not in headlines]:
                yield ALSO, rest
        else:
            yield UNSURE if unsure else LABELS[mode], some


def _is_headline_of(turn: Turn, sentence: Sentence, other: Sentence) -> bool:
    """Whether a sentence is the headline of the article that the other one quotes."""
    by_marker = turn.by_marker
    cited, quote = (by_marker.get(one.markers[0]) for one in (sentence, other))
    if cited is None or quote is None or not (sentence.text and other.text):
        return False
    return cited.field == "title" and cited.article_id == quote.article_id


def sentences_of(turn: Turn) -> Markup:
    """Return the sentences, with a label over each group; the words that answer are marked in the first."""
    direct = turn.answer.direct if turn.answer else None
    looks = {ALSO: " cd-also", UNSURE: " cd-also cd-unsure"}
    return Markup().join(
        _group(turn, some, f"cd-{some[0].mode}{looks.get(label, '')}", label, None if place else direct)
        for place, (label, some) in enumerate(groups_of(turn))
    )


def evidence_of(turn: Turn) -> Markup:
    """Return what stands below the sentences while a language model writes them; "" where nothing does."""
    beside = turn.beside
    if beside is None:
        return Markup()
    label = LABELS["quoted"] if beside.status == "answered" else NEAREST
    return _group(
        turn, beside.sentences, "cd-quoted cd-evidence", label, beside.direct, marked="marker-evidence"
    )


def _group(
    turn: Turn,
    sentences: Sequence[Sentence],
    look: str,
    label: str,
    direct: Direct | None = None,
    marked: str = "marker",
) -> Markup:
    by_marker = turn.by_marker
    if sentences[0].mode == "quoted":
        shown = _quotations(turn.number, sentences, by_marker, direct, marked)
    else:
        shown = Markup().join(sentence_html(turn.number, sentence, by_marker) for sentence in sentences)
    return rendered("answer/sentences.html", look=look, label=label, shown=shown)


def _quotations(
    turn: int,
    sentences: Sequence[Sentence],
    by_marker: Mapping[int, Citation],
    direct: Direct | None,
    marked: str,
) -> Markup:
    """Quoted sentences, with outlet and day below those of one article, unless the answer's line has them."""

    def article(sentence: Sentence) -> tuple[str, str | None, datetime | None, str]:
        citation = by_marker[sentence.markers[0]]
        return citation.article_id, citation.source, citation.published_at, citation.title

    # Evidence stands below no such line.
    headed = by_marker[direct.marker].article_id if direct and marked == "marker" else None
    quotations = []
    for (article_id, source, published_at, title), some in groupby(sentences, key=article):
        quotes = [sentence_html(turn, sentence, by_marker, direct, marked) for sentence in some]
        whose = "" if article_id == headed else origin(source, published_at, title=title)
        quotations.append({"quotes": quotes, "origin": whose})
    return rendered("answer/quotations.html", quotations=quotations)


def left_out(sentence: Sentence, by_marker: Mapping[int, Citation]) -> str:
    """Return what stands in the place of a sentence whose words were taken out with an article."""
    is_back = all((cited := by_marker.get(number)) and cited.quote for number in sentence.markers)
    return BACK if is_back else REMOVED


def sentence_html(
    turn: int,
    sentence: Sentence,
    by_marker: Mapping[int, Citation],
    direct: Direct | None = None,
    marked: str = "marker",
) -> Markup:
    """Return a sentence with its markers; of a removed article, that it was removed."""
    if not sentence.text:
        return Markup('<p class="cd-changed">{}</p>').format(left_out(sentence, by_marker))
    markers = Markup().join(
        marker_button(turn, number, by_marker.get(number), marked) for number in sentence.markers
    )
    cited = by_marker.get(sentence.markers[0]) if sentence.markers else None
    if sentence.mode == "quoted" and cited is not None and cited.field == "title":
        return rendered("answer/sentence.html", words=_ended(cited.quote, markers), label=HEADLINE)
    words = _ended(sentence.words, markers, answering_words(sentence.words, cited, direct))
    return rendered("answer/sentence.html", words=words, label="", is_quote=sentence.mode == "quoted")


def answering_words(words: str, cited: Citation | None, direct: Direct | None) -> Span | None:
    """Return where in a sentence's words those stand that answer, None if it does not quote them."""
    if cited is None or direct is None or cited.marker != direct.marker:
        return None
    at = words.find(quoted(without_marks(cited.quote)))
    start = at + 1 + len(without_marks(cited.quote[: direct.start]))
    return Span(start, start + len(without_marks(direct.text))) if at >= 0 else None


def _ended(words: str, markers: Markup, strong: Span | None = None) -> Markup:
    """Words as HTML with their markers, which stay on one line with the end of the last word."""
    last = max(words.rstrip().rfind(" ") + 1, len(words) - _LONGEST_END)
    end = _emphasised(words, last, len(words), strong)
    if markers:
        end = Markup('<span class="cd-end">{}{}</span>').format(end, markers)
    return _emphasised(words, 0, last, strong) + end


def _emphasised(words: str, start: int, end: int, strong: Span | None) -> Markup:
    """The part ``[start, end)`` of some words as HTML."""
    if strong is None or strong.end <= start or strong.start >= end:
        return escape(words[start:end])
    first, last = max(start, strong.start), min(end, strong.end)
    parts = words[start:first], words[first:last], words[last:end]
    return Markup("{}<strong>{}</strong>{}").format(*parts)


def marker_button(turn: int, number: int, citation: Citation | None, marked: str = "marker") -> Markup:
    """Return a marker with an id that begins with `marked`; with none where that is ""."""
    return rendered(
        "answer/marker.html",
        number=number,
        own=f"{marked}-{turn}-{number}" if marked else "",
        card=card_id(turn, number),
        title=citation.title if citation else "",
    )
