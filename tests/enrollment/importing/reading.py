"""Short ways for tests to read a file: here, in this process, or in the sandbox as the product does."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from typing import Any

from enrollment.importing.errors import Code, FileRefused, Problem
from enrollment.importing.frames import HEAD, Decoder, block_frame
from enrollment.importing.reader import Reading, open_reading
from enrollment.importing.sandbox import read
from enrollment.importing.sheet import Candidate, Cell, Limits

WORKERS = Candidate(
    name="workers",
    columns={
        "NPP": [],
        "KPJ": ["NO_KPJ", "NO REFERENSI"],
        "NIK": ["NOMOR_IDENTITAS", "NIK_TK"],
        "NAMA_LENGKAP": ["NAMA_TK"],
        "TGL_LAHIR": [],
        "UPAH": [],
        "JHT TENAGA KERJA": [],
    },
    required=["NPP", "KPJ", "NIK", "NAMA_LENGKAP"],
    known=["No."],
)
BUSINESSES = Candidate(
    name="businesses",
    columns={"NIB": [], "NAMA_USAHA": ["Nama Perusahaan"], "KELURAHAN": ["kelurahan_usaha"], "NIK_PEMILIK": []},
    required=["NAMA_USAHA", "KELURAHAN"],
    one_of=[["NIB", "NIK_PEMILIK"]],
)
CANDIDATES = [WORKERS, BUSINESSES]


@dataclass
class Result:
    """Everything one file gave."""

    profile: str
    header: list[str]
    columns: dict[str, int]
    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    skipped: int = 0
    notes: list[str] = field(default_factory=list)
    about: Any = None

    def column(self, name: str) -> list[Cell]:
        return [row[self.columns[name]] for row in self.rows]


def read_here(
    data: bytes, suffix: str = ".xlsx", limits: Limits | None = None, candidates: list[Candidate] | None = None
) -> Result:
    """Read in this process, through the same frames."""
    limits = limits or Limits()
    reading: Reading = open_reading(io.BytesIO(data), suffix, candidates or CANDIDATES, limits)
    header = reading.header
    result = Result(header.profile, header.texts, header.columns, about=reading)
    decoder = Decoder()
    for block, problems in reading.blocks():
        body = block_frame(block, problems)[HEAD.size :]
        numbers, lines, columns, found = decoder.block(body, len(header.texts))
        result.problems.update({numbers[index]: Problem(Code(code), params) for index, code, params in found})
        result.numbers += numbers
        result.lines += lines
        result.rows += map(list, zip(*columns, strict=True))
    result.skipped = reading.skipped
    result.notes = sorted(reading.notes)
    return result


def read_sandboxed(data: bytes, suffix: str = ".xlsx", limits: Limits | None = None) -> Result:
    """Read in the child process; the file lies in memory only."""
    descriptor = os.memfd_create("upload")
    with os.fdopen(descriptor, "w+b") as stream:
        stream.write(data)
        stream.flush()
        with read(stream, suffix, CANDIDATES, limits) as reading:
            info = reading.info
            result = Result(info.profile, info.header, info.columns, about=reading)
            for chunk in reading.chunks():
                result.numbers += chunk.row_numbers
                result.lines += chunk.lines
                result.rows += map(list, zip(*chunk.columns, strict=True))
                result.problems.update({chunk.row_numbers[at]: problem for at, problem in chunk.problems.items()})
            result.skipped = reading.summary.skipped
            result.notes = list(reading.summary.notes)
            return result


def refusal(data: bytes, suffix: str = ".xlsx", limits: Limits | None = None, sandboxed: bool = False) -> FileRefused:
    """The refusal a file meets; fails when it is read instead."""
    try:
        result = (read_sandboxed if sandboxed else read_here)(data, suffix, limits)
    except FileRefused as refused:
        return refused
    raise AssertionError(f"read as {result.profile}: {len(result.rows)} rows")
