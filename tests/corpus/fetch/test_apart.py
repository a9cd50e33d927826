"""An address read in a process of its own: the same articles, a memory here, and limits that end it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.apart import Limits
from corpus.article import Article
from corpus.errors import ArticleError, InputError
from corpus.fetch.apart import read_address_apart
from corpus.fetch.feeds_and_pages import Unchanged, read_address
from corpus.fetch.http import Fetcher, Validators
from corpus.options import Reading
from tests.corpus.fetch.test_http import LOCAL, Memory, Site, site

__all__ = ["site"]
READING = Reading(outlets={"The Courier": "Courier"})


def test_it_gives_what_reading_here_gives_and_remembers_here(site: str) -> None:
    here, there = Memory(), Memory()
    expected = list(read_address(f"{site}/feed", READING, LOCAL, here))
    got = list(read_address_apart(f"{site}/feed", READING, LOCAL, there))
    assert [type(item) for item in got] == [type(item) for item in expected] == [Article, ArticleError]
    assert replace(got[0]) == expected[0]  # type: ignore[type-var]
    assert got[0].source == "Courier"  # type: ignore[union-attr]
    assert there.kept == here.kept == {f"{site}/page": Validators('"1"', "")}


def test_a_server_is_asked_for_changes_only(site: str) -> None:
    memory = Memory()
    memory.kept[f"{site}/page"] = Validators('"1"', "")
    assert list(read_address_apart(f"{site}/page", READING, LOCAL, memory)) == [Unchanged()]


def test_a_password_goes_to_its_server_and_into_nothing_that_is_read(site: str) -> None:
    url = site.replace("http://", "http://ada:s3cret@")
    got = list(read_address_apart(f"{url}/page", READING, LOCAL, Memory()))
    assert Site.asked[-1][1] == "Basic YWRhOnMzY3JldA=="
    assert "s3cret" not in str(got)
    with pytest.raises(InputError) as caught:
        list(read_address_apart(f"{url}/missing", READING, LOCAL, Memory()))
    assert "s3cret" not in str(caught.value)


def test_the_local_network_is_as_closed_as_here(site: str) -> None:
    with pytest.raises(InputError, match="inside the local network"):
        list(read_address_apart(f"{site}/page", READING, Fetcher(), Memory()))


def test_an_address_that_takes_too_long_is_ended(site: str) -> None:
    url = site.replace("http://", "http://ada:s3cret@")
    [error] = read_address_apart(f"{url}/page", READING, LOCAL, Memory(), Limits(silence_s=0.0))
    assert isinstance(error, ArticleError)
    assert "given nothing" in error.message
    assert error.path == f"{site}/page"
