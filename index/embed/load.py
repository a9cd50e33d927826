"""Choosing an encoder: the fast one where it can be had, the reference otherwise."""

from __future__ import annotations

from pathlib import Path

from index.embed.models import local_folder
from index.embed.protocol import Encoder


def load_encoder(model: str, cache_dir: Path) -> Encoder:
    """Return an encoder for `model`: its converted graph where it allows one, else sentence-transformers.

    The first call for a model downloads it where it is only named, converts it (seconds) and keeps the graph
    under `cache_dir`; from then on torch is not imported.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    from index.embed.convert_model import converted_folder
    from index.embed.openvino_encoder import OpenVinoEncoder

    if local_folder(model) is None:
        _reference(model)
    folder = local_folder(model)
    graph = converted_folder(model, folder, cache_dir) if folder else None
    return OpenVinoEncoder(graph) if graph else _reference(model)


def _reference(model: str) -> Encoder:
    from index.embed.torch_encoder import ReferenceEncoder

    return ReferenceEncoder(model)
