"""What an indicator's declaration is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Hidden", "Indicator", "SmallCells", "Source", "Unit", "gettext_noop"]


def gettext_noop(text: str) -> str:
    """Marks a msgid for the catalogue; who shows it translates it."""
    return text


class Unit(StrEnum):
    """What the number counts; the value is a msgid."""

    PERCENT = gettext_noop("persen")
    POINTS = gettext_noop("poin persen")
    PEOPLE = gettext_noop("orang")
    EMPLOYERS = gettext_noop("pemberi kerja")
    BUSINESSES = gettext_noop("usaha")
    FILES = gettext_noop("berkas")
    DAYS = gettext_noop("hari")
    RANK = gettext_noop("peringkat")
    SCORE = gettext_noop("nilai 0 sampai 100")


class Source(StrEnum):
    """By whose word; the value is a msgid."""

    REGISTER = gettext_noop("Data BPJS Ketenagakerjaan: lembar pemberi kerja, pekerja, dan BPU")
    WORKFORCE = gettext_noop("Lembar potensi pekerja, dengan tahun dan sumbernya")
    BUSINESSES = gettext_noop("Lembar usaha (NIB, KBLI, jumlah tenaga kerja) dan hubungannya dengan pemberi kerja")
    COUNTER = gettext_noop("Loket: pengecekan dan berkas izin")
    IMPORTS = gettext_noop("Catatan impor: baris diterima, meragukan, dan salah")
    TARGETS = gettext_noop("Tabel target dengan sumbernya")
    MIXED = gettext_noop("Beberapa sumber; lihat bagian-bagiannya")


class Hidden(StrEnum):
    """When the number is not shown; the value is a msgid."""

    NO_FACTS = gettext_noop("Bulan itu belum dihitung atau belum ada data sama sekali.")
    NO_WORKFORCE = gettext_noop("Potensi pekerja untuk wilayah itu belum ada; tidak pernah ditaksir.")
    NOTHING_TO_DIVIDE = gettext_noop("Pembaginya nol.")
    NO_BEFORE = gettext_noop("Salah satu dari kedua bulan belum ada data.")
    NO_TARGET = gettext_noop("Tidak ada target yang berlaku.")
    MISSING_INPUT = gettext_noop("Salah satu masukannya belum ada.")
    NEVER = gettext_noop("Selalu ditampilkan, juga bila nol.")


class SmallCells(StrEnum):
    """What a role that may not open the list behind the number sees of 1 to 4; the value is a msgid."""

    SUPPRESSED = gettext_noop("1 sampai 4 tampil sebagai < 5")
    WITH_ITS_PARTS = gettext_noop("Tidak tampil bila pembilangnya 1 sampai 4")
    OPEN = gettext_noop("Tampil apa adanya: bukan jumlah orang")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One declaration. `numerator` and `denominator` are codes of other indicators ("" = it is a plain count).

    `heading` is the name in a narrow column, where that differs. Texts are msgids.
    """

    code: str
    name: str
    formula: str
    unit: Unit
    source: Source
    hidden: Hidden
    small: SmallCells
    numerator: str = ""
    denominator: str = ""
    heading: str = ""
