"""How much lies within a filter, as the catalogue itself would count it."""

from __future__ import annotations

import pytest

from index.archive import Archive
from index.catalogue.limit import Limit
from index.stores.selectivity import Shares
from tests.index.makers import article, day, put

OUTLETS, DAYS = [None, "Courier", "Signal"], [None, "2025-03-01", "2025-03-02", "1969-12-31"]


def ms(when: str) -> int:
    return int(day(when).timestamp() * 1000)


@pytest.fixture
def shares(archive: Archive) -> Shares:
    told = [
        article(
            f"a{n}",
            f"Ferry {n} left the pier of {n}.",
            source=OUTLETS[n % 3],
            published_at=DAYS[n % 4] and day(DAYS[n % 4]),
        )
        for n in range(24)
    ]
    put(archive, *told)
    return Shares(archive.catalogue)


@pytest.mark.parametrize(
    "limit",
    [
        Limit(("Courier",)),
        Limit(("Courier", "Signal")),
        Limit(("Nobody",)),
        Limit((), ms("2025-03-01"), ms("2025-03-02")),
        Limit((), ms("2025-03-02"), None),
        Limit((), None, ms("2025-03-02")),
        Limit(("Signal",), ms("2025-03-01"), ms("2025-03-03")),
        Limit((), ms("2026-01-01"), None),
    ],
)
def test_it_is_what_the_catalogue_counts(shares: Shares, archive: Archive, limit: Limit) -> None:
    assert shares.current().share(limit) == pytest.approx(archive.catalogue.share(limit))


def test_it_follows_changes_and_says_where_it_does_not_know(shares: Shares, archive: Archive) -> None:
    spring = Limit((), ms("2026-03-01"), ms("2026-06-01"))
    assert shares.current().share(spring) == 0.0
    put(archive, article("new", "A whale was seen.", published_at=day("2026-04-01")))
    assert shares.current().share(spring) == pytest.approx(1 / 25)
    assert shares.current().share(Limit(authors=("Ada",))) is None
    assert shares.current().share(Limit(sections=("World",))) is None


def test_of_an_empty_archive_nothing_is_known(archive: Archive) -> None:
    assert Shares(archive.catalogue).current().share(Limit(("Courier",))) is None
