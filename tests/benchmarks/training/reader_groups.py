"""What the reader is trained on: questions, each with sentences that answer and sentences that do not.

Public reading sets give the words that answer inside a sentence, and its neighbours that do not:

- SQuADShifts (Miller et al., 2020; CC BY 4.0) and QAMR (Michael et al., 2018; MIT): `public/reading.jsonl.gz`
- XQuAD, its English part (Artetxe et al., 2020; CC BY-SA 4.0): `xquad/reading.jsonl.gz`
- and those of `tests.benchmarks.training.reading_sets`, where it is given them

News with questions gives what the search itself finds: `right` sentences are of an article that answers and
have the answer in them; and for an archive without those articles, nothing that was found is right. The
passage that the makers of a news quiz quote for an answer gives that sentence and those around it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.article import normalise_text
from corpus.text.sentences import sentences
from index.search.filters import Filters
from index.search.terms import coverage, terms
from qa import Desk
from qa.evaluate.cases import Case
from qa.evaluate.metrics import contains
from qa.evaluate.run import articles_to_leave_out
from qa.evidence.candidates import Evidence
from qa.evidence.reader import Passage, origin
from tests.benchmarks.training.reading_sets import sections, spans

# Questions of each public set. Reviews and encyclopaedias are less like news than news is.
PUBLIC = {
    "squadshifts-new_wiki": 2600,
    "squadshifts-reddit": 500,
    "qamr-wikinews": 5000,
    "qamr-wikipedia": 600,
    "xquad": 1000,
}
# Of the sets of `tests.benchmarks.training.reading_sets`, and some of the others again.
MORE = {
    "squad-dev": 2500,
    "squad-split-off": 2000,
    "squad-sample": 750,
    "squad-tokens": 1000,
    "qed": 680,
    "selqa": 1160,
    "squadshifts-new_wiki": 500,
    "qamr-wikinews": 1500,
    "xquad": 150,
}
_MOST_WORDS = 60
_RIVALS = 2
_TRAPS = 0.4
_POOL = 300
_RIGHT, _NEAR, _FAR, _LEFT_OUT = 3, 8, 3, 6
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST = 25
_DATED, _AROUND = 0.6, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage and what is right of it.

    Attributes:
        passage: What the reader is given.
        answers: Whether it answers.
        words: Start and end in its text of the words that do, or None.
    """

    passage: Passage
    answers: bool
    words: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its candidates; `weight` is what it counts in the loss."""

    question: str
    candidates: tuple[Candidate, ...]
    weight: float = 1.0


def public_groups(
    folder: Path, chance: random.Random, counts: Mapping[str, int], snapshots: Path | None = None
) -> list[Group]:
    """Return so many groups of each public set in `folder` and, if given, in `snapshots`, shuffled."""
    rows = _lines(folder / "public" / "reading.jsonl.gz")
    rows += [{**row, "source": "xquad"} for row in _lines(folder / "xquad" / "reading.jsonl.gz")]
    asked = {row["question"] for row in rows}
    rows += [row for row in spans(snapshots) if row["question"] not in asked] if snapshots else []
    chance.shuffle(rows)
    pool = [row["passage"] for row in rows if row["source"] == "qamr-wikinews"]
    left, groups = dict(counts), []
    for row in rows:
        if left.get(row["source"], 0) and (group := _public_group(row, pool, chance)):
            left[row["source"]] -= 1
            groups.append(group)
    groups += _section_groups(snapshots, chance)[: counts.get("selqa", 0)] if snapshots else []
    chance.shuffle(groups)
    return groups


def _section_groups(snapshots: Path, chance: random.Random) -> list[Group]:
    """Groups of whole sections, of which it is known which sentences answer and not with which words."""
    groups = []
    for question, right, wrong in sections(snapshots):
        asked = terms(question)
        wrong.sort(key=lambda text: -coverage(asked, terms(text)))
        answering = [text for text in right if len(text.split()) <= _MOST_WORDS][:_RIVALS]
        candidates = [Candidate(Passage(text), True) for text in answering]
        if candidates and wrong:
            others = wrong[: chance.choice((2, 4))]
            groups.append(
                Group(question, (*candidates, *(Candidate(Passage(text), False) for text in others)))
            )
    return groups


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _public_group(row: dict[str, Any], pool: Sequence[str], chance: random.Random) -> Group | None:
    """A sentence that answers, and rivals: its neighbours or, of sets without any, a trap now and then."""
    start, end = row["start"], row["start"] + len(row["answer"])
    spans = sentences(row["passage"])
    right = next((s for s in spans if s.start <= start and end <= s.end), None)
    if right is None or len(right.of(row["passage"]).split()) > _MOST_WORDS:
        return None
    asked = terms(row["question"])
    rivals = [span.of(row["passage"]) for span in spans if span is not right]
    if row["source"].startswith("qamr"):
        rivals = chance.sample(pool, _POOL) if chance.random() < _TRAPS else []
    rivals = [text for text in rivals if not contains(text, row["answer"]) and text != row["passage"]]
    rivals.sort(key=lambda text: -coverage(asked, terms(text)))
    wanted = 1 if row["source"].startswith("qamr") else chance.choice((1, _RIVALS))
    words = (start - right.start, end - right.start)
    first = Candidate(Passage(right.of(row["passage"])), True, words)
    others = (Candidate(Passage(text), False) for text in rivals[:wanted])
    return Group(row["question"], (first, *others))


def news_groups(desk: Desk, cases: Sequence[Case], chance: random.Random) -> Iterator[Group]:
    """Yield groups of what the search finds: with the day known and not, and without what answers."""
    left_out = articles_to_leave_out(desk, cases)
    for case in cases:
        for today in (case.asked_on, None) if case.answerable else ():
            if group := _with_answer(case, _found(desk, case, today, ()), today, chance):
                yield group
        if left_out.get(case.id):
            found = _found(desk, case, case.asked_on, left_out[case.id])[:_LEFT_OUT]
            candidates = tuple(Candidate(_passage(item, case.asked_on), False) for item in found)
            if candidates:
                yield Group(case.question, candidates, weight=0.5)


def maker_groups(path: Path, split: str | None, chance: random.Random) -> list[Group]:
    """Return groups of the passages that the makers of a quiz quote for its answers.

    Args:
        path: Questions as `load_cases` reads them, with their `evidence`.
        split: Only the questions of this split, or None for all.
        chance: Chooses the passages of which it is told how old they are.
    """
    groups = []
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        if split in (None, row.get("split")) and row.get("evidence") and row.get("answer"):
            origin_line = f"{chance.randrange(7)} days old" if chance.random() < _DATED else ""
            if group := _quoted_group(row["question"], row["answer"], row["evidence"], origin_line):
                groups.append(group)
    return groups


def _quoted_group(question: str, answer: str, passage: str, origin_line: str) -> Group | None:
    texts = [span.of(passage) for span in sentences(passage)]
    asked = terms(question)
    right = [text for text in texts if words_of(text, answer) and len(text.split()) <= _MOST_WORDS]
    wrong = [text for text in texts if not contains(text, answer) and len(text.split()) > 3]
    if not right:
        return None
    best = max(right, key=lambda text: coverage(asked, terms(text)))
    others = (Candidate(Passage(text, origin_line), False) for text in wrong[:_AROUND])
    return Group(question, (Candidate(Passage(best, origin_line), True, words_of(best, answer)), *others))


def _found(desk: Desk, case: Case, today: Any, without: Sequence[str]) -> list[Evidence]:
    filters = Filters(exclude_articles=list(without)) if without else None
    found = desk.evidence(case.question, today=today, filters=filters, limit=40)
    return [item for item in found if len(item.text.split()) > 2]


def _with_answer(case: Case, found: Sequence[Evidence], today: Any, chance: random.Random) -> Group | None:
    answer = case.answer or ""
    right = [i for i in found if i.article_id in case.gold_docs and words_of(i.text, answer)][:_RIGHT]
    # What has the answer in another article, or in its headline, may answer too: nobody has looked.
    wrong = [i for i in found if not contains(i.text, answer) and not contains(i.title, answer)]
    if not right:
        return None
    far = wrong[_NEAR:]
    wrong = [*wrong[:_NEAR], *chance.sample(far, min(_FAR, len(far)))]
    candidates = [Candidate(_passage(i, today), True, words_of(i.text, answer)) for i in right]
    return Group(case.question, (*candidates, *(Candidate(_passage(i, today), False) for i in wrong)))


def _passage(item: Evidence, today: Any) -> Passage:
    published = item.hit.published_at.date() if item.hit.published_at else None
    return Passage(item.text, origin(item.title, item.hit.source, published, today))


def words_of(text: str, answer: str) -> tuple[int, int] | None:
    """Return where in `text` the words of `answer` stand first, as both are normalised; None if nowhere."""
    wanted = normalise_text(answer)
    if not wanted or not contains(text, answer):
        return None
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    for first, (start, beyond) in enumerate(tokens):
        # Normalised, a comma before the answer would be nothing, and so part of it.
        if not text[start:beyond].isalnum():
            continue
        for _, end in tokens[first : first + _LONGEST]:
            if normalise_text(text[start:end]) == wanted:
                return start, end
    return None
