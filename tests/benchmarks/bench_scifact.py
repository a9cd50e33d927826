"""Whether the fast encoder is as good as the one it was made from, and what both rankings together give.

BEIR's SciFact: 5,183 abstracts, 300 claims, complete judgements; nDCG@10 can be compared with published
tables (all-MiniLM-L6-v2: 64.51).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embed.load import load_encoder
from index.embed.models import model_identity
from index.embed.protocol import Encoder, Vectors
from index.embed.torch_encoder import ReferenceEncoder
from index.search.hit import Hit
from qa import Desk
from qa.evaluate.cases import Case
from qa.evaluate.metrics import doc_ndcg, mean

_Ranker = Callable[[str], list[Hit]]


def scifact_table(desk: Desk, corpus: Path, cases: Sequence[Case], kept: Path) -> str:
    """Return nDCG@10 of dense search by both encoders over whole abstracts, and of Citedesk's search."""
    ids, texts = _abstracts(corpus)
    model = desk.settings.embedding_model
    encoder = load_encoder(model, desk.settings.cache_dir.expanduser())
    reference = ReferenceEncoder(model)
    kept = kept / model_identity(model).replace(":", "-")
    rankers: dict[str, _Ranker] = {
        "dense, sentence-transformers in float32": _dense(reference, ids, texts, kept / "reference.npy"),
        "dense, the converted encoder": _dense(encoder, ids, texts, kept / "exported.npy"),
        "Citedesk": lambda question: list(desk.find(question, top_k=100).hits),
    }
    rows = []
    for name, ranker in rankers.items():
        score = mean(doc_ndcg(ranker(case.question), case.gold_docs) for case in cases)
        rows.append(f"| {name} | {100 * (score.value or 0.0):.2f} |")
    return "\n".join(["| SciFact, 300 claims | nDCG@10 |", "| --- | --: |", *rows])


def _abstracts(corpus: Path) -> tuple[list[str], list[str]]:
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row["id"] for row in rows], [f"{row['title']} {row['body']}" for row in rows]


def _dense(encoder: Encoder, ids: Sequence[str], texts: Sequence[str], kept: Path) -> _Ranker:
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, encoder.embed_passages(texts))
    vectors: Vectors = np.load(kept)

    def best(question: str) -> list[Hit]:
        scores = vectors @ encoder.embed_query(question)
        order = np.argsort(-scores, kind="stable")[:100]
        return [
            Hit(rank, float(scores[i]), ids[i], 1, ids[i], 0, 0, "", "")
            for rank, i in enumerate(order, start=1)
        ]

    return best
