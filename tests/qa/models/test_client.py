"""A remote language model, played by a server on loopback that also misbehaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from corpus.errors import ModelError
from index.archive import Archive
from qa import Desk, Settings
from qa.models.client import LanguageModel, Prompt, open_language_model
from tests.index.makers import article, put
from tests.qa.models.scripted import Reply, Scripted

BODY = "The regional parliament must ratify the fishing agreement by 12 May."
QUESTION = "Who must ratify the fishing agreement?"


def settings_for(server: Scripted, archive: Archive) -> Settings:
    return Settings(
        data_dir=archive.place.folder,
        llm_base_url=server.url,
        llm_model="tester",
        llm_api_key=SecretStr("secret"),
        llm_timeout_s=60,
    )


@pytest.fixture
def remote(server: Scripted, archive: Archive) -> Desk:
    put(archive, article("treaty", BODY, title="Fishing agreement signed", source="The Courier"))
    return Desk(archive, settings_for(server, archive))


def test_what_it_writes_is_checked_and_cited(remote: Desk, server: Scripted) -> None:
    server.replies = [
        Reply(
            [
                "The regional parlia",
                "ment must ratify it [",
                "1]. The king must",
                " pay 900 crowns [1].",
            ]
        )
    ]
    answer = remote.ask(QUESTION)
    assert answer.mode == "generated", answer.notices
    assert [sentence.text for sentence in answer.sentences] == ["The regional parliament must ratify it. [1]"]
    assert answer.citations[0].quote == BODY
    assert any("1 sentence was withheld" in notice for notice in answer.notices)
    [asked] = server.asked
    assert asked["model"] == "tester"
    assert asked["stream"] is True
    assert BODY in asked["messages"][-1]["content"]
    assert "The Courier" in asked["messages"][-1]["content"]
    assert server.keys == ["Bearer secret"]


def test_what_a_model_thinks_is_not_read(remote: Desk, server: Scripted) -> None:
    thought = {"reasoning_content": "The regional parliament must ratify the fishing agreement. [1] "}
    server.replies = [Reply([thought, thought, "The regional parlia", "ment must ratify it [1]."])]
    answer = remote.ask(QUESTION)
    assert [s.text for s in answer.sentences] == ["The regional parliament must ratify it. [1]"]


def test_a_reply_is_cut_when_enough_is_written(remote: Desk, server: Scripted) -> None:
    def endless() -> Iterator[str]:
        yield "The regional parliament must ratify it [1].\n"
        yield "It must do so by 12 May [1].\n"
        yield "The fishing agreement must be ratified by 12 May [1].\n"
        for _ in range(1000):
            time.sleep(0.02)
            yield "on "

    server.replies = [Reply(endless())]
    answer = remote.ask(QUESTION)
    assert len(answer.sentences) == 3
    assert answer.notices == ()
    assert server.hung_up.wait(15)


@pytest.mark.parametrize(
    "pieces", [[], [" "], ["NO ANSWER"], ["The king must pay 900 crowns [1]."], ["[7][8]"]]
)
def test_a_reply_that_says_nothing_true_leaves_the_quotes(
    remote: Desk, server: Scripted, pieces: list[str]
) -> None:
    server.replies = [Reply(pieces)]
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    assert BODY in [citation.quote for citation in answer.citations]


TRUE = "The regional parliament must ratify the fishing agreement [1]."


@pytest.mark.parametrize(
    "reply",
    [
        Reply([f"{TRUE} And then the king mu"], ends="data: {broken\n\n"),
        Reply([f"{TRUE} And then the king mu"], finish=None, ends=""),
        Reply([f"{TRUE} And then the king mu"], finish="length"),
        Reply([TRUE, " ", *["The king pays. "] * 400]),
    ],
    ids=["broken line", "connection lost", "cut by its limit", "runs on and on"],
)
def test_a_stream_that_breaks_keeps_what_was_checked(remote: Desk, server: Scripted, reply: Reply) -> None:
    server.replies = [reply]
    answer = remote.ask(QUESTION)
    assert answer.mode == "generated"
    assert [sentence.text for sentence in answer.sentences] == [TRUE.replace(" [1].", ". [1]")]
    assert any("The answer breaks off here" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=401, error="bad key"), "refuses the key"),
        (Reply(status=403, error="not yours"), "refuses the key"),
        (Reply(status=404, error="no such model"), "is not there"),
        (Reply(status=400, error="strange request"), "strange request"),
    ],
)
def test_a_refusing_server_is_asked_once_and_the_quotes_answer(
    remote: Desk, server: Scripted, reply: Reply, says: str
) -> None:
    server.replies = [reply]
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    assert BODY in [citation.quote for citation in answer.citations]
    [notice] = answer.notices
    assert server.url in notice
    assert says in notice
    assert "secret" not in notice
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_server_is_asked_again(remote: Desk, server: Scripted, status: int) -> None:
    busy = Reply(status=status, error="busy", headers={"retry-after-ms": "1"})
    server.replies = [busy, busy, Reply([TRUE])]
    answer = remote.ask(QUESTION)
    assert answer.mode == "generated"
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_leaves_the_quotes(remote: Desk, server: Scripted) -> None:
    server.replies = [Reply(status=429, error="slow down", headers={"retry-after-ms": "1"})]
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    assert any("over its limit (429)" in notice for notice in answer.notices)


def test_a_server_that_hangs_leaves_the_quotes(server: Scripted, archive: Archive) -> None:
    put(archive, article("treaty", BODY, title="Fishing agreement signed"))
    release = threading.Event()
    server.replies = [Reply([TRUE], hangs=release)]
    hasty = settings_for(server, archive).model_copy(update={"llm_timeout_s": 0.2})
    answer = Desk(archive, hasty).ask(QUESTION)
    release.set()
    assert answer.mode == "quoted"
    assert any("did not answer in time" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    "drip", [b": still here\n\n", b"data: x", b"\n", b"x"], ids=["comments", "a line", "empty lines", "bytes"]
)
def test_a_server_that_trickles_is_given_up_in_time(server: Scripted, archive: Archive, drip: bytes) -> None:
    put(archive, article("treaty", BODY, title="Fishing agreement signed"))
    server.replies = [Reply(drip=drip)]
    hasty = settings_for(server, archive).model_copy(update={"llm_timeout_s": 0.5})
    started = time.monotonic()
    answer = Desk(archive, hasty).ask(QUESTION)
    assert time.monotonic() - started < 60  # Without a deadline for the whole it never ends.
    assert answer.mode == "quoted"
    assert any("in time" in notice or "took longer" in notice for notice in answer.notices)


def test_a_reply_without_end_is_cut_by_its_bytes(server: Scripted) -> None:
    server.replies = [Reply(drip=b"x" * 1024**2)]
    model = LanguageModel("tester", server.url, "secret", 20)
    with pytest.raises(ModelError, match="more than"):
        list(model.stream(Prompt("system", "user")))


TOO_LONG = "This model's maximum context length is 1200 tokens. However, you requested 2100 tokens."


def many_articles(archive: Archive) -> None:
    put(
        archive,
        *(
            article(
                f"a{i}", f"{BODY} " + f"Clause {i} of it is about {word} and nothing else. " * 3, title=word
            )
            for i, word in enumerate(["herring", "cod", "crabs", "mussels", "seals", "nets"])
        ),
    )


def test_a_context_that_is_too_long_is_learned_and_the_best_passages_kept(
    server: Scripted, archive: Archive
) -> None:
    many_articles(archive)
    server.replies = [Reply(status=400, error=TOO_LONG), Reply([TRUE])]
    desk = Desk(archive, settings_for(server, archive))
    answer = desk.ask("Who must ratify the fishing agreement, and what are its clauses about?")
    assert answer.mode == "generated"
    first, second = (asked["messages"][-1]["content"] for asked in server.asked)
    passages = [line for line in first.splitlines() if line.startswith("[")]
    kept = [line for line in second.splitlines() if line.startswith("[")]
    assert 0 < len(kept) < len(passages)
    assert kept == passages[: len(kept)]
    assert any("left out" in notice for notice in answer.notices)


def test_a_context_too_short_for_any_passage_leaves_the_quotes(remote: Desk, server: Scripted) -> None:
    server.replies = [Reply(status=400, error=TOO_LONG)]
    answer = remote.ask(QUESTION)
    assert answer.mode == "quoted"
    assert any("cannot read" in notice for notice in answer.notices)


def test_a_context_that_is_known_is_kept_to_from_the_start(server: Scripted, archive: Archive) -> None:
    many_articles(archive)
    server.replies = [Reply([TRUE])]
    small = settings_for(server, archive).model_copy(update={"llm_context": 700})
    answer = Desk(archive, small).ask(
        "Who must ratify the fishing agreement, and what are its clauses about?"
    )
    assert answer.mode == "generated"
    assert len(server.asked) == 1
    assert any("left out" in notice for notice in answer.notices)


def test_what_a_model_thinks_aloud_is_not_read(remote: Desk, server: Scripted) -> None:
    server.replies = [Reply(["<thi", "nk>The king? Perhaps.\n", "</think>\n", TRUE])]
    answer = remote.ask(QUESTION)
    assert len(answer.sentences) == 1
    assert answer.notices == ()


def test_a_sentence_said_again_is_shown_once(remote: Desk, server: Scripted) -> None:
    server.replies = [Reply([f"{TRUE} "] * 5)]
    assert len(remote.ask(QUESTION).sentences) == 1


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/?q=1", "![x](http://evil.example/x)", "www.evil.example", "<javascript:alert(1)>"],
)
def test_no_address_that_a_model_writes_is_shown(remote: Desk, server: Scripted, address: str) -> None:
    server.replies = [Reply([f"The regional parliament must ratify the fishing agreement {address} [1]."])]
    answer = remote.ask(QUESTION)
    assert "evil" not in answer.text
    assert "javascript" not in answer.text


def test_invented_markers_are_counted_for_the_reader(remote: Desk, server: Scripted) -> None:
    server.replies = [Reply([TRUE.replace("[1]", "[1][8][9]")])]
    assert "2 markers were dropped" in " ".join(remote.ask(QUESTION).notices)


def test_its_status_names_the_model_and_keeps_the_key(remote: Desk) -> None:
    assert remote.status().llm == "tester"
    assert "secret" not in repr(remote.settings)


def test_nobody_writes_unless_a_server_is_named(archive: Archive) -> None:
    assert open_language_model(Settings(data_dir=archive.place.folder)) is None


def test_a_server_that_is_not_there_is_an_error_that_names_the_settings() -> None:
    model = LanguageModel("tester", "http://127.0.0.1:9/v1", None, 2)
    with pytest.raises(ModelError) as caught:
        list(model.stream(Prompt("system", "user")))
    assert "http://127.0.0.1:9/v1" in caught.value.message
    assert "LLM_BASE_URL" in caught.value.hint


@pytest.mark.parametrize("wait", [{"retry-after": "90"}, {"retry-after-ms": "90000"}])
def test_a_server_that_says_to_wait_for_longer_than_the_limit_is_given_up(
    remote: Desk, server: Scripted, wait: dict[str, str]
) -> None:
    server.replies = [Reply(status=429, headers=wait)]
    started = time.monotonic()
    answer = remote.ask(QUESTION)
    assert time.monotonic() - started < 50  # Neither what the server says nor the limit is waited for.
    assert answer.mode == "quoted"
    assert any("429" in notice for notice in answer.notices)
    assert len(server.asked) == 1
