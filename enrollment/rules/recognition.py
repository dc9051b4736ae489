"""The counter's one box: which kind of identifier somebody typed (ui §6, feature A05).

Answers are codes with parameters; the sentences are in `words.py`.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from enrollment.rules.identifiers import clean_identifier, kpj_problem, nib_problem, nik_problem, normalise_npwp

__all__ = ["CODE_ALPHABET", "IdentifierKind", "Recognised", "passport_problem", "recognise"]

# No 0 and O, no 1, I and L, no U beside V: a code read aloud or copied by hand stays the same code.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_BODY: Final = f"[{CODE_ALPHABET}]{{4}}"
_CODE: Final = re.compile(rf"(?=.*[0-9])([A-Z]{{3}})[-.\s]?({_BODY})[-.\s]?({_BODY})")
_CODE_ADDRESS: Final = re.compile(rf"/VERIFIKASI/([A-Z]{{3}}-{_BODY}-{_BODY})/?(?:[?#]|$)")
_FILE_NUMBER: Final = re.compile(r"[A-Z]{2,6}/[A-Z]{2,6}/[0-9]{4}/[0-9]{2}/[0-9]{3,6}")
# 560/118/LBJ/XI/2026, and the shapes other offices give their letters: the month in Roman figures tells them.
_LETTER_NUMBER: Final = re.compile(r"[0-9A-Z.]{1,10}(?:/[0-9A-Z.-]{1,12}){1,3}/[IVX]{1,4}/[0-9]{4}")
_PASSPORT: Final = re.compile(r"[A-Z]{1,2}[0-9]{5,8}[A-Z]?")
_PASSPORT_NAMED: Final = re.compile(r"(?:NO\.? )?PASS?PORT?(?: NO\.?)?[ :.]*(.+)")
_PASSPORT_ANY: Final = re.compile(r"(?=(?:[A-Z]*[0-9]){3})[0-9A-Z]{6,9}")
_MIN_NAME_LETTERS: Final = 3
_AROUND: Final = " ,;:"  # a number copied out of a sentence or a list brings them along
_LOCAL_PREFIX: Final = "2171"


class IdentifierKind(StrEnum):
    """What the box can hold; `NIK_OR_NPWP` is tried as both."""

    NIB = "NIB"
    NIK = "NIK"
    NIK_OR_NPWP = "NIK_OR_NPWP"
    NPWP = "NPWP"
    KPJ = "KPJ"
    NPP = "NPP"
    PASSPORT = "PASSPORT"
    CODE = "CODE"
    FILE_NUMBER = "FILE_NUMBER"
    LETTER = "LETTER"
    NAME = "NAME"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was typed. `value` is the look-up form; with a `problem` there is nothing to look up.

    Problems: EMPTY · NAME_SHORT {minimum} · NUMBER_UNKNOWN {typed} · NIK_LENGTH {typed} · NIK_FORMAT · NIK_DATE ·
    NIB_FORMAT · NPWP_FORMAT · PASSPORT_FORMAT. The page's script gives the same answers while somebody types.
    """

    kind: IdentifierKind
    value: str
    problem: str | None = None
    params: dict[str, int] = field(default_factory=dict)


def recognise(text: str) -> Recognised:
    """Kind and look-up form of what somebody typed, pasted or scanned; tolerant of spaces, dots and dashes."""
    raw = " ".join(text.split()).strip(_AROUND)
    if not raw:
        return Recognised(IdentifierKind.UNKNOWN, "", "EMPTY")
    value = clean_identifier(raw)
    return _named_passport(raw) or _own_number(raw.upper()) or _number(value) or _mixed(raw, value) or _name(raw)


def _own_number(raw: str) -> Recognised | None:
    """Our slip code (also as a scanned verification address), a file number or a letter's number."""
    scanned = _CODE_ADDRESS.search(raw)
    if match := _CODE.fullmatch(scanned.group(1) if scanned else raw):
        return Recognised(IdentifierKind.CODE, "-".join(match.groups()))
    number = raw.replace(" ", "")
    if _FILE_NUMBER.fullmatch(number):
        return Recognised(IdentifierKind.FILE_NUMBER, number)
    if _LETTER_NUMBER.fullmatch(number):
        return Recognised(IdentifierKind.LETTER, number)
    return None


def passport_problem(value: str) -> str | None:
    """None or "PASSPORT_FORMAT" for a cleaned number: six to nine letters and digits, at least three digits."""
    return None if _PASSPORT_ANY.fullmatch(value) else "PASSPORT_FORMAT"


def _named_passport(raw: str) -> Recognised | None:
    """ "Paspor E1234567": said to be one, so digits alone and the eight characters of an NPP are allowed too."""
    match = _PASSPORT_NAMED.fullmatch(raw.upper())
    value = clean_identifier(match.group(1)) if match else ""
    # "Paspor Jaya Abadi" is a firm.
    if not any(mark.isdigit() for mark in value):
        return None
    return Recognised(IdentifierKind.PASSPORT, value, passport_problem(value))


def _number(value: str) -> Recognised | None:
    """A value without letters, by its length."""
    if not any(mark.isdigit() for mark in value) or any(mark.isalpha() for mark in value):
        return None
    typed = len(value)
    if not (value.isascii() and value.isdigit()):
        return Recognised(IdentifierKind.UNKNOWN, value, "NUMBER_UNKNOWN", {"typed": typed})
    if typed == 8:
        return Recognised(IdentifierKind.NPP, value)
    if typed == 11 and kpj_problem(value) is None:
        return Recognised(IdentifierKind.KPJ, value)
    if typed == 13:
        return Recognised(IdentifierKind.NIB, value, nib_problem(value))
    if typed == 16 and value[0] != "0":
        problem = nik_problem(value)
        return Recognised(IdentifierKind.NIK if problem else IdentifierKind.NIK_OR_NPWP, value, problem)
    if typed in (15, 16, 22):
        npwp = normalise_npwp(value)
        return Recognised(IdentifierKind.NPWP, npwp or value, None if npwp else "NPWP_FORMAT")
    looks_like_nik = typed == 17 or (value.startswith(_LOCAL_PREFIX) and 12 <= typed < 20)
    if looks_like_nik:
        return Recognised(IdentifierKind.NIK, value, "NIK_LENGTH", {"typed": typed})
    return Recognised(IdentifierKind.UNKNOWN, value, "NUMBER_UNKNOWN", {"typed": typed})


def _mixed(raw: str, value: str) -> Recognised | None:
    """Letters and digits: eight characters are an NPP, one or two letters with five to eight digits a passport.

    A word of eight letters or "Toko 1234" is a name. Passports of eight characters exist; the look-up tries an NPP
    that the register does not know as one.
    """
    digits = sum(mark.isdigit() for mark in value)
    if not (value.isascii() and value.isalnum() and digits and (digits >= 6 or " " not in raw)):
        return None
    if len(value) == 8:
        return Recognised(IdentifierKind.NPP, value)
    if 6 <= len(value) <= 9 and _PASSPORT.fullmatch(value):
        return Recognised(IdentifierKind.PASSPORT, value)
    return None


def _name(raw: str) -> Recognised:
    letters = sum(mark.isalpha() for mark in raw)
    if letters >= _MIN_NAME_LETTERS:
        return Recognised(IdentifierKind.NAME, raw)
    return Recognised(IdentifierKind.NAME, raw, "NAME_SHORT", {"minimum": _MIN_NAME_LETTERS})
