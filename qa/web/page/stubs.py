"""Keeps Gradio from writing files of types for editors each time that it is imported.

It parses the source of every component for them, a third of its import, and writes beside its own modules,
where other processes write too and a server may have no right to.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_WRITER = "gradio.component_meta"


class _Finder:
    """Finds the module that writes them, and replaces what does so once it is loaded."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == _WRITER else None
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            module.create_or_modify_pyi = write_nothing  # type: ignore[attr-defined]

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


def write_nothing(*_: object) -> None:
    """Stand in for what writes the types of a component."""


def keep_from_writing() -> None:
    """Have Gradio, where it is not imported yet, write no such files."""
    if not any(finder is _Finder for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder)
