"""Whatever becomes of a file on its way, it costs at most its own articles: every form, mutated."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, LeftOut, Withdrawal
from corpus.errors import ArticleError, InputError
from corpus.formats.read import read_path
from tests.corpus.formats.test_html import PAGE
from tests.corpus.formats.test_named_otherwise import MAIL
from tests.corpus.formats.test_newswire import ATOM, NEWSML, NITF, RSS
from tests.corpus.formats.test_pdf import pdf
from tests.corpus.formats.test_text import MARKDOWN
from tests.corpus.formats.test_wire_text import ONE, OTHER
from tests.corpus.rows.test_json_forms import FORMS
from tests.corpus.rows.test_movable_type import EXPORT as BLOG
from tests.corpus.rows.test_wordpress import EXPORT

TABLE = 'id;title;body;date\n1;Ferry sinks;"It sank, ""at once"".";12.05.2024\n2;Pier;It stands.;2024-05-12\n'
TOML = '+++\ntitle = "Ferry sinks"\ndate = 2024-05-12T08:00:00Z\n+++\nIt sank.\n'
SEEDS: dict[str, bytes] = {
    "a.html": PAGE.encode(),
    "a.nitf": NITF.encode(),
    "a.newsml": NEWSML.encode(),
    "a.rss": RSS.encode(),
    "a.atom": ATOM.encode(),
    "export.xml": EXPORT.encode(),
    "a.md": MARKDOWN.encode(),
    "toml.md": TOML.encode(),
    "a.txt": "Ferry sinks\n\nIt sank off the\nharbour of Hask.\n".encode("utf-16"),
    "wire.txt": (ONE + OTHER).encode("latin-1"),
    "blog.txt": BLOG.encode(),
    "mail.txt": MAIL.encode(),
    "a.csv": TABLE.encode(),
    "a.json": json.dumps(list(FORMS.values())).encode(),
    "a.jsonl": "\n".join(map(json.dumps, FORMS.values())).encode(),
    "a.csv.gz": gzip.compress(TABLE.encode()),
}
# What breaks readers more often than a byte at random does.
PIECES = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\n\n", b"&#0;", b"&nbsp;", b"<![CDATA[", b"<!--", b"]]>"),
    *(b"<!DOCTYPE x [", b"---\n", b"+++\n", b"{", b"[", b'"', b"'", b"\\ud800", b"1e999", b"9" * 5_000),
    *(
        b"http://[x",
        b"2024-13-40",
        b"25:00",
        b"!!int abc",
        b"&a [*a]",
        b"<td>",
        b"</p>",
        b"%PDF",
        b"\x1f\x8b",
    ),
)


def mutated(raw: bytes, seed: int) -> bytes:
    """Return some bytes of a file put elsewhere, left out, or replaced by what breaks readers."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(raw) + 1)
        end = min(len(raw), start + rng.choice((0, 1, 1, 4, 50)))
        piece = rng.choice((b"", rng.choice(PIECES), bytes([rng.randrange(256)]), raw[start:end] * 3))
        raw = raw[:start] + piece + raw[end:]
    return raw


def assert_read(path: Path) -> None:
    try:
        items = list(read_path(path))
    except InputError:
        return
    assert all(isinstance(item, Article | ArticleError | Withdrawal | LeftOut) for item in items)
    for item in items:
        if isinstance(item, Article):
            item.body.encode()
            item.title.encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=settings.default.max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_a_mutated_file_costs_at_most_its_own_articles(folder: Path, name: str, seed: int) -> None:
    path = folder / name
    path.write_bytes(mutated(SEEDS[name], seed))
    assert_read(path)


@settings(
    max_examples=settings.default.max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_a_mutated_pdf_and_a_mutated_zip_do_too(folder: Path, seed: int) -> None:
    printed = pdf(folder / "a.pdf", ["Ferry sinks", "It sank off the har-", "bour."]).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TABLE)
        archive.writestr("sub/a.txt.gz", gzip.compress(b"Ferry\n\nIt sank off Hask."))
    for name, raw in (("a.pdf", printed), ("a.zip", packed.getvalue())):
        path = folder / name
        path.write_bytes(mutated(raw, seed))
        assert_read(path)
