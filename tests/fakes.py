"""Deterministic stand-ins at the real seams: an encoder and a language model."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.evidence.reader import Judgement, Passage
from qa.models.client import Prompt
from qa.models.queue import Queue

_WORD = re.compile(r"\w+")
# Chinese has no spaces: a character stands for a word.
_READ = re.compile(r"[\u4e00-\u9fff]|\w+")


class BagOfWords:
    """An encoder whose vectors are hashed bags of words: texts with the same words are near."""

    dimension = 64
    max_tokens = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in _WORD.findall(text.lower()):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:2]) % self.dimension] += 1.0
        return vector / np.linalg.norm(vector)


class Dense(BagOfWords):
    """Vectors without equal numbers, as real ones are."""

    def _vector(self, text: str) -> NDArray[np.float32]:
        mixer = np.random.default_rng(1).standard_normal((self.dimension, self.dimension))
        mixed = mixer @ super()._vector(text)
        return (mixed / np.linalg.norm(mixed)).astype(np.float32)


class ScriptedModel:
    """A language model that says what it was given, reply by reply, and keeps what it was asked."""

    name = "scripted"
    able = True

    def __init__(self, *replies: str | Exception, at_once: int | None = None) -> None:
        self._replies = list(replies)
        self.queue = Queue(at_once)
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        reply = self._replies.pop(0) if self._replies else ""
        if isinstance(reply, Exception):
            raise reply
        for start in range(0, len(reply), 3):
            yield reply[start : start + 3]

    def fits(self, prompt: Prompt) -> bool:
        return True

    def learn_context(self, limit: int | None) -> None:
        """Have none."""

    def close(self) -> None:
        self._replies.clear()


class GatedModel(ScriptedModel):
    """A language model that writes one sentence of a reply, and the rest when it is let go."""

    def __init__(self, *replies: str, at_once: int | None = None) -> None:
        super().__init__(*replies, at_once=at_once)
        self.waiting = threading.Semaphore(0)
        self.gate = threading.Event()

    def stream(self, prompt: Prompt) -> Iterator[str]:
        first, _, rest = "".join(super().stream(prompt)).partition("\n")
        yield f"{first}\n"
        self.waiting.release()
        assert self.gate.wait(120)
        yield rest


class WordReader:
    """A reader for which a passage answers when it has words of the question, and all of it does."""

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        asked = set(_READ.findall(question.lower())) - {"who", "what", "the", "did", "is"}
        return [self._judgement(asked, passage.text) for passage in passages]

    def _judgement(self, asked: set[str], text: str) -> Judgement:
        shared = len(asked & set(_READ.findall(text.lower()))) / max(len(asked), 1)
        return Judgement(14.0 * shared - 3.0, 0, len(text), 1.0)


class WordChecker:
    """A checker for which a premise carries a sentence by the share of its words that it has."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        return [self._share(sentence, premise) for sentence, premise in pairs]

    def _share(self, sentence: str, premise: str) -> float:
        mine, theirs = (set(_WORD.findall(text.lower())) for text in (sentence, premise))
        return len(mine & theirs) / max(len(mine), 1)
