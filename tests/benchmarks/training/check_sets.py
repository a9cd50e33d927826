"""Claims with passages, and whether these carry them: what the check is trained on and measured with.

Public sets (`train/public/support.jsonl.gz`), halved by a hash of the passage, one part in five held out:

- SICK (Marelli et al., 2014; CC BY-NC-SA 3.0)
- Microsoft Research Paraphrase Corpus (Dolan and Brockett, 2005)
- ANLI, its development parts (Nie et al., 2020; CC BY-NC 4.0)
- WiCE (Kamoi et al., 2023; CC BY-SA 4.0, ODC-BY)
- QAGS (Wang et al., 2020; of CNN/Daily Mail and XSum)

News (`train/realtimeqa-2022`, `realtimeqa`): headlines with the first paragraphs of their own article and
of another that shares many of their words, and sentences as they stand, in other words, and with one thing
changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from index.search.terms import coverage, terms

PARAGRAPHS = 6
Part = Literal["all", "train", "tune"]
_CUT = re.compile(r"(?:\.\.\.|…|\?)\s*$")
_OUTLET = re.compile(r"\s+(?:\||[-–—]) (?:CNN\w*|CNN \w+|The Week.*|AP News|USA TODAY|NPR|BBC.*)$")
_LISTS = re.compile(
    r"\b(?:50 states|things|photos|blog|recap|news from|fact check|live updates)\b", re.IGNORECASE
)
_NEAR = 8
_HELD_OUT = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, what it is held against, and whether that carries it.

    Attributes:
        text: The sentence.
        passages: What it cites.
        carried: Whether they carry it.
        kind: The set it is of, or what was done to it.
        headline: That of the passages' article, or "".
        published: The day of that article, where it is known.
    """

    text: str
    passages: tuple[str, ...]
    carried: bool
    kind: str
    headline: str = ""
    published: date | None = None


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_out(text: str) -> bool:
    """Whether what has this passage is kept for measuring: one in five, by its hash."""
    return hashlib.sha256(text.encode()).digest()[0] % _HELD_OUT == 0


def public_claims(folder: Path, for_measuring: bool) -> list[Claim]:
    """Return the claims of the public sets that are trained on, or those that are measured with.

    Of WiCE one half is measured with: there are few.
    """
    found = []
    for row in rows(folder / "train" / "public" / "support.jsonl.gz"):
        side = held_out(row["passage"])
        if row["source"].startswith("wice"):
            side = hashlib.sha256(row["claim"].encode()).digest()[0] % 2 == 0
        if side == for_measuring:
            text = re.sub(r"\(meta data\) [A-Z ]+: ?|#+ |\s+", " ", row["passage"]).strip()
            found.append(Claim(row["claim"], (text,), row["supported"], row["source"]))
    return found


def attribution_claims(folder: Path) -> list[Claim]:
    """Return the claims of AttributionBench (Li et al., 2024), none of which is trained on."""
    return [
        Claim(
            re.sub(r"\s*\[\d+\]", "", row["claim"]).strip(), tuple(row["references"]),
            row["attribution_label"] == "attributable", row["src_dataset"],
        )
        for row in rows(folder / "attribution" / "claims.jsonl.gz")
    ]  # fmt: skip


def lead(body: str) -> str:
    """Return the first six paragraphs."""
    return "\n".join([part.strip() for part in body.split("\n") if part.strip()][:PARAGRAPHS])


def news(folder: Path, name: str, part: Part = "all") -> list[dict[str, Any]]:
    """Return the articles of a folder of news: those to train on, those to tune on (one in five), or all.

    The parts are apart by the headline, by which an article that stands in two years is on one side in both.
    """
    articles = rows(folder / name / "corpus.jsonl.gz")
    return [row for row in articles if part == "all" or held_out(row["title"]) == (part == "tune")]


def day_of(article: Mapping[str, Any]) -> date | None:
    """Return the day on which an article of a corpus was published, None where that is not known."""
    try:
        return date.fromisoformat((article.get("published_at") or "")[:10])
    except ValueError:
        return None


def headlines(news: Sequence[Mapping[str, Any]], count: int, seed: int = 5) -> list[Claim]:
    """Return headlines with their own lead, with that of any other article, and of one that is near.

    Questions, lists and headlines that are cut short are left out.
    """
    draw = random.Random(seed)
    articles = [(_OUTLET.sub("", row["title"]), lead(row["body"]), day_of(row)) for row in news]
    articles = [article for article in articles if len(article[1].split()) > 40]
    leads = [terms(text) for _, text, _ in articles]
    titles = [terms(title) for title, *_ in articles]
    having: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(leads):
        for term in row:
            having[term].append(at)
    fit = [at for at, (title, *_) in enumerate(articles) if _is_statement(title)]
    found = []
    for at in draw.sample(fit, min(count, len(fit))):
        title = articles[at][0]
        found.append(_headline(title, articles[at], "own"))
        others = _others(at, titles, leads, having)
        if others:
            found.append(_headline(title, articles[others[0]], "near"))
        other = draw.randrange(len(articles))
        if coverage(titles[at], titles[other]) < 0.4:
            found.append(_headline(title, articles[other], "other"))
    return found


def _headline(title: str, article: tuple[str, str, date | None], whose: str) -> Claim:
    _, text, day = article
    return Claim(title, (text,), whose == "own", f"headline, {whose} article", published=day)


def _is_statement(title: str) -> bool:
    return len(title.split()) >= 5 and not _CUT.search(title) and not _LISTS.search(title)


def _others(
    at: int,
    titles: Sequence[dict[str, float]],
    leads: Sequence[dict[str, float]],
    having: dict[str, list[int]],
) -> list[int]:
    """Articles whose leads share most with a headline, without those that may tell the same story."""
    shared: dict[int, float] = defaultdict(float)
    for term, value in titles[at].items():
        for other in having.get(term, ())[:300]:
            shared[other] += value
    ranked = sorted(shared, key=lambda other: -shared[other])[:_NEAR]
    return [
        other
        for other in ranked
        if other != at
        and coverage(titles[at], titles[other]) < 0.4
        and coverage(titles[at], leads[other]) < 0.7
    ]  # fmt: skip
