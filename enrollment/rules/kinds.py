"""The closed word lists of the register: segments, programs, scales, employer kinds.

Values are what contract §2 prints (`PU`, `JKK`, …) and what the tables store. The `*_WORDS` tables read the
words met in sheets; keys are made by `word_key`, so case, spaces and punctuation do not matter.
"""

import re
from enum import StrEnum

__all__ = [
    "SCALE_WORDS",
    "SEGMENT_WORDS",
    "SEX_WORDS",
    "BusinessScale",
    "CoverState",
    "EmployerKind",
    "EmployerState",
    "LinkHow",
    "Program",
    "Segment",
    "Sex",
    "read_programs",
    "read_scale",
    "read_segment",
    "read_sex",
    "read_yes_no",
    "word_key",
]


class Segment(StrEnum):
    """Membership segments (domain §2)."""

    WAGE = "PU"
    NON_WAGE = "BPU"
    CONSTRUCTION = "JAKON"
    MIGRANT = "PMI"


class Program(StrEnum):
    """The five programs, in the order they are always printed."""

    JKK = "JKK"
    JKM = "JKM"
    JHT = "JHT"
    JP = "JP"
    JKP = "JKP"


class BusinessScale(StrEnum):
    """Business size; decides which programs a wage employer must join (domain §1.1)."""

    MICRO = "MIKRO"
    SMALL = "KECIL"
    MEDIUM = "MENENGAH"
    LARGE = "BESAR"


class EmployerKind(StrEnum):
    """Whose workers they are (feature B12)."""

    GOVERNMENT = "GOVERNMENT"
    OTHER = "OTHER"
    SELF = "SELF"


class EmployerState(StrEnum):
    """Payment state of an employer on a day (domain §4.1, §4.2)."""

    CURRENT = "CURRENT"
    IN_ARREARS = "IN_ARREARS"
    NEVER_PAID = "NEVER_PAID"
    CLOSED = "CLOSED"


class CoverState(StrEnum):
    """State of a prepaid (BPU) membership on a day (domain §4.2)."""

    ACTIVE = "ACTIVE"
    GRACE = "GRACE"
    ENDED = "ENDED"


class LinkHow(StrEnum):
    """How a Business came to be tied to an Employer: exact keys in order of strength, then a person's word."""

    NIB = "NIB"
    NPWP = "NPWP"
    NPP = "NPP"
    OWNER_NIK = "OWNER_NIK"
    NAME = "NAME"
    MANUAL = "MANUAL"


class Sex(StrEnum):
    """Sex as the sheets write it."""

    MALE = "L"
    FEMALE = "P"


def word_key(text: str) -> str:
    """Upper-case letters and digits of `text`, nothing else ("Usaha Mikro" → "USAHAMIKRO")."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


SEGMENT_WORDS: dict[str, Segment] = {
    "PU": Segment.WAGE,
    "PENERIMAUPAH": Segment.WAGE,
    "BPU": Segment.NON_WAGE,
    "BUKANPENERIMAUPAH": Segment.NON_WAGE,
    "JAKON": Segment.CONSTRUCTION,
    "JASAKONSTRUKSI": Segment.CONSTRUCTION,
    "PMI": Segment.MIGRANT,
    "TKI": Segment.MIGRANT,
    "PEKERJAMIGRANINDONESIA": Segment.MIGRANT,
}

SCALE_WORDS: dict[str, BusinessScale] = {
    prefix + word: scale
    for scale, words in {
        BusinessScale.MICRO: ("MIKRO", "MICRO"),
        BusinessScale.SMALL: ("KECIL", "SMALL"),
        BusinessScale.MEDIUM: ("MENENGAH", "SEDANG", "MEDIUM"),
        BusinessScale.LARGE: ("BESAR", "LARGE"),
    }.items()
    for word in words
    for prefix in ("", "USAHA", "SKALA", "SKALAUSAHA", "PERUSAHAAN")
}

SEX_WORDS: dict[str, Sex] = {
    "L": Sex.MALE,
    "LK": Sex.MALE,
    "LAKILAKI": Sex.MALE,
    "PRIA": Sex.MALE,
    "M": Sex.MALE,
    "P": Sex.FEMALE,
    "PR": Sex.FEMALE,
    "PEREMPUAN": Sex.FEMALE,
    "WANITA": Sex.FEMALE,
    "F": Sex.FEMALE,
}

_YES = frozenset({"Y", "YA", "1", "X", "V", "TRUE"})
_NO = frozenset({"T", "TIDAK", "N", "0", "-", "", "FALSE"})
_PROGRAM_SEPARATORS = re.compile(r"[^A-Z]+")


def read_segment(text: str) -> Segment | None:
    """Segment of a sheet word; TKI is the legacy code of PMI. None: not known (SEGMENT_UNKNOWN)."""
    return SEGMENT_WORDS.get(word_key(text))


def read_scale(text: str) -> BusinessScale | None:
    """Scale of a sheet word, also of the OSS export ("Usaha Mikro"). None: not known (a warning only)."""
    return SCALE_WORDS.get(word_key(text))


def read_sex(text: str) -> Sex | None:
    """Sex of a sheet word. None: not known (a warning only)."""
    return SEX_WORDS.get(word_key(text))


def read_yes_no(text: str) -> bool | None:
    """A program flag by contract §3. None: neither yes nor no (PROGRAM_UNKNOWN)."""
    word = text.strip().upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    return None


def read_programs(text: str) -> frozenset[Program] | None:
    """Programs listed in one cell (`NM_PRG`: "JKK,JKM,JHT"). None: a word that is no program (PROGRAM_UNKNOWN)."""
    words = [word for word in _PROGRAM_SEPARATORS.split(text.upper()) if word]
    try:
        return frozenset(Program(word) for word in words)
    except ValueError:
        return None
