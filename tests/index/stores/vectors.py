"""Vectors to store, and what a Chroma server holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect


def unit(count: int) -> NDArray[np.float32]:
    """``(count, 8)``, unit norm."""
    made = np.random.default_rng(7).normal(size=(count, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def collections(url: str) -> set[str]:
    address = ChromaServer(url)
    with connect(address) as client:
        return {kept["name"] for kept in ask(client, address, "collections", "GET", None)}
