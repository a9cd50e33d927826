"""What the check is trained on: public sets, and news with things changed by rule."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.text.sentences import sentences
from tests.benchmarks.check_rewordings import active, rewordings
from tests.benchmarks.check_sets import Claim, headlines, public_claims, rows
from tests.benchmarks.swaps import SWAPS, beside, names_of

YEARS = ("train/realtimeqa-2022", "realtimeqa")
"""The folders of news that are trained on."""

PUBLIC = {"sick": 4500, "msr-paraphrase": 6000, "anli-r1-dev": 300, "anli-r2-dev": 100, "anli-r3-dev": 700,
          "qags-cnndm": 500, "qags-xsum": 200, "wice-oracle-dev": 400, "wice-train": 150, "wice-dev": 100}  # fmt: skip
"""How many of each public set are read."""

_RARE = ("who did what", "roles exchanged", "passive, turned", "active, turned", "may as did", "extent",
         "all for some", "cause put in", "hedge taken out", "negation taken out", "opposite", "direction",
         "speaker")  # fmt: skip
_MOST_OF_A_KIND = 420
_WITH_HEADLINE = 0.3


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
    for name in YEARS:
        corpus = folder / name / "corpus.jsonl.gz"
        found += headline_claims(corpus, chance, int(1250 * share))
        found += news_claims(corpus, chance, int(1500 * share))
    chance.shuffle(found)
    return found


def headline_claims(corpus: Path, chance: random.Random, count: int) -> list[Claim]:
    """Return headlines with own and near leads, and with one thing changed."""
    found = []
    for claim in headlines(corpus, count, seed=chance.randrange(1000)):
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


def news_claims(corpus: Path, chance: random.Random, count: int) -> list[Claim]:
    """Return true and changed sentences: those where something rare can be changed come first."""
    drawn = list(_sentences(corpus, chance))
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


def _taken(text: str, among: str, chance: random.Random) -> tuple[str, str] | None:
    found = list(beside(text, among, chance))
    return chance.choice(found) if found else None


def _sentences(corpus: Path, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Sentences of 8 to 40 words, at most four of an article, among their neighbours, with the headline."""
    articles = rows(corpus)
    chance.shuffle(articles)
    for article in articles:
        row = [span.of(article["body"]) for span in sentences(article["body"][:6000])]
        fit = [
            (text, " ".join(row[max(0, at - 1) : at + 2]), article["title"])
            for at, text in enumerate(row)
            if 8 <= len(text.split()) <= 40 and text[-1] in '.”"' and text[0].isupper()
        ]
        fit.sort(key=lambda item: active(item[0]) is None)
        yield from fit[:1]
        yield from chance.sample(fit[1:], min(2, len(fit[1:])))
