"""A cross-encoder that an operator names instead of the checker that comes along."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ModelError
from qa.check.checker import Checker, open_checker

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the ferry fare rose fell to 12 crowns council said".split()
NLI = ("contradiction", "entailment", "neutral")


def entailment_checker(name: str) -> Checker:
    """Importing it takes seconds, which a process with other tests need not spend."""
    from qa.check.cross_encoder import EntailmentChecker

    return EntailmentChecker(name)


def tiny_cross_encoder(folder: Path, labels: tuple[str, ...]) -> str:
    """Write a cross-encoder with random weights and a vocabulary of a few words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, id2label=dict(enumerate(labels)),
        label2id={name: at for at, name in enumerate(labels)}, initializer_range=2.0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab={word: at for at, word in enumerate(WORDS)}).save_pretrained(folder)
    return str(folder)


def test_the_label_for_entailment_counts_whatever_its_place(tmp_path: Path) -> None:
    pairs = [
        ("the fare rose", "the council said the ferry fare rose to 12 crowns"),
        ("the fare fell", "said"),
    ]
    first = open_checker(tiny_cross_encoder(tmp_path / "a", NLI)).probabilities(pairs)
    labels = ("entailment", "contradiction", "neutral")
    second = open_checker(tiny_cross_encoder(tmp_path / "b", labels)).probabilities(pairs)
    assert all(0.0 < value < 1.0 for value in (*first, *second))
    assert first != pytest.approx(second)
    assert entailment_checker(str(tmp_path / "a")).probabilities([]) == []


def test_a_premise_comes_before_what_is_held_against_it(tmp_path: Path) -> None:
    checker = entailment_checker(tiny_cross_encoder(tmp_path / "a", NLI))
    short, long = "the fare rose", "the council said the ferry fare fell to 12 crowns"
    [there], [back] = checker.probabilities([(short, long)]), checker.probabilities([(long, short)])
    assert there != pytest.approx(back)


def test_a_single_label_is_the_log_odds(tmp_path: Path) -> None:
    [value] = entailment_checker(tiny_cross_encoder(tmp_path / "a", ("entailment",))).probabilities(
        [("the", "the")]
    )
    assert 0.0 < value < 1.0


def test_a_model_without_entailment_is_refused(tmp_path: Path) -> None:
    folder = tiny_cross_encoder(tmp_path / "a", ("good", "bad"))
    with pytest.raises(ModelError, match="no label for entailment: good, bad"):
        entailment_checker(folder)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        entailment_checker(str(tmp_path / "nothing"))
