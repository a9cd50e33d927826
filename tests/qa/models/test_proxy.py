"""A language model behind a proxy: which one is taken, and that every limit holds through it."""

from __future__ import annotations

import base64
import socketserver
import time
from contextlib import suppress

import pytest

from corpus.errors import ModelError
from qa.models.client import LanguageModel, Prompt, proxy_for
from tests.qa.models.conftest import serving
from tests.qa.models.scripted import Reply, Scripted

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
PROMPT = Prompt("system", "user")
FAR = "http://model.example/v1"


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


@pytest.fixture
def proxy(server: Scripted, system: pytest.MonkeyPatch) -> Scripted:
    system.setenv("HTTP_PROXY", f"http://ada:s3cret@127.0.0.1:{server.server_port}")
    return server


@pytest.mark.parametrize(
    ("named", "address", "proxy"),
    [
        ({}, FAR, None),
        ({"HTTP_PROXY": "http://p.example:3128"}, FAR, "http://p.example:3128"),
        ({"http_proxy": "p.example:3128"}, FAR, "http://p.example:3128"),
        ({"HTTP_PROXY": "http://p.example:3128"}, "https://model.example/v1", None),
        ({"HTTPS_PROXY": "https://p.example"}, "https://model.example/v1", "https://p.example"),
        ({"ALL_PROXY": "http://p.example"}, "https://model.example/v1", "http://p.example"),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "model.example"}, FAR, None),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "*"}, FAR, None),
        ({"HTTP_PROXY": "http://p.example"}, "http://127.0.0.1:8080/v1", None),
        ({"HTTP_PROXY": "http://p.example"}, "http://localhost:8080/v1", None),
        ({"HTTP_PROXY": "http://p.example"}, "http://[::1]:8080/v1", None),
    ],
)
def test_the_systems_proxy_is_taken_but_for_this_machine(
    named: dict[str, str], address: str, proxy: str | None, system: pytest.MonkeyPatch
) -> None:
    for name, value in named.items():
        system.setenv(name, value)
    assert proxy_for(address) == proxy


def test_a_proxy_that_speaks_no_http_is_told_without_its_password(system: pytest.MonkeyPatch) -> None:
    system.setenv("ALL_PROXY", "socks5://ada:s3cret@p.example")
    with pytest.raises(ModelError, match="does not speak HTTP") as caught:
        LanguageModel("m", FAR, None, 5)
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"
    assert "NO_PROXY" in caught.value.hint


def test_a_model_is_asked_through_it_with_its_own_name_and_password(proxy: Scripted) -> None:
    proxy.replies = [Reply(["It must ratify."])]
    assert "".join(LanguageModel("m", FAR, "key", 120).stream(PROMPT)) == "It must ratify."
    known = base64.b64encode(b"ada:s3cret").decode()
    assert proxy.addresses == [(f"{FAR}/chat/completions", f"Basic {known}")]
    assert proxy.keys == ["Bearer key"]


def test_what_trickles_through_it_is_given_up_in_time(proxy: Scripted) -> None:
    proxy.replies = [Reply(drip=b": still here\n\n")]
    started = time.monotonic()
    with pytest.raises(ModelError):
        list(LanguageModel("m", FAR, None, 0.5).stream(PROMPT))
    assert time.monotonic() - started < 60


def test_what_never_ends_through_it_is_cut_by_its_bytes(proxy: Scripted) -> None:
    proxy.replies = [Reply(drip=b"x" * 1024**2)]
    with pytest.raises(ModelError, match="more than"):
        list(LanguageModel("m", FAR, None, 120).stream(PROMPT))


class Dripping(socketserver.BaseRequestHandler):
    """Takes a CONNECT, and answers it with a head that never ends."""

    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 200 Connected\r\n")
        with suppress(OSError):
            while True:
                self.request.sendall(b"x-more: 1\r\n")
                time.sleep(0.02)


def test_a_way_through_it_that_never_opens_is_given_up_in_time(system: pytest.MonkeyPatch) -> None:
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping)) as server:
        server.daemon_threads = True
        system.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_address[1]}")
        started = time.monotonic()
        with pytest.raises(ModelError):
            list(LanguageModel("m", "https://model.example/v1", None, 0.5).stream(PROMPT))
        assert time.monotonic() - started < 60
