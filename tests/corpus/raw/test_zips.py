import gzip
import json
import zipfile
from pathlib import Path

import pytest

from tests.corpus.formats.test_read import GOOD, read


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def test_a_zip_is_read_as_a_folder_is(tmp_path: Path) -> None:
    row = json.dumps(GOOD).encode()
    file = packed(
        tmp_path / "news.zip",
        sub__a_jsonl=row,
        b_jsonl_gz=gzip.compress(row.replace(b'"a"', b'"b"')),
        readme_md=b"# Notes",
        questions_jsonl=b'{"question": "Who?"}',
        bad_csv=b"\x00\x01",
        inner_zip=b"PK",
    )
    articles, [error] = read(file)
    assert [article.article_id for article in articles] == ["b", "a"]
    assert articles[1].origin == f"{file.resolve().as_posix()}/sub/a.jsonl:1"
    assert error.path.endswith("news.zip/bad.csv")


def test_a_damaged_zip_is_named_and_the_folder_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    (tmp_path / "b.json").write_text(json.dumps(GOOD))
    articles, [error] = read(tmp_path)
    assert len(articles) == 1
    assert "damaged" in error.message


def test_a_zip_entry_that_is_cut_or_locked_is_named(tmp_path: Path) -> None:
    file = packed(tmp_path / "news.zip", a_jsonl=json.dumps(GOOD).encode() * 50)
    raw = bytearray(file.read_bytes())
    raw[60:70] = b"x" * 10  # Inside the entry: its checksum is wrong now.
    file.write_bytes(raw)
    _, errors = read(file)
    assert any("CRC" in error.message and "news.zip" in error.path for error in errors)


def test_a_zip_entry_without_a_name_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "news.zip"
    with zipfile.ZipFile(file, "w") as packing:
        packing.writestr("a.jsonl", json.dumps(GOOD))
        packing.writestr("QQ", b"x")
    file.write_bytes(file.read_bytes().replace(b"QQ", b"\0Q"))  # A name is read up to its first NUL.
    articles, errors = read(file)
    assert ([article.title for article in articles], errors) == ([GOOD["title"]], [])


def test_what_cannot_list_a_zips_files_is_that_zips_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        raise IndexError("of any kind")

    packed(tmp_path / "a.zip", a_jsonl=json.dumps(GOOD).encode())
    (tmp_path / "b.jsonl").write_text(json.dumps(GOOD))
    monkeypatch.setattr(zipfile.ZipFile, "infolist", failing)
    articles, [error] = read(tmp_path)
    assert len(articles) == 1
    assert error.path.endswith("a.zip")


def oddly_packed(path: Path, offset: int, value: bytes) -> Path:
    """A zip of two files, whose second one says something odd, `offset` bytes into its headers."""
    row = json.dumps({**GOOD, "id": "b", "title": "Choir wins"}).encode()
    with zipfile.ZipFile(path, "w") as packing:
        packing.writestr("a.jsonl", json.dumps(GOOD))
        packing.writestr("b\xe9.jsonl", row)
    raw = bytearray(path.read_bytes())
    for sign, before in ((b"PK\3\4", 0), (b"PK\1\2", 2)):  # The list of files has a field more in front.
        place = raw.index(sign, raw.index(sign) + 1)
        raw[place + before + offset : place + before + offset + len(value)] = value
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        (4, b"\x63\0"),  # Version 9.9.
        (6, b"\1\x08"),  # Encrypted.
        (6, b"\x20\x08"),  # A patch of another file.
        (6, b"\x40\x08"),  # Encrypted strongly.
        (8, b"\x63\0"),  # A method that nobody knows.
    ],
    ids=["version", "encrypted", "patch", "strongly encrypted", "method"],
)
def test_what_an_entry_of_a_zip_asks_for_and_nobody_can_give_costs_that_entry(
    tmp_path: Path, offset: int, value: bytes
) -> None:
    file = oddly_packed(tmp_path / "news.zip", offset, value)
    articles, errors = read(file)
    assert all("news.zip" in error.path for error in errors)
    assert len(errors) == 1
    assert len(articles) == (0 if offset == 4 else 1), (
        "the list itself is unreadable, or the other file is read"
    )
    (tmp_path / "c.jsonl").write_text(json.dumps({**GOOD, "id": "c", "title": "Fire"}))
    assert "Fire" in [article.title for article in read(tmp_path)[0]]
