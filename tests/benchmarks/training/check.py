"""`python -m tests.benchmarks.training.check --out DIR`: train the support check and write it in eight bits.

Begins with what the reader has learned (`--trunk`, its floats) or, without it, with all-MiniLM-L6-v2
(Apache-2.0, the packaged embedding model). See `tests.benchmarks.training.check_sets` for sources and
licences. On two quiet cores it takes about twenty minutes. The same seed, workers and data give the same
weights; the order of floating-point sums may differ between machines.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import distributed, multiprocessing, nn

from index.embed.models import PACKAGED, model_folder
from qa.check.premise import premise
from qa.check.token_pairs import Row, rows
from qa.evidence.reader import load_tokenizer
from tests.benchmarks.training.check_pairs import training_claims
from tests.benchmarks.training.reader_model import TorchReader, export, inputs

Pair = tuple[Row, float]
"""A row, and whether its premise carries its sentence: 1.0 or 0.0."""

_TOKENS = 1000
_HEAD_RATE = 3.0
_WARM_UP, _LAST_RATE = 0.05, 0.02
_SORTED_TOGETHER = 600
_MEAN_EVERY = 8
_SAVE_EVERY_S = 240
_SAMPLES = 240


def batches(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Put pairs of like length together, up to a number of tokens with padding, in random order."""
    planned: list[list[int]] = []
    for start in range(0, len(lengths), _SORTED_TOGETHER):
        batch: list[int] = []
        for i in sorted(range(start, min(start + _SORTED_TOGETHER, len(lengths))), key=lengths.__getitem__):
            if batch and lengths[i] * (len(batch) + 1) > _TOKENS:
                planned.append(batch)
                batch = []
            batch.append(i)
        planned.append(batch)
    chance.shuffle(planned)
    return planned


def train(
    worker: int, workers: int, model: TorchReader, pairs: Sequence[Pair], seed: int, rate: float, out: Path
) -> None:
    """Go once through the pairs; workers have a share each, and now and then the mean of their weights."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    if workers > 1:
        distributed.init_process_group("gloo", rank=worker, world_size=workers)
    for frozen in (model.encoder.embeddings, model.encoder.encoder.layer[0]):
        for parameter in frozen.parameters():
            parameter.requires_grad = False
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    head = list(model.judge.parameters())
    rates = (rate, rate * _HEAD_RATE)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": head}], weight_decay=0.01)
    planned = batches([len(row) for row, _ in pairs], random.Random(seed))
    planned = planned[: len(planned) // workers * workers][worker::workers]
    started = saved = time.monotonic()
    mean, tokens = 0.7, 0
    model.train()
    for step, batch in enumerate(planned):
        share = min(1.0, (step + 1) / (_WARM_UP * len(planned))) * max(_LAST_RATE, 1 - step / len(planned))
        for group, full in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = full * share
        logits, *_ = model(**inputs([pairs[i][0] for i in batch]))
        wanted = torch.tensor([pairs[i][1] for i in batch])
        loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        if workers > 1 and (step % _MEAN_EVERY == 0 or step == len(planned) - 1):
            _share_weights([*body, *head], workers)
        mean = 0.98 * mean + 0.02 * loss.item()
        tokens += sum(len(pairs[i][0]) for i in batch)
        if worker == 0 and step % 50 == 0:
            passed = time.monotonic() - started
            done = f"{step} of {len(planned)}, loss {mean:.3f}, {passed / 60:.1f} min"
            print(f"{done}, {tokens / passed:.0f} tokens/s", file=sys.stderr, flush=True)
        if worker == 0 and time.monotonic() - saved > _SAVE_EVERY_S:
            torch.save(model.state_dict(), out)
            saved = time.monotonic()
    if worker == 0:
        torch.save(model.state_dict(), out)


def _share_weights(parameters: Sequence[nn.Parameter], workers: int) -> None:
    flat = nn.utils.parameters_to_vector(parameters).detach()
    distributed.all_reduce(flat)
    nn.utils.vector_to_parameters(flat / workers, parameters)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.training.check", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True, help="the folder that the model is written to")
    parser.add_argument("--trunk", type=Path, help="the reader's floats, to begin with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=7e-5, help="the highest learning rate")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each")
    parser.add_argument(
        "--share", type=float, default=1.0, help="only so much of each set, to try the command"
    )
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    folder = model_folder(PACKAGED)
    assert folder is not None
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    claims = training_claims(given.data, random.Random(given.seed), given.share)
    texts = [(claim.text, premise(claim.text, claim.passages, (claim.headline,))) for claim in claims]
    made = rows(tokenizer, texts)
    pairs = [(row, float(claim.carried)) for row, claim in zip(made, claims, strict=True)]
    print(f"{len(pairs)} pairs, {sum(map(len, made))} tokens", file=sys.stderr, flush=True)
    model = TorchReader(folder, tokenizer.token_to_id("[SEP]"))
    if given.trunk:
        model.load_state_dict(torch.load(given.trunk))
    floats = given.out / "support.pt"
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29517")
    arguments = (given.workers, model, pairs, given.seed, given.rate, floats)
    multiprocessing.start_processes(train, arguments, nprocs=given.workers, start_method="fork")
    model.load_state_dict(torch.load(floats))
    samples = [made[at : at + 8] for at in range(0, min(_SAMPLES, len(made)), 8)]
    export(model, given.out, folder / "tokenizer.json", samples)
    for ending in (".xml", ".bin"):
        (given.out / f"reader{ending}").rename(given.out / f"support{ending}")


if __name__ == "__main__":
    main()
