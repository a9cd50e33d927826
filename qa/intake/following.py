"""Picking up what other processes write, for a word index that is kept on this machine."""

from __future__ import annotations

from index.archive import Archive
from qa.intake.periodic import Repeated

# How soon an article that another process takes in is found without a question having to wait for it, where
# no word of it arrives.
_LOOK_S = 0.5


class Following(Repeated):
    """Takes over every change of an archive as soon as word of it comes, until it is stopped."""

    def __init__(self, archive: Archive) -> None:
        changes = archive.catalogue.notices("changes")
        trouble = "What others write cannot be followed"
        super().__init__("following", archive.follow, _LOOK_S, trouble, changes)
