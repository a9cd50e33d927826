"""Whether the day on which a question is asked tells what it is about."""

from __future__ import annotations

from datetime import date

from index.catalogue.records import Counts

# By how many days an archive may end before the day of a question that it is still thought to be news of.
_REACH_DAYS = 20
# So many articles in that time, on average, are the least that makes it an archive of the day's news.
_FEW_ARTICLES = 5


def relevant_day(today: date | None, counts: Counts) -> date | None:
    """Return `today` if it tells what a question is about.

    It does not when the archive ends long before it, or has few articles for its span: such an archive holds
    no news of the day, and whoever asks it does not expect any.

    Args:
        today: The day of the question.
        counts: What the archive holds.
    """
    first, last = counts.first_published, counts.last_published
    if today is None or first is None or last is None or (today - last.date()).days > _REACH_DAYS:
        return None
    within_reach = counts.articles * _REACH_DAYS / max((last - first).days, _REACH_DAYS)
    return today if within_reach >= _FEW_ARTICLES else None
