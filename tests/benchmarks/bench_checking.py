"""`python -m tests.benchmarks.bench_checking [--data DIR]`: what the check keeps and what it catches.

Claims with a person's judgement (balanced accuracy and ROC, threshold chosen on one half and reported on
the other), and sentences of real news with one thing changed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
from collections import defaultdict
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.archive import Archive
from qa.check.likelihood import Embed, Signs, likelihood, signs
from qa.check.names import unknown_names
from qa.check.quantities import unknown_quantities
from qa.check.support import LEAST_LIKELIHOOD, Passage, check_support, objections
from qa.facts.tokens import tokens
from qa.settings import Settings
from tests.benchmarks.swaps import samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--count", type=int, default=300, help="sentences drawn from each set of articles")
    parser.add_argument("--show", type=int, default=0, help="failures shown of each kind")
    parser.add_argument("--claims", action="store_true", help="also the judged claims (some minutes)")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        archive = Archive(Settings(data_dir=Path(folder)).place())
        embed = archive.encoder.embed_sentences
        for name in ("apnews", "realtimeqa"):
            swapped(arguments.data / name / "corpus.jsonl.gz", embed, arguments.count, arguments.show)
        if arguments.claims:
            claims(arguments.data / "attribution" / "claims.jsonl.gz", embed)
        archive.close()


def swapped(corpus: Path, embed: Embed, count: int, show: int) -> None:
    """Print, by kind, how many sentences are kept."""
    kept: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    failures = defaultdict(list)
    start, checked = time.perf_counter(), 0
    for sample in samples(corpus, count):
        support = check_support(sample.sentence, [Passage(sample.passage)], embed)
        checked += 1
        key = (sample.carried, sample.kind)
        kept[key].append(support.carried)
        if support.carried != sample.carried:
            failures[key].append((sample, support.reasons))
    each = (time.perf_counter() - start) / checked * 1000
    print(f"\n## {corpus.parent.name}: {checked} sentences, {each:.1f} ms each\n")
    print("| sentences | kept | n |\n| --- | --: | --: |")
    for (carried, kind), values in sorted(kept.items(), reverse=True):
        print(f"| {'true' if carried else 'swapped'}: {kind} | {np.mean(values):.3f} | {len(values)} |")
    for carried in (True, False):
        values = [value for key, some in kept.items() if key[0] == carried for value in some]
        print(f"| all {'true' if carried else 'swapped'} | {np.mean(values):.3f} | {len(values)} |")
    for (_, kind), some in failures.items():
        for sample, reasons in some[:show]:
            print(f"\n[{kind}] {reasons}\n  PASSAGE {sample.passage}\n  SENTENCE {sample.sentence}")


def claims(path: Path, embed: Embed) -> None:
    """Print how well the judged claims are told apart, fitted on one half and reported on the other."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import balanced_accuracy_score, roc_auc_score, roc_curve
    from sklearn.preprocessing import StandardScaler

    found, labels, half, objected = [], [], [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            claim = re.sub(r"\s*\[\d+\]", "", row["claim"]).strip()
            text = " ".join(row["references"])
            names, numbers = unknown_names(tokens(claim), text), unknown_quantities(claim, text)
            found.append(signs(claim, row["references"], embed, len(names), len(numbers)))
            objected.append(bool(objections(claim, [Passage(part) for part in row["references"]])))
            labels.append(row["attribution_label"] == "attributable")
            half.append(hashlib.sha256(row["question"].encode()).digest()[0] % 2)
    x, y, side = np.array([astuple(one) for one in found]), np.array(labels), np.array(half)
    shipped = np.array([likelihood(one) for one in found])
    for fit in (0, 1):
        scale = StandardScaler().fit(x[side == fit])
        model = LogisticRegression(C=0.05).fit(scale.transform(x[side == fit]), y[side == fit])
        scores = model.predict_proba(scale.transform(x))[:, 1]
        false, true, points = roc_curve(y[side == fit], scores[side == fit])
        least = points[np.argmax(true - false)]
        other = side != fit
        balanced = balanced_accuracy_score(y[other], scores[other] >= least)
        weights = model.coef_[0] / scale.scale_
        bias = model.intercept_[0] - (weights * scale.mean_).sum()
        print(
            f"\nfitted on half {fit} (n {sum(side == fit)}), reported on the other (n {other.sum()}): "
            f"threshold {least:.3f}, balanced accuracy {balanced:.3f}, "
            f"area {roc_auc_score(y[other], scores[other]):.3f}"
        )
        named = dict(zip(Signs.__slots__, (float(round(w, 2)) for w in weights), strict=True))
        print(named, "bias", round(bias, 2))
    other = side == 1
    area = roc_auc_score(y[other], shipped[other])
    print(f"\nwith the shipped weights, half 1 (n {other.sum()}), area {area:.3f}")
    print("| threshold | true kept | false kept | balanced accuracy |\n| --: | --: | --: | --: |")
    for least in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        yes = shipped[other] >= least
        kept, wrong = yes[y[other]].mean(), yes[~y[other]].mean()
        print(f"| {least} | {kept:.3f} | {wrong:.3f} | {(kept + 1 - wrong) / 2:.3f} |")
    whole = (shipped >= LEAST_LIKELIHOOD) & ~np.array(objected)
    print(f"the whole check, half 1: {balanced_accuracy_score(y[other], whole[other]):.3f}")


if __name__ == "__main__":
    main()
