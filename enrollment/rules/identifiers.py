"""Identifiers of people and businesses: cleaning, shape checks, what a NIK says, masks (domain §3).

Everything is text. A check returns an error code of contract §3 or None; sentences live in `words.py`.
"""

import re
from datetime import date
from typing import Final

from enrollment.rules.kinds import Sex

__all__ = [
    "KPJ_DIGITS",
    "age_on",
    "birthdate_matches",
    "clean_identifier",
    "kpj_problem",
    "mask_kpj",
    "mask_name",
    "mask_nik",
    "mask_npp",
    "mask_npwp",
    "nib_problem",
    "nik_birthdates",
    "nik_problem",
    "nik_sex",
    "normalise_division",
    "normalise_npp",
    "normalise_npwp",
    "npp_is_usual",
    "npwp_problem",
]

KPJ_DIGITS: Final = 11
WORKING_AGE: Final = range(15, 101)

# What people type between digits, and what Excel and PDF copies leave there.
_STRIPPED: Final = {
    ord(mark): None for mark in " \t\r\n.-'\"`´‘’“”_‐‑‒–—−\u00a0\u2007\u202f\u2009\u200a\u200b\u200c\u200d\u2060\ufeff"
}
_NUMBER_GHOST: Final = re.compile(r"\d\.0\s*$")

_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_MONTHS: Final = frozenset(
    f"{day + offset:02d}{month:02d}"
    for month, days in enumerate(_MONTH_DAYS, start=1)
    for day in range(1, days + 1)
    for offset in (0, 40)
)
# 00 is a leap year: nobody alive was born on 29 February 1900, which did not exist.
_LEAP_DATES: Final = frozenset(f"{day}02{year:02d}" for day in (29, 69) for year in range(0, 100, 4))
_JUNK: Final = frozenset(
    [digit * 16 for digit in "0123456789"] + ["1234567890123456", "0123456789012345", "9876543210987654"]
)


def clean_identifier(text: str) -> str:
    """`text` upper-cased without spaces, dots, dashes, quotes, zero-width marks and line breaks.

    A text ending in ".0" is the ghost of a number cell, not an identifier: its dot stays, so every check refuses it.
    """
    if _NUMBER_GHOST.search(text):
        return text.strip().upper()
    return text.translate(_STRIPPED).upper()


def _is_digits(text: str, length: int) -> bool:
    # str.isdigit alone accepts Arabic-Indic, full-width and superscript digits.
    return len(text) == length and text.isascii() and text.isdigit()


def nik_problem(digits: str) -> str | None:
    """None, "NIK_FORMAT" or "NIK_DATE" for a cleaned NIK; the region prefix is never a reason.

    No NIK starts with 0 (no province does; a 16-digit number that does is a company's NPWP), serial 0000 is never
    issued, and filler numbers are refused. Called once a row: a few slices and set look-ups.
    """
    if not (len(digits) == 16 and digits.isascii() and digits.isdigit()):
        return "NIK_FORMAT"
    if digits[0] == "0" or digits[12:] == "0000" or digits in _JUNK:
        return "NIK_FORMAT"
    if digits[6:10] in _DAY_MONTHS or digits[6:12] in _LEAP_DATES:
        return None
    return "NIK_DATE"


def nik_sex(nik: str) -> Sex:
    """Sex a well-formed NIK states: days 41–71 are women's."""
    return Sex.FEMALE if nik[6] >= "4" else Sex.MALE


def age_on(birth_date: date, on: date) -> int:
    """Completed years on `on`; negative for a birth in the future."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def nik_birthdates(nik: str, *, on: date) -> tuple[date, ...]:
    """Birth dates a well-formed NIK can mean on `on`, the likelier first.

    The century that makes the person 15 to 100 years old wins; where neither (or both) does, every date that is not
    in the future stays, the younger first.
    """
    day, month, year = int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])
    possible = []
    for century in (2000, 1900):
        try:
            born = date(century + year, month, day)
        except ValueError:
            continue
        if born <= on:
            possible.append(born)
    working = tuple(born for born in possible if age_on(born, on) in WORKING_AGE)
    return working or tuple(possible)


def birthdate_matches(nik: str, birth_date: date, sex: str | None = None) -> bool:
    """Whether a well-formed NIK agrees with a stated birth date and, when given, sex ("L"/"P").

    A mismatch is only a warning: a NIK is not issued anew when a birth date is corrected.
    """
    stated_day = int(nik[6:8])
    female = stated_day > 40
    if sex is not None and female != (sex == Sex.FEMALE):
        return False
    return (stated_day - 40 * female, int(nik[8:10]), int(nik[10:12])) == (
        birth_date.day,
        birth_date.month,
        birth_date.year % 100,
    )


def kpj_problem(digits: str) -> str | None:
    """None or "KPJ_FORMAT": 11 digits, a lost leading zero is never given back."""
    return None if _is_digits(digits, KPJ_DIGITS) else "KPJ_FORMAT"


def nib_problem(digits: str) -> str | None:
    """None or "NIB_FORMAT": 13 digits, may begin with 0, never one digit repeated."""
    return None if _is_digits(digits, 13) and len(set(digits)) > 1 else "NIB_FORMAT"


def normalise_npp(text: str) -> str:
    """NPP as stored: cleaned, upper case, leading zeros kept."""
    return clean_identifier(text)


def npp_is_usual(npp: str) -> bool:
    """Whether a normalised NPP has the known shape, 8 letters or digits; others are kept but flagged."""
    return len(npp) == 8 and npp.isascii() and npp.isalnum()


def normalise_division(text: str) -> str:
    """Division code as stored; blank is "000"."""
    return clean_identifier(text) or "000"


def normalise_npwp(text: str) -> str | None:
    """The 16-digit form of an NPWP, or None when it is none.

    15 digits (the old company form) get a 0 in front; 22 digits (NITKU, a branch) lose the 6 of the branch. Callers
    keep the raw text beside it.
    """
    digits = clean_identifier(text)
    if not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return None
    if len(digits) == 15:
        return "0" + digits
    if len(digits) in (16, 22):
        return digits[:16]
    return None


def npwp_problem(text: str) -> str | None:
    """None or "NPWP_FORMAT"."""
    return None if normalise_npwp(text) else "NPWP_FORMAT"


def mask_nik(nik: str) -> str:
    """`2171 •••• •••• 0007`: region of first issue and serial stay, birth date and sex are hidden."""
    return f"{nik[:4]} •••• •••• {nik[-4:]}" if len(nik) == 16 else "•••• •••• •••• ••••"


def mask_npwp(npwp: str) -> str:
    """A person's NPWP is the NIK, so it is masked alike."""
    return mask_nik(npwp)


def mask_npp(npp: str) -> str:
    """`15••••03`: first and last two characters."""
    return f"{npp[:2]}••••{npp[-2:]}" if len(npp) >= 6 else "••••••••"


def mask_kpj(kpj: str) -> str:
    """`••••••• 4827`: the last four digits."""
    return f"••••••• {kpj[-4:]}" if len(kpj) >= 8 else "•••••••••••"


def mask_name(name: str) -> str:
    """`B••• S•••`: the first letter of each word; the number of dots does not tell the length."""
    return " ".join(f"{word[0]}•••" for word in name.split())
