"""Checking whether files contain pieces of removed articles: uninitialised memory may get into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, func, literal, select

from index.archive import Archive
from index.catalogue import schema as t
from index.catalogue.clauses import present_in, read_vectors
from index.catalogue.records import record_of
from index.ingest.chunks import ChunkToWrite, cut

# Files are read in steps of a window and compared with every window of the secrets, so a piece is found at
# any offset. This many consecutive windows cannot match by chance.
_WINDOW = 8
_LEAST_WINDOWS = 8
_READ_AT_ONCE = 1 << 24
_AT_ONCE = 10_000

# A file's windows are first looked for in a table of so many places for each of the secrets': few are left to
# be looked for among those themselves, which takes twenty times as long.
_BITS_EACH, _FEWEST_BITS, _MOST_BITS = 4, 10, 26
_MIXED = np.uint64(0x9E3779B97F4A7C15)

Words = NDArray[np.uint64]
Stamps = Mapping[Path, tuple[int, int]]
"""The size of each file, and when it was last written."""


def stamps_of(archive: Archive, build: str) -> Stamps:
    """Return the stamps of all files of a build."""
    statuses = ((path, path.stat()) for path in _files(archive, build))
    return {path: (status.st_size, status.st_mtime_ns) for path, status in statuses}


def _files(archive: Archive, build: str) -> list[Path]:
    return [path for path in sorted(archive.builds.folder(build).rglob("*")) if path.is_file()]


def traces_of_removed(archive: Archive, build: str, looked_at: Stamps | None = None) -> list[Path]:
    """Return the files of a build that contain pieces of articles that an operator removed.

    Every file is searched for vectors. Only Chroma's own binary files are searched for texts, because words
    of a removed article may rightly stand among ids and outlets. Files that have not changed since they were
    `looked_at` are skipped.
    """
    now, before = stamps_of(archive, build), looked_at or {}
    files = [path for path in now if now[path] != before.get(path)]
    if not files:
        return []
    with archive.catalogue.reading() as connection:
        chunks = _removed_chunks(archive, connection, build)
        windows = _windows(_vectors_of(connection, archive, chunks, build))
        traces = [
            path
            for path in files
            if windows and any(not _is_used(connection, run, build) for run in set(_runs(path, windows)))
        ]
    texts = [chunk.embedded_text.encode("utf-8", "surrogatepass") for chunk in chunks]
    return traces + traces_in([path for path in files if path.suffix == ".bin"], texts)


def traces_in(paths: Iterable[Path], secrets: Sequence[bytes]) -> list[Path]:
    """Return those of `paths` that contain 71 or more consecutive bytes of one of `secrets`.

    Runs that repeat the same four bytes are no secret and do not count.
    """
    windows = _windows(secrets)
    return [path for path in paths if any(True for _ in _runs(path, windows))] if windows else []


class _Windows(NamedTuple):
    """The windows of the secrets, sorted, each once, and a table of which may be among them."""

    words: Words
    table: NDArray[np.bool_]
    shift: np.uint64

    def hits(self, words: Words) -> NDArray[np.intp]:
        """Return the places of those of `words` that are among them."""
        likely = np.flatnonzero(self.table[(words * _MIXED) >> self.shift])
        places = np.searchsorted(self.words, words[likely])
        places[places == len(self.words)] = 0
        hits: NDArray[np.intp] = likely[self.words[places] == words[likely]]
        return hits


def _windows(secrets: Sequence[bytes]) -> _Windows | None:
    """The windows of secrets at every offset, without those that are no secret; None where none is left."""
    pieces = [
        np.frombuffer(secret[shift : shift + (len(secret) - shift) // _WINDOW * _WINDOW], np.uint64)
        for secret in secrets
        for shift in range(min(_WINDOW, len(secret)))
    ]
    words = np.sort(np.concatenate(pieces)) if pieces else np.zeros(0, np.uint64)
    is_new = np.concatenate(([True], words[1:] != words[:-1]))[: len(words)]
    words = words[is_new & ((words >> np.uint64(32)) != (words & np.uint64(0xFFFFFFFF)))]
    if not len(words):
        return None
    bits = min(max(len(words).bit_length() + _BITS_EACH, _FEWEST_BITS), _MOST_BITS)
    windows = _Windows(words, np.zeros(1 << bits, np.bool_), np.uint64(64 - bits))
    windows.table[(words * _MIXED) >> windows.shift] = True
    return windows


def _runs(path: Path, windows: _Windows) -> Iterator[bytes]:
    """Yield every run of so many bytes in a file that are all windows, one after the other."""
    last = _LEAST_WINDOWS - 1
    before = b""
    with path.open("rb") as file:
        while read := file.read(_READ_AT_ONCE):
            joined = before + read
            words = np.frombuffer(joined[: len(joined) // _WINDOW * _WINDOW], np.uint64)
            hits = windows.hits(words)
            starts = hits[: max(len(hits) - last, 0)][hits[last:] - hits[: max(len(hits) - last, 0)] == last]
            for start in starts.tolist():
                yield words[start : start + _LEAST_WINDOWS].tobytes()
            # A run may cross from one part into the next.
            before = joined[-last * _WINDOW :]


def _is_used(connection: Connection, run: bytes, build: str) -> bool:
    """Whether an active vector has the same numbers: a simple model's may be equal by chance."""
    used = select(t.chunk.c.text_key).where(t.chunk.c.build == build)
    query = select(t.embedding.c.text_key).where(
        _place_of(t.embedding.c.vector, run, connection) > 0, t.embedding.c.text_key.in_(used)
    )
    return connection.execute(query.limit(1)).first() is not None


def _place_of(column: ColumnElement[bytes], run: bytes, connection: Connection) -> ColumnElement[int]:
    """The place of some bytes in a column, 0 where it lacks them: each database has another name for that."""
    if connection.dialect.name == "sqlite":
        return func.instr(column, run)
    return func.position(literal(run).op("IN")(column))


def _removed_chunks(archive: Archive, connection: Connection, build: str) -> list[ChunkToWrite]:
    """The chunks of all versions of removed articles whose text no active article has."""
    removed = select(t.version).join(t.removal, t.removal.c.article_id == t.version.c.article_id)
    chunks = [
        chunk
        for row in connection.execute(removed).all()
        for chunk in cut(archive, record_of(row, (row.version,), False, ()).article(), row.version)
    ]
    keys = dict.fromkeys(chunk.text_key for chunk in chunks)
    of_build = t.chunk.c.build == build
    used_keys = present_in(connection, t.chunk.c.text_key, keys, of_build, at_once=_AT_ONCE)
    return [chunk for chunk in chunks if chunk.text_key not in used_keys]


def _vectors_of(
    connection: Connection, archive: Archive, chunks: Sequence[ChunkToWrite], build: str
) -> list[bytes]:
    """The vectors of chunks, without those that active chunks share: two texts may get the same vector."""
    keys = list(dict.fromkeys(chunk.text_key for chunk in chunks))
    vectors = {v.tobytes() for v in read_vectors(connection, keys, archive.encoder.dimension).values()}
    used = select(t.chunk.c.text_key).where(t.chunk.c.build == build)
    is_used = t.embedding.c.text_key.in_(used)
    shared = present_in(connection, t.embedding.c.vector, sorted(vectors), is_used, at_once=_AT_ONCE)
    return sorted(vectors - shared)
