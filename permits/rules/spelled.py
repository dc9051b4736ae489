"""Numbers in Indonesian words, as letters spell them out: 3 (tiga) orang."""

from typing import Final

__all__ = ["spelled"]

_UNITS: Final = (
    "",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)


def spelled(number: int) -> str:
    """0 ≤ number < 1,000,000,000 in words."""
    return _spelled(number) or "nol"


def _spelled(number: int) -> str:
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    if number < 100:
        return _joined(f"{_UNITS[number // 10]} puluh", number % 10)
    if number < 1_000:
        head = "seratus" if number < 200 else f"{_UNITS[number // 100]} ratus"
        return _joined(head, number % 100)
    if number < 1_000_000:
        head = "seribu" if number < 2_000 else f"{_spelled(number // 1_000)} ribu"
        return _joined(head, number % 1_000)
    return _joined(f"{_spelled(number // 1_000_000)} juta", number % 1_000_000)


def _joined(head: str, rest: int) -> str:
    return f"{head} {_spelled(rest)}".strip()
