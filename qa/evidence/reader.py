"""The learned reader: whether a sentence answers a question, and with which of its words.

One small transformer, in eight bits, reads the question, the sentence, and where the sentence comes from.
It is trained by `tests/benchmarks/training/reader.py`; `docs/reader.md` has its data and its figures.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.errors import ModelError
from index.embed.openvino_graph import CompiledGraph, length_batches

Logits = NDArray[np.float32]

MODEL = Path(__file__).with_name("weights") / "reader.xml"
"""The graph in eight bits; its weights and its tokenizer stand beside it."""

# In tokens. The rest of a question or a sentence is not read; the origin is cut first.
MOST_TOKENS = 116
_QUESTION_TOKENS = 48
_SENTENCE_TOKENS = 64
_ORIGIN_TOKENS = 24
_ANSWER_TOKENS = 20
# The least certainty of words that somebody asks further about, and the least log-odds of their sentence.
_KNOWN, _ANSWERS = 0.3, 2.0
# Every batch is padded to one of these, because the engine caches its work for each shape.
_LENGTHS = (*range(16, MOST_TOKENS, 8), MOST_TOKENS)
# In days. Of older reports the reader learned from quizzes about the last week that they do not answer.
_OLDEST_TOLD = 13
_EDGES = " ,;:!?…\"“”‘’'()[]-–—"
_CLASS, _BORDER = "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Passage:
    """What the reader reads: a sentence and where it comes from.

    Attributes:
        text: The sentence.
        origin: Headline, outlet and age, as `origin` writes them.
    """

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The reader's judgement of one passage.

    Attributes:
        logit: The log-odds that the passage answers, before calibration.
        start: Offset of the answering words in the passage's text.
        end: Offset after them; greater than `start`, unless the text has no words.
        certainty: The probability of these words among all of the passage, 0 to 1.
    """

    logit: float
    start: int
    end: int
    certainty: float


class Reader(Protocol):
    """Judges passages; may be called from many threads."""

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement of each passage, in their order."""
        ...


def origin(title: str, source: str | None, published: date | None, today: date | None) -> str:
    """Return where a sentence comes from, in the words that the reader was trained with.

    Its age is told of a report of the last two weeks only.

    Args:
        title: The article's headline.
        source: The outlet, or None.
        published: The article's day, or None.
        today: The day the question is asked, or None.
    """
    parts = [_age(published, today), title, source or ""]
    return " · ".join(part for part in parts if part)


def _age(published: date | None, today: date | None) -> str:
    if published is None or today is None:
        return ""
    days = (today - published).days
    if days < 0:
        return "later"
    return f"{days} days old" if days <= _OLDEST_TOLD else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage as input of the graph.

    Attributes:
        ids: Token ids of question, sentence and origin, each after a separator.
        first: Index of the sentence's first token in `ids`.
        offsets: Start and end in the sentence of each of its tokens.
    """

    ids: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)


def load_tokenizer(path: Path) -> Tokenizer:
    """Return a tokenizer that neither pads nor truncates.

    Raises:
        Exception: It cannot be read; the library has no error of its own.
    """
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_graph(model: Path, lengths: Sequence[int], name: str) -> tuple[Tokenizer, CompiledGraph]:
    """Return the tokenizer beside a small model of the project, and the model, ready to run.

    Args:
        model: An OpenVINO model.
        lengths: Those that its length_batches are padded to, in tokens.
        name: What it is called when it cannot be loaded, such as "reader".

    Raises:
        ModelError: It is not there, or cannot be loaded.
    """
    try:
        return load_tokenizer(model.with_name("tokenizer.json")), CompiledGraph(model, lengths)
    except Exception as error:  # tokenizers raise Exception itself
        raise ModelError(
            f"The {name} in {model} cannot be loaded: {error}", "Install Citedesk again."
        ) from error


def rows(tokenizer: Tokenizer, question: str, passages: Sequence[Passage]) -> list[Row]:
    """Return the passages as token ids, each with the question before it."""
    ids = _plain(tokenizer, [question, *(p.text for p in passages), *(p.origin for p in passages)])
    begin, border = token_id(tokenizer, _CLASS), token_id(tokenizer, _BORDER)
    question_ids = ids[0].ids[:_QUESTION_TOKENS]
    texts, origins = ids[1 : len(passages) + 1], ids[len(passages) + 1 :]
    encoded = []
    for text, where in zip(texts, origins, strict=True):
        sentence = text.ids[:_SENTENCE_TOKENS]
        room = max(0, min(_ORIGIN_TOKENS, MOST_TOKENS - len(question_ids) - len(sentence) - 4))
        behind = where.ids[:room]
        row = [begin, *question_ids, border, *sentence, border, *behind, *([border] if behind else [])]
        encoded.append(Row(tuple(row), len(question_ids) + 2, tuple(text.offsets[: len(sentence)])))
    return encoded


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """Return the id of a special token that the tokenizer has."""
    number = tokenizer.token_to_id(token)
    assert number is not None, f"the tokenizer has no {token}"
    return number


def _plain(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Encoding]:
    """The tokens of each text, without special ones."""
    return list(tokenizer.encode_batch(list(texts), add_special_tokens=False))


def best_span(starts: Logits, ends: Logits, most: int = _ANSWER_TOKENS) -> tuple[int, int, float]:
    """Return the first and last token of the likeliest span, and its probability among all spans.

    Args:
        starts: ``(n,)`` logits of each token beginning the answer.
        ends: ``(n,)`` logits of each token ending it.
        most: The longest span, in tokens.
    """
    if not len(starts):
        return 0, 0, 0.0
    scores = starts[:, None] + ends[None, :]
    places = np.arange(len(starts))
    length = places[None, :] - places[:, None]
    scores = np.where((length >= 0) & (length < most), scores, -np.inf)
    best = int(scores.argmax())
    weights = np.exp(scores - scores.flat[best])
    return best // len(starts), best % len(starts), float(1.0 / weights.sum())


class GraphReader:
    """The reader of the project, run by OpenVINO; may be used from many threads.

    Args:
        model: An OpenVINO model as `tests/benchmarks/training/reader.py` writes it, its tokenizer beside it.

    Raises:
        ModelError: It is not there, or cannot be loaded.
    """

    def __init__(self, model: Path = MODEL) -> None:
        self._tokenizer, self._graph = load_graph(model, _LENGTHS, "reader")

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement of each passage, in their order."""
        encoded = rows(self._tokenizer, question, passages)
        judgements: dict[int, Judgement] = {}
        for batch in length_batches(encoded):
            result = self._graph.run([encoded[i] for i in batch])
            logits, starts, ends = (np.array(result[name]) for name in ("answers", "starts", "ends"))
            for at, i in enumerate(batch):
                inside = slice(encoded[i].first, encoded[i].first + len(encoded[i].offsets))
                first, last, certainty = best_span(starts[at, inside], ends[at, inside])
                span = _trimmed(passages[i].text, encoded[i].offsets[first : last + 1])
                judgements[i] = Judgement(float(logits[at]), *span, certainty)
        return [judgements[i] for i in range(len(passages))]


def answering_words(reader: Reader, question: str, sentence: str) -> str:
    """Return the words of a sentence that answer a question, "" where the reader is not sure of them."""
    [judgement] = reader.judge(question, [Passage(sentence)])
    is_known = judgement.certainty >= _KNOWN and judgement.logit >= _ANSWERS
    return sentence[judgement.start : judgement.end] if is_known else ""


def _trimmed(text: str, offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span of some tokens in `text`, without punctuation at its ends unless there is nothing else."""
    if not offsets:
        return 0, 0
    start, end = offsets[0][0], offsets[-1][1]
    words = text[start:end].strip(_EDGES)
    if not words:
        return start, end
    start = text.index(words, start)
    return start, start + len(words)


_loaded = cache(GraphReader)
# If many first questions come at once, one loads it and the others wait.
_loading = threading.Lock()


def project_reader() -> Reader:
    """Return the reader that comes with the project, loaded once.

    Raises:
        ModelError: It cannot be loaded.
    """
    with _loading:
        return _loaded()
