"""Cutting a body into chunks at the borders of sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.sentences import Span, paragraphs, sentences

CHUNKER = "sentences-1"
"""Names the way chunks are cut; part of the index's fingerprint."""

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text, in the model's own count, without its special tokens."""

# A model takes a word that it cannot spell for one token, however long it is. No prose has so many characters
# to a token, so the chunks of prose are what they would be without this.
_MOST_CHARACTERS = 24


def chunk_spans(body: str, count_tokens: CountTokens, max_tokens: int) -> list[Span]:
    """Return the chunks of `body`: whole sentences, at most `max_tokens` tokens each, in order.

    The chunks do not overlap, and together hold every character that is not white space. A chunk
    ends at a paragraph's border where that costs less than half of its room. Only a sentence that
    is too long by itself is cut inside, between words, and a word that is too long between characters:
    no chunk has more than 24 characters for each token of its room.

    Args:
        body: The text.
        count_tokens: The counter of the model that will embed the chunks.
        max_tokens: The room of a chunk, at least 8.

    Raises:
        ValueError: `max_tokens` is below 8.
    """
    if max_tokens < 8:
        raise ValueError(f"max_tokens is {max_tokens}, and a chunk needs room for at least 8")
    units = sentences(body)
    sizes = _sizes([unit.of(body) for unit in units], count_tokens)
    pieces: list[tuple[Span, int]] = []
    for unit, size in zip(units, sizes, strict=True):
        pieces += [(unit, size)] if size <= max_tokens else _cut(body, unit, count_tokens, max_tokens)
    return _packed(pieces, {span.start for span in paragraphs(body)}, max_tokens)


def _sizes(texts: Sequence[str], count_tokens: CountTokens) -> list[int]:
    """The room that each text takes, in tokens."""
    counts = count_tokens(texts)
    return [max(count, -(-len(text) // _MOST_CHARACTERS)) for text, count in zip(texts, counts, strict=True)]


def _packed(pieces: Sequence[tuple[Span, int]], openings: set[int], max_tokens: int) -> list[Span]:
    """Fill chunks with pieces in order, balancing so that the last one is not a crumb."""
    total = sum(size for _, size in pieces)
    chunks: list[Span] = []
    current: list[tuple[Span, int]] = []
    filled = 0
    remaining = total
    target = _even_size(total, max_tokens)
    for span, size in pieces:
        opens_paragraph = span.start in openings
        if current and (filled + size > max_tokens or (filled >= target and opens_paragraph)):
            chunks.append(Span(current[0][0].start, current[-1][0].end))
            remaining -= filled
            current, filled = [], 0
            target = _even_size(remaining, max_tokens)
        current.append((span, size))
        filled += size
    if current:
        chunks.append(Span(current[0][0].start, current[-1][0].end))
    return chunks


def _even_size(total: int, max_tokens: int) -> float:
    """From how many tokens on a paragraph's border may end the chunk.

    Spreads what is left over as few chunks as can hold it, and never below half of the room.
    """
    count = max(1, -(-total // max_tokens))
    return max(max_tokens / 2, 0.85 * total / count)


def _cut(body: str, unit: Span, count_tokens: CountTokens, max_tokens: int) -> list[tuple[Span, int]]:
    """Cut one overlong sentence between words, and a word without spaces between characters."""
    pieces: list[tuple[Span, int]] = []
    start = unit.start
    while start < unit.end:
        end = _longest_fit(body, start, unit.end, count_tokens, max_tokens)
        pieces.append((Span(start, end), _sizes([body[start:end]], count_tokens)[0]))
        start = end
        while start < unit.end and body[start].isspace():
            start += 1
    return pieces


def _longest_fit(body: str, start: int, limit: int, count_tokens: CountTokens, max_tokens: int) -> int:
    """The furthest end, at a word's border if there is one, whose piece has room."""
    low, high = start + 1, min(limit, start + _MOST_CHARACTERS * max_tokens)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens([body[start:middle]])[0] <= max_tokens:
            low = middle
        else:
            high = middle - 1
    if low == limit:
        return low
    space = max((i for i in range(start + 1, low + 1) if body[i].isspace()), default=low)
    return space
