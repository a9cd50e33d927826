"""Public reading sets that stand in public repositories: questions, passages, and the words that answer.

Each is read from a git repository at one commit, so that the same rows are trained on again; nothing of them
is part of the project. Clone those of `REPOSITORIES` into one folder, each as `OWNER+NAME`, and name the
folder with `--snapshots` to `tests.benchmarks.training.reader`.

- SQuAD 1.1 (Rajpurkar et al., 2016; CC BY-SA 4.0): its development set, a part of its training set that Du et
  al. (2017) split off, and two samples of the latter
- QED (Lamm et al., 2021; CC BY-SA 3.0): questions that people typed into a search engine, with Wikipedia
- SelQA (Jurczyk et al., 2016; Apache-2.0): which sentences of a section answer, without the words
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""``source``, ``question``, ``passage``, ``answer`` and ``start``, its offset in the passage."""

REPOSITORIES = {
    "2ashish/NLP-Answering-Reading-Comprehension": "7fdb873bbea1811dff40a06eca6f99f583b297be",
    "tomhosking/aqleaderboard": "79ed2dc0dff52b0594275812f48ab176bcc498eb",
    "bigai-nlco/RouterLens": "1c18cc756be028a7e55a51fd7b51a2b211baa0c9",
    "liweijiang/QASystem": "389940c29e9564365f4c5fffbcb80b5182b27eba",
    "google-research-datasets/QED": "2492920337122918bbfc7d12c1268b9af796c6cf",
    "emorynlp/selqa": "fef3d6ac6944e2d4237165d90e5f859c71676bdd",
}

_AHEAD = 80
_GLUED = re.compile(r" (?=[.,;:!?%)\]’])|(?<=[(\[]) | (?='s\b)|(?<=\w) (?=- \w)|(?<=\w -) (?=\w)")


def spans(folder: Path) -> Iterator[Row]:
    """Yield the rows of all sets that have the words; a question stands in one set only."""
    seen = set()
    for source, read in _READERS.items():
        for row in read(folder):
            key = re.sub(r"\W+", "", row["question"].lower())
            if key not in seen:
                seen.add(key)
                yield {"source": source, **row}


def sections(folder: Path) -> list[tuple[str, list[str], list[str]]]:
    """Return SelQA's questions, each with the sentences that answer and those that do not."""
    texts = (_text(folder, "emorynlp/selqa", f"ass/selqa-ass-{part}.json") for part in ("dev", "test"))
    return [
        (
            row["question"],
            [text for i, text in enumerate(row["candidates"]) if i in row["answers"]],
            [text for i, text in enumerate(row["candidates"]) if i not in row["answers"]],
        )
        for text in texts
        for row in json.loads(text)
    ]


def _text(folder: Path, name: str, path: str) -> str:
    """A file of a repository, at the commit that is named above."""
    clone = folder / name.replace("/", "+")
    asked = ["git", "-C", str(clone), "show", f"{REPOSITORIES[name]}:{path}"]
    return subprocess.run(asked, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def _squad_dev(folder: Path) -> Iterator[Row]:
    """Questions in the order of the passages, which have no numbers: the offsets tell which is meant."""
    name = "2ashish/NLP-Answering-Reading-Comprehension"
    parts = ("context", "question", "answer", "span")
    passages, questions, answers, places = (_lines(folder, name, f"data/test_{part}") for part in parts)
    at = 0
    for question, answer, place in zip(questions, answers, places, strict=True):
        if "," not in place:
            continue
        start, end = map(int, place.split(","))
        ahead = range(at, min(at + _AHEAD, len(passages)))
        at = next((i for i in ahead if passages[i][start:end] == answer), at)
        if passages[at][start:end] == answer:
            yield {"question": question, "passage": passages[at], "answer": answer, "start": start}


def _squad_split_off(folder: Path) -> Iterator[Row]:
    for article in json.loads(_text(folder, "tomhosking/aqleaderboard", "data/test-v1.1.json"))["data"]:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                words = {"answer": answer["text"], "start": answer["answer_start"]}
                yield {"question": asked["question"], "passage": paragraph["context"], **words}


def _squad_sample(folder: Path) -> Iterator[Row]:
    """It has no offsets: a row counts if its answer stands in the passage once."""
    for row in json.loads(_text(folder, "bigai-nlco/RouterLens", "data/squad/dev.json")):
        if row["context"].count(row["answer"]) == 1:
            words = {"answer": row["answer"], "start": row["context"].index(row["answer"])}
            yield {"question": row["question"], "passage": row["context"], **words}


def _squad_tokens(folder: Path) -> Iterator[Row]:
    """Its texts are tokens with spaces between them, and its offsets count those."""
    parts = ("context", "question", "span")
    lines = (_lines(folder, "liweijiang/QASystem", f"data/squad/all_val/val.{part}") for part in parts)
    for passage, question, place in zip(*lines, strict=True):
        tokens = passage.split()
        first, last = map(int, place.split())
        before = " ".join(tokens[:first])
        words = " ".join(tokens[first : last + 1])
        if row := _joined(passage, words, len(before) + bool(before)):
            yield {"question": _GLUED.sub("", question), **row}


def _qed(folder: Path) -> Iterator[Row]:
    for line in _lines(folder, "google-research-datasets/QED", "qed-dev.jsonlines"):
        row = json.loads(line)
        answers = [part for answer in row["original_nq_answers"] for part in answer[:1]]
        shortest = min(answers, key=lambda part: len(part["string"]), default=None)
        if shortest and (words := _joined(row["paragraph_text"], shortest["string"], shortest["start"])):
            yield {"question": row["question_text"], **words}


def _joined(passage: str, answer: str, start: int) -> Row | None:
    """A passage of tokens as people write it, with its answer; None if the answer is cut by that."""
    if passage[start : start + len(answer)] != answer:
        return None
    text, words = _GLUED.sub("", passage), _GLUED.sub("", answer)
    taken = sum(end - begin for begin, end in _glue(passage) if end <= start)
    at = start - taken
    return {"passage": text, "answer": words, "start": at} if text[at : at + len(words)] == words else None


def _glue(passage: str) -> list[tuple[int, int]]:
    return [match.span() for match in _GLUED.finditer(passage)]


def _lines(folder: Path, name: str, path: str) -> list[str]:
    return _text(folder, name, path).rstrip("\n").split("\n")


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "squad-dev": _squad_dev,
    "squad-split-off": _squad_split_off,
    "squad-sample": _squad_sample,
    "squad-tokens": _squad_tokens,
    "qed": _qed,
}
