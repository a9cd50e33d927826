"""What the check is trained on: public sets, and news with things changed by rule."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.training.check_rewordings import active, passive, rewordings
from tests.benchmarks.training.check_sets import Claim, headlines, news, public_claims, rows
from tests.benchmarks.training.swaps import SWAPS, Article, beside, names_of, telling

YEARS = ("train/realtimeqa-2022", "realtimeqa")
"""The folders of news that are trained on."""

PUBLIC = {"sick": 3500, "msr-paraphrase": 6000, "anli-r1-dev": 300, "anli-r2-dev": 100, "anli-r3-dev": 700,
          "qags-cnndm": 500, "qags-xsum": 200, "wice-oracle-dev": 700, "wice-train": 150,
          "wice-dev": 100}  # fmt: skip
"""How many of each public set are read."""

_RARE = ("who did what", "roles exchanged", "passive, turned", "active, turned", "may as did", "extent",
         "all for some", "cause put in", "hedge taken out", "negation taken out", "opposite", "direction",
         "speaker")  # fmt: skip
_MOST_OF_A_KIND = 250
_ROLES = ("who did what", "roles exchanged", "passive, turned", "active, turned")
_WITH_ROLES = 1500
_WITH_HEADLINE = 0.3
_READ = "qamr-wikinews"
_ANSWERS = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)*|\d[\d,.]*\d|\b(?:the|a) \w+(?: \w+)?")
_ANSWERED = 2000


def training_claims(folder: Path, chance: random.Random, share: float = 1.0) -> list[Claim]:
    """Return all that is trained on, shuffled.

    Args:
        folder: The data.
        chance: Draws what is changed, and how.
        share: How much of each set, 0 to 1.
    """
    found: list[Claim] = []
    left = Counter({name: int(count * share) for name, count in PUBLIC.items()})
    public = public_claims(folder, for_measuring=False)
    chance.shuffle(public)
    for claim in public:
        if left[claim.kind]:
            left[claim.kind] -= 1
            found.append(claim)
    found += answer_claims(folder, chance, int(_ANSWERED * share))
    for name in YEARS:
        articles = news(folder, name, "train")
        found += headline_claims(articles, chance, int(1000 * share))
        found += news_claims(articles, chance, int(2000 * share))
        found += role_claims(articles, chance, int(_WITH_ROLES * share))
    chance.shuffle(found)
    return found


def headline_claims(articles: Sequence[Article], chance: random.Random, count: int) -> list[Claim]:
    """Return headlines with own and near leads, and with one thing changed."""
    found = []
    for claim in headlines(articles, count, seed=chance.randrange(1000)):
        if claim.kind == "headline, other article" and chance.random() < 0.8:
            continue
        found.append(claim)
        if claim.carried and (changed := _changed(claim.text, names_of(claim.passages[0]), chance)):
            found.append(Claim(changed[1], claim.passages, False, f"headline: {changed[0]}"))
    return found


def _changed(
    text: str, names: Sequence[str], chance: random.Random, counts: Counter[str] | None = None
) -> tuple[str, str] | None:
    """A text with one thing changed, and what; rare kinds first."""
    kinds = list(SWAPS)
    chance.shuffle(kinds)
    kinds.sort(key=lambda kind: kind not in _RARE)
    for kind in kinds:
        if counts is not None and counts[kind] >= _MOST_OF_A_KIND:
            continue
        changed = SWAPS[kind](text, chance, names)
        if changed and changed != text:
            if counts is not None:
                counts[kind] += 1
            return kind, changed
    return None


def news_claims(articles: Sequence[Article], chance: random.Random, count: int) -> list[Claim]:
    """Return true and changed sentences: those where something rare can be changed come first."""
    drawn = list(_sentences(articles, chance))
    names = [name for text, *_ in drawn[:2000] for name in names_of(text)]
    turnable = [item for item in drawn if active(item[0])][: count // 4]
    counts: Counter[str] = Counter()
    found: list[Claim] = []
    for text, among, headline in [*turnable, *drawn][:count]:
        passage = among if chance.random() < 0.6 else text
        title = headline if chance.random() < _WITH_HEADLINE else ""
        kinds = [("as it stands", text), *rewordings(text)]
        kind, reworded = chance.choice(kinds[1:] or kinds) if chance.random() < 0.75 else kinds[0]
        found.append(Claim(reworded, (passage,), True, kind, title))
        for _ in range(2):
            changed = _changed(text, names, chance, counts) if chance.random() < 0.8 else None
            changed = changed or _taken(text, among, chance)
            if changed:
                found.append(Claim(changed[1], (passage,), False, changed[0], title))
    return found


def role_claims(articles: Sequence[Article], chance: random.Random, count: int) -> list[Claim]:
    """Return sentences in which one does something to another, each as it is and with the two exchanged.

    The two have the same words, and only their order tells which is true.
    """
    claims: list[Claim] = []
    for text, among, headline in _sentences(articles, chance):
        if len(claims) >= 2 * count:
            break
        turned = [(kind, SWAPS[kind](text, chance, ())) for kind in _ROLES]
        false = [(kind, changed) for kind, changed in turned if changed and changed != text]
        if not false:
            continue
        kind, changed = chance.choice(false)
        passage = (among if chance.random() < 0.6 else text,)
        title = headline if chance.random() < _WITH_HEADLINE else ""
        voice = passive(text) if chance.random() < 0.5 else None
        claims.append(Claim(voice or text, passage, True, "passive" if voice else "as it stands", title))
        claims.append(Claim(changed, passage, False, kind, title))
    return claims


def _taken(text: str, among: str, chance: random.Random) -> tuple[str, str] | None:
    found = list(beside(text, among, chance))
    return chance.choice(found) if found else None


def _sentences(articles: Sequence[Article], chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Sentences of 8 to 40 words, at most four of an article, among their neighbours, with the headline."""
    for article in chance.sample(articles, len(articles)):
        fit = [(text, among, article["title"]) for text, among in telling(article["body"][:6000])]
        fit.sort(key=lambda item: active(item[0]) is None)
        yield from fit[:1]
        yield from chance.sample(fit[1:], min(2, len(fit[1:])))


def answer_claims(folder: Path, chance: random.Random, count: int) -> list[Claim]:
    """Return questions with a few words as their answer: the right ones, and others of the same passage.

    QAMR, Wikinews (Michael et al., 2018; MIT).
    """
    read = [row for row in rows(folder / "train" / "public" / "reading.jsonl.gz") if row["source"] == _READ]
    found = []
    for row in chance.sample(read, min(count, len(read))):
        question, answer, passage = row["question"], row["answer"], row["passage"]
        found.append(Claim(f"{question} {_sentence(answer)}", (passage,), True, "answer"))
        others = [
            m.group() for m in _ANSWERS.finditer(passage) if not set(m.group().split()) & set(answer.split())
        ]
        if others:
            other = f"{question} {_sentence(chance.choice(others))}"
            found.append(Claim(other, (passage,), False, "answer: another"))
    return found


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else "."
