"""`python -m tests.benchmarks.answers.checking [--data DIR]`: what the check keeps and what it catches.

Headlines with their own and other leads, sentences of news with one thing changed, and public sets, none of
which was trained on; `--ablate` says what each rule adds, `--fit` which probability is best for articles that
are kept for that.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.check.checker import GraphChecker
from qa.check.premise import premise
from qa.check.support import LEAST, RULES, Passage, objecting
from tests.benchmarks.training.check_sets import Claim, attribution_claims, headlines, news, public_claims
from tests.benchmarks.training.swaps import samples

_TRAINED = ("train/realtimeqa-2022", "realtimeqa")
_BORDERS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the check makes of a claim.

    Attributes:
        claim: What was judged.
        score: The probability that its passages carry it.
        rules: The names of the rules that object.
    """

    claim: Claim
    score: float
    rules: frozenset[str]

    def carried(self, border: float = LEAST, without: str = "") -> bool:
        """Whether it is shown, perhaps without one rule."""
        return self.score >= border and not self.rules - {without}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers.checking", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument(
        "--count", type=int, default=300, help="headlines and sentences of each set of articles"
    )
    parser.add_argument("--show", type=int, default=0, help="failures shown of each set")
    parser.add_argument("--model", type=Path, help="another model than that of the project")
    parser.add_argument("--ablate", action="store_true", help="also without each rule")
    parser.add_argument("--fit", action="store_true", help="only the border, on articles kept for that")
    given = parser.parse_args()
    checker = GraphChecker(given.model) if given.model else GraphChecker()
    if given.fit:
        fit([*judged(tuning_claims(given.data, given.count), checker)])
        return
    sets = {name: list(judged(claims, checker)) for name, claims in report_sets(given.data, given.count)}
    print("| set | true kept | n | false let through | n | balanced |\n| --- | --: | --: | --: | --: | --: |")
    for name, some in sets.items():
        print(f"| {name} | {' | '.join(row(some))} |")
    for name, some in sets.items():
        by_kind(name, some)
        failures(name, some, given.show)
    if given.ablate:
        ablation(sets)


def report_sets(data: Path, count: int) -> Iterator[tuple[str, list[Claim]]]:
    """Yield what is reported on, by name; of 2024 no article whose headline stands in a year trained on."""
    trained = {article["title"] for name in _TRAINED for article in news(data, name)}
    for name, folder in (("AP", "apnews"), ("2024", "realtimeqa-2024")):
        articles = [article for article in news(data, folder) if article["title"] not in trained]
        yield f"{name}: headlines", headlines(articles, count)
        yield f"{name}: sentences", list(samples(articles, count))
    public = public_claims(data, for_measuring=True)
    for name in ("wice-oracle", "sick", "msr", "anli", "qags"):
        yield name, [claim for claim in public if claim.kind.startswith(name)]
    yield "AttributionBench", attribution_claims(data)


def tuning_claims(data: Path, count: int) -> list[Claim]:
    """Return claims of the years that are trained on, of articles that are not."""
    articles = [article for name in _TRAINED for article in news(data, name, "tune")]
    return [*headlines(articles, count), *samples(articles, count)]


def judged(claims: Sequence[Claim], checker: GraphChecker) -> Iterator[Judged]:
    """Yield what the check makes of claims, in their order."""
    started = time.perf_counter()
    cites = [[Passage(text, claim.headline, claim.published) for text in claim.passages] for claim in claims]
    pairs = [(claim.text, premise(claim.text, claim.passages, [claim.headline])) for claim in claims]
    scores = checker.probabilities(pairs)
    for claim, some, score in zip(claims, cites, scores, strict=True):
        yield Judged(claim, score, frozenset(objecting(claim.text, some)))
    print(f"{(time.perf_counter() - started) / max(len(claims), 1) * 1000:.1f} ms each of {len(claims)}")


def row(some: Sequence[Judged], carried: Callable[[Judged], bool] = Judged.carried) -> list[str]:
    """Return the cells of one set: true kept, how many, false let through, how many, balanced accuracy."""
    shares = []
    for side in (True, False):
        values = [carried(one) for one in some if one.claim.carried is side]
        shares.append((float(np.mean(values)) if values else float("nan"), len(values)))
    (true, n_true), (false, n_false) = shares
    return [f"{true:.3f}", str(n_true), f"{false:.3f}", str(n_false), f"{(true + 1 - false) / 2:.3f}"]


def by_kind(name: str, some: Sequence[Judged]) -> None:
    """Print how many of each kind are shown."""
    kinds = sorted({(not one.claim.carried, one.claim.kind) for one in some})
    if len(kinds) < 3:
        return
    print(f"\n{name}\n\n| kind | shown | n |\n| --- | --: | --: |")
    for false, kind in kinds:
        values = [one.carried() for one in some if (one.claim.kind, one.claim.carried) == (kind, not false)]
        print(f"| {'false' if false else 'true'}: {kind} | {np.mean(values):.3f} | {len(values)} |")


def failures(name: str, some: Iterable[Judged], count: int) -> None:
    """Print the first claims that are judged wrongly."""
    for one in [one for one in some if one.carried() != one.claim.carried][:count]:
        passage = " ".join(one.claim.passages)[:600]
        print(f"\n[{name}: {one.claim.kind}] {one.score:.2f} {sorted(one.rules)}\n  PASSAGE {passage}")
        print(f"  SENTENCE {one.claim.text}")


def ablation(sets: dict[str, list[Judged]]) -> None:
    """Print what is kept and let through with all rules, without each of them, and with none."""
    print(f"\n| without | {' | '.join(sets)} |\n| --- |{' --: |' * len(sets)}")
    for without in ("", *RULES):
        cells = (row(some, lambda one, rule=without: one.carried(without=rule)) for some in sets.values())
        print(f"| {without or '(nothing)'} | {' | '.join(f'{cell[0]} / {cell[2]}' for cell in cells)} |")
    cells = (row(some, lambda one: one.score >= LEAST) for some in sets.values())
    print(f"| all rules | {' | '.join(f'{cell[0]} / {cell[2]}' for cell in cells)} |")


def fit(some: Sequence[Judged]) -> None:
    """Print what is kept and let through from each border on."""
    print(
        "| border | true kept | n | false let through | n | balanced |\n| --: | --: | --: | --: | --: | --: |"
    )
    for border in _BORDERS:
        print(f"| {border:.2f} | {' | '.join(row(some, lambda one, at=border: one.carried(at)))} |")


if __name__ == "__main__":
    main()
