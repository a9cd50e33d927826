"""Keeps the libraries below from calling home: each is switched off before anything imports it.

What they would send otherwise, looked up in their source (November 2026):

- openvino sends an event for its import to a web analytics service, with an id of the client that it writes
  to the home directory. Without the package `openvino_telemetry` it uses a stub of its own; the opt-out
  that it documents is a file in the home directory, which is not ours to write.
- gradio sends events to the Hugging Face hub, and asks for its newest version.
- huggingface_hub, below gradio, transformers and sentence-transformers, has telemetry of its own, and
  describes the machine in the headers of downloads.
- chromadb sends traces to a collector that its environment names: see `index.stores.chroma`.

LlamaIndex, mcp, fastapi and xllamacpp send nothing unless a program that embeds them sets up a tracer.
"""

from __future__ import annotations

import os
import sys


def switch_off() -> None:
    """Switch off all of it, for this process and those that it starts."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # None is how Python marks a module that must not be found.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
