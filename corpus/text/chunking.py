"""Cutting a body into chunks at the borders of sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.text.sentences import Span, paragraphs, sentences

CHUNKER = "sentences-1"
"""Names the way chunks are cut; part of the index's fingerprint."""

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text, in the model's own count, without its special tokens."""

# For each token of a chunk's room. A word unknown to the model is one token, whatever its length; prose never
# comes near this limit.
_MOST_CHARACTERS = 24
_WORD = re.compile(r"\S+")

_Sized = tuple[Span, int]


def chunk_spans(
    body: str, count_tokens: CountTokens, max_tokens: int, language: str | None = None
) -> list[Span]:
    """Return the chunks of `body`: whole sentences, at most `max_tokens` tokens each, in order.

    The chunks do not overlap, and together hold every character that is not white space. A chunk
    ends at a paragraph's border where that costs less than half of its room. Only a sentence that
    is too long by itself is cut inside, between words, and a word that is too long between characters.

    Args:
        body: The text.
        count_tokens: The counter of the model that will embed the chunks.
        max_tokens: The room of a chunk, at least 8; also at most 24 characters for each of them.
        language: The text's, an ISO 639-1 code; None when it is not known.

    Raises:
        ValueError: `max_tokens` is below 8.
    """
    if max_tokens < 8:
        raise ValueError(f"max_tokens is {max_tokens}, and a chunk needs room for at least 8")
    pieces: list[_Sized] = []
    for unit, size in _sized(body, sentences(body, language or "en"), count_tokens):
        fits = _fit(unit.start, unit.end, size, max_tokens)
        pieces += [(unit, size)] if fits else _cut(body, unit, count_tokens, max_tokens)
    return _packed(pieces, {span.start for span in paragraphs(body)}, max_tokens)


def _sized(body: str, spans: Sequence[Span], count_tokens: CountTokens) -> list[_Sized]:
    """The spans with their tokens."""
    return list(zip(spans, count_tokens([span.of(body) for span in spans]), strict=True))


def _packed(pieces: Sequence[_Sized], openings: set[int], max_tokens: int) -> list[Span]:
    """Fill chunks with pieces in order, balanced so that the last one is not tiny."""
    total = sum(size for _, size in pieces)
    chunks: list[Span] = []
    current: list[_Sized] = []
    filled = 0
    remaining = total
    target = _even_size(total, max_tokens)
    for span, size in pieces:
        opens_paragraph = span.start in openings
        if current and (
            not _fit(current[0][0].start, span.end, filled + size, max_tokens)
            or (filled >= target and opens_paragraph)
        ):
            chunks.append(Span(current[0][0].start, current[-1][0].end))
            remaining -= filled
            current, filled = [], 0
            target = _even_size(remaining, max_tokens)
        current.append((span, size))
        filled += size
    if current:
        chunks.append(Span(current[0][0].start, current[-1][0].end))
    return chunks


def _fit(start: int, end: int, size: int, max_tokens: int) -> bool:
    """Whether a chunk has room for ``[start, end)``, which has `size` tokens, with its white space."""
    return size <= max_tokens and end - start <= _MOST_CHARACTERS * max_tokens


def _even_size(total: int, max_tokens: int) -> float:
    """The number of tokens from which a paragraph's border may end the chunk.

    Spreads what is left over as few chunks as can hold it, and never below half of the room.
    """
    count = max(1, -(-total // max_tokens))
    return max(max_tokens / 2, 0.85 * total / count)


def _cut(body: str, unit: Span, count_tokens: CountTokens, max_tokens: int) -> list[_Sized]:
    """Cut one overlong sentence between words, and an overlong word between characters."""
    words = [Span(match.start(), match.end()) for match in _WORD.finditer(body, unit.start, unit.end)]
    parts: list[_Sized] = []
    for word, size in _sized(body, words, count_tokens):
        fits = _fit(word.start, word.end, size, max_tokens)
        parts += [(word, size)] if fits else _cut_word(body, word, count_tokens, max_tokens)
    pieces: list[_Sized] = []
    for span, size in parts:
        if pieces and _fit(pieces[-1][0].start, span.end, pieces[-1][1] + size, max_tokens):
            before, filled = pieces.pop()
            span, size = Span(before.start, span.end), filled + size
        pieces.append((span, size))
    return pieces


def _cut_word(body: str, word: Span, count_tokens: CountTokens, max_tokens: int) -> list[_Sized]:
    """Cut a word into runs of as many characters as a chunk has tokens, or fewer if they need more tokens."""
    length = max_tokens
    runs = [word]
    while True:
        runs = [
            Span(start, min(start + length, run.end))
            for run in runs
            for start in range(run.start, run.end, length)
        ]
        sized = _sized(body, runs, count_tokens)
        if length == 1 or all(size <= max_tokens for _, size in sized):
            return sized
        length = max(1, length // 2)
