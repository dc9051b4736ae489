"""The city's minimum wage, dated: only a yardstick to notice reported wages that look low (domain §1.2, §4.1)."""

from datetime import date
from decimal import Decimal

__all__ = ["minimum_wage"]

# UMK Batam (domain source S43). From which day on, rupiah a month.
_ROWS: tuple[tuple[date, Decimal], ...] = (
    (date(2025, 1, 1), Decimal("4989600")),
    (date(2026, 1, 1), Decimal("5357982")),
)


def minimum_wage(on: date) -> Decimal | None:
    """Rupiah a month in force on `on`; None before the first row: then nothing can be called low."""
    amounts = [amount for start, amount in _ROWS if start <= on]
    return amounts[-1] if amounts else None
