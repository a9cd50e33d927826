"""Files on their way in: by whose hand, under which name, how large, and what is left of them."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.errors import ArchiveBusy, CitedeskError, InputError
from index.archive import Archive
from index.upkeep.left_uploads import taking
from qa import Desk
from qa.auth.accounts import Accounts
from qa.intake.uploads import IntakeHere
from qa.web.api.native import create_api
from qa.web.errors import TooLarge
from qa.web.state import uploads as uploads_module
from qa.web.state.uploads import Upload, Uploads, plain_name
from tests.qa.web.page.test_archive_tab import finished

HERE = "http://127.0.0.1:7860"


async def bytes_of(chunks: Sequence[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def sent(uploads: Uploads, name: str, content: bytes, account: str = "", size: int | None = None) -> Upload:
    announced = len(content) if size is None else size
    return asyncio.run(uploads.receive(name, announced, bytes_of([content]), account))


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def story(text: str) -> bytes:
    return json.dumps([{"title": "Whale seen", "body": text}]).encode()


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("quorn.json", "quorn.json"),
        ("Zebra crossing (2).txt", "Zebra crossing (2).txt"),
        ("../../../out.json", "out.json"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\ada\\news.csv", "news.csv"),
        (".bashrc", "bashrc"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\x1b[2J\u202etxt.json", "ab[2Jtxt.json"),
        ("a:b|c?.txt", "abc.txt"),
        ("Fa\u0308hre.txt", "F\u00e4hre.txt"),
        ("\u00e4" * 300 + ".csv.gz", "\u00e4" * 96 + ".csv.gz"),
        ("a." + "x" * 300, "a." + "x" * 198),
    ],
)
def test_a_name_is_one_that_every_file_system_and_terminal_bears(given: str, plain: str) -> None:
    assert plain_name(given) == plain
    assert plain_name(plain) == plain


def test_only_this_account_of_the_machine_may_read_what_waits(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        upload = sent(Uploads(tmp_path), "a.txt", b"secret")
    finally:
        os.umask(before)
    for path in [tmp_path / "uploads", *(tmp_path / "uploads").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    [file] = files_of(tmp_path / "uploads")
    assert (file.name, file.read_bytes(), file.parent.name) == ("a.txt", b"secret", upload.id)


def test_what_was_announced_is_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads_module, "MOST_WAITING_BYTES", 10)
    monkeypatch.setattr(uploads_module, "MOST_WAITING", 2)
    uploads = Uploads(tmp_path)
    with pytest.raises(TooLarge):
        sent(uploads, "a.txt", b"more than that", size=3)
    with pytest.raises(InputError):
        sent(uploads, "a.txt", b"broke off", size=10)
    with pytest.raises(TooLarge):
        sent(uploads, "a.txt", b"", size=11)
    assert files_of(tmp_path / "uploads") == []
    first, _ = sent(uploads, "a.txt", b"12345"), sent(uploads, "b.txt", b"")
    with pytest.raises(TooLarge):
        sent(uploads, "c.txt", b"")
    uploads.discard(first.id)
    with pytest.raises(TooLarge):
        sent(uploads, "c.txt", b"12345678901")
    assert sent(uploads, "c.txt", b"1234567890").size == 10


def test_a_file_is_taken_by_whoever_uploaded_it_and_once(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    ada, otto = sent(uploads, "a.txt", b"ada's", "ada"), sent(uploads, "a.txt", b"otto's", "otto")
    for ids in ([otto.id], [ada.id, otto.id], ["../../x"], ["/etc/passwd"], ["http://x"], [""]):
        with pytest.raises(InputError), uploads.taken(ids, "ada"):
            raise AssertionError("it was given")
    uploads.discard(otto.id, "ada")
    with pytest.raises(ArchiveBusy), uploads.taken([ada.id], "ada"):
        raise ArchiveBusy("Articles are already being added", "Wait.")
    with uploads.taken([ada.id, ada.id], "ada") as [file]:
        assert file.read_bytes() == b"ada's"
    with pytest.raises(InputError), uploads.taken([ada.id], "ada"):
        raise AssertionError("it was given")
    assert [file.read_bytes() for file in files_of(tmp_path / "uploads")] == [b"otto's"]


def test_what_a_killed_server_left_is_cleared_by_the_next_one(tmp_path: Path) -> None:
    running = Uploads(tmp_path)
    sent(running, "a.txt", b"left")
    (tmp_path / "uploads" / "b.txt").write_text("half taken in")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "c.txt").write_text("somebody's own")
    (tmp_path / "uploads" / "link").symlink_to(tmp_path / "kept")
    other = Uploads(tmp_path)  # While the first one runs, what it has is let alone.
    assert len(files_of(tmp_path / "uploads")) == 2
    with pytest.raises(ArchiveBusy):
        sent(other, "d.txt", b"")
    del other
    running._owning.release()
    fresh = Uploads(tmp_path)
    assert files_of(tmp_path / "uploads") == []
    assert (tmp_path / "kept" / "c.txt").exists()
    assert sent(fresh, "d.txt", b"x").name == "d.txt"


def test_a_server_that_begins_leaves_what_another_process_takes_in(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "b.txt").write_text("half taken in")
    with taking(tmp_path):
        Uploads(tmp_path)
    assert len(files_of(tmp_path / "uploads")) == 1


def test_what_nobody_takes_in_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path)
    old = sent(uploads, "a.txt", b"old")
    monkeypatch.setattr(uploads_module, "_LIFE_S", -1)
    with pytest.raises(InputError), uploads.taken([old.id]):
        raise AssertionError("it was given")
    assert files_of(tmp_path / "uploads") == []


def test_the_same_file_name_is_a_newer_version_of_its_articles(desk: Desk) -> None:
    uploads, intake = Uploads(desk.archive.place.folder), IntakeHere(desk)
    for account, text in (("ada", "One whale was seen."), ("otto", "Two whales were seen.")):
        upload = sent(uploads, "whales.txt", b"Whale seen\n\n" + text.encode() * 5, account)
        with uploads.taken([upload.id], account) as files:
            intake.start(files)
        finished(intake)
    [shown] = desk.each_article()
    article = desk.article(shown.article_id)
    assert article.versions == (1, 2)
    assert "Two whales" in article.body
    assert files_of(desk.archive.place.folder / "uploads") == []


def test_two_files_of_one_name_are_not_taken_for_each_other(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    pair = [sent(uploads, f"{folder}/a.txt", folder.encode()) for folder in ("one", "two")]
    with pytest.raises(InputError, match="same name"), uploads.taken([upload.id for upload in pair]):
        raise AssertionError("they were given")
    for upload, content in zip(pair, (b"one", b"two"), strict=True):
        with uploads.taken([upload.id]) as [file]:
            assert file.read_bytes() == content


def test_no_word_on_the_page_tells_where_the_server_keeps_its_files(desk: Desk) -> None:
    uploads, intake = Uploads(desk.archive.place.folder), IntakeHere(desk)
    contents = {"odd.xyz": b"?", "bad.json": b"{", "pack.zip": b"no zip", "wrong.pdf": b"no pdf"}
    ids = [sent(uploads, name, content).id for name, content in contents.items()]
    with uploads.taken(ids) as files:
        intake.start(files)
    job = finished(intake)
    assert [file.counts["failed"] for file in job.files] == [1] * len(contents)
    told = "".join(error for file in job.files for error in file.errors)
    assert str(desk.archive.place.folder) not in told


def test_a_full_disk_is_an_error_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path)
    sent(uploads, "a.txt", b"x")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(CitedeskError, match="No space left on device") as caught:
        sent(uploads, "b.txt", b"x")
    assert str(tmp_path) not in str(caught.value)


def test_over_http_a_file_gets_a_name_of_the_servers_own(archive: Archive, desk: Desk) -> None:
    api = create_api(desk)
    with TestClient(api, HERE) as client:
        answer = client.post("/api/uploads", params={"name": "../../x.json"}, content=story("A whale."))
        assert answer.status_code == 201
        told = answer.json()
        assert (told["name"], told["bytes"], len(told["id"])) == ("x.json", len(story("A whale.")), 32)
        folder = archive.place.folder
        assert len(files_of(folder / "uploads")) == 1
        assert not (folder.parent / "x.json").exists()
        assert client.delete(f"/api/uploads/{told['id']}").status_code == 204
        assert files_of(folder / "uploads") == []
        for path in ("/API/uploads?name=a", "//api/uploads?name=a", "/api/uploads/x?name=a"):
            assert client.post(path, content=b"x").status_code in {404, 405}
        for path in ("/api/uploads", "/api/uploads/"):
            assert client.post(path, content=b"x").status_code == 422
        assert client.get("/api/uploads").status_code in {404, 405}


def test_over_http_one_account_does_not_take_away_what_another_uploaded(
    archive: Archive, desk: Desk, accounts: Accounts
) -> None:
    accounts.add("ida", "operator", "long grass 43")
    with TestClient(create_api(desk, accounts=accounts), HERE) as client:
        otto, ida = ({"authorization": f"Bearer {accounts.add_token(name)}"} for name in ("otto", "ida"))
        kept = client.post("/api/uploads?name=a.txt", content=b"otto's", headers=otto).json()
        client.delete(f"/api/uploads/{kept['id']}", headers=ida)
        assert len(files_of(archive.place.folder / "uploads")) == 1
        client.delete(f"/api/uploads/{kept['id']}", headers=otto)
        assert files_of(archive.place.folder / "uploads") == []
