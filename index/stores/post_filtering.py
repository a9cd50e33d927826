"""Post-filtering: fetching more of the nearest chunks than are wanted, and dropping those outside a limit.

For a limit that most chunks pass: a server would look up every row that passes, and then walk past the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.stores.vectors import Nearest

# The most rows that are fetched in place of those wanted.
_MOST_FETCHED = 4_000
# Fetching this many times as many costs less than a failed attempt followed by a filtered query.
_SURPLUS = 2.0


def post_filtered(
    ask: Callable[[int], Nearest], count: int, limit: Limit, share: float | None, catalogue: Catalogue
) -> Nearest | None:
    """Return the `count` nearest chunks within a limit.

    Args:
        ask: Returns the given number of nearest chunks, unfiltered.
        count: How many chunks are wanted.
        limit: The filter that they must pass.
        share: The share of all chunks that pass it, 0 to 1, or None if that is not known.
        catalogue: Decides which chunks pass.

    Returns:
        None if too few of them passed, or too many would have to be fetched.
    """
    if not share or (fetched := math.ceil(_SURPLUS * count / share)) > _MOST_FETCHED:
        return None
    nearest = ask(fetched)
    rows = catalogue.chunk_rows([chunk_id for chunk_id, _ in nearest])
    hits = [one for one in nearest if one[0] in rows and limit.holds(rows[one[0]])]
    return hits[:count] if len(hits) >= count else None
