"""The counter's one box: which kind of identifier somebody typed (ui §6, feature A05).

Answers are codes with parameters; the sentences are in `words.py`.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from enrollment.rules.identifiers import clean_identifier, kpj_problem, nib_problem, nik_problem, normalise_npwp

__all__ = ["CODE_ALPHABET", "IdentifierKind", "Recognised", "recognise"]

# No 0 and O, no 1, I and L, no U beside V: a code read aloud or copied by hand stays the same code.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_BODY: Final = f"[{CODE_ALPHABET}]{{4}}"
_CODE: Final = re.compile(rf"([A-Z]{{3}})[-\s]({_BODY})[-\s]({_BODY})")
_CODE_JOINED: Final = re.compile(rf"([A-Z]{{3}})({_BODY})({_BODY})")
_CODE_ADDRESS: Final = re.compile(rf"/VERIFIKASI/([A-Z]{{3}}-{_BODY}-{_BODY})/?(?:[?#]|$)")
_FILE_NUMBER: Final = re.compile(r"[A-Z]{2,6}/[A-Z]{2,6}/\d{4}/\d{2}/\d{3,6}")
_MIN_NAME_LETTERS: Final = 3
_LOCAL_PREFIX: Final = "2171"


class IdentifierKind(StrEnum):
    """What the box can hold; `NIK_OR_NPWP` is tried as both."""

    NIB = "NIB"
    NIK = "NIK"
    NIK_OR_NPWP = "NIK_OR_NPWP"
    NPWP = "NPWP"
    KPJ = "KPJ"
    NPP = "NPP"
    CODE = "CODE"
    FILE_NUMBER = "FILE_NUMBER"
    NAME = "NAME"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was typed. `value` is the look-up form; with a `problem` there is nothing to look up.

    Problems: EMPTY · NAME_SHORT {minimum} · NUMBER_UNKNOWN {typed} · NIK_LENGTH {typed} · NIK_FORMAT · NIK_DATE ·
    NIB_FORMAT · NPWP_FORMAT.
    """

    kind: IdentifierKind
    value: str
    problem: str | None = None
    params: dict[str, int] = field(default_factory=dict)


def recognise(text: str) -> Recognised:
    """Kind and look-up form of what somebody typed, pasted or scanned; tolerant of spaces, dots and dashes."""
    raw = " ".join(text.split())
    if not raw:
        return Recognised(IdentifierKind.UNKNOWN, "", "EMPTY")
    value = clean_identifier(raw)
    return _own_number(raw.upper(), value) or _number(value) or _npp(raw, value) or _name(raw)


def _own_number(raw: str, value: str) -> Recognised | None:
    """Our slip code (also as a scanned verification address) or a file number."""
    scanned = _CODE_ADDRESS.search(raw)
    match = _CODE.fullmatch(scanned.group(1) if scanned else raw)
    if match is None and any(mark.isdigit() for mark in value):
        match = _CODE_JOINED.fullmatch(value)
    if match is not None:
        return Recognised(IdentifierKind.CODE, "-".join(match.groups()))
    number = raw.replace(" ", "")
    if _FILE_NUMBER.fullmatch(number):
        return Recognised(IdentifierKind.FILE_NUMBER, number)
    return None


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


def _npp(raw: str, value: str) -> Recognised | None:
    """Eight letters and digits; a word of eight letters or "Toko 1234" is a name."""
    digits = sum(mark.isdigit() for mark in value)
    if not (len(value) == 8 and value.isascii() and value.isalnum() and digits):
        return None
    if digits >= 6 or " " not in raw:
        return Recognised(IdentifierKind.NPP, value)
    return None


def _name(raw: str) -> Recognised:
    letters = sum(mark.isalpha() for mark in raw)
    if letters >= _MIN_NAME_LETTERS:
        return Recognised(IdentifierKind.NAME, raw)
    return Recognised(IdentifierKind.NAME, raw, "NAME_SHORT", {"minimum": _MIN_NAME_LETTERS})
