"""The words of an answer whose article was removed for a time, and stands in the archive again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from index.catalogue.reads import Catalogue
from qa.answer.model import UNSURE, Answer, Citation, Direct, Sentence
from qa.answer.quotation import quoted
from qa.models.injection import displayable

Withheld = tuple[int, int, int, float]
"""A direct answer without its words: its marker, where it stands in the quote, and its probability."""


def with_words_again(
    catalogue: Catalogue, answer: Answer, here: Collection[str], withheld: Withheld | None
) -> Answer:
    """Return an answer with the quotes that it had to lose, as far as their articles are there again.

    What a language model wrote of them does not come back: it stands nowhere but in the answer.

    Its direct answer is `withheld` where that was lost.
    """
    again = {
        cited.marker: whole
        for cited in answer.citations
        if not cited.quote and cited.article_id in here and (whole := _whole(catalogue, cited)) is not None
    }
    if not again:
        return answer
    sentences = tuple(_sentence(one, again) for one in answer.sentences)
    lead = f"{UNSURE} " if answer.text.startswith(UNSURE) else ""
    return replace(
        answer,
        text=lead + " ".join(one.text for one in sentences if one.text),
        citations=tuple(again.get(cited.marker, cited) for cited in answer.citations),
        sentences=sentences,
        direct=answer.direct or _direct(again, withheld),
    )


def _whole(catalogue: Catalogue, cited: Citation) -> Citation | None:
    record = catalogue.record(cited.article_id, cited.version)
    quote = getattr(record, cited.field)[cited.start : cited.end] if record else ""
    return replace(cited, quote=quote, title=record.title, url=record.url) if record and quote else None


def _sentence(sentence: Sentence, again: Mapping[int, Citation]) -> Sentence:
    if sentence.text or sentence.mode != "quoted" or not set(sentence.markers) <= set(again):
        return sentence
    markers = "".join(f"[{number}]" for number in sentence.markers)
    quote = again[sentence.markers[0]].quote
    return replace(sentence, text=f"{quoted(displayable(quote))} {markers}")


def _direct(again: Mapping[int, Citation], withheld: Withheld | None) -> Direct | None:
    if withheld is None or withheld[0] not in again:
        return None
    marker, start, end, probability = withheld
    return Direct(again[marker].quote[start:end], marker, start, end, probability)
