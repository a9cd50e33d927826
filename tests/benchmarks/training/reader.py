"""`python -m tests.benchmarks.training.reader --out DIR`: train the reader and write it in eight bits.

Starts from all-MiniLM-L6-v2 (Apache-2.0, the packaged embedding model). First public reading sets, then what
the search finds for questions about news of years that nothing is reported on: see
`tests.benchmarks.training.reader_groups` for sources and licences. On two quiet cores it takes two hours. The
same seed, workers and data give the same weights; the order of floating-point sums may differ between
machines.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from index.embed.models import PACKAGED, model_folder
from qa.evaluate.cases import load_cases, select_cases
from qa.evidence.reader import Row, load_tokenizer
from tests.benchmarks.bench_search import NewsSet, opened
from tests.benchmarks.training.reader_groups import (
    MORE,
    PUBLIC,
    Group,
    maker_groups,
    news_groups,
    public_groups,
)
from tests.benchmarks.training.reader_model import (
    Example,
    TorchReader,
    batches,
    examples,
    export,
    inputs,
    loss,
)
from tests.benchmarks.training.reader_state import state_of

OLDER, NEWER = ("train/realtimeqa-2022", None), ("realtimeqa", "tune")
"""The folders of news that are trained on, and which split of their questions."""

State = dict[str, torch.Tensor]
"""The weights of a model, by name."""

_TOKENS = 1000
_WARM_UP = 0.06
_LAST_RATE = 0.02
_REPLAYED = 900
_REPLAYED_OF_MORE = 120
_READ_AGAIN = 7500
_COMPARED = 60
_SAMPLES = 30


def train(
    model: TorchReader, made: Sequence[Example], rate: float, head_rate: float, chance: random.Random
) -> None:
    """Go once through the examples; the embedding tables stay as they are.

    Where the processor can multiply in bfloat16 it does, which is 1.8 times as fast.
    """
    for parameter in model.encoder.embeddings.parameters():
        parameter.requires_grad = False
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    body = [p for name, p in named if name.startswith("encoder")]
    heads = [p for name, p in named if not name.startswith("encoder")]
    rates = (rate, head_rate)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": heads}], weight_decay=0.01)
    planned = batches(made, _TOKENS, chance)
    half = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    started = time.monotonic()
    model.train()
    for step, batch in enumerate(planned):
        share = min(1.0, (step + 1) / (_WARM_UP * len(planned))) * max(_LAST_RATE, 1 - step / len(planned))
        for group, full in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = full * share
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            value = loss(model, [made[i] for i in batch])
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimiser.step()
        if step % 50 == 0:
            minutes = (time.monotonic() - started) / 60
            print(f"{step} of {len(planned)}, loss {value.item():.3f}, {minutes:.1f} min", file=sys.stderr)


def news(data: Path, name: str, split: str | None, chance: random.Random, limit: int | None) -> list[Group]:
    """Return the groups of one set of news; its archive is kept under `.bench/`."""
    folder = data / name
    cases = load_cases(folder / "questions.jsonl")
    # Questions without a known article teach what not to answer.
    chosen = select_cases(cases, split) if split else [case for case in cases if case.answer]
    with opened(NewsSet(name, split, answers=True), folder / "corpus.jsonl.gz") as desk:
        return list(news_groups(desk, chosen[:limit], chance))


def mean_of(first: State, second: State, share: float) -> State:
    """Return the weights between two of the same run: `share` of the first."""
    return {
        name: share * value + (1 - share) * second[name] if value.is_floating_point() else value
        for name, value in first.items()
    }


def begin(
    model: TorchReader,
    reading: Sequence[Example],
    older: Sequence[Example],
    newer: Sequence[Example],
    chance: random.Random,
) -> None:
    """Train on public sets, on news of one year, and on that of two; the mean of the last two is kept."""
    train(model, reading, 8e-5, 6.4e-4, chance)
    train(model, [*older, *_some(reading, chance)], 5e-5, 7.5e-5, chance)
    state = copy.deepcopy(model.state_dict())
    train(model, [*older, *newer, *_some(reading, chance)], 4e-5, 6e-5, chance)
    model.load_state_dict(mean_of(state, model.state_dict(), 0.4))


def read_more(
    model: TorchReader, reading: Sequence[Example], told: Sequence[Example], chance: random.Random
) -> None:
    """Train on more public sets, then twice on news; the mean is kept, .6 of it from before the news."""
    train(model, reading, 6e-5, 1.2e-4, chance)
    state = copy.deepcopy(model.state_dict())
    train(
        model,
        [*told, *told, *chance.sample(reading, min(_REPLAYED_OF_MORE, len(reading)))],
        4e-5,
        6e-5,
        chance,
    )
    model.load_state_dict(mean_of(state, model.state_dict(), 0.6))


def read_again(
    model: TorchReader, reading: Sequence[Example], told: Sequence[Example], chance: random.Random
) -> None:
    """Train once on public sets and news together, keep .33 of what was, and give log-odds their old spread.

    A reader grows surer with every step, and what counts in log-odds, such as which further sentences answer
    nearly as surely, is measured with the spread of the steps before.
    """
    compared = chance.sample(told, min(_COMPARED, len(told)))
    best, spread = _log_odds_of(model, compared)
    state = copy.deepcopy(model.state_dict())
    train(model, [*chance.sample(reading, min(_READ_AGAIN, len(reading))), *told], 5e-5, 8e-5, chance)
    model.load_state_dict(mean_of(state, model.state_dict(), 0.33))
    surer, wider = _log_odds_of(model, compared)
    head = model.judge[-1]
    assert isinstance(head, nn.Linear)
    with torch.no_grad():
        head.weight.mul_(spread / wider)
        head.bias.mul_(spread / wider).add_(best - surer * spread / wider)


def _log_odds_of(model: TorchReader, made: Sequence[Example]) -> tuple[float, float]:
    """The log-odds of a question's best sentence and their deviation among its sentences, on average."""
    model.eval()
    with torch.no_grad():
        odds = [model(**inputs(candidates))[0] for candidates, *_ in made]
    several = [some.std().item() for some in odds if len(some) > 1]
    return sum(some.max().item() for some in odds) / len(odds), sum(several) / max(len(several), 1)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.training.reader", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True, help="the folder that the model is written to")
    parser.add_argument(
        "--snapshots", type=Path, help="the repositories of tests.benchmarks.training.reading_sets"
    )
    parser.add_argument("--start", type=Path, help="a reader.xml to go on from, instead of the first steps")
    parser.add_argument("--again", action="store_true", help="only the last step, from `--start`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="only so many questions of each set, to try the command")
    given = parser.parse_args()
    if given.again and not (given.start and given.snapshots):
        parser.error("--again goes on from --start, with what --snapshots names")
    chance = random.Random(given.seed)
    torch.manual_seed(given.seed)
    folder = model_folder(PACKAGED)
    assert folder is not None
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    model = TorchReader(folder, tokenizer.token_to_id("[SEP]"))
    older = examples(tokenizer, news(given.data, *OLDER, chance, given.limit))
    newer = examples(tokenizer, news(given.data, *NEWER, chance, given.limit))
    if given.start:
        model.load_state_dict(state_of(given.start, model.state_dict()))
    else:
        reading = examples(tokenizer, public_groups(given.data / "train", chance, PUBLIC)[: given.limit])
        begin(model, reading, older, newer, chance)
    samples = _some_rows(older)
    if given.snapshots:
        groups = public_groups(given.data / "train", chance, MORE, given.snapshots)
        more = examples(tokenizer, groups[: given.limit])
        quoted = examples(tokenizer, _quoted(given.data, chance))
        if not given.again:
            read_more(model, more, [*older, *newer, *quoted], chance)
        read_again(model, more, [*older, *newer, *quoted], chance)
        samples += _some_rows(more)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), given.out / "reader.pt")
    export(model, given.out, folder / "tokenizer.json", samples)


def _quoted(data: Path, chance: random.Random) -> list[Group]:
    sets = (OLDER, NEWER)
    return [g for name, split in sets for g in maker_groups(data / name / "questions.jsonl", split, chance)]


def _some(reading: Sequence[Example], chance: random.Random) -> list[Example]:
    return chance.sample(reading, min(_REPLAYED, len(reading)))


def _some_rows(made: Sequence[Example]) -> list[list[Row]]:
    return [example[0][:8] for example in made[:: max(1, len(made) // _SAMPLES)]]


if __name__ == "__main__":
    main()
