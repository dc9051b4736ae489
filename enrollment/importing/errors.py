"""What can be wrong with a file or with one of its cells. Codes and parameters only; the sentences are in words.py."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Refusal(StrEnum):
    """Why a file is refused as a whole, before anything of it is kept."""

    FILE_TYPE = "FILE_TYPE"
    FILE_ENCRYPTED = "FILE_ENCRYPTED"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_BOMB = "FILE_BOMB"
    CORRUPT = "CORRUPT"
    BAD_ARCHIVE = "BAD_ARCHIVE"
    GRID_TOO_LARGE = "GRID_TOO_LARGE"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TIMEOUT = "TIMEOUT"
    XML_DTD = "XML_DTD"
    HEADER_NOT_FOUND = "HEADER_NOT_FOUND"
    AMBIGUOUS_SHEET = "AMBIGUOUS_SHEET"
    NO_ROWS = "NO_ROWS"
    DELIMITER = "DELIMITER"
    ENCODING = "ENCODING"
    NUL = "NUL"
    QUOTE = "QUOTE"
    MALWARE = "MALWARE"
    DISK_FULL = "DISK_FULL"


class FileRefused(Exception):
    """The whole file is refused. `params` are plain data for the sentence and never hold a cell's content."""

    def __init__(self, code: Refusal, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Severity(StrEnum):
    """What a problem makes of its row. The values equal those stored with the problem."""

    WRONG = "WRONG"
    DOUBTFUL = "DOUBTFUL"
    WARNING = "WARNING"


class Code(StrEnum):
    """What can be wrong with a row or a cell."""

    # Identifiers
    NIK_FORMAT = "NIK_FORMAT"
    NIK_NUMERIC_CELL = "NIK_NUMERIC_CELL"
    NIK_DATE = "NIK_DATE"
    NIK_BIRTHDATE_MISMATCH = "NIK_BIRTHDATE_MISMATCH"
    KPJ_FORMAT = "KPJ_FORMAT"
    KPJ_TAKEN = "KPJ_TAKEN"
    KPJ_UNKNOWN = "KPJ_UNKNOWN"
    NPP_MISSING = "NPP_MISSING"
    NPP_UNKNOWN = "NPP_UNKNOWN"
    NPP_FORMAT = "NPP_FORMAT"
    NIB_FORMAT = "NIB_FORMAT"
    NPWP_FORMAT = "NPWP_FORMAT"
    KBLI_FORMAT = "KBLI_FORMAT"
    PHONE_FORMAT = "PHONE_FORMAT"
    FORMULA_IN_ID = "FORMULA_IN_ID"
    APOSTROPHE = "APOSTROPHE"
    NIK_SEVERAL_KPJ = "NIK_SEVERAL_KPJ"
    # Dates and months
    DATE_INVALID = "DATE_INVALID"
    DATE_UNFORMATTED = "DATE_UNFORMATTED"
    DATE_RANGE = "DATE_RANGE"
    DATE_2_DIGIT_YEAR = "DATE_2_DIGIT_YEAR"
    DATE_ORDER = "DATE_ORDER"
    AGE = "AGE"
    # Amounts and counts
    AMOUNT_INVALID = "AMOUNT_INVALID"
    AMOUNT_AMBIGUOUS = "AMOUNT_AMBIGUOUS"
    AMOUNT_RANGE = "AMOUNT_RANGE"
    # Words with a fixed list
    VILLAGE_UNKNOWN = "VILLAGE_UNKNOWN"
    DISTRICT_UNKNOWN = "DISTRICT_UNKNOWN"
    AREA_MISMATCH = "AREA_MISMATCH"
    SEGMENT_UNKNOWN = "SEGMENT_UNKNOWN"
    PROGRAM_UNKNOWN = "PROGRAM_UNKNOWN"
    SEX_UNKNOWN = "SEX_UNKNOWN"
    SCALE_UNKNOWN = "SCALE_UNKNOWN"
    BRANCH_UNKNOWN = "BRANCH_UNKNOWN"
    GROUP_UNKNOWN = "GROUP_UNKNOWN"
    # Any cell
    REQUIRED_MISSING = "REQUIRED_MISSING"
    FORMULA = "FORMULA"
    NO_VALUE = "NO_VALUE"
    CELL_ERROR = "CELL_ERROR"
    TYPE = "TYPE"
    NAME = "NAME"
    TOO_LONG = "TOO_LONG"
    CONTROL_CHAR = "CONTROL_CHAR"
    CONTROL_STRIPPED = "CONTROL_STRIPPED"
    MERGED = "MERGED"
    # Rows
    COLUMN_COUNT = "COLUMN_COUNT"
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"
    DUP_CONFLICT = "DUP_CONFLICT"
    NAME_CONFLICT = "NAME_CONFLICT"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    # What a person did to the sheet before it was judged
    REPAIRED = "REPAIRED"
    ROW_SKIPPED = "ROW_SKIPPED"

    @property
    def severity(self) -> Severity:
        return SEVERITY.get(self, Severity.WRONG)


SEVERITY: dict[Code, Severity] = {
    Code.DUP_CONFLICT: Severity.DOUBTFUL,
    Code.KPJ_TAKEN: Severity.DOUBTFUL,
    Code.NAME_CONFLICT: Severity.DOUBTFUL,
    Code.NIK_BIRTHDATE_MISMATCH: Severity.WARNING,
    Code.AGE: Severity.WARNING,
    Code.FORMULA: Severity.WARNING,
    Code.CONTROL_STRIPPED: Severity.WARNING,
    Code.NPWP_FORMAT: Severity.WARNING,
    Code.KBLI_FORMAT: Severity.WARNING,
    Code.SEX_UNKNOWN: Severity.WARNING,
    Code.SCALE_UNKNOWN: Severity.WARNING,
    Code.BRANCH_UNKNOWN: Severity.WARNING,
    Code.GROUP_UNKNOWN: Severity.WARNING,
    Code.PHONE_FORMAT: Severity.WARNING,
    Code.APOSTROPHE: Severity.WARNING,
    Code.NIK_SEVERAL_KPJ: Severity.WARNING,
    Code.REPAIRED: Severity.WARNING,
}
"""Every code that is not listed makes its row wrong."""


class Note(StrEnum):
    """Something about the file as a whole that the preview tells; the file is read all the same."""

    HIDDEN_SHEET = "HIDDEN_SHEET"
    HIDDEN_ROWS = "HIDDEN_ROWS"
    OUTSIDE_PARTS = "OUTSIDE_PARTS"
    BEYOND_HEADER = "BEYOND_HEADER"
    # What a file really is, where its name says something else
    CSV_INSIDE = "CSV_INSIDE"
    HTML_INSIDE = "HTML_INSIDE"
    XML_INSIDE = "XML_INSIDE"
    XLSX_INSIDE = "XLSX_INSIDE"
    XLS_INSIDE = "XLS_INSIDE"
    ODS_INSIDE = "ODS_INSIDE"


class Problem(NamedTuple):
    """One problem of one cell or row. `params` feed the sentence; an identifier never stands in them."""

    code: Code
    params: dict[str, Any] = {}
