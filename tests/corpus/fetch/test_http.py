"""Fetching from a server of the test's own: limits, conditions, and no way into the local network."""

from __future__ import annotations

import gzip
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from corpus.article import Article
from corpus.errors import ArticleError, InputError
from corpus.fetch import http
from corpus.fetch.feeds_and_pages import Unchanged, read_address
from corpus.fetch.http import Fetcher, Validators
from corpus.options import Reading
from tests.corpus.formats.test_html import PAGE

FEED = """<rss version="2.0"><channel><title>The Courier</title>
<item><title>Ferry sinks off Hask</title><link>{base}/page</link><description>It sank.</description></item>
<item><title>Late</title><link>{base}/busy</link><description>Lost.</description></item>
</channel></rss>"""

# What each of these addresses answers is no article, and will be none tomorrow.
NO_ARTICLES = ("/missing", "/paid", "/round", "/sold", "/film", "/elsewhere", "/packed/x-gzip", "/packed/br")
OF_GONE = "".join(
    (
        "<rss version='2.0'><channel><title>The Courier</title>",
        *(
            f"<item><title>Pier {path[1:]}</title><link>{{base}}{path}</link>"
            f"<description>The pier of {path[1:]} is closed.</description></item>"
            for path in NO_ARTICLES
        ),
        "</channel></rss>",
    )
)

FEEDS = {"/feed": FEED, "/feed-of-gone": OF_GONE}
PAGES = {
    "/": PAGE,
    "/page": PAGE,
    "/large": "x" * 5000,
    "/film": "<html><body><video src='a.mp4'></video></body></html>",
}
REDIRECTS = {
    "/round": "/round",
    "/inside": "http://router.example/admin",
    "/moved": "/page",
    "/sold": "/",
    "/elsewhere": "file:///etc/hostname",
}
STATUSES = {"/busy": 503, "/paid": 402}
PACKED = {
    "/packed/gzip": gzip.compress(PAGE.encode()),
    "/packed/x-gzip": gzip.compress(b" " * 30 * 1024**2),
    "/packed/gzip,%20gzip": gzip.compress(gzip.compress(b" " * 1024**2)),
    "/packed/br": b"\x0b\x02\x80abcde\x03",
    "/packed/GZIP": b"no gzip",
}


class Site(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Authorization"], self.headers["Cookie"]))
        base = f"http://{self.headers['Host']}"
        if self.headers.get("If-None-Match") == '"1"':
            self._answer(304)
        elif self.path in FEEDS:
            self._answer(200, FEEDS[self.path].format(base=base), "application/rss+xml")
        elif self.path in PAGES:
            self._answer(200, PAGES[self.path])
        elif self.path.startswith("/packed/"):
            self._answer(
                200, PACKED[self.path], packing=self.path.removeprefix("/packed/").replace("%20", " ")
            )
        elif self.path in REDIRECTS:
            self._answer(302, location=REDIRECTS[self.path])
        elif self.path.startswith("/to/"):
            self._answer(302, location=f"http://{self.path.removeprefix('/to/')}/page")
        else:
            self._answer(STATUSES.get(self.path, 404))

    def _answer(
        self,
        status: int,
        text: str | bytes = "",
        kind: str = "text/html",
        location: str = "",
        packing: str = "",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", '"1"')
        self.send_header("Set-Cookie", "known=1; Path=/")
        if location:
            self.send_header("Location", location)
        if packing:
            self.send_header("Content-Encoding", packing)
        body = text if isinstance(text, bytes) else text.encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked.clear()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Memory:
    def __init__(self) -> None:
        self.kept: dict[str, Validators] = {}

    def recall(self, url: str) -> Validators | None:
        return self.kept.get(url)

    def note(self, url: str, validators: Validators) -> None:
        self.kept[url] = validators


LOCAL = Fetcher(allow_local=True)


def test_a_redirect_is_followed_and_its_last_address_told(site: str) -> None:
    fetched = LOCAL.fetch(f"{site}/moved")
    assert (fetched.url, fetched.validators.etag) == (f"{site}/page", '"1"')
    assert fetched.body == PAGE.encode()


def test_what_is_unchanged_has_no_body(site: str) -> None:
    assert LOCAL.fetch(f"{site}/page", Validators('"1"')).body is None


@pytest.mark.parametrize(
    ("path", "says"), [("/missing", "404"), ("/round", "redirects"), ("/large", "larger")]
)
def test_what_cannot_be_fetched_is_said(
    site: str, path: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_MOST_BYTES", 4000)
    with pytest.raises(InputError, match=says):
        LOCAL.fetch(site + path)


def test_a_page_that_takes_too_long_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_MOST_SECONDS", -1.0)
    with pytest.raises(InputError, match="longer"):
        LOCAL.fetch(f"{site}/page")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "224.0.0.1",
        "0.0.0.0",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
        "::10.0.0.1",
        "fec0::1",
        "2001:0:7f00:1::",
    ],
)
def test_no_name_leads_into_the_local_network(address: str) -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34", address])
    with pytest.raises(InputError, match="local network") as caught:
        fetcher.fetch("http://news.example/feed")
    assert "FETCH_LOCAL" in caught.value.hint


def test_a_redirect_does_not_lead_there_either(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"127.0.0.1": "127.0.0.1", "router.example": "192.168.0.1"}
    fetcher = Fetcher(resolve=lambda host, port: [known[host]])
    # To the test the server beside it is outside.
    real = http.ipaddress.ip_address

    class Outside:
        is_global, is_multicast = True, False

    monkeypatch.setattr(
        http.ipaddress, "ip_address", lambda text: Outside() if text == "127.0.0.1" else real(text)
    )
    with pytest.raises(InputError, match="local network"):
        fetcher.fetch(f"{site}/inside")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "ftp://news.example/x"])
def test_only_http_is_fetched(url: str) -> None:
    with pytest.raises(InputError, match="http"):
        LOCAL.fetch(url)


def test_a_feed_brings_the_full_text_of_its_pages(site: str) -> None:
    memory = Memory()
    first = list(read_address(f"{site}/feed", Reading(), LOCAL, memory))
    [article] = [item for item in first if isinstance(item, Article)]
    [error] = [item for item in first if isinstance(item, ArticleError)]
    assert "answers 503" in error.message
    assert article.body.startswith("The ferry Morning Star")
    assert (article.article_id, article.summary) == (f"{site}/page", "It sank.")
    assert error.path == f"{site}/feed"
    # One page failed: the feed is asked for whole the next time, the other page only for its changes.
    assert set(memory.kept) == {f"{site}/page"}
    again = list(read_address(f"{site}/feed", Reading(), LOCAL, memory))
    assert Unchanged(f"{site}/page") in again
    assert not any(isinstance(item, Article) for item in again)


def test_the_feeds_own_words_are_the_article_where_no_page_has_it(site: str) -> None:
    read = list(read_address(f"{site}/feed-of-gone", Reading(), LOCAL, Memory()))
    articles = [item for item in read if isinstance(item, Article)]
    errors = [item for item in read if isinstance(item, ArticleError)]
    assert [article.body for article in articles] == [
        f"The pier of {path[1:]} is closed." for path in NO_ARTICLES
    ]
    assert [article.url for article in articles] == [f"{site}{path}" for path in NO_ARTICLES]
    assert all(article.stands_in for article in articles)
    assert all(error.kept and "what the feed says of it was kept" in error.message for error in errors)
    assert "answers 404" in errors[0].message
    assert len(errors) == len(NO_ARTICLES)


def test_an_unchanged_page_is_not_read_again(site: str) -> None:
    memory = Memory()
    [article] = list(read_address(f"{site}/page", Reading(), LOCAL, memory))
    assert isinstance(article, Article)
    assert list(read_address(f"{site}/page", Reading(), LOCAL, memory)) == [Unchanged()]


def test_a_packed_page_is_unpacked(site: str) -> None:
    assert Fetcher(allow_local=True).fetch(f"{site}/packed/gzip").body == PAGE.encode()


@pytest.mark.parametrize(
    ("packing", "reason"),
    [
        ("x-gzip", "unpacks to more than 20 MB"),
        ("gzip, gzip", "packed as 'gzip, gzip', which was not asked for"),
        ("br", "packed as 'br'"),
        ("GZIP", "its packing is damaged"),
    ],
)
def test_a_reply_that_unpacks_without_end_is_refused(site: str, packing: str, reason: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=reason):
            Fetcher(allow_local=True).fetch(f"{site}/packed/{packing}")
        assert tracemalloc.get_traced_memory()[1] < 60 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_login_goes_to_its_own_host_and_into_nothing_that_is_shown(site: str) -> None:
    host = site.removeprefix("http://")
    memory = Memory()
    fetcher = Fetcher(allow_local=True, resolve=lambda *_: ["127.0.0.1"])
    read = list(read_address(f"http://ada:s3cret@{host}/feed", Reading(), fetcher, memory))
    assert "s3cret" not in repr([read, memory.kept])
    assert [item.path for item in read if isinstance(item, ArticleError)] == [f"{site}/feed"]
    assert {login for _, login, _ in Site.asked} == {"Basic YWRhOnMzY3JldA=="}
    other = host.replace("127.0.0.1", "other.example")
    Site.asked.clear()
    assert fetcher.fetch(f"http://ada:s3cret@{host}/to/{other}").url == f"http://{other}/page"
    assert [login for _, login, _ in Site.asked] == ["Basic YWRhOnMzY3JldA==", None]
    with pytest.raises(InputError) as caught:
        fetcher.fetch(f"http://ada:s3cret@{host}/missing")
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"


def test_a_cookie_goes_nowhere(site: str) -> None:
    fetcher = Fetcher(allow_local=True, resolve=lambda *_: ["127.0.0.1"])
    port = site.rpartition(":")[2]
    fetcher.fetch(f"{site}/to/other.example:{port}")
    assert [cookie for _, _, cookie in Site.asked] == [None, None]
