"""Nothing that was removed gets into new files through memory that nobody has set."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.embed.models import PACKAGED
from index.ingest.removal import remove
from index.place import Place
from index.stores.chroma import blank_unset
from index.upkeep.leak_scan import traces_in, traces_of_removed
from index.upkeep.rebuild import rebuild
from tests.fakes import Dense
from tests.index.makers import article, put

pytestmark = pytest.mark.both_databases

SECRET = article(
    "secret",
    "Quibblezorp confessed to the zanzibarine affair and its many wrongs.",
    title="Quibblezorp confesses",
)


@given(
    before=st.integers(0, 40), start=st.integers(0, 100), length=st.integers(71, 99), seed=st.integers(0, 99)
)
def test_a_piece_of_71_bytes_is_found_at_any_place(
    tmp_path_factory: pytest.TempPathFactory, before: int, start: int, length: int, seed: int
) -> None:
    secret = np.random.default_rng(seed).bytes(200)
    path = tmp_path_factory.getbasetemp() / "file"
    path.write_bytes(b"x" * before + secret[start : start + length] + b"yz" * 20)
    assert traces_in([path], [b"other" * 9, secret]) == [path]
    path.write_bytes(b"x" * before + secret[start : start + 55] + b"yz" * 20)
    assert traces_in([path], [b"other" * 9, secret]) == []


def test_a_piece_over_the_border_of_two_reads_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.upkeep.leak_scan._READ_AT_ONCE", 64)
    secret = np.random.default_rng(0).bytes(72)
    for before in range(128):
        (tmp_path / "file").write_bytes(bytes(before) + secret + bytes(64))
        assert traces_in([tmp_path / "file"], [secret])


@pytest.fixture
def encoder() -> Dense:
    return Dense()


def test_vectors_and_texts_of_removed_articles_are_found_in_the_files_of_a_build(archive: Archive) -> None:
    put(archive, SECRET, article("other", "The ferry sank off Hask."))
    assert traces_of_removed(archive, archive.build) == []
    remove(archive, ["secret"])
    found = {path.name for path in traces_of_removed(archive, archive.build)}
    assert "chroma.sqlite3" in found
    planted = archive.builds.folder(archive.build) / "planted.bin"
    planted.write_bytes(b"abc" + f"{SECRET.title}\n{SECRET.body}".encode())
    assert planted in traces_of_removed(archive, archive.build)


def test_an_active_copy_may_have_the_same_vector(archive: Archive) -> None:
    put(archive, SECRET, article("other", SECRET.body.upper(), title=SECRET.title.upper()))
    remove(archive, ["secret"])
    rebuild(archive)
    assert archive.catalogue.record("other")


def test_unset_rows_of_an_index_file_are_blanked(tmp_path: Path) -> None:
    room, used, width = 10, 3, 8
    header = np.array([0, room, used, width, 4], np.uint64).tobytes()
    (tmp_path / "header.bin").write_bytes(b"abcd" + header)
    (tmp_path / "data_level0.bin").write_bytes(b"x" * room * width)
    (tmp_path / "length.bin").write_bytes(b"x" * (room * 4 + 1))
    blank_unset(tmp_path)
    assert (tmp_path / "data_level0.bin").read_bytes() == b"x" * used * width + bytes((room - used) * width)
    assert set((tmp_path / "length.bin").read_bytes()) == set(b"x")


def test_the_files_that_chroma_writes_are_known_well_enough_to_blank_them(archive: Archive) -> None:
    put(archive, *(article(f"a{i}", f"The ferry number {i} sank off Hask.") for i in range(30)))
    rebuild(archive)
    [header] = archive.builds.folder(archive.build).rglob("header.bin")
    _, room, used, width = np.frombuffer(header.read_bytes()[4:36], np.uint64).tolist()
    written = header.with_name("data_level0.bin").read_bytes()
    assert used < room
    assert len(written) == room * width
    assert not any(written[used * width :])


def test_numbers_that_active_vectors_have_too_are_no_traces(tmp_path: Path) -> None:
    """As a simple model gives them: half of both vectors is the same."""

    class Coarse(Dense):
        def _vector(self, text: str) -> np.typing.NDArray[np.float32]:
            half = np.random.default_rng(1).standard_normal(self.dimension // 2)
            seed = sum(text.encode())
            return np.concatenate((half, np.random.default_rng(seed).permutation(half))).astype(np.float32)

    archive = Archive(Place(tmp_path / "archive", PACKAGED, tmp_path / "cache"), encoder=Coarse())
    put(archive, SECRET, article("other", "The ferry sank off Hask."))
    remove(archive, ["secret"])
    rebuild(archive)
    assert archive.catalogue.record("other")
    archive.close()
