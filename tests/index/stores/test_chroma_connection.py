"""The way to a Chroma server: TLS, tokens, tenants, and servers that break, hang or are away."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from index.catalogue.reads import Catalogue
from index.stores import chroma_http
from index.stores.chroma_address import ChromaServer
from index.stores.chroma_http import ask, connect
from index.stores.chroma_server import ServerVectors, drop_collection
from index.stores.vectors import VectorRow
from tests.index.stores.proxy import Proxy
from tests.index.stores.vectors import collections, unit

pytestmark = pytest.mark.slow


def test_behind_tls_a_path_and_a_token(proxy: Proxy, chroma: str, catalogue: Catalogue) -> None:
    store = ServerVectors(proxy.address(), "citedesk-proxied", catalogue)
    store.upsert([VectorRow("c0", "a0", None, None)], unit(1))
    assert store.ids() == {"c0"}
    proxy.to_break = 1
    assert store.count() == 1, "a connection that breaks is tried again"
    proxy.to_break = 2
    with pytest.raises(ArchiveError, match="cannot be reached"):
        store.count()
    store.close()
    drop_collection(proxy.address(), "citedesk-proxied")
    assert "citedesk-proxied" not in collections(chroma)
    with pytest.raises(ArchiveError, match="refuses the token") as caught:
        ServerVectors(proxy.address("open barley"), "citedesk-proxied", catalogue)
    assert "CHROMA_TOKEN" in caught.value.hint
    assert "barley" not in repr(proxy.address("open barley")) + str(caught.value)
    with pytest.raises(ArchiveError, match="CERTIFICATE_VERIFY_FAILED"):
        ServerVectors(replace(proxy.address(), ca_file=None), "citedesk-proxied", catalogue)
    with pytest.raises(ArchiveError, match="CHROMA_CA_FILE"):
        ServerVectors(replace(proxy.address(), ca_file=Path("nowhere.pem")), "citedesk-proxied", catalogue)


def test_a_server_that_goes_away_is_told_by_everything_that_is_asked_of_it(
    proxy: Proxy, catalogue: Catalogue
) -> None:
    store = ServerVectors(proxy.address(), "citedesk-away", catalogue)
    proxy.to_break = 1_000
    for asked in (
        lambda: store.upsert([VectorRow("c0", "a0", None, None)], unit(1)),
        lambda: store.delete(["c0"]),
        lambda: store.nearest(unit(1)[0], 5),
        store.count,
        store.ids,
        lambda: store.read(["c0"]),
    ):
        with pytest.raises(ArchiveError, match=rf":{proxy.server_port}/.* cannot be reached") as caught:
            asked()
        assert "CHROMA_URL" in caught.value.hint
    proxy.to_break = 0
    assert store.count() == 0, "it is back"
    store.close()


@pytest.mark.parametrize("given", [{"tenant": "nobody"}, {"database": "nothing"}])
def test_a_tenant_or_database_that_is_not_there_is_named(
    chroma: str, given: dict[str, str], catalogue: Catalogue
) -> None:
    with pytest.raises(ArchiveError, match="exist") as caught:
        ServerVectors(ChromaServer(chroma, **given), "citedesk-none", catalogue)
    assert "CHROMA_TENANT" in caught.value.hint


def test_another_database_has_its_own_collections(chroma: str, catalogue: Catalogue) -> None:
    default = ChromaServer(chroma)
    with connect(default) as client:
        ask(client, default, "../../databases", "POST", {"name": "other"})
    other = ServerVectors(replace(default, database="other"), "citedesk-apart", catalogue)
    other.upsert([VectorRow("c0", "a0", None, None)], unit(1))
    other.close()
    assert "citedesk-apart" not in collections(chroma)


def test_a_server_that_hangs_holds_nobody_for_long(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_http, "_TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(ArchiveError, match="does not answer in time") as caught:
            ServerVectors(
                ChromaServer(f"http://ada:secret@127.0.0.1:{silent.getsockname()[1]}"), "citedesk", catalogue
            )
        assert "secret" not in str(caught.value)
