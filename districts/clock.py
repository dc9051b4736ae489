"""The one clock: days are counted in WIB, wherever the server stands. Tests move it with the system clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

__all__ = ["WIB", "now", "today"]

WIB = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """This moment, aware, in WIB."""
    return datetime.now(WIB)


def today() -> date:
    """The day in WIB, which begins at 17.00 UTC of the day before."""
    return now().date()
