"""One column of a sheet as the contract names it: heading, other headings met, whether it is needed, how it is read.

Declared once per profile (`profiles.py`). Templates, exports and the data dictionary are drawn from the same
declarations through django-import-export's Resource (`resources.py`), which never cleans or saves a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Column", "Kind", "Need"]


class Need(StrEnum):
    """How much of a column a sheet must have."""

    FREE = "FREE"
    HEADING = "HEADING"  # the column must be there, its cells may be empty
    CELL = "CELL"  # the column must be there and every row must fill it


class Kind(StrEnum):
    """How the cells of a column are read; each has one cleaner (`cleaners.py`)."""

    TEXT = "TEXT"
    NAME = "NAME"
    PERSON = "PERSON"
    NIK = "NIK"
    NIB = "NIB"
    NPWP = "NPWP"
    NPP = "NPP"
    DIVISION = "DIVISION"
    KPJ = "KPJ"
    KBLI = "KBLI"
    PHONE = "PHONE"
    DATE = "DATE"
    BIRTH_DATE = "BIRTH_DATE"
    MONTH = "MONTH"
    YEAR = "YEAR"
    AMOUNT = "AMOUNT"
    COUNT = "COUNT"
    FLAG = "FLAG"
    PROGRAMS = "PROGRAMS"
    SEGMENT = "SEGMENT"
    SEX = "SEX"
    SCALE = "SCALE"
    BRANCH = "BRANCH"
    GROUP = "GROUP"
    VILLAGE = "VILLAGE"
    DISTRICT = "DISTRICT"
    AREA_CODE = "AREA_CODE"
    FIGURE = "FIGURE"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the canonical heading; headings are compared without case, spaces, `_`, `.` and line breaks."""

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    need: Need = Need.FREE
    limit: int = 200  # characters a text may have: longer is TOO_LONG, never cut
    example: str = ""
    # Said once for the whole sheet where it has no such column: above its headings, or by whoever brings it.
    once: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading by which this column is recognised, the canonical one first."""
        return (self.name, *self.aliases)
