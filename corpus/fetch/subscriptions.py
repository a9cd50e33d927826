"""The addresses in a list of feeds (OPML), as readers of feeds hand their subscriptions out."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import InputError
from corpus.raw.markup import read_whole
from corpus.raw.xml_mending import read_document


def feeds_of_list(path: Path) -> list[str]:
    """Return the addresses of the feeds in a list, each once and in its order.

    Raises:
        InputError: It cannot be read, or names no feed.
    """
    try:
        with path.open("rb") as stream:
            root = read_document(read_whole(stream, str(path)), str(path)).root
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from None
    outlines = root.iter("outline") if root is not None else ()
    addresses = dict.fromkeys(outline.get("xmlUrl", "").strip() for outline in outlines)
    if not (named := [address for address in addresses if address]):
        raise InputError(f"{path} names no feed", "Give a list of feeds as OPML, or the address of a feed.")
    return named
