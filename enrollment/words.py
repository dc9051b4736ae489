"""Short names of what can be wrong with rows, for lists that group them; the full sentences are importing.words'."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["group_title"]

_TITLES: dict[str, str | Promise] = {
    "NIK_FORMAT": _("NIK bukan 16 angka"),
    "NIK_NUMERIC_CELL": _("NIK rusak oleh Excel"),
    "NIK_DATE": _("Tanggal di dalam NIK tidak ada"),
    "NIK_BIRTHDATE_MISMATCH": _("NIK tidak cocok dengan tanggal lahir"),
    "KPJ_FORMAT": _("KPJ bukan 11 angka"),
    "KPJ_TAKEN": _("KPJ milik orang lain"),
    "KPJ_UNKNOWN": _("KPJ tidak dikenal"),
    "NPP_MISSING": _("NPP kosong"),
    "NPP_UNKNOWN": _("NPP tidak dikenal"),
    "NPP_FORMAT": _("NPP bukan 8 karakter"),
    "NIB_FORMAT": _("NIB bukan 13 angka"),
    "FORMULA_IN_ID": _("Nomor berupa rumus"),
    "DATE_INVALID": _("Tanggal tidak sah"),
    "DATE_UNFORMATTED": _("Tanggal berupa bilangan"),
    "DATE_RANGE": _("Tanggal di luar jangkauan"),
    "DATE_2_DIGIT_YEAR": _("Tahun dua angka"),
    "DATE_ORDER": _("Tanggal berakhir sebelum mulai"),
    "AMOUNT_INVALID": _("Jumlah bukan angka"),
    "AMOUNT_AMBIGUOUS": _("Jumlah bermakna ganda"),
    "AMOUNT_RANGE": _("Jumlah di luar jangkauan"),
    "VILLAGE_UNKNOWN": _("Kelurahan tidak dikenal"),
    "DISTRICT_UNKNOWN": _("Kecamatan tidak dikenal"),
    "AREA_MISMATCH": _("Kelurahan di kecamatan lain"),
    "SEGMENT_UNKNOWN": _("Segmen tidak dikenal"),
    "PROGRAM_UNKNOWN": _("Tanda program tidak dikenal"),
    "REQUIRED_MISSING": _("Sel wajib kosong"),
    "DUPLICATE_IN_FILE": _("Baris ganda"),
    "DUP_CONFLICT": _("Kunci sama, isi berbeda"),
    "NAME_CONFLICT": _("NIK dengan nama berbeda"),
    "OUT_OF_SCOPE": _("Di luar wilayah Anda"),
    "APOSTROPHE": _("Tanda petik dibuang"),
    "PHONE_FORMAT": _("Telepon tanpa nol di depan"),
    "NIK_SEVERAL_KPJ": _("NIK dengan beberapa KPJ"),
    "REPAIRED": _("Sel diperbaiki"),
    "ROW_SKIPPED": _("Baris dilewati"),
}


def group_title(code: str, sentence: str) -> str:
    """The short name of a code; `sentence` for codes that are their own short name."""
    return str(_TITLES.get(code, sentence))
