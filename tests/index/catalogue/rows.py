"""Facet indexes of made-up articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from index.browse.facets import EPOCH, UNKNOWN, Column, FacetIndex


def facet_index(articles: Sequence[tuple[str | None, date | None]]) -> FacetIndex:
    """The index of articles of which only outlet and day are known."""
    names = tuple(sorted({source or "" for source, _ in articles}))
    codes = np.array([names.index(source or "") for source, _ in articles], np.int64)
    days = np.array([UNKNOWN if day is None else (day - EPOCH).days for _, day in articles], np.int64)
    ids = tuple(str(number) for number in range(len(articles)))
    return FacetIndex(ids, (1,) * len(ids), {"sources": Column(names, codes)}, days, {}, ids)
