"""Days that have not come yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from corpus.text.dates import parse_published

# A clock that runs ahead, or local time that is given as UTC, is no day that is to come.
_A_DAY = timedelta(days=1)


def is_ahead(text: object, by: timedelta = timedelta(0)) -> bool:
    """Whether a text is a date that has not come yet, and does not come within `by` either."""
    try:
        moment, _ = parse_published(text if isinstance(text, str) else None)
    except ValueError:
        return False
    return moment is not None and moment > datetime.now(UTC) + by


def is_days_ahead(text: object) -> bool:
    """Whether a text is a date of more than a day from now: an announced day, and no wrong clock."""
    return is_ahead(text, _A_DAY)


def waits(moment: datetime | None) -> bool:
    """Whether a publication's instant is more than a day from now."""
    return moment is not None and moment > datetime.now(UTC) + _A_DAY
