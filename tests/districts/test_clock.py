"""Today is WIB's day, wherever the server stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from districts import clock


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_turns_at_midnight_wib(utc: datetime, day: date) -> None:
    with time_machine.travel(utc, tick=False):
        assert clock.today() == day
        assert clock.now() == utc
        assert clock.now().utcoffset() == timedelta(hours=7)
