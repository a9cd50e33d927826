"""The address of a database: what is one, and that its password is told to nobody."""

from __future__ import annotations

import pytest

from corpus.errors import SettingsError
from index.catalogue.databases.address import DatabaseAddress
from qa.settings import load_settings

SECRET = "s3cret/pass"
ENCODED = "s3cret%2Fpass"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"postgresql+psycopg://ada:{ENCODED}@db.example:6432/news", "news on db.example:6432"),
        (f"postgresql://ada:{ENCODED}@db.example/news", "news on db.example"),
        (f"postgres://ada:{ENCODED}@/news?host=/run/postgresql", "news on /run/postgresql"),
        ("postgresql+psycopg:///news", "news"),
    ],
)
def test_it_is_named_without_its_password(text: str, name: str) -> None:
    address = DatabaseAddress.of(text)
    assert str(address) == address.name == name
    assert address.url.drivername == "postgresql+psycopg"
    assert "s3cret" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "news",
        f"mysql://ada:{ENCODED}@db.example/news",
        f"postgresql+asyncpg://ada:{ENCODED}@db.example/news",
        f"postgresql://ada:{ENCODED}@db.example",
        f"postgresql://ada:{ENCODED}@db.example:port/news",
        f"ada:{ENCODED}@db.example",
    ],
)
def test_what_is_none_is_refused_without_a_word_of_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        load_settings(database_url=text)
    assert "postgresql+psycopg://" in caught.value.message
    monkeypatch.setenv("CITEDESK_DATABASE_URL", text or " ")
    with pytest.raises(SettingsError, match="DATABASE_URL") as other:
        load_settings()
    for error in (caught.value, other.value):
        assert "s3cret" not in f"{error.message} {error.hint} {error!r}"


def test_settings_do_not_show_it_either() -> None:
    settings = load_settings(database_url=f"postgresql://ada:{ENCODED}@db.example/news")
    assert "s3cret" not in f"{settings!r} {settings} {settings.place()!r} {settings.model_dump_json()}"
    assert settings.place().database == DatabaseAddress.of(f"postgresql://ada:{ENCODED}@db.example/news")


def test_a_text_that_has_it_loses_it() -> None:
    address = DatabaseAddress.of(f"postgresql://ada:{ENCODED}@db.example/news")
    told = f"no connection to postgresql://ada:{ENCODED}@db.example/news (password={SECRET} host=db.example)"
    assert address.without_password(told) == (
        "no connection to postgresql://ada:***@db.example/news (password=*** host=db.example)"
    )
