"""An archive in a data folder: the catalogue, and the vectors and words derived from it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ArchiveError, ArchiveMismatch
from index.browse.facets import FacetCopy, FacetIndex
from index.builds import Builds, new_build
from index.catalogue.databases.sqlite import BACKUP
from index.catalogue.engine import get_meta, set_meta
from index.catalogue.reads import Catalogue
from index.embed.load import load_encoder
from index.embed.protocol import Encoder
from index.place import SAVED, WORDS_FOLDER, Place, check_folder, fingerprint_of, has_remains
from index.private import make_private, make_top_private
from index.stores.derived import Derived


class Archive:
    """An open archive; may be used from many threads.

    Args:
        place: Where it is; the folder is made when it is missing.
        allow_mismatch: Open it though it was built by other means or is not whole, to rebuild or mend it.
        encoder: Embeds in place of the model that `place` names; its vectors must be that model's.

    Raises:
        ArchiveMismatch: It was built with another model, chunker or schema.
        ArchiveError: The folder cannot be used.
    """

    def __init__(self, place: Place, *, allow_mismatch: bool = False, encoder: Encoder | None = None) -> None:
        self.place = place
        try:
            place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_private(place.folder)
        except OSError as error:
            raise ArchiveError(
                f"The data folder {place.folder} cannot be made: {error.strerror}",
                "Choose another with --data-dir.",
            ) from error
        check_folder(place)
        self.catalogue = Catalogue(place.folder, place.keep_expired, place.database)
        self._lock = self.catalogue.lock("writer")
        self._rebuild_lock = self.catalogue.lock("rebuild")
        self._loading = threading.RLock()
        self._encoder = encoder
        self._derived: Derived | None = None
        self._facets = FacetCopy(self.catalogue)
        self.builds = Builds(place, self.catalogue)
        self.fingerprint = fingerprint_of(place.model)
        self._may_differ = allow_mismatch
        try:
            self._begin()
            make_top_private(place.folder)
            if not allow_mismatch:
                self.check_fingerprint()
            self._build = self.catalogue.get("build") or ""
            self._seen = self.catalogue.state()
        except BaseException:
            self.catalogue.close()
            raise

    def _begin(self) -> None:
        """Give a new catalogue its build and fingerprint."""
        if self.catalogue.get("build") is not None:
            return
        if has_remains(self.place.folder):
            # A new one would answer that nothing is known, and its backup take the place of the last.
            mend = "Restore it from a dump" if self.place.database else "Run: citedesk doctor --repair"
            raise ArchiveError(
                f"The catalogue {self.catalogue.name} is empty or missing, but its indexes are there",
                f"{mend}, or name another folder with --data-dir.",
            )
        with self.catalogue.writing() as connection:
            if get_meta(connection, "build") is None:
                build = new_build()
                self.builds.begin(connection, build)
                set_meta(connection, "build", build)
                set_meta(connection, "fingerprint", json.dumps(self.fingerprint))
                set_meta(connection, "model", self.place.model)
                set_meta(connection, "generation", str(self.catalogue.first_generation()))

    def check_fingerprint(self) -> None:
        """Raise `ArchiveMismatch` when the archive was built by other means than now, or elsewhere."""
        elsewhere = self.place.database is not None and not self.place.is_shared
        if elsewhere and not self.builds.folder(self.catalogue.get("build") or "").is_dir():
            # Made here, they would miss what is written there.
            raise ArchiveMismatch(
                f"The indexes of the {self.catalogue.name} are not in the folder {self.place.folder}",
                "Name the folder that has them with --data-dir, or make them here: citedesk rebuild",
            )
        fingerprint = json.loads(self.catalogue.get("fingerprint") or "{}")
        if fingerprint == self.fingerprint:
            return
        if fingerprint.get("chunker") == SAVED:
            raise ArchiveMismatch(
                f"The catalogue in {self.place.folder} was saved from damage, and has no indexes yet",
                "Run: citedesk doctor --repair",
            )
        differing = [key for key in self.fingerprint if fingerprint.get(key) != self.fingerprint[key]]
        model = self.catalogue.get("model")
        hint = "Run: citedesk rebuild"
        if "model" not in differing:
            what = f"by another version of Citedesk ({', '.join(differing)} differ)"
        elif model == self.place.model:
            what = f"with other files or prompts of the embedding model {model!r}"
        else:
            what = f"with the embedding model {model!r}, and the setting names {self.place.model!r}"
            hint += f", or set EMBEDDING_MODEL back to {model!r}."
        raise ArchiveMismatch(f"The archive in {self.place.folder} was built {what}", hint)

    # -- the parts, each opened when it is first needed ----------------------------------------------

    @property
    def encoder(self) -> Encoder:
        """The embedding model; loading it takes from half a second to some."""
        with self._loading:
            if self._encoder is None:
                self._encoder = load_encoder(self.place.model, self.place.cache_dir)
            return self._encoder

    @property
    def derived(self) -> Derived:
        """The vectors and words of the build that searches use."""
        with self._loading:
            while self._derived is None:
                self._follow_build()
                try:
                    opened = self.builds.open(self.build)
                    if not self._may_differ:
                        self._check_whole(opened)
                    self._derived = opened
                except ArchiveError:
                    # A rebuild may have put others in their place just now, and deleted these.
                    if self._build == self.catalogue.get("build"):
                        raise
            return self._derived

    def _follow_build(self) -> None:
        """Take the indexes that searches use now for those to open."""
        build = self.catalogue.get("build") or ""
        if build != self._build and not self._may_differ:
            self.check_fingerprint()
        self._build = build

    @property
    def facets(self) -> FacetIndex:
        """Which outlet, author, month and language each article has that may be shown now."""
        return self._facets.current()

    def _check_whole(self, derived: Derived) -> None:
        """Refuse indexes that hold less than the catalogue: what they miss would seem not to be there.

        They are written before a chunk is made active and cleared after it is not, so they never hold less.
        """
        chunks = self.catalogue.chunk_total()
        counts = {"vector store": derived.vectors.count()}
        if derived.follower is None:
            counts["word index"] = derived.words.count()
        for name, count in counts.items():
            if count < chunks:
                derived.close()
                raise ArchiveError(
                    f"The {name} of {self.place.folder} holds {count:,} of {chunks:,} chunks",
                    "Run: citedesk doctor --repair",
                )

    @property
    def build(self) -> str:
        """The name of the derived indexes that searches use."""
        return self._build

    def refresh(self) -> None:
        """See what other processes made active since the last call, also in another catalogue's file.

        Raises:
            ArchiveMismatch: It was saved from damage, and its indexes are not made yet.
            ArchiveError: It is gone.
        """
        state = self.catalogue.state()
        if state == self._seen:
            return
        with self._loading:
            if state == self._seen:
                return
            build = self.catalogue.get("build") or ""
            if build != self._build or state[0] != self._seen[0]:
                self.check_fingerprint()
                self._build = build
                self._close_derived()
            elif self._derived is not None:
                self._derived.reopen()
            self._seen = state

    def follow(self) -> None:
        """Take over what changed now, where words follow, so that the next question need not wait for it."""
        if self.place.is_shared:
            self.refresh()
            if (follower := self.derived.follower) is not None:
                follower.follow()

    def behind(self) -> int | None:
        """Return how many changes the words here lack; None where they do not follow, or are not open yet."""
        derived = self._derived
        return derived.follower.behind() if derived is not None and derived.follower is not None else None

    def mark_seen(self, generation: int) -> None:
        """Take note of a change that this process made itself, and whose vectors it already sees."""
        with self._loading:
            if self._derived is not None and self._derived.follower is not None:
                self._derived.follower.reload()
            self._seen = max(self._seen, (self.catalogue.openings, generation))

    @contextmanager
    def writer(self, purpose: str, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the right to write, for a batch at most; see `Lock.held`."""
        with self._lock.held(purpose, on_wait):
            self.refresh()
            yield

    @contextmanager
    def rebuilder(self, purpose: str, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the right to make other indexes, beside which others go on writing; see `Lock.held`."""
        with self._rebuild_lock.held(purpose, on_wait):
            yield

    def is_rebuilding(self) -> bool:
        """Whether somebody makes other indexes now."""
        return not self._rebuild_lock.is_free()

    def bytes_on_disk(self) -> dict[str, int]:
        """Return the sizes of the catalogue, the vectors, the words and the backup, in bytes."""
        folder = self.builds.folder(self.build)
        return {
            "catalogue": self.catalogue.size(),
            "vectors": _size(folder / "chroma"),
            "words": _size((self.place.folder if self.place.is_shared else folder) / WORDS_FOLDER),
            "backup": sum(path.stat().st_size for path in self.place.folder.glob(f"{BACKUP}*")),
        }

    def close(self) -> None:
        """Let go of everything."""
        with self._loading:
            self._close_derived()
        self.catalogue.close()
        make_top_private(self.place.folder)

    def _close_derived(self) -> None:
        if self._derived is not None:
            self._derived.close()
        self._derived = None


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
