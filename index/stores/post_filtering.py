"""Searching within a limit by asking for more without it, and leaving out what lies outside.

For a limit that lets much through: the servers look up every row of it, and then walk past all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from index.catalogue.limit import Limit
from index.catalogue.reads import Catalogue
from index.stores.vectors import Nearest

# So many rows at most are asked for instead of those wanted.
_MOST_FETCHED = 4_000
# Asking in vain and then with the filter costs more than to ask for this much more at once.
_SURPLUS = 2.0


def post_filtered(
    ask: Callable[[int], Nearest], count: int, limit: Limit, share: float | None, catalogue: Catalogue
) -> Nearest | None:
    """Return the `count` nearest chunks within a limit.

    Args:
        ask: Returns so many nearest, whatever they are.
        count: How many are wanted.
        limit: What they are to lie within.
        share: Which share of what is asked lies within it, 0 to 1, or None if that is not known.
        catalogue: It tells what lies within.

    Returns:
        None if too few were found so, or too many would have to be asked for.
    """
    if not share or (fetched := math.ceil(_SURPLUS * count / share)) > _MOST_FETCHED:
        return None
    nearest = ask(fetched)
    rows = catalogue.chunk_rows([chunk_id for chunk_id, _ in nearest])
    hits = [one for one in nearest if one[0] in rows and limit.holds(rows[one[0]])]
    return hits[:count] if len(hits) >= count else None
