"""Numbers on paper: codes without look-alike characters, file numbers, letter numbers."""

from collections.abc import Callable
from datetime import date
from typing import Final

from enrollment.rules.recognition import CODE_ALPHABET

__all__ = ["denial_number", "file_number", "letter_number", "new_code", "receipt_number"]

_BODY = 8
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Classification 560 (employment) of the offices' filing code.
LETTER_CLASS = "560"
_SERIES: Final = {"KECAMATAN": "PTN", "DPMPTSP": "PTSP", "OPD": "OPD", "BPJS": "BPJS", "PEMKO": "PEM"}


def new_code(office: str, choose: Callable[[str], str]) -> str:
    """A code such as "LBJ-4F7K-29XQ"; `choose` picks one character. It holds a digit, so it never reads as a name."""
    while True:
        body = "".join(choose(CODE_ALPHABET) for _ in range(_BODY))
        if any(mark.isdigit() for mark in body):
            return f"{office}-{body[:4]}-{body[4:]}"


def file_number(office_kind: str, office: str, day: date, serial: int) -> str:
    """Number of a file: PTN/LBJ/2026/11/0147."""
    return f"{_SERIES[office_kind]}/{office}/{day:%Y/%m}/{serial:04d}"


def letter_number(office: str, day: date, serial: int) -> str:
    """Number of a letter: 560/118/LBJ/XI/2026."""
    return f"{LETTER_CLASS}/{serial}/{office}/{_ROMAN[day.month - 1]}/{day.year}"


def receipt_number(office: str, day: date, serial: int) -> str:
    """Running number of a receipt: BKT/LBJ/2026/00012."""
    return f"BKT/{office}/{day.year}/{serial:05d}"


def denial_number(office: str, day: date, serial: int) -> str:
    """Number of a notice about a statutory denial: TMP2T/3/BNG/XI/2026."""
    return f"TMP2T/{serial}/{office}/{_ROMAN[day.month - 1]}/{day.year}"
