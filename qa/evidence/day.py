"""Whether the day on which a question is asked says anything about the news it is about."""

from __future__ import annotations

from datetime import date

from index.catalogue.records import Counts

# An archive that ends more days before the question has no news of that day.
_REACH_DAYS = 20
# Fewer articles in that time, on average, make no archive of the day's news.
_FEW_ARTICLES = 5


def relevant_day(today: date | None, counts: Counts) -> date | None:
    """Return `today` if questions asked on that day are likely to be about its news, else None.

    They are not if the archive ends long before, or has few articles for its span: it has no news of the day,
    and nobody expects any of it.
    """
    first, last = counts.first_published, counts.last_published
    if today is None or first is None or last is None or (today - last.date()).days > _REACH_DAYS:
        return None
    within_reach = counts.articles * _REACH_DAYS / max((last - first).days, _REACH_DAYS)
    return today if within_reach >= _FEW_ARTICLES else None
