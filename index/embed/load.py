"""Choosing an encoder: the fast one where it can be had, the reference otherwise."""

from __future__ import annotations

from pathlib import Path

from index.embed.models import known_languages, model_folder, model_identity
from index.embed.protocol import Encoder


def load_encoder(model: str, cache_dir: Path) -> Encoder:
    """Return an encoder for `model`: its converted graph where it allows one, else sentence-transformers.

    The first call for a model converts it (seconds) and keeps the graph under `cache_dir`; from then
    on torch is not imported.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    from index.embed.convert_model import converted_folder
    from index.embed.openvino_encoder import OpenVinoEncoder

    folder = model_folder(model)
    if folder is not None:
        english = known_languages(model) == frozenset({"en"})
        graph = converted_folder(folder, model_identity(model), cache_dir, english)
        if graph is not None:
            return OpenVinoEncoder(graph)
    from index.embed.torch_encoder import ReferenceEncoder

    return ReferenceEncoder(str(folder) if folder else model)
