"""Gradio fetches nothing for a client, whatever stands where a file should be."""

from __future__ import annotations

import asyncio
import socket

import pytest
from gradio import processing_utils
from gradio.route_utils import secure_url_stream_response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from qa.web.page.no_fetching import forbid_fetching

ADDRESSES = ("http://news.invalid/x", "http://127.0.0.1:9/x", "https://huggingface.co/x")


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **_: object) -> None:
        raise AssertionError(f"{args[0]!r} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    forbid_fetching()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_the_place_of_a_file_is_not_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="fetches no addresses"):
        asyncio.run(processing_utils.async_ssrf_protected_get(address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_not_streamed_through(address: str) -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    with pytest.raises(HTTPException) as refused:
        asyncio.run(secure_url_stream_response(address, request))
    assert refused.value.status_code == 403
