"""Settings: `CITEDESK_*` environment variables over `citedesk.toml` over defaults.

Nothing else in the project reads the environment.
"""

from __future__ import annotations

import difflib
import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from corpus.errors import SettingsError
from corpus.identity import masked
from corpus.options import Reading
from corpus.raw.numbers import reason
from corpus.rows.fields import NAMES
from index.catalogue.databases.address import DatabaseAddress
from index.embed.models import PACKAGED
from index.place import Place
from index.stores.chroma_address import DATABASE, TENANT, ChromaServer

PREFIX = "CITEDESK_"
FILE = Path("citedesk.toml")
_LEAST_FEED_EVERY = 60
_LONGEST_VALUE = 100


class Settings(BaseSettings):
    """Every setting of Citedesk, with its bounds; unknown names are refused.

    Build it with `load_settings`, which turns what is wrong into a `SettingsError`.
    """

    # An empty variable counts as unset, so that container files and shells can switch one off.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, toml_file=FILE, extra="forbid", frozen=True
    )

    data_dir: Path = Field(Path("citedesk-data"), description="Where the archive is kept.")
    cache_dir: Path = Field(
        Path(platformdirs.user_cache_dir("citedesk", appauthor=False)),
        description="Where converted embedding models and fetched language models are kept.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="A PostgreSQL database for the catalogue, instead of a file in the data folder, such as "
        "postgresql+psycopg://citedesk:PASSWORD@db.example:5432/citedesk.",
    )
    embedding_model: str = Field(
        PACKAGED,
        min_length=1,
        description="A sentence-transformers model: the packaged one, a name or a path.",
    )
    reranker_model: str | None = Field(
        None, description="A sentence-transformers CrossEncoder that reorders the best hits."
    )
    checker_model: str | None = Field(
        None,
        min_length=1,
        description="A sentence-transformers CrossEncoder for entailment that checks what a language model "
        "writes, instead of the one that comes along.",
    )
    llm_base_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="An OpenAI-compatible server, such as http://localhost:11434/v1.",
    )
    llm_model: str | None = Field(None, min_length=1, description="The model's name on that server.")
    llm_api_key: SecretStr | None = Field(None, description="Its key.")
    llm_file: Path | None = Field(
        None, description="A GGUF file that llama.cpp runs inside the process, instead of a server."
    )
    model: str = Field(
        "none",
        min_length=1,
        description="A language model of the catalogue, as citedesk model list names it; serve fetches it.",
    )
    llm_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="How long to wait for the server, in seconds."
    )
    llm_context: int | None = Field(
        None,
        ge=512,
        le=10_000_000,
        description="How many tokens the model sees at once; learned from the server's error without it.",
    )
    writing: Literal["auto", "model", "quotes"] = Field(
        "auto",
        description="Who writes answers: a language model, or the articles' own words. "
        "auto lets a model do it that LLM_BASE_URL, LLM_FILE or MODEL names, and quotes otherwise.",
    )
    chroma_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="A Chroma server instead of the embedded store, with the path that a proxy gives it.",
    )
    chroma_urls: str | None = Field(
        None,
        pattern=r"^https?://\S+(\s+https?://\S+)*$",
        description="Several Chroma servers instead of one, separated by spaces: each year's articles are on "
        "one of them.",
    )
    chroma_token: SecretStr | None = Field(
        None, description="What it wants to see, as Authorization: Bearer and as X-Chroma-Token."
    )
    chroma_tenant: str = Field(TENANT, min_length=1, description="The tenant there, which must exist.")
    chroma_database: str = Field(DATABASE, min_length=1, description="The database, which must exist.")
    chroma_ca_file: Path | None = Field(
        None, description="The certificates in PEM that speak for it, instead of the system's."
    )
    fields: dict[str, str] = Field(
        {},
        description="Names of fields in rows beside the usual ones, ours to theirs, such as "
        '{"title": "hl1", "body": "story_text"}.',
    )
    outlets: dict[str, str] = Field(
        {}, description="Names of outlets, as they are written to as they are kept, beside the usual ones."
    )
    keep_expired: bool = Field(
        False, description="Whether articles that have expired are found all the same, as an archive wants."
    )
    fetch_local: bool = Field(False, description="Whether sync may fetch addresses inside the local network.")
    feed_every: int = Field(
        900,
        ge=0,
        le=604_800,
        description="How often serve fetches the feeds that are kept, in seconds: 60 or more; 0 for never.",
    )
    ingest: Literal["serve", "apart"] = Field(
        "serve",
        description="Who fetches feeds and takes in what is uploaded: serve itself, or citedesk ingest apart "
        "from it.",
    )
    backup: bool = Field(True, description="Whether a second copy of the texts is kept in the data folder.")
    host: str = Field("127.0.0.1", min_length=1, description="The address to serve at.")
    port: int = Field(7860, ge=0, le=65535, description="The port to serve at.")
    users_file: Path | None = Field(
        None, description="A file of accounts; without one everybody reads, and this machine operates."
    )

    trusted_proxy: str | None = Field(
        None,
        description="The address or network of a proxy before the server, such as 127.0.0.1: it is believed "
        "when it says for whom it speaks, and whether over HTTPS. Without one nobody is.",
    )
    traces_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="An OpenTelemetry collector that serve sends traces to, as OTLP over HTTP, such as "
        "http://localhost:4318; nothing is sent without one.",
    )

    @field_validator("feed_every")
    @classmethod
    def _not_too_often(cls, value: int) -> int:
        if 0 < value < _LEAST_FEED_EVERY:
            raise ValueError(f"feeds are fetched every {_LEAST_FEED_EVERY} seconds at most, or never by 0")
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        return value and str(ip_network(value, strict=False))

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            DatabaseAddress.of(value.get_secret_value())
        return value

    @field_validator("fields")
    @classmethod
    def _fields_of_rows(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - set(NAMES))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is not one of the fields: {', '.join(NAMES)}")
        return value

    def reading(self, follow_links: bool = False) -> Reading:
        """Return how articles are read."""
        return Reading(fields=self.fields, outlets=self.outlets, follow_links=follow_links)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments override the environment, which overrides the file; there is no other source."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def place(self) -> Place:
        """Return where the archive is and what it is built with."""
        servers = self._chroma()
        return Place(
            self.data_dir.expanduser(),
            self.embedding_model,
            self.cache_dir.expanduser(),
            servers[0] if servers else None,
            self.backup,
            self.outlets,
            self.keep_expired,
            DatabaseAddress.of(self.database_url.get_secret_value()) if self.database_url else None,
            servers if self.chroma_urls else (),
        )

    def _chroma(self) -> tuple[ChromaServer, ...]:
        token = self.chroma_token.get_secret_value() if self.chroma_token else None
        ca_file = self.chroma_ca_file and self.chroma_ca_file.expanduser()
        urls = (self.chroma_urls or self.chroma_url or "").split()
        return tuple(
            ChromaServer(url, token, self.chroma_tenant, self.chroma_database, ca_file) for url in urls
        )


def load_settings(**values: Any) -> Settings:
    """Return the settings; `values` that are not None override everything else.

    Raises:
        SettingsError: A value is out of its bounds, a name is unknown, or `citedesk.toml` cannot be read.
    """
    _check_environment()
    try:
        return Settings(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise _explained(error) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {reason(error)}", "Correct the file.") from error


def _check_environment() -> None:
    names = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in os.environ:
        if name.upper().startswith(PREFIX) and name.upper() not in names:
            raise SettingsError(f"There is no setting {name}", _did_you_mean(name.upper(), names))


def _did_you_mean(name: str, names: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(names), n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(sorted(names))}."


def _explained(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]).upper()
    if first["type"] == "extra_forbidden":
        names = {field.upper() for field in Settings.model_fields}
        return SettingsError(f"There is no setting {name}", _did_you_mean(name, names))
    given = masked(repr(first["input"]))[:_LONGEST_VALUE]
    value = "" if name.endswith(("KEY", "TOKEN", "DATABASE_URL")) else f" ({given})"
    return SettingsError(
        f"The setting {name}{value} cannot be used: {first['msg']}",
        f"Correct {PREFIX}{name} or its line in {FILE}.",
    )
