from datetime import UTC, datetime

import pytest

from corpus.dates import parse_published


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2025-04-16", datetime(2025, 4, 16, tzinfo=UTC), "day"),
        ("2025-04-16T07:40:00Z", datetime(2025, 4, 16, 7, 40, tzinfo=UTC), "instant"),
        ("2025-04-16T01:40:00+02:00", datetime(2025, 4, 15, 23, 40, tzinfo=UTC), "instant"),
        ("Wed, 16 Apr 2025 07:40:00 GMT", datetime(2025, 4, 16, 7, 40, tzinfo=UTC), "instant"),
    ],
)
def test_dates_are_taken_as_utc(text: str, moment: datetime, precision: str) -> None:
    assert parse_published(text) == (moment, precision)


@pytest.mark.parametrize("text", ["", "  ", None])
def test_no_date_is_unknown_and_never_today(text: str | None) -> None:
    assert parse_published(text) == (None, None)


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-13-01", "0001-01-01", "9999-12-31", "16/04/2025", "0000", "1e9"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        parse_published(text)
