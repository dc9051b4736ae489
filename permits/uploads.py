"""A list of numbers out of an uploaded file: a workbook through the sandboxed reader, or plain text, one a line."""

from __future__ import annotations

import tempfile
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from enrollment.importing.errors import FileRefused
from enrollment.importing.sandbox import read
from enrollment.importing.sheet import MIB, Candidate, Cell, Formula, Limits
from enrollment.importing.words import refusal_sentence
from permits.errors import Refused
from permits.selectors.lists import texts_of

__all__ = ["texts_of_upload"]

MOST_BYTES = 2 * MIB
LIMITS = Limits(
    workbook_bytes=MOST_BYTES, workbook_rows=20_000, memory_bytes=512 * MIB, cpu_seconds=20, wait_seconds=30
)
TEXTS = (".csv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
# The first column in this order that has something in a row.
COLUMNS = {
    "NIB": ["No NIB", "Nomor Induk Berusaha"],
    "NPP": ["No NPP", "Kode Kepesertaan"],
    "NPWP": [],
    "NOMOR": ["Number"],
}
NUMBERS = Candidate("numbers", COLUMNS, required=[], one_of=[list(COLUMNS)])

TOO_LARGE = _("File terlalu besar. Paling besar 2 MB.")
WRONG_TYPE = _("Unggah file XLSX, CSV, atau TXT.")
NOT_TEXT = _("File ini bukan teks. Simpan sebagai CSV UTF-8 atau XLSX.")


def texts_of_upload(upload: UploadedFile) -> list[str]:
    """The numbers as they stand in the file; Refused where it cannot be read."""
    suffix = PurePath(upload.name or "").suffix.lower()
    if (upload.size or 0) > MOST_BYTES:
        raise Refused("FILE_TOO_LARGE", TOO_LARGE)
    if suffix in TEXTS:
        return texts_of(_decoded(upload.read()))
    if suffix in WORKBOOKS:
        return _from_workbook(upload, suffix)
    raise Refused("FILE_TYPE", WRONG_TYPE)


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("ENCODING", NOT_TEXT) from None
    if "\0" in text:
        raise Refused("ENCODING", NOT_TEXT)
    return text


def _from_workbook(upload: UploadedFile, suffix: str) -> list[str]:
    with tempfile.TemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.seek(0)
        try:
            with read(copy, suffix, [NUMBERS], LIMITS) as reading:
                places = [reading.info.columns[name] for name in COLUMNS if name in reading.info.columns]
                rows = [row for chunk in reading.chunks() for row in zip(*chunk.columns, strict=True)]
        except FileRefused as refused:
            raise Refused(refused.code, refusal_sentence(refused.code, refused.params)) from None
    found = (next((text for place in places if (text := _text(row[place]))), "") for row in rows)
    return [text for text in found if text]


def _text(cell: Any) -> str:
    """A number that Excel kept as one loses its decimal point, nothing else."""
    value: Cell = cell.value if isinstance(cell, Formula) else cell
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""
