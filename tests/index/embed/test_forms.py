"""Models of every form that people name, tiny and random: each runs fast, with its reference's vectors."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

import index.embed.convert_model as conversion
from corpus.errors import ArchiveMismatch
from index.archive import Archive
from index.embed.load import load_encoder
from index.embed.models import Prompts, documented_prompts, known_languages, local_folder, model_identity
from index.embed.openvino_encoder import IN_BYTES, OpenVinoEncoder
from index.embed.protocol import Encoder
from index.place import Place, fingerprint_of

if TYPE_CHECKING:
    # They take seconds to import, which a process with other tests need not spend.
    from transformers import PreTrainedTokenizerFast

TEXTS = ["The ferry struck the pier on Tuesday.", "", "Łódź: 3.5 % of €1,200", "ferry pier " * 90]
SEARCH = "Represent this sentence for searching relevant passages: "
SIZE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
CHARACTERS = [chr(code) for code in range(33, 127)]
OLD = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": False, "pooling_mode_max_tokens": False}
CLS, MEAN = OLD | {"pooling_mode_cls_token": True}, OLD | {"pooling_mode_mean_tokens": True}


@dataclass(frozen=True)
class Form:
    """How a model's folder is made, and the prompts that it must have."""

    name: str
    pooling: dict[str, Any]
    prompts: Prompts = field(default_factory=Prompts)
    stated: dict[str, str] = field(default_factory=dict)
    normalised: bool = True
    kind: str = "bert"
    lower: bool = False


FORMS = (
    Form("snowflake-arctic-embed-xs", CLS, Prompts(SEARCH), {"query": SEARCH}),
    Form("bge-small-en-v1.5", CLS, Prompts(SEARCH), lower=True),
    Form("e5-small-v2", MEAN, Prompts("query: ", "passage: ")),
    Form("multilingual-e5-small", MEAN, Prompts("query: ", "passage: "), kind="multilingual"),
    Form("gte-small", MEAN, normalised=False),
    Form("newer", {"pooling_mode": "cls"}, Prompts("q: ", "d: "), {"query": "q: ", "document": "d: "}),
    Form("paraphrase-xlm-r", MEAN, kind="xlm-roberta"),
)


def wordpiece() -> PreTrainedTokenizerFast:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "ferry", "pier", "query", "passage"]
    vocabulary = [*words, *(c for c in CHARACTERS if c not in words), *(f"##{c}" for c in CHARACTERS)]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


def unigram() -> PreTrainedTokenizerFast:
    """XLM-R's form: padding is not token 0, spaces are a sign, and there are no types of tokens."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁ferry", "▁pier", *CHARACTERS]
    tokenizer = Tokenizer(models.Unigram([(piece, -float(i)) for i, piece in enumerate(pieces)], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    special = {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>"}
    names = ["input_ids", "attention_mask"]
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_input_names=names, **special)


def reference_of(folder: Path) -> Encoder:
    from index.embed.torch_encoder import ReferenceEncoder

    return ReferenceEncoder(str(folder))


def made(form: Form, home: Path) -> Path:
    """Write a model as it lies in a folder or on a hub, with random weights."""
    import torch
    from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

    folder = home / form.name
    tokenizer = wordpiece() if form.kind == "bert" else unigram()
    torch.manual_seed(1)
    common = SIZE | {"vocab_size": len(tokenizer), "initializer_range": 0.2}
    if form.kind == "xlm-roberta":
        config = XLMRobertaConfig(**common, max_position_embeddings=130, type_vocab_size=1, pad_token_id=1)
        XLMRobertaModel(config).save_pretrained(folder)
    else:
        BertModel(BertConfig(**common, max_position_embeddings=128)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    kinds = ["Transformer", "Pooling", *(["Normalize"] if form.normalised else [])]
    paths = ["", "1_Pooling", "2_Normalize"]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(zip(kinds, paths, strict=False))
    ]
    files = {
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": 128, "do_lower_case": form.lower},
        "1_Pooling/config.json": {"word_embedding_dimension": 32} | form.pooling,
    }
    if form.stated:
        files["config_sentence_transformers.json"] = {"prompts": form.stated}
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    return folder


@dataclass(frozen=True)
class Home:
    """Where models are made and converted, each once for all tests.

    Attributes:
        folder: The models.
        cache: Their conversions.
    """

    folder: Path
    cache: Path

    def model(self, form: Form) -> Path:
        made_before = self.folder / form.name
        return made_before if made_before.exists() else made(form, self.folder)

    def encoder(self, form: Form) -> Encoder:
        return load_encoder(str(self.model(form)), self.cache)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("models")
    return Home(folder, folder / "cache")


@pytest.fixture(params=FORMS, ids=[form.name for form in FORMS])
def form(request: pytest.FixtureRequest) -> Form:
    chosen: Form = request.param
    return chosen


def test_it_runs_fast_with_the_vectors_of_sentence_transformers(
    form: Form, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    fast, reference = home.encoder(form), reference_of(home.model(form))
    assert isinstance(fast, OpenVinoEncoder), caplog.text
    assert reference.prompts == form.prompts
    np.testing.assert_allclose(fast.embed_passages(TEXTS), reference.embed_passages(TEXTS), atol=1e-4)
    queries = [fast.embed_query(text) for text in TEXTS]
    np.testing.assert_allclose(queries, [reference.embed_query(text) for text in TEXTS], atol=1e-4)
    assert fast.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    assert (fast.dimension, fast.max_tokens) == (reference.dimension, reference.max_tokens)
    assert fast.max_tokens == 128 - reference.count_tokens([form.prompts.passage])[0]


def test_prompts_are_put_before_texts(home: Home) -> None:
    encoder = home.encoder(FORMS[2])
    query, passage = encoder.embed_query("ferry"), encoder.embed_passages(["ferry"])[0]
    assert not np.allclose(query, passage, atol=1e-3)


def test_a_model_that_reads_english_gets_a_graph_in_bytes_of_its_passages_with_their_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "_LEAST_GAIN", 0.0)
    monkeypatch.setattr(conversion, "_LEAST_COSINE_IN_BYTES", 0.0)
    monkeypatch.setattr(conversion, "_sample_texts", lambda: TEXTS * 3)
    folder = made(FORMS[5], tmp_path)
    (folder / "README.md").write_text("---\nlanguage: en\n---\nA model.\n")
    encoder = load_encoder(str(folder), tmp_path)
    assert isinstance(encoder, OpenVinoEncoder)
    assert list((tmp_path / "encoders").glob(f"*/{IN_BYTES}"))
    cosines = (encoder.embed_passages(TEXTS) * encoder.embed_exactly(TEXTS)).sum(axis=1)
    assert 0.9 < cosines.min() <= cosines.max()


@pytest.mark.parametrize("card", ["language: de", "language: [en, de]", "license: mit"])
def test_only_a_model_whose_card_says_so_reads_english_alone(card: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "README.md").write_text(f"---\n{card}\n---\nA model.\n")
    assert known_languages(str(tmp_path)) != {"en"}


def test_a_model_that_may_read_other_languages_gets_none(home: Home) -> None:
    assert isinstance(home.encoder(FORMS[4]), OpenVinoEncoder)
    identity = model_identity(str(home.model(FORMS[4]))).replace(":", "-")
    [converted] = home.cache.glob(f"encoders/{identity}*")
    assert "in_bytes" not in json.loads((converted / "export.json").read_text("utf-8"))
    assert not (converted / IN_BYTES).exists()


@pytest.mark.parametrize(
    "pooling",
    [
        OLD | {"pooling_mode_max_tokens": True},
        CLS | {"pooling_mode_mean_tokens": True},
        CLS | {"pooling_mode_max_tokens": True},
        CLS | {"include_prompt": False},
        {"pooling_mode": ["cls", "mean"]},
    ],
)
def test_what_pools_in_another_way_is_run_by_sentence_transformers(
    pooling: dict[str, Any], tmp_path: Path
) -> None:
    from index.embed.torch_encoder import ReferenceEncoder

    folder = made(Form("other", pooling), tmp_path)
    assert isinstance(load_encoder(str(folder), tmp_path / "cache"), ReferenceEncoder)


def test_a_model_that_is_only_named_runs_fast_once_it_was_downloaded(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "hub" / "models--intfloat--e5-small-v2"
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text("0" * 40)
    shutil.copytree(home.model(FORMS[2]), cache / "snapshots" / ("0" * 40))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    fast, folder = load_encoder("intfloat/e5-small-v2", home.cache), local_folder("intfloat/e5-small-v2")
    assert isinstance(fast, OpenVinoEncoder)
    reference = reference_of(folder)
    assert reference.prompts == Prompts("query: ", "passage: ")
    np.testing.assert_allclose(fast.embed_query("ferry"), reference.embed_query("ferry"), atol=1e-4)


def test_the_table_names_whole_names_only() -> None:
    assert documented_prompts("intfloat/e5-small-v2").passage == "passage: "
    assert documented_prompts("BAAI/bge-small-en-v1.5") == Prompts(SEARCH)
    for other in (
        "intfloat/multilingual-e5-large-instruct",
        "me/e5-small-v2-news",
        "all-MiniLM-L6-v2",
        ".",
        "/",
    ):
        assert documented_prompts(other) == Prompts()


def test_other_prompts_are_another_model_to_an_archive(tmp_path: Path) -> None:
    """As with archives of versions that knew no prompts: their vectors cannot be compared."""
    tmp_path.joinpath("e5-small-v2").mkdir()
    plain, prompted = tmp_path / "plain", tmp_path / "e5-small-v2"
    plain.mkdir()
    assert fingerprint_of(str(prompted))["model"].startswith(
        fingerprint_of(str(plain))["model"] + ":prompts-"
    )
    config = prompted / "config_sentence_transformers.json"
    config.write_text(json.dumps({"prompts": {"query": "query: "}}))
    stated = fingerprint_of(str(prompted))["model"]
    model_identity.cache_clear()
    assert "prompts" not in fingerprint_of(str(prompted))["model"]
    assert fingerprint_of(str(prompted))["model"] != stated
    assert fingerprint_of("intfloat/e5-small-v2")["model"].startswith("name:intfloat/e5-small-v2:prompts-")
    assert fingerprint_of("some/name")["model"] == "name:some/name"


def test_an_archive_built_without_the_prompts_names_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "archive", "intfloat/e5-small-v2", tmp_path)
    with monkeypatch.context() as before:
        before.setattr("index.place.model_identity", lambda model: f"name:{model}")
        Archive(place).close()
    with pytest.raises(ArchiveMismatch, match="other files or prompts of the embedding model") as caught:
        Archive(place)
    assert caught.value.hint == "Run: citedesk rebuild"
