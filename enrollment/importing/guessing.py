"""Which heading of a strange sheet is probably which of our columns, and how sure that is.

Pure: headings and a few example cells in, guesses out. A guess is only ever offered; a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from enrollment.importing.columns import Column, Kind
from enrollment.importing.headers import normalise_heading
from enrollment.importing.profiles import PROFILES, Profile

__all__ = ["Confidence", "Guess", "best_profile", "guesses"]

SHORT = 4
ALIKE = 0.74  # share of two headings that must agree before one is offered for the other


class Confidence(StrEnum):
    """How sure a guess is, in the words of the page."""

    SURE = "pasti"
    MAYBE = "mungkin"
    NONE = "belum"


@dataclass(frozen=True, slots=True)
class Guess:
    """One of our columns and the position that may hold it; None where nothing fits."""

    position: int | None
    confidence: Confidence


_SHAPES = {
    Kind.NIK: re.compile(r"[1-9]\d{15}"),
    Kind.NIB: re.compile(r"\d{13}"),
    Kind.KPJ: re.compile(r"\d{11}"),
    Kind.KBLI: re.compile(r"\d{5}"),
    Kind.PHONE: re.compile(r"(\+?62|0)8\d{7,11}"),
    Kind.MONTH: re.compile(r"(0?[1-9]|1[0-2])[-/]20\d\d"),
}
# Words by which other offices call what a column holds; one of them in a heading makes it worth offering.
_CALLED = {
    "NIK": ("KTP",),
    "NPP": ("PENDAFTARAN",),
    "KPJ": ("KARTU",),
    "NAMA_LENGKAP": ("PEKERJA", "KARYAWAN", "PESERTA"),
    "NAMA": ("PESERTA", "LENGKAP"),
    "NAMA_PERUSAHAAN": ("PERUSAHAAN", "USAHA"),
    "NAMA_USAHA": ("PERUSAHAAN",),
    "TGL_LAHIR": ("LAHIR",),
    "TGL_KEPESERTAAN": ("MULAI", "MASUK"),
    "TGL_BERAKHIR": ("SELESAI", "SAMPAI"),
    "TGL_NA": ("KELUAR", "SELESAI"),
    "SEGMEN": ("GOLONGAN", "JENIS"),
    "UPAH": ("GAJI",),
    "JENIS_KELAMIN": ("KELAMIN", "SEX"),
    "BLTH_REKON": ("LUNAS",),
}
_WORD = re.compile(r"[A-Z]+")
_APART = re.compile(r"[\s.\-']")


def guesses(profile: Profile, headings: Sequence[str], samples: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """For every column of the profile its best position; no position serves two columns."""
    found = {column.name: Guess(None, Confidence.NONE) for column in profile.columns}
    taken: set[int] = set()
    for score, name, position in sorted(_pairs(profile, headings, samples), key=lambda pair: (-pair[0], pair[2])):
        if found[name].position is None and position not in taken:
            found[name] = Guess(position, Confidence.SURE if score >= 2 else Confidence.MAYBE)
            taken.add(position)
    return found


def best_profile(headings: Sequence[str], samples: Sequence[Sequence[str]]) -> str:
    """The profile whose columns this sheet has most of; sure ones count double, those it must have once more."""

    def fit(profile: Profile) -> int:
        found = {
            name: guess for name, guess in guesses(profile, headings, samples).items() if guess.position is not None
        }
        needed = [*profile.required, *(group[0] for group in profile.one_of)]
        sure = sum(guess.confidence is Confidence.SURE for guess in found.values())
        return len(found) + sure + len(found.keys() & set(needed))

    return max(PROFILES.values(), key=fit).name


def _pairs(
    profile: Profile, headings: Sequence[str], samples: Sequence[Sequence[str]]
) -> Iterator[tuple[float, str, int]]:
    """(score, column, position): 2 the heading itself, 1 to 2 one like it, 0.8 another word, 0.5 its cells' shape."""
    for column in profile.columns:
        known = [normalise_heading(text) for text in column.headings]
        for position, text in enumerate(headings):
            heading = normalise_heading(text)
            likeness = max((_likeness(heading, one) for one in known), default=0.0) if heading else 0.0
            if heading and heading in known:
                yield 2.0, column.name, position
            elif likeness >= ALIKE:
                yield 1.0 + likeness / 2, column.name, position
            elif not set(_CALLED.get(column.name, ())).isdisjoint(_WORD.findall(text.upper())):
                yield 0.8, column.name, position
            elif _has_shape(column, samples[position] if position < len(samples) else ()):
                yield 0.5, column.name, position


def _likeness(ours: str, theirs: str) -> float:
    """Two headings of which one says the other and a little more are as alike as spelling variants.

    Short ones (NPP and NPWP) are other words, however few letters differ.
    """
    short, long = sorted((ours, theirs), key=len)
    if len(long) <= SHORT:
        return 0.0
    if len(short) >= 3 and len(short) * 2 >= len(long) and long.startswith(short):
        return 0.8
    return SequenceMatcher(None, ours, theirs).ratio()


def _has_shape(column: Column, cells: Sequence[str]) -> bool:
    shape = _SHAPES.get(column.kind)
    filled = [_APART.sub("", cell) if column.kind is not Kind.MONTH else cell.strip() for cell in cells if cell.strip()]
    fitting = sum(shape.fullmatch(cell) is not None for cell in filled) if shape is not None else 0
    return fitting > 0 and 3 * fitting >= 2 * len(filled)  # one wrong example of three is nothing strange
