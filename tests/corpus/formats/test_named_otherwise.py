"""Files whose name says another form than they have, and texts that came by mail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.article import Article, Withdrawal
from corpus.formats.read import read_path
from tests.corpus.formats.test_html import PAGE
from tests.corpus.formats.test_newswire import NITF, RSS

ROWS = json.dumps([{"title": "Pier opens", "body": "The pier of Hask opened on Monday."}], indent=1)
XHTML = f'<?xml version="1.0" encoding="utf-8"?>\n{PAGE.strip()}'
MAIL = """From: "Ana Vale" <ana@hask.example>
To: desk@courier.example
Subject: Pier of Hask
 opens
Date: Wed, 16 Apr 2025 09:40:00 +0200
Message-ID: <81@hask.example>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

The pier of Hask opened on Monday =E2=80=93 its keeper said so.

Boats came from the islands.
"""


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", PAGE, "a.html"),
        ("b.txt", XHTML, "b.html"),
        ("c.txt", ROWS, "c.json"),
        ("d.txt", RSS, "d.rss"),
        ("e.html", RSS, "e.rss"),
        ("f.txt", NITF, "f.xml"),
        ("g.html", XHTML, "g.htm"),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, text: str, form: str) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / form).write_text(text)
    mine, own = (
        [(one.title, one.body) for one in read_path(tmp_path / file) if isinstance(one, Article)]
        for file in (name, form)
    )
    assert mine == own != []


@pytest.mark.parametrize("text", ["[Hask] Pier opens", "{Pier} opens", "<Pier> opens", "News <rss> opens"])
def test_a_text_that_only_begins_oddly_is_a_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(f"{text}\n\nThe pier of Hask opened on Monday.\n")
    [article] = read_path(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert article.title == text


@pytest.mark.parametrize("above", ["", "From ana@hask.example Wed Apr 16 09:40:00 2025\n"])
def test_a_release_that_came_by_mail_is_read_without_its_head(tmp_path: Path, above: str) -> None:
    (tmp_path / "a.txt").write_text(above + MAIL)
    [article] = read_path(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert (article.title, article.author) == ("Pier of Hask opens", "Ana Vale")
    assert article.body == (
        "The pier of Hask opened on Monday – its keeper said so.\n\nBoats came from the islands."
    )
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == "2025-04-16T07:40"
    assert article.article_id == "81@hask.example"


def test_a_mail_that_kills_a_story_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAIL.replace("Pier of Hask\n opens", "KILL: Pier of Hask opens"))
    [withdrawal] = read_path(tmp_path / "a.txt")
    assert isinstance(withdrawal, Withdrawal)


def test_a_headline_with_a_colon_is_no_head_of_a_mail(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Subject: ferries\nDate: none\n\nThe pier of Hask opened on Monday.\n")
    (tmp_path / "b.txt").write_text("Ferries: sold\n\nFrom: Hask\n\nThe pier of Hask opened on Monday.\n")
    titles = {one.title for one in read_path(tmp_path) if isinstance(one, Article)}
    assert titles == {"ferries", "Ferries: sold"}
