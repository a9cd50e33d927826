"""An agency's wire: messages between control characters, each an article of its own."""

from __future__ import annotations

from pathlib import Path

from corpus.article import Article, Withdrawal
from corpus.formats.read import read_path

ONE = (
    "\x16\x16\x01b0417\x1f\nu n bc-pier-opens   04-16 0120\n\x02BC-Pier-Opens,120\n^Pier of Hask opens<\n"
    "^By ANA VALE<\nCourier Press Writer\n"
    "   HASK, Norway (CP) _ The pier of Hask opened on Monday after two\nyears of works, its keeper said.\n"
    "   Boats from the islands came to its berths in the morning, and the\nferry is to follow in May.\n"
    "\x03cp-04-16-25 0940CET\x04"
)
OTHER = (
    "\x01b0418\x1f\n\x02BC-Boats-Sold\nBoats of Ellisk sold\n"
    "   ELLISK (CP) _ Two boats were sold, said Jo Doe.\n\x03"
)
KILL = (
    "\x01b0419\x1f\n\x02BC-Boats-Kill\nKILL: Boats of Ellisk sold\n"
    "   EDITORS: Kill the story. It is wrong.\n\x03"
)


def put(folder: Path, text: str) -> Path:
    path = folder / "wire.txt"
    path.write_bytes(text.encode("latin-1"))
    return path


def test_a_message_is_an_article_without_what_surrounds_it(tmp_path: Path) -> None:
    [article] = read_path(put(tmp_path, ONE))
    assert isinstance(article, Article)
    assert (article.title, article.author) == ("Pier of Hask opens", "ANA VALE")
    assert article.body.split("\n\n") == [
        "HASK, Norway (CP) — The pier of Hask opened on Monday after two years of works, its keeper said.",
        "Boats from the islands came to its berths in the morning, and the ferry is to follow in May.",
    ]


def test_several_are_several_articles_and_a_kill_is_none(tmp_path: Path) -> None:
    path = put(tmp_path, ONE + OTHER + KILL)
    one, other, kill = read_path(path)
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert isinstance(kill, Withdrawal)
    assert (one.article_id, other.article_id) == (f"{path}#1", f"{path}#2")
    assert other.title == "Boats of Ellisk sold"
    assert kill.named is not None


def test_a_message_that_never_ends_is_a_text_like_others(tmp_path: Path) -> None:
    [article] = read_path(
        put(tmp_path, "Pier opens\n\n\x01\x02The pier of Hask opened on Monday." + "\x01\x02" * 9)
    )
    assert isinstance(article, Article)
    assert article.body == "The pier of Hask opened on Monday."
