from pathlib import Path

import pytest

from corpus.errors import SettingsError
from qa.settings import load_settings


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("citedesk.toml").write_text('port = 8000\nhost = "0.0.0.0"\n', "utf-8")
    monkeypatch.setenv("CITEDESK_PORT", "9000")
    settings = load_settings()
    assert (settings.port, settings.host, settings.writing) == (9000, "0.0.0.0", "auto")
    assert load_settings(port=1234).port == 1234


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("citedesk.toml").write_text("port = 8000\n", "utf-8")
    for name in ("LLM_FILE", "LLM_BASE_URL", "USERS_FILE", "PORT"):
        monkeypatch.setenv(f"CITEDESK_{name}", "")
    settings = load_settings()
    assert (settings.llm_file, settings.llm_base_url, settings.users_file) == (None, None, None)
    assert settings.port == 8000


def test_an_unknown_variable_is_refused_with_the_nearest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEDESK_DATA_DIRR", "x")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "CITEDESK_DATA_DIRR" in caught.value.message
    assert "CITEDESK_DATA_DIR" in caught.value.hint


def test_an_unknown_key_of_the_file_is_refused() -> None:
    Path("citedesk.toml").write_text("prot = 8000\n", "utf-8")
    with pytest.raises(SettingsError, match="PROT") as caught:
        load_settings()
    assert "PORT" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "x"),
        ("LLM_BASE_URL", "localhost"),
        ("WRITING", "poems"),
        ("LLM_TIMEOUT_S", "0"),
    ],
)
def test_a_value_out_of_bounds_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CITEDESK_{name}", value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_file_that_is_no_toml_is_named() -> None:
    Path("citedesk.toml").write_text("port = = 1", "utf-8")
    with pytest.raises(SettingsError, match=r"citedesk\.toml"):
        load_settings()


def test_a_number_of_thousands_of_digits_is_told_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("citedesk.toml").write_text(f"port = {'9' * 5_000}", "utf-8")
    with pytest.raises(SettingsError, match="too many digits"):
        load_settings()
    Path("citedesk.toml").unlink()
    monkeypatch.setenv("CITEDESK_PORT", "9" * 5_000)
    with pytest.raises(SettingsError, match="PORT") as caught:
        load_settings()
    assert len(caught.value.message) < 300


def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEDESK_LLM_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_settings())


def test_several_chroma_servers_are_named_by_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEDESK_CHROMA_URL", "http://one:8000")
    monkeypatch.setenv("CITEDESK_CHROMA_TOKEN", "secret")
    place = load_settings().place()
    assert (str(place.chroma), place.chroma_spans) == ("http://one:8000", ())
    monkeypatch.setenv("CITEDESK_CHROMA_URLS", "http://two:8000 https://three/chroma")
    place = load_settings().place()
    assert [server.url for server in place.chroma_spans] == ["http://two:8000", "https://three/chroma"]
    assert {server.token for server in place.chroma_spans} == {"secret"}
    assert place.chroma == place.chroma_spans[0]
    monkeypatch.setenv("CITEDESK_CHROMA_URLS", "two three")
    with pytest.raises(SettingsError, match="CHROMA_URLS"):
        load_settings()
