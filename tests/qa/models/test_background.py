"""A model that is fetched beside what is served, and picked up without a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qa.models.background
import qa.models.client
import qa.models.known_models
from corpus.errors import ModelError, SettingsError
from index.archive import Archive
from qa import Desk, Settings
from qa.models.known_models import KnownModel, model_file
from qa.models.local_server import EmbeddedServer
from qa.web.page.controller import Chat
from tests.index.makers import article, put
from tests.qa.models.carriers import CONTENT, Manner, Publisher, made_up
from tests.qa.models.scripted import Reply, Scripted
from tests.qa.models.test_client import BODY, QUESTION, TRUE

PATIENCE_S = 120


@pytest.fixture
def model(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> KnownModel:
    """The one model of the catalogue; a machine with memory enough for it."""
    only = made_up(publisher.url)
    monkeypatch.setattr(qa.models.known_models, "known_models", lambda: (only,))
    monkeypatch.setattr(qa.models.background, "free_memory", lambda: 64_000_000_000)
    return only


@pytest.fixture
def loaded(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were loaded; the scripted server plays llama.cpp."""
    files: list[Path] = []

    def play(file: Path, context: int) -> EmbeddedServer:
        files.append(file)
        return EmbeddedServer(server.url, "key", None)

    monkeypatch.setattr(qa.models.client, "serve", play)
    return files


@pytest.fixture
def asked(archive: Archive, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes a desk over one article, with the settings that are given."""
    put(archive, article("treaty", BODY, title="Fishing agreement signed", source="The Courier"))
    desks: list[Desk] = []

    def make(**given: object) -> Desk:
        settings = Settings(data_dir=archive.place.folder, cache_dir=tmp_path / "models", **given)  # type: ignore[arg-type]
        desks.append(Desk(archive, settings))
        return desks[-1]

    yield make
    for desk in desks:
        if desk.model_fetch:
            desk.model_fetch.stop()


def finished(desk: Desk) -> None:
    fetch = desk.model_fetch
    assert fetch is not None
    fetch._thread.join(PATIENCE_S)
    assert not fetch.busy


def test_quotes_answer_until_the_model_is_here_and_then_it_writes(
    asked: Callable[..., Desk],
    model: KnownModel,
    publisher: Publisher,
    server: Scripted,
    loaded: list[Path],
) -> None:
    go_on = threading.Event()
    publisher.manners = [Manner(waits=go_on)]
    server.replies = [Reply([TRUE])]
    lines: list[str] = []
    desk = asked(model="made-up")
    desk.fetch_model(lines.append, lambda *_: None)
    assert desk.model_fetch
    assert "Fetching the language model made-up" in desk.model_fetch.line
    before = desk.ask(QUESTION)
    assert (before.mode, before.notices) == ("quoted", ())
    go_on.set()
    finished(desk)
    assert desk.model_fetch.line == ""
    assert desk.ask(QUESTION).mode == "generated"
    assert loaded == [model_file(model, desk.settings.cache_dir)]
    assert loaded[0].read_bytes() == CONTENT
    assert lines[-1] == "The language model made-up is ready and writes answers from now on."


def test_the_page_tells_of_it_while_it_comes(
    asked: Callable[..., Desk], model: KnownModel, publisher: Publisher, loaded: list[Path]
) -> None:
    go_on = threading.Event()
    publisher.manners = [Manner(waits=go_on)]
    begun = threading.Event()
    desk = asked(model="made-up")
    chat = Chat(desk)
    assert (chat.model_line, chat.fetching_model) == ("", False)
    desk.fetch_model(lambda _: None, lambda *_: begun.set())
    assert begun.wait(PATIENCE_S)
    assert chat.model_line == "Fetching the language model made-up (50 %); answers are quotes until then."
    assert chat.fetching_model
    go_on.set()
    finished(desk)
    assert (chat.model_line, chat.fetching_model) == ("", False)


def test_many_ask_while_it_comes(
    asked: Callable[..., Desk], model: KnownModel, server: Scripted, loaded: list[Path]
) -> None:
    server.replies = [Reply([TRUE])]
    desk = asked(model="made-up")
    modes: list[str | None] = []
    askers = [threading.Thread(target=lambda: modes.append(desk.ask(QUESTION).mode)) for _ in range(6)]
    desk.fetch_model(lambda _: None, lambda *_: None)
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(PATIENCE_S)
    finished(desk)
    assert set(modes) <= {"quoted", "generated"}
    assert len(modes) == 6
    assert len(loaded) == 1


def test_a_fetch_that_fails_is_told_once_and_quotes_go_on(
    asked: Callable[..., Desk], model: KnownModel, publisher: Publisher
) -> None:
    publisher.manners = [Manner(status=404)]
    lines: list[str] = []
    desk = asked(model="made-up")
    desk.fetch_model(lines.append, lambda *_: None)
    finished(desk)
    assert lines[0] == "Fetching the language model made-up; answers are quotes until then."
    [notice] = [line for line in lines if line.startswith("notice")]
    assert notice.startswith("notice: made-up could not be fetched")
    assert desk.model_fetch
    assert desk.model_fetch.line == "The language model made-up is not available now; answers are quotes."
    answer = desk.ask(QUESTION)
    assert (answer.mode, answer.notices) == ("quoted", ())


def test_a_model_that_cannot_be_loaded_is_told_too(
    asked: Callable[..., Desk], model: KnownModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Path, context: int) -> EmbeddedServer:
        raise ModelError(f"{file} cannot be loaded", "Name another.")

    monkeypatch.setattr(qa.models.client, "serve", fail)
    lines: list[str] = []
    desk = asked(model="made-up")
    desk.fetch_model(lines.append, lambda *_: None)
    finished(desk)
    assert "cannot be loaded" in lines[-1]
    assert desk.ask(QUESTION).mode == "quoted"


def test_a_machine_without_the_memory_is_told_instead(
    asked: Callable[..., Desk],
    model: KnownModel,
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(qa.models.background, "free_memory", lambda: 3_900_000_000)
    lines: list[str] = []
    desk = asked(model="made-up")
    desk.fetch_model(lines.append, lambda *_: None)
    [line] = lines
    assert "needs 4.0 GB of free memory, and 3.9 GB are free" in line
    assert desk.model_fetch
    assert desk.model_fetch.line == line
    assert publisher.ranges == []
    assert desk.ask(QUESTION).mode == "quoted"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"model": "none"},
        {"model": "made-up", "writing": "quotes"},
        {"model": "made-up", "llm_base_url": "http://127.0.0.1:9/v1"},
        {"model": "made-up", "llm_file": "other.gguf"},
    ],
)
def test_nothing_is_fetched_that_would_not_write(
    asked: Callable[..., Desk], model: KnownModel, publisher: Publisher, given: dict[str, str]
) -> None:
    desk = asked(**given)
    desk.fetch_model(pytest.fail, lambda *_: None)
    assert desk.model_fetch is None
    assert publisher.ranges == []


def test_a_name_that_is_none_is_refused_with_the_nearest(
    asked: Callable[..., Desk], model: KnownModel
) -> None:
    with pytest.raises(SettingsError, match="'madeup'") as caught:
        asked(model="madeup").fetch_model(pytest.fail, lambda *_: None)
    assert "made-up" in caught.value.hint


def test_closing_ends_the_fetch_and_keeps_what_came(
    asked: Callable[..., Desk], model: KnownModel, publisher: Publisher
) -> None:
    publisher.manners = [Manner(waits=threading.Event())]
    arrived = threading.Event()
    desk = asked(model="made-up")
    desk.fetch_model(lambda _: None, lambda *_: arrived.set())
    assert arrived.wait(PATIENCE_S)
    fetch = desk.model_fetch
    assert fetch
    fetch._end.set()
    publisher.manners[0].waits.set()  # type: ignore[union-attr]
    desk.close()
    assert not fetch.busy
    assert model_file(model, desk.settings.cache_dir).with_suffix(".part").stat().st_size > 0


def test_a_model_that_is_named_and_not_here_is_a_notice_and_the_quotes_answer(
    asked: Callable[..., Desk], model: KnownModel
) -> None:
    answer = asked(model="made-up").ask(QUESTION)
    assert answer.mode == "quoted"
    assert any("made-up is not on this machine" in notice for notice in answer.notices)


def test_writing_without_a_model_says_what_to_set(asked: Callable[..., Desk]) -> None:
    answer = asked(writing="model").ask(QUESTION)
    assert answer.mode == "quoted"
    assert any("no model is named" in notice for notice in answer.notices)


@pytest.mark.parametrize(("content", "says"), [(None, "cannot be read"), (b"PK\3\4", "not a GGUF file")])
def test_a_file_that_is_no_model_is_a_notice(
    asked: Callable[..., Desk], tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "own.gguf"
    if content is not None:
        file.write_bytes(content)
    desk = asked(llm_file=file)
    assert desk.status().llm == "own"
    answer = desk.ask(QUESTION)
    assert answer.mode == "quoted"
    assert any(says in notice for notice in answer.notices)


def test_a_file_of_ones_own_writes(
    asked: Callable[..., Desk], tmp_path: Path, server: Scripted, loaded: list[Path]
) -> None:
    server.replies = [Reply([TRUE])]
    desk = asked(llm_file=tmp_path / "own.gguf")
    assert desk.ask(QUESTION).mode == "generated"
    assert loaded == [tmp_path / "own.gguf"]
